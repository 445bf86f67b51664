"""The shipped pack holds what the brief promises: answers, tips and materials for each phase, honest certificates."""

import re
from urllib.parse import urlsplit

import pytest

from bot.content import Pack, find
from bot.content.careers import Certification

ENTRIES = """
what-does-an-mle-do technical-skills soft-skills where-to-start how-long how-long-from-zero how-long-swe how-long-ds
cost-of-path salary mle-vs-ds-pay outlook oversaturated experience-needed degree phd remote-self-study english-level
maths-how-much maths-which python-level libraries pytorch-or-tensorflow do-i-need-llms llm-killing-classical ds-vs-mle
backend-vs-mle gpus-tpus mlops-what specialisations projects-how-many projects-which portfolio-bar certifications
certification-cost interview-format system-design-interview job-search-length challenges industries europe-market
switch-stories myth-training-only myth-automl data-work-share
"""

PHASES = "from-zero foundations core-ml deep-learning llms mlops specialise interviews job-search"

MATERIALS = (
    "Géron|fast.ai|MLflow|Triton|BentoML|Kubeflow|LeetCode|HackerRank|Machine Learning System Design Interview"
    "|Machine Learning Specialization|scikit-learn|XGBoost|LightGBM|PyTorch|TensorFlow|Kaggle"
)

EDIRAE_ACTIONS = {
    "foundation": {
        "Python and its libraries": "production-python numpy pandas",
        "a course on the fundamentals": "ml-course",
        "two or three projects": "first-projects",
        "Git and good practice": "git-workflow",
        "mathematics refreshed": "linear-algebra calculus probability",
    },
    "deep-learning": {
        "TensorFlow or PyTorch": "dl-framework",
        "architectures": "cnns rnns transformers",
        "a large project": "dl-project",
        "cloud on a free tier": "cloud-basics",
        "a first look at MLOps": "mlops-concepts experiment-tracking",
    },
    "production": {
        "containers": "docker kubernetes",
        "models in the cloud and behind an API": "cloud-deploy model-api",
        "CI/CD": "cicd",
        "data pipelines": "data-pipelines",
        "open source": "open-source",
    },
    "job-search": {
        "the portfolio": "portfolio",
        "coding and system design": "coding-interviews system-design",
        "people": "networking",
        "the resume": "resume",
        "applications": "applications",
    },
}

REGISTRIES = {"pypi", "pythonhosted", "npmjs", "anaconda", "conda", "crates", "rubygems", "nuget", "packagist", "maven"}
"""Parts of host names."""

RETIRED_NAMES = re.compile(r"AWS[^.|;]*Specialty|AI-102|Azure AI Engineer Associate", re.IGNORECASE)


def test_the_brief_names_forty_five_answers() -> None:
    assert len(set(ENTRIES.split())) == 45


@pytest.mark.parametrize("id", ENTRIES.split())
def test_an_answer_of_the_brief_is_there_and_fits_a_phone(pack: Pack, id: str) -> None:
    entry = pack.entries[id]
    assert len({phrasing.casefold() for phrasing in pack.phrasings[id]}) >= 6
    shown = [line for line in pack.filled(entry.body).splitlines() if line.strip()]
    assert len(shown) <= 8
    assert not shown[0].startswith(("-", "*", "#")), "the first line is the short answer"
    assert "{{" not in "".join(shown)
    assert len("\n".join(pack.bullet(fact) for fact in entry.facts)) <= 1000
    assert id not in entry.related


def test_there_are_sixty_tips_and_no_two_say_the_same(pack: Pack) -> None:
    assert len(pack.tips) >= 60
    assert len({tip.title.casefold() for tip in pack.tips.values()}) == len(pack.tips)
    assert len({tip.body.casefold() for tip in pack.tips.values()}) == len(pack.tips)
    assert [tip.id for tip in pack.tips.values() if "{{" in pack.filled(tip.body)] == []


@pytest.mark.parametrize("phase", PHASES.split())
def test_a_member_in_any_phase_of_the_default_route_has_tips_and_materials(pack: Pack, phase: str) -> None:
    route = pack.routes["default"]
    here = next(each for each in route.phases if each.id == phase)
    steps = {*here.milestones, *(step for branch in here.branches for step in branch.milestones)}
    assert steps
    tips = [tip for tip in pack.tips.values() if f"default/{phase}" in tip.phases or steps.intersection(tip.milestones)]
    assert len(tips) >= 2
    assert len([each for each in pack.resources.values() if steps.intersection(each.milestones)]) >= 2


def test_the_default_route_has_these_phases_and_no_others(pack: Pack) -> None:
    assert [phase.id for phase in pack.routes["default"].phases] == PHASES.split()
    assert pack.manifest.default_route == "default"


def test_each_guide_has_its_own_route_and_its_own_entry_among_the_sources(pack: Pack) -> None:
    routes = {route.source: route.id for route in pack.routes.values()}
    assert routes == {
        None: "default",
        "s0": "myaicareer",
        "s1": "tryapplynow",
        "s2": "european",
        "s3": "hirekit",
        "s4": "edirae",
    }
    published = {id: source.published for id, source in pack.sources.items()}
    assert published == {"s0": "2026-01", "s1": "2026", "s2": "2025/2026", "s3": "2026-02-15", "s4": "2026"}
    assert all(source.lost for source in pack.sources.values())


def test_the_twenty_key_actions_of_edirae_are_milestones_in_its_four_phases(pack: Pack) -> None:
    assert [len(actions) for actions in EDIRAE_ACTIONS.values()] == [5, 5, 5, 5]
    phases = {phase.id: set(phase.milestones) for phase in pack.routes["edirae"].phases}
    assert list(phases) == list(EDIRAE_ACTIONS)
    for phase, actions in EDIRAE_ACTIONS.items():
        for action, steps in actions.items():
            assert phases[phase].issuperset(steps.split()), action
            assert all("s4" in pack.milestones[step].sources for step in steps.split()), action


def test_a_step_of_a_guides_route_says_that_this_guide_asks_for_it(pack: Pack) -> None:
    silent = [
        f"{route.id}: {step}"
        for route in pack.routes.values()
        for branch in (None, *(branch.id for branch in route.branches))
        for step in route.steps(branch)
        if route.source and route.source not in pack.milestones[step].sources
    ]
    assert silent == []


def test_no_milestone_stands_outside_all_routes(pack: Pack) -> None:
    placed = {
        step
        for route in pack.routes.values()
        for branch in (None, *(branch.id for branch in route.branches))
        for step in route.steps(branch)
    }
    assert set(pack.milestones) == placed


def certificate(pack: Pack, words: str) -> Certification:
    [found] = [each for each in pack.certifications.values() if words in each.title]
    return found


def test_the_six_certificates_of_the_guides_are_there(pack: Pack) -> None:
    named = {each.title: set(each.sources) for each in pack.certifications.values()}
    assert len(named) == 6
    assert sorted(map(sorted, named.values())) == [["s1"], ["s1", "s4"], ["s1", "s4"], ["s4"], ["s4"], ["s4"]]


@pytest.mark.parametrize(
    ("words", "day", "successors"),
    [
        (
            "Machine Learning – Specialty",
            "2026-03-31",
            {"Machine Learning Engineer – Associate", "Generative AI Developer – Professional"},
        ),
        ("AI-102", "2026-06-30", {"AI-103"}),
    ],
)
def test_a_retired_certificate_names_its_day_and_its_successors(
    pack: Pack, words: str, day: str, successors: set[str]
) -> None:
    found = certificate(pack, words)
    assert (found.status, str(found.retired_on)) == ("retired", day)
    assert all(any(name in successor for successor in found.successors) for name in successors)
    assert len(found.successors) == len(successors)


def test_googles_own_tensorflow_exam_is_unverified_and_is_not_the_course(pack: Pack) -> None:
    exam, course = certificate(pack, "TensorFlow Developer Certificate"), certificate(pack, "DeepLearning.AI")
    assert exam.status == "unverified"
    assert exam.note
    assert exam.facts
    assert not set(exam.facts) & set(course.facts)
    assert (exam.sources, course.sources) == (("s4",), ("s1",))


def test_a_retired_certificate_is_never_named_without_saying_that_it_is_retired(pack: Pack) -> None:
    texts = {each.id: each.body for each in pack.entries.values()} | {each.id: each.body for each in pack.tips.values()}
    texts |= {each.id: f"{each.do} {each.check}" for each in pack.milestones.values()}
    texts |= {each.id: f"{each.title} {each.why}" for each in pack.resources.values()}
    named = [(id, line) for id, text in texts.items() for line in text.splitlines() if RETIRED_NAMES.search(line)]
    assert len(named) >= 3
    assert [id for id, line in named if "retired" not in line.casefold()] == []


def test_every_address_is_https_and_none_is_that_of_a_package_registry() -> None:
    texts = [path.read_text("utf-8") for path in find("ml-engineer").rglob("*.*") if path.is_file()]
    addresses = [found for text in texts for found in re.findall(r"[a-z]+://[^\s\"')>]+", text)]
    assert len(addresses) >= 100
    assert [address for address in addresses if not address.startswith("https://")] == []
    hosts = {urlsplit(address).hostname or "" for address in addresses}
    assert [host for host in sorted(hosts) if REGISTRIES.intersection(host.split("."))] == []


def test_no_two_materials_have_the_same_address(pack: Pack) -> None:
    addresses = [str(each.url).rstrip("/").casefold() for each in pack.resources.values()]
    assert sorted(addresses) == sorted(set(addresses))


@pytest.mark.parametrize("words", MATERIALS.split("|"))
def test_a_material_that_a_guide_names_is_in_the_list_with_that_guide(pack: Pack, words: str) -> None:
    found = [each for each in pack.resources.values() if words in f"{each.title} {each.why} {each.url}"]
    assert any(each.sources for each in found)


def test_the_reference_shelves_hold_what_the_guides_give(pack: Pack) -> None:
    assert {career.title.split()[0] for career in pack.careers.values()} == {
        "Data",
        "AI",
        "Software",
        "Cloud",
        "DevOps",
    }
    assert len(pack.careers) == 6
    assert {story.name for story in pack.stories.values()} == {"Sergey", "Marina", "Denis"}
    assert {"phd-needed", "training-only", "automl-replaces"} <= set(pack.myths)
    assert {"data-scientist", "backend-developer"} <= set(pack.comparisons)
    assert len([skill for skill in pack.skills.values() if skill.kind == "soft"]) == 4
    assert len([skill for skill in pack.skills.values() if "s1" in skill.sources and skill.kind == "technical"]) == 8
    assert pack.projects
    assert (len(pack.projects.bar), pack.projects.bar_source) == (4, "s3")
    assert {project.level for project in pack.projects.projects} == {"beginner", "intermediate", "advanced"}
    assert pack.interviews
    assert len([each for each in pack.interviews.rounds if "s3" in each.sources]) == 5
    assert {"which-maths", "which-libraries", "need-llms"} <= {card.id for card in pack.interviews.cards}


def test_what_names_a_source_in_projects_and_interviews_names_one_that_exists(pack: Pack) -> None:
    assert pack.projects
    assert pack.interviews
    named = [each.sources for each in pack.projects.projects] + [each.sources for each in pack.interviews.rounds]
    named += [card.sources for card in pack.interviews.cards]
    assert {source for sources in named for source in sources} <= set(pack.sources)
    assert {card.round for card in pack.interviews.cards} <= {each.id for each in pack.interviews.rounds}


def test_the_quiz_can_lead_to_every_route_and_ticks_only_what_the_route_holds(pack: Pack) -> None:
    options = [option for question in pack.quiz.questions for option in question.options]
    assert {route for option in options for route in option.routes} == set(pack.routes)
    assert set(pack.quiz.order) == set(pack.routes)
    branches = {branch.id for route in pack.routes.values() for branch in route.branches}
    assert {option.branch for option in options if option.branch} <= branches
    letters = [[option.id for option in question.options] for question in pack.quiz.questions]
    assert all(len(set(each)) == len(each) for each in letters)

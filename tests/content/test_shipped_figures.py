"""Every figure of the five guides stands in the pack as its guide gives it, and no disagreement is smoothed over."""

import re

import pytest

from bot.content import Pack

FIGURES = """
salary-us-entry-s0             95000 130000 usd-per-year
salary-us-mid-s0               130000 180000 usd-per-year
salary-us-senior-s0            180000 250000 usd-per-year +
salary-remote-entry-s0         60000 100000 usd-per-year
salary-remote-mid-s0           90000 140000 usd-per-year
salary-remote-senior-s0        130000 200000 usd-per-year
salary-avg-s0                  150000 150000 usd-per-year >
salary-total-comp-s0           400000 400000 usd-per-year +
salary-median-s1               150000 230000 usd-per-year
salary-median-s2               120000 160000 usd-per-year
salary-faang-mid-s3            140000 180000 usd-per-year
salary-often-s3                150000 150000 usd-per-year >
salary-avg-s4                  100000 250000 usd-per-year
pay-gap-mle-ds-s1              20 30 percent

outlook-growth-s0              40 40 percent-per-year
outlook-growth-s1              36 36 percent
outlook-growth-s4              30 30 percent
work-share-data-s0             60 80 percent
work-share-training-s2         20 20 percent
work-share-rest-s2             80 80 percent

time-total-s0                  9 17 months derived
time-from-zero-extra-s0        3 6 months
time-fundamentals-s0           2 4 months
time-core-ml-s0                3 6 months
time-projects-s0               2 3 months
time-mlops-s0                  1 2 months
time-interviews-s0             1 2 months
time-swe-s1                    12 18 months
time-ds-s1                     9 12 months
time-masters-s1                24 24 months
time-steps-total-s1            15 21 months derived
time-classical-s1              2 3 months
time-deep-learning-s1          3 4 months
time-llms-s1                   2 3 months
time-mlops-s1                  3 4 months
time-specialise-s1             3 4 months
time-interviews-s1             2 3 months
time-total-s2                  9 24 months
job-search-s2                  4 10 months
time-python-s3                 2 3 months
time-maths-s3                  2 3 months
time-framework-s3              3 4 months
time-python-calendar-s3        2 2 months derived
time-total-s3                  12 12 months
time-headline-s4               8 12 months
time-phases-total-s4           12 12 months derived

cost-swe-s1                    200 1000 usd
cost-ds-s1                     200 1000 usd
cost-masters-s1                40000 100000 usd
certifications-aws-cost-s1     300 300 usd
certifications-aws-time-s1     3 4 months
certifications-google-cost-s1  200 200 usd
certifications-google-time-s1  3 4 months
certifications-coursera-cost-s1 49 49 usd-per-month
certifications-coursera-time-s1 3 3 months

projects-count-s0              3 5 projects
projects-count-s2              3 4 projects
projects-kinds-s3              5 5 projects derived
projects-early-s4              2 3 projects
projects-final-s4              3 5 projects

experience-swe-s1              1 1 years +
experience-entry-s3            2 2 years +
experience-entry-s0            0 2 years
experience-mid-s0              2 5 years
experience-senior-s0           5 5 years +

stories-sergey-time-s2         10 10 months
stories-sergey-before-s2       4 4 years
stories-sergey-projects-s2     3 3 projects
stories-marina-time-s2         6 6 months
stories-marina-pytorch-s2      4 4 months
stories-denis-time-s2          12 12 months
stories-denis-before-s2        3 3 years
stories-denis-churn-s2         87 87 percent
quiz-length-s3                 2 2 minutes
"""

SIBLINGS = {
    "Data Scientist": (6, "12–18 months", "$120,000–175,000 a year"),
    "AI Engineer": (6, "12–18 months", "$160,000–250,000 a year"),
    "Data Engineer": (6, "12–18 months", "$130,000–180,000 a year"),
    "Software Engineer": (6, "12–24 months", "$110,000–180,000 a year"),
    "Cloud Architect": (7, "3–5 years", "$160,000–220,000 a year"),
    "DevOps Engineer": (6, "12–18 months", "$130,000–185,000 a year"),
}

MONTHS = {
    "myaicareer": [None, (2, 4), (3, 6), (2, 3), (1, 2), (1, 2)],
    "tryapplynow": [None, (2, 3), (3, 4), (2, 3), (3, 4), (3, 4), (2, 3)],
    "european": [(3, 3), (4, 4), (5, 5), (6, 6)],
    "hirekit": [(2, 2), (2, 2), (3, 3), (3, 3), (2, 2), None],
    "edirae": [(3, 3), (3, 3), (3, 3), (3, 3)],
}

TOTALS = {
    "myaicareer": "time-total-s0",
    "tryapplynow": "time-steps-total-s1",
    "european": "time-calendar-s2",
    "hirekit": "time-total-s3",
    "edirae": "time-phases-total-s4",
}

DISAGREEMENTS = {
    "salary": "s0 s1 s2 s3 s4",
    "outlook": "s0 s1 s4",
    "time": "s0 s1 s2 s3 s4",
    "time-steps": "s0 s1 s2 s3 s4",
    "degree": "s0 s2 s4",
    "maths": "s1 s2 s3",
    "frameworks": "s1 s2 s3 s4",
    "projects": "s0 s2 s3 s4",
    "order": "s0 s1 s2 s3 s4",
    "entry-market": "s0 s1 s3 s4",
    "experience": "s0 s1 s3 s4",
    "work-share": "s0 s2",
    "certifications": "s1 s4",
}

POSITIONS = {
    "degree": {"s0": "it helps", "s2": "degree.*preferred", "s4": "Self-study is fully possible"},
    "phd": {"s0": "does not take a PhD", "s1": "do not need a PhD", "s2": "otherwise Kaggle", "s4": "No PhD"},
    "maths": {"s1": "derive gradient descent|derive backprop", "s2": "hard to build", "s3": "do not need to derive"},
    "frameworks": {
        "s1": "PyTorch first",
        "s2": "with PyTorch",
        "s3": "TensorFlow dominates in large",
        "s4": "PyTorch or both",
    },
    "entry-market": {
        "s0": "shortage",
        "s1": "tightened since 2023",
        "s3": "short supply",
        "s4": "mostly at beginner level",
    },
    "experience": {"s4": "internships or junior"},
    "order": {"s0": "after the theory", "s1": "LLMs, MLOps", "s3": "deployment at the end", "s4": "first months"},
    "certifications": {"s1": "DeepLearning.AI one on Coursera", "s4": "that Google awards itself"},
    "english": {"s2": "B2"},
    "europe": {"s2": "Germany.*United Kingdom.*Netherlands"},
    "interviews": {"s1": "LeetCode medium.*take-home", "s3": "walk through a project.*papers"},
}


@pytest.mark.parametrize("row", [line for line in FIGURES.splitlines() if line], ids=lambda row: row.split()[0])
def test_a_figure_is_the_one_its_guide_gives(pack: Pack, row: str) -> None:
    id, low, high, unit, *marks = row.split()
    fact = pack.facts[id]
    assert (fact.low, fact.high, fact.unit) == (float(low), float(high), unit)
    assert (fact.open_ended, fact.at_least, fact.derived) == ("+" in marks, ">" in marks, "derived" in marks)


def test_a_fact_carries_its_guide_in_its_id_and_its_guides_date(pack: Pack) -> None:
    assert len(pack.facts) >= 250
    for fact in pack.facts.values():
        assert fact.id.endswith(f"-{fact.source}")
        assert fact.as_of == pack.sources[fact.source].published


@pytest.mark.parametrize("region", ["us", "remote"])
def test_a_salary_by_level_and_region_comes_from_one_guide_only_and_is_never_mixed(pack: Pack, region: str) -> None:
    scoped = [fact for fact in pack.topics["salary"].facts if fact.scope.region == region]
    assert [(fact.scope.level, fact.source) for fact in scoped] == [("entry", "s0"), ("mid", "s0"), ("senior", "s0")]
    assert [fact.scope.other for fact in scoped] == [f"{years} years of experience" for years in ("0–2", "2–5", "5+")]


def test_europe_has_no_salary_table_because_its_guide_lost_it(pack: Pack) -> None:
    european = [fact for fact in pack.topics["salary"].facts if fact.scope.region == "europe"]
    assert european
    assert all(fact.low is None for fact in european)
    assert pack.facts["salary-faang-mid-s3"].scope.other == "FAANG"
    assert pack.facts["salary-median-s2"].scope.region is None


@pytest.mark.parametrize("title", SIBLINGS)
def test_a_sibling_career_shows_the_steps_time_and_pay_of_its_guide(pack: Pack, title: str) -> None:
    [career] = [each for each in pack.careers.values() if each.title == title]
    steps, time, pay = SIBLINGS[title]
    assert [pack.facts[fact].value for fact in career.facts] == [f"{steps} steps", time, pay]
    assert {pack.facts[fact].scope.other for fact in career.facts} == {title}


@pytest.mark.parametrize("route", MONTHS)
def test_a_route_has_the_months_of_its_guide_and_their_sum_is_the_total_that_the_pack_gives(
    pack: Pack, route: str
) -> None:
    months = [phase.months and (phase.months.low, phase.months.high) for phase in pack.routes[route].phases]
    assert months == MONTHS[route]
    total = pack.facts[TOTALS[route]]
    ends = [sum(each[end] for each in months if each) for end in (0, 1)]
    assert ends == [total.low, total.high]


def test_only_the_european_guide_and_the_merged_route_count_the_job_search_apart(pack: Pack) -> None:
    searches = {route.id: route.job_search for route in pack.routes.values()}
    apart = {id: (months.low, months.high) for id, months in searches.items() if months}
    assert apart == {"european": (4, 10), "default": (4, 10)}


@pytest.mark.parametrize("topic", DISAGREEMENTS)
def test_where_guides_disagree_each_has_a_fact_of_its_own_and_a_line_says_why(pack: Pack, topic: str) -> None:
    found = pack.topics[topic]
    assert set(DISAGREEMENTS[topic].split()) <= {fact.source for fact in found.facts}
    assert found.differ
    assert len(found.differ) > 40


@pytest.mark.parametrize(("topic", "source"), [(topic, source) for topic in POSITIONS for source in POSITIONS[topic]])
def test_a_guides_position_without_a_figure_is_kept_in_its_name(pack: Pack, topic: str, source: str) -> None:
    said = [fact.statement for fact in pack.topics[topic].facts if fact.source == source]
    assert any(re.search(POSITIONS[topic][source], statement) for statement in said), said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("time-swe-s1", "time-steps-total-s1"),
        ("time-headline-s4", "time-phases-total-s4"),
        ("time-python-s3", "time-python-calendar-s3"),
        ("work-share-data-s0", "work-share-rest-s2"),
        ("certifications-coursera-what-s1", "certifications-tensorflow-what-s4"),
    ],
)
def test_what_is_easily_merged_wrongly_stays_apart(pack: Pack, one: str, other: str) -> None:
    assert pack.facts[one].value != pack.facts[other].value
    assert pack.facts[one].statement != pack.facts[other].statement


def test_an_answer_on_a_disagreement_shows_every_guide_that_takes_part(pack: Pack) -> None:
    answers = {
        "salary": "salary",
        "outlook": "outlook",
        "how-long": "time",
        "degree": "degree",
        "maths-how-much": "maths",
        "pytorch-or-tensorflow": "frameworks",
        "projects-how-many": "projects",
        "oversaturated": "entry-market",
        "experience-needed": "experience",
        "data-work-share": "work-share",
    }
    for id, topic in answers.items():
        shown = {pack.facts[fact].source for fact in pack.facts_in(pack.entries[id])}
        assert set(DISAGREEMENTS[topic].split()) <= shown, id

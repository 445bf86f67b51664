"""The same page has the same form however its link was written; different pages have different ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.clock import MovableClock
from bot.store import Database, Resources, newly
from bot.store.resources import normalised
from tests.talking import Platform, Someone

PAGE = "https://example.org/a/b"


@pytest.mark.parametrize("link", [
    "http://example.org/a/b",
    "https://www.example.org/a/b",
    "https://EXAMPLE.org/a/b",
    "HTTPS://Example.Org/a/b",
    "https://example.org/a/b/",
    "https://example.org/a/b#part-two",
    "https://example.org/a/b?",
    "https://example.org:443/a/b",
    "http://example.org:80/a/b",
    "  https://example.org/a/b\n",
    "https://example.org/a/b?utm_source=chat&utm_medium=x",
    "https://example.org/a/b?UTM_Campaign=spring",
    "https://example.org/a/b?fbclid=IwAR0",
    "https://example.org/a/b?gclid=1&mc_eid=2",
])  # fmt: skip
def test_these_are_one_page(link: str) -> None:
    assert normalised(link) == normalised(PAGE)


DIFFERENT = [
    PAGE,
    "https://example.org/",
    "https://example.org/a",
    "https://example.org/a/B",
    "https://example.com/a/b",
    "https://docs.example.org/a/b",
    "https://example.org:8080/a/b",
    "https://example.org/a/b.html",
    "https://example.org/a/b?page=1",
    "https://example.org/a/b?page=2",
    "https://example.org/a/b?page=2&tab=x",
    "https://example.org/a/b?page=%26",
    "https://example.org/a/b?lesson-1",
    "https://example.org/a/b?lesson-2",
    "https://www2.example.org/a/b",
    "https://example.org/a%2Fb",
    "https://example.org/referral?source=x",
]


@pytest.mark.parametrize("link", DIFFERENT)
def test_this_is_a_page_of_its_own(link: str) -> None:
    assert [other for other in DIFFERENT if normalised(other) == normalised(link)] == [link]


def test_the_order_of_the_parameters_is_no_difference() -> None:
    assert normalised(f"{PAGE}?v=1&t=2") == normalised(f"{PAGE}?t=2&v=1") != normalised(f"{PAGE}?v=2&t=1")


hosts = st.from_regex(r"[a-z][a-z0-9]{1,8}(\.[a-z0-9]{2,8}){1,2}", fullmatch=True).filter(
    lambda host: not host.startswith("www.")
)
words = st.text("abcXYZ019-_.~é%+", min_size=1, max_size=6)
links = st.builds(
    lambda scheme, www, host, path, query: (
        f"{scheme}://{www}{host}/{'/'.join(path)}" + ("?" + "&".join(f"{n}={v}" for n, v in query) if query else "")
    ),
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www."]),
    hosts,
    st.lists(words, max_size=3),
    st.lists(st.tuples(words, words), max_size=3),
)


@given(links)
def test_a_normal_form_is_its_own_normal_form(link: str) -> None:
    form = normalised(link)
    assert normalised(f"https://{form}") == form


@given(links, st.sampled_from(["utm_source", "utm_x", "fbclid", "gclid"]), words)
def test_a_tracking_parameter_never_makes_another_page(link: str, name: str, value: str) -> None:
    joint = "&" if "?" in link else "?"
    assert normalised(f"{link}{joint}{name}={value}#top") == normalised(link)


async def test_a_link_posted_once_is_found_in_all_its_forms_and_refused_twice(
    database: Database, clock: MovableClock
) -> None:
    store = Resources(database)
    await store.add(newly("r1", "A page", PAGE, "why", ("sql",), clock.now()), None)  # type: ignore[arg-type]
    found = await store.at("http://www.example.org/a/b/?utm_source=x")
    assert found is not None
    assert (found.id, found.url) == ("r1", PAGE)
    assert await store.at("https://example.org/a/c") is None


@pytest.mark.parametrize("link", [
    "HTTPS://Example.org/a", f"https://example.org/{'é' * 470}", f"https://example.org/{'a' * 470}",
    "https://example.org/a b", "https://münchen.example/ü?q=ß#é", "https://[::1/", "https://example.org/%zz",
], ids=lambda link: link[:26])  # fmt: skip
async def test_a_resource_is_kept_only_when_it_was_announced(
    boss: Someone, database: Database, platform: Platform, app: App, link: str
) -> None:
    """Otherwise the admin who tries again reads that it was posted already, and nobody ever saw it."""
    await boss.says("/subscribe")
    card = await boss.does("resource", title="A page", link=link, why="It is good.")
    await app.deliver()
    kept = (await database.tables())["resources"]
    assert card.title != "Something broke"
    assert len(kept) == len(platform.titles("@boss"))

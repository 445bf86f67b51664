"""Where a member is: cities by any of their names, zones by theirs, and never an offset."""

from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import zones


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("  bERLIN ", "Europe/Berlin"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new york city", "America/New_York"),
        ("München", "Europe/Berlin"),
        ("Munich", "Europe/Berlin"),
        ("munchen", "Europe/Berlin"),
        ("Muenchen", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"),
        ("Cologne", "Europe/Berlin"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Bombay", "Asia/Kolkata"),
        ("Kiev", "Europe/Kyiv"),
        ("Singapore", "Asia/Singapore"),
        ("東京", "Asia/Tokyo"),
        ("Москва", "Europe/Moscow"),
        ("القاهرة", "Africa/Cairo"),
        ("서울", "Asia/Seoul"),
        ("Αθήνα", "Europe/Athens"),
    ],
)
def test_a_city_is_found_by_its_name_in_whatever_spelling_and_script(text: str, zone: str) -> None:
    city = zones.find(text)
    assert city is not None
    assert city.zone == zone


@pytest.mark.parametrize(
    ("text", "name", "zone"),
    [
        ("London", "London, United Kingdom", "Europe/London"),
        ("London, Canada", "London, Canada", "America/Toronto"),
        ("london, ca", "London, Canada", "America/Toronto"),
        ("Birmingham, US", "Birmingham, United States", "America/Chicago"),
    ],
)
def test_the_largest_city_of_a_name_is_meant_unless_the_country_is_said(text: str, name: str, zone: str) -> None:
    assert zones.find(text) == zones.City(name, zone)


def test_a_great_city_keeps_its_old_name_beside_a_small_namesake() -> None:
    """Kolkata holds a hundred times the people of Calcutta, South Africa."""
    city = zones.find("Calcutta")
    assert city is not None
    assert city.zone == "Asia/Kolkata"


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "UTC", "Australia/Lord_Howe"]
)
def test_a_zone_is_found_by_its_own_name_in_any_case(zone: str) -> None:
    assert zones.find(zone) == zones.City(zone, zone)
    assert zones.find(f" {zone.lower()} ") == zones.City(zone, zone)


@pytest.mark.parametrize(
    "text",
    [
        *("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "HST", "EST5EDT", "GMT", "BST", "CET", "CEST"),
        *("EET", "MSK", "IST", "JST", "KST", "NST", "PKT", "SGT", "CAT", "EAT", "WAT", "SAST", "AEST", "ROC"),
        *("est", "cdt", "kst"),
    ],
)
def test_an_abbreviation_is_refused_since_it_is_an_offset_and_means_several(text: str) -> None:
    """`IST` is India, Israel or Ireland; taking it for the airport of Istanbul would be wrong without a word."""
    assert zones.find(text) is None


@pytest.mark.parametrize(
    "text", ["+02:00", "-5", "+5", "UTC+2", "GMT+2", "UTC-05:00", "Etc/GMT+5", "etc/gmt-14", "GMT0"]
)
def test_an_offset_is_refused(text: str) -> None:
    assert zones.find(text) is None


@pytest.mark.parametrize("text", ["", " ", "\t\n", "-", ",", "'", "Nowhere at all", "../../etc/passwd", "Europe/", "%"])
def test_what_is_no_place_is_not_found(text: str) -> None:
    assert zones.find(text) is None


@pytest.mark.parametrize("text", ["a" * 10_000, "東" * 10_000, "Berlin " * 1_500, "\u0301" * 10_000])
def test_ten_thousand_characters_are_no_city(text: str) -> None:
    assert zones.find(text) is None
    assert zones.suggest(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Berln", "Berlin, Germany"),
        ("Lodnon", "London, United Kingdom"),
        ("New Yrok", "New York City, United States"),
        ("Muenchen", "Munich, Germany"),
        ("Sao Paolo", "São Paulo, Brazil"),
        ("Bangalor", "Bengaluru, India"),
        ("東", "Tokyo, Japan"),
        ("Моск", "Moscow, Russia"),
    ],
)
def test_a_misspelt_or_half_typed_city_is_offered_first(text: str, name: str) -> None:
    assert zones.suggest(text)[0].name == name


def test_what_begins_so_comes_before_what_is_spelt_alike_the_largest_first_and_each_city_once() -> None:
    names = [city.name for city in zones.suggest("san", 25)]
    assert len(names) == len(set(names)) == 25
    assert names[0] == "Santiago, Chile"
    assert len(zones.suggest("Berli")) <= 5


@pytest.mark.parametrize("text", ["", "  ", "\u0301"])
def test_nothing_typed_suggests_nothing(text: str) -> None:
    assert zones.suggest(text) == []


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=12), st.integers(1, 25))
def test_whatever_is_suggested_is_found_again_and_has_a_zone(text: str, limit: int) -> None:
    offered = zones.suggest(text, limit)
    assert len(offered) <= limit
    for city in offered:
        assert zones.find(city.name) == city
        assert ZoneInfo(city.zone).key == city.zone


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=100) | st.sampled_from(sorted(available_timezones())))
def test_whatever_is_typed_a_place_with_a_loadable_zone_comes_back_or_none(text: str) -> None:
    city = zones.find(text)
    assert city is None or ZoneInfo(city.zone).key == city.zone

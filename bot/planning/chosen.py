"""What a weekly slot may be chosen from: a city, a weekday, a time of day outside the quiet hours."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Literal

from pydantic import AfterValidator

from bot import zones
from bot.calendar import QUIET_FROM, QUIET_UNTIL, WEEKDAYS
from bot.core.model import Choice
from bot.core.text import plain, shortened
from bot.core.when import minute_of_day

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _is_known(value: str) -> str:
    if zones.find(value) is None:
        near = [city.name for city in zones.suggest(value, 3)]
        hint = f"did you mean {' or '.join(near)}?" if near else "write a large city nearby, such as Berlin"
        raise ValueError(f"I know no city or zone “{plain(value, 40)}”; {hint}")
    return value


def _is_awake(value: str) -> str:
    if not QUIET_UNTIL.hour * 60 <= minute_of_day(value) < QUIET_FROM.hour * 60:
        raise ValueError("between 08:00 and 20:59; I send nothing in the quiet hours")
    return value


City = Annotated[str, AfterValidator(_is_known)]
TimeOfDay = Annotated[str, AfterValidator(_is_awake)]


def cities(text: str) -> list[Choice]:
    """For autocomplete."""
    return [Choice(label=shortened(city.name, 75), value=city.name[:100]) for city in zones.suggest(text, 10)]


def times(text: str) -> list[Choice]:
    """For autocomplete: each half hour of the day, and the very time that is typed."""
    typed: list[str] = []
    with suppress(ValueError):
        typed = [_written(minute_of_day(_is_awake(text)))]
    halves = [_written(minute) for minute in range(QUIET_UNTIL.hour * 60, QUIET_FROM.hour * 60, 30)]
    found = dict.fromkeys([*typed, *(each for each in halves if text.strip() in each)])
    return [Choice(label=each, value=each) for each in found]


def held(zone: str | None, weekday: int | None, minute: int | None) -> dict[str, str]:
    """The same as it is typed. UTC is no city that somebody chose."""
    time = "" if minute is None else _written(minute)
    day = "" if weekday is None else WEEKDAYS[weekday].casefold()
    return {"zone": "" if zone in (None, "UTC") else str(zone), "weekday": day, "time": time}


def chosen(zone: str | None, weekday: Weekday | None, time: str | None) -> Mapping[str, object]:
    """What is given, as a member's settings hold it: an IANA zone, 0 for Monday, minutes from local midnight."""
    city = zones.find(zone) if zone else None
    found = {
        "zone": city.zone if city else None,
        "weekday": [day.casefold() for day in WEEKDAYS].index(weekday) if weekday else None,
        "minute": minute_of_day(time) if time else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _written(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"

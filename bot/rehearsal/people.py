"""Who hears what comes, who answers it, and whom nothing reaches."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import inf

from bot.core.model import Card, Place
from bot.rehearsal.inventing import Invention
from bot.rehearsal.leaping import now
from bot.rehearsal.platform import week_asked
from bot.store.rehearsals import Rehearsals, Resident

SPOKE_LATELY = timedelta(days=28)
"""Whoever used anything so shortly before goes on answering; the others are silent."""

Where = tuple[str, str, str]
"""Platform, space and channel."""


class People:
    """`silent_from` and `refusing` say from which second on; the others answer each check-in, and hear."""

    def __init__(
        self,
        residents: Iterable[Resident],
        silent_from: Mapping[str, float],
        refusing: Mapping[Where, tuple[float, str]],
    ) -> None:
        self._by_place = {(each.platform, each.space, each.channel): each for each in residents}
        self._silent_from = silent_from
        self._refusing = refusing
        self._answering: list[Resident] = []
        self.asked: dict[str, list[str]] = defaultdict(list)
        """By member, the weeks that a check-in asked about, as they came."""

    @property
    def residents(self) -> Iterable[Resident]:
        return self._by_place.values()

    def refusal(self, place: Place) -> str | None:
        since, reason = self._refusing.get(_where(place), (inf, ""))
        return reason if now() >= since else None

    def hear(self, place: Place, card: Card) -> None:
        """A check-in is answered soon, or never."""
        week, resident = week_asked(card), self._by_place.get(_where(place))
        if week is None or resident is None:
            return
        self.asked[resident.member_id].append(sys.intern(week))
        if now() < self._silent_from.get(resident.member_id, inf):
            self._answering.append(resident)

    async def answer(self, store: Rehearsals, at: datetime) -> None:
        """Whoever was asked and is not silent gives a sign of life."""
        if self._answering:
            await store.speak(self._answering, at)
            self._answering.clear()


def as_they_were(residents: Iterable[Resident], refusing: Mapping[Where, str], start: datetime) -> People:
    """The members of a real database: silent if they were, and refusing where the last message was refused."""
    residents = list(residents)
    lately = (start - SPOKE_LATELY).timestamp()
    silent = {each.member_id: 0.0 for each in residents if each.used_at < lately}
    return People(residents, silent, {where: (0.0, reason) for where, reason in refusing.items()})


def as_invented(residents: Iterable[Resident], made: Invention) -> People:
    places = {(each.platform, each.space, each.channel) for each in residents}
    refusing = {where: made.refusing[where[2]] for where in places if where[2] in made.refusing}
    return People(residents, made.silent_from, refusing)


def _where(place: Place) -> Where:
    return place.platform, place.space, place.channel

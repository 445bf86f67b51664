"""Questions that nobody could answer yet: who asked them, which mentor has them, what became of them."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Literal

from bot.calendar import week_ends, week_of
from bot.core.errors import UserError
from bot.core.model import Model, Place
from bot.core.text import folded
from bot.store.additions import Meant, Written, keep_phrasing
from bot.store.database import Database, Queries
from bot.store.members import Member, conversation
from bot.store.outgoing import Outgoing

COMPARED = 500
"""A new question is compared with so many waiting ones, the newest first; it takes under 0.1 seconds."""

MOST_WAITING = 5
"""Questions of one member that wait at once."""

LATELY = timedelta(days=90)
"""Over how long the hours to an answer are told."""

Nearest = Callable[[str, list[str]], int | None]
"""Which of the texts means the same as the first, or none."""


class Asked(Model):
    """Where a question went. `new` if this request opened the gap; `others` are people who asked the same."""

    gap_id: str
    new: bool
    others: int


class Draft(Model):
    """An answer that is not published yet. `source` is who says so, and when."""

    title: str = ""
    text: str = ""
    source: str = ""


class Gap(Model):
    """A question with all its texts, the oldest first. `entry` is what answered it."""

    id: str
    state: Literal["open", "answered", "refused"]
    entry: str | None
    owner: str | None
    owner_name: str | None
    at: int
    texts: tuple[str, ...]
    askers: int


class Asker(Model):
    """Whom to tell. `text` is how they asked last; without a place there is no direct conversation with them."""

    member: Member
    text: str
    place: Place | None


class Closing(Model):
    """What a mentor decided. Without an entry the question is out of scope; `written` is a new answer."""

    entry: str | None
    written: Written | None = None
    notes: tuple[Outgoing, ...] = ()


Decide = Callable[[Gap, Sequence[Asker], dict[str, str]], Closing]
"""From the gap and its askers as they are now, and all answers' titles by id. May raise `UserError`."""


class Figures(Model):
    """How the queue does. `declined` and `sent_on` are of this UTC week; `hours` is the median to an answer."""

    declined: int
    sent_on: int
    hours: float | None


class Gaps:
    """A gap is closed once, in the transaction that keeps what it taught and tells whoever asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def declined(self, request_id: str, now: datetime) -> None:
        """Counts a question that was not answered; delivered twice, it counts once. Only this week's are kept."""
        week = week_of("UTC", now)
        async with self._database.transaction() as run:
            await run.forget_declined(week=week)
            await run.keep_declined(event=_digest(request_id), week=week)

    async def ask(self, member_id: str, text: str, request_id: str, nearest: Nearest, now: datetime) -> Asked:
        """Joins the open gap of a near-duplicate, or opens one. Raises `UserError` if too many of the member's wait."""
        opened = _digest(request_id)
        async with self._database.transaction() as run:
            await run.hold_gaps()
            waiting = await run.open_gap_texts(limit=COMPARED)
            found = _twin(text, waiting, nearest)
            gap_id = found["gap_id"] if found else opened
            mine = {folded(row["text"]) for row in waiting if (row["gap_id"], row["member_id"]) == (gap_id, member_id)}
            if not mine and int(await run.open_gaps_of_member(member_id=member_id)) >= MOST_WAITING:
                raise UserError(f"{MOST_WAITING} of your questions wait already. Nothing was sent; try again later.")
            if found is None:
                await run.add_gap(id=gap_id, at=now)
            if folded(text) not in mine:
                await run.add_gap_text(gap_id=gap_id, member_id=member_id, text=text, at=now)
            others = {row["member_id"] for row in await run.texts_of_gap(gap_id=gap_id)} - {member_id}
        return Asked(gap_id=gap_id, new=gap_id == opened, others=len(others))

    async def waiting(self) -> list[Gap]:
        """Open gaps, the oldest first."""
        async with self._database.reading() as run:
            return [await _gap(run, row) for row in await run.open_gaps()]

    async def one(self, id: str) -> Gap | None:
        async with self._database.reading() as run:
            row = await run.gap_by_id(id=id)
            return await _gap(run, row) if row else None

    async def give(self, id: str, owner: str | None) -> None:
        async with self._database.transaction() as run:
            await run.give_gap(id=id, owner=owner)

    async def close(self, id: str, by: str, decide: Decide, now: datetime) -> Closing | None:
        """None if it is closed already or gone; then nothing is changed. `by` is a member's id."""
        async with self._database.transaction() as run:
            await run.hold_gaps()
            row = await run.gap_by_id(id=id)
            if row is None or row["state"] != "open":
                return None
            gap = await _gap(run, row)
            titles = {answer["id"]: answer["title"] for answer in await run.added_answers()}
            closing = decide(gap, await _askers(run, id), titles)
            if closing.written:
                await run.keep_answer(**closing.written.model_dump(), written_by=by, at=now)
            for text in gap.texts:
                await keep_phrasing(run, Meant(text=text, entry=closing.entry), now)
            await run.add_outgoing(note.row() for note in closing.notes)
            await run.discard_draft(gap_id=id, member_id=by)
            state = "answered" if closing.entry else "refused"
            await run.close_gap(id=id, state=state, entry=closing.entry, closed_at=now)
        return closing

    async def draft(self, id: str, by: str) -> Draft:
        """What this mentor wrote so far; empty if nothing."""
        async with self._database.reading() as run:
            row = await run.draft_of(gap_id=id, member_id=by)
        return Draft(**row) if row else Draft()

    async def keep_draft(self, id: str, by: str, draft: Draft, now: datetime) -> None:
        async with self._database.transaction() as run:
            await run.keep_draft(gap_id=id, member_id=by, at=now, **draft.model_dump())

    async def discard(self, id: str, by: str) -> None:
        async with self._database.transaction() as run:
            await run.discard_draft(gap_id=id, member_id=by)

    async def seen_by(self, mentor: str, now: datetime) -> None:
        """From now on questions can be given to this admin."""
        async with self._database.transaction() as run:
            await run.see_mentor(member_id=mentor, seen_at=now)

    async def mentors(self, limit: int) -> dict[str, str]:
        """Names by id, whoever looked last first."""
        async with self._database.reading() as run:
            return {row["id"]: row["name"] for row in await run.mentors_lately(limit=limit)}

    async def figures(self, now: datetime) -> Figures:
        week = week_of("UTC", now)
        begins = week_ends("UTC", week) - timedelta(days=7)
        async with self._database.reading() as run:
            hours = [row["hours"] for row in await run.hours_to_answers(since=now - LATELY)]
            return Figures(
                declined=int(await run.declined_in_week(week=week)),
                sent_on=int(await run.sent_on_since(since=begins)),
                hours=median(hours) if hours else None,
            )


def _digest(request_id: str) -> str:
    """12 letters that fit a button, and do not tell the platform's id."""
    return hashlib.sha256(request_id.encode()).hexdigest()[:12]


def _twin(text: str, waiting: list[dict[str, Any]], nearest: Nearest) -> dict[str, Any] | None:
    """The same text, or else one that means the same."""
    same = next((row for row in waiting if folded(row["text"]) == folded(text)), None)
    if same:
        return same
    found = nearest(text, [row["text"] for row in waiting])
    return None if found is None else waiting[found]


async def _gap(run: Queries, row: dict[str, Any]) -> Gap:
    asked = await run.texts_of_gap(gap_id=row["id"])
    texts = {folded(each["text"]): each["text"] for each in reversed(asked)}
    kept = {name: row[name] for name in ("id", "state", "entry", "owner", "owner_name", "at")}
    return Gap(**kept, texts=tuple(reversed(texts.values())), askers=len({each["member_id"] for each in asked}))


async def _askers(run: Queries, gap_id: str) -> list[Asker]:
    last = {row["member_id"]: row["text"] for row in await run.texts_of_gap(gap_id=gap_id)}
    found = []
    for member_id, text in last.items():
        at = await run.account_last_used(member_id=member_id)
        place = conversation(at) if at else None
        found.append(Asker(member=Member(**await run.member_by_id(id=member_id)), text=text, place=place))
    return found

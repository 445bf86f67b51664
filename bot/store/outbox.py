"""What is to be sent: the outbox, keyed by delivery id."""

import math
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.clock import moment
from bot.core.reasons import TOO_LATE, UNDRAWABLE, UNSEEN
from bot.store.database import Database, Queries, listed
from bot.store.outgoing import Outcome, Outgoing, outgoing

LEASE = timedelta(seconds=60)
"""How long a row is its claimer's own where several processes share a database."""


class InWeek(NamedTuple):
    """A message that goes out in a member's week, or went out; `week` is the one that it is about."""

    id: str
    kind: str
    week: str | None
    state: str


Fits = Callable[[Sequence[InWeek], Mapping[str, datetime]], bool]
"""Whether one more may go out, beside the others of its week; with the member's next slots."""


async def in_weeks(run: Queries, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[InWeek]]:
    """By member and week, what goes out there unasked, or went out."""
    found = defaultdict(list)
    if pairs := set(asked):
        ids, weeks = zip(*pairs, strict=True)
        for row in await run.counted_in_weeks(members=listed(ids), weeks=listed(weeks)):
            this = InWeek(row["id"], row["kind"], row["week"], row["state"])
            found[row["member_id"], row["counts_in"]].append(this)
    return found


async def slots_of(run: Queries, member_ids: Iterable[str]) -> dict[str, dict[str, datetime]]:
    """By member and kind, the next slot."""
    found = defaultdict[str, dict[str, datetime]](dict)
    for row in await run.slots_of(members=listed(member_ids)):
        found[row["member_id"]][row["kind"]] = moment(row["due_at"])
    return found


class Outbox:
    """Every change is one short transaction; the caller decides, this remembers.

    What one outbox claims, that of another process leaves alone until the lease ends, and only the claimer settles.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claimer = {"owner": secrets.token_hex(8), "lease": int(LEASE.total_seconds())}

    async def post(self, messages: Iterable[Outgoing]) -> None:
        """Adds messages; one that is there already is left as it is."""
        async with self._database.transaction() as run:
            await run.add_outgoing(message.row() for message in messages)

    async def known(self, ids: Iterable[str]) -> set[str]:
        """Those that there are, whatever became of them."""
        async with self._database.reading() as run:
            return {row["id"] for row in await run.outgoing_known(ids=listed(ids))}

    async def claim(
        self, now: datetime, platform: str, limit: int = 10, space: str = "", ended: Iterable[Outcome] = ()
    ) -> list[Outgoing]:
        """Takes pending messages whose time has come, perhaps of one space; on the disk before any of them is sent.

        What became of those claimed before is written with it, so that a round costs one wait for the disk.
        """
        async with self._database.transaction() as run:
            await self._settle(run, ended)
            about = {"platform": platform, "now": now, "limit": limit, **self._claimer}
            rows = await (run.claim_outgoing_in(**about, space=space) if space else run.claim_outgoing(**about))
            return await self._drawable(run, rows, now)

    async def expire(self, now: datetime, platform: str, *, space: str = "") -> None:
        """Ends what is too late to be of use where nothing is claimed: its domain is stopped, perhaps for good."""
        async with self._database.transaction() as run:
            await run.expire_outgoing(platform=platform, space=space, now=now, reason=TOO_LATE)

    async def last_refused(self, member_id: str) -> str | None:
        """Why the latest message to the member was refused; none if it was sent, or there was none."""
        async with self._database.reading() as run:
            row = await run.last_outcome(member_id=member_id)
        return row["reason"] if row and row["state"] == "dead" else None

    async def spaces_due(self, now: datetime, platform: str) -> list[str]:
        """The spaces with messages whose time has come."""
        async with self._database.reading() as run:
            rows = await run.spaces_due(platform=platform, now=now)
        return [row["space"] for row in rows]

    async def reached(self, member_id: str) -> bool:
        """Whether the member ever got a message."""
        async with self._database.reading() as run:
            return bool(await run.reached(member_id=member_id))

    async def unsettled(self, platform: str, now: datetime) -> list[Outgoing]:
        """Messages that were claimed and never settled: they may have been posted. They are ours to look for now.

        Never one that another living process may be sending: its lease has to end first.
        """
        async with self._database.transaction() as run:
            return await self._drawable(run, await run.take_unsettled(**self._claimer, platform=platform), now)

    async def settle(self, ended: Iterable[Outcome]) -> None:
        """Leaves alone what another process took over."""
        if outcomes := list(ended):
            async with self._database.transaction() as run:
                await self._settle(run, outcomes)

    async def park(self, id: str, right: str) -> None:
        """Says beside a message of unknown outcome what is missing for a look."""
        async with self._database.transaction() as run:
            await run.say_why_unsettled(id=id, reason=f"{UNSEEN}: {right}", owner=self._claimer["owner"])

    async def admit(self, message: Outgoing, week: str, fits: Fits, otherwise: Outcome) -> Outcome | None:
        """Gives a claimed message its place in the local week in which it goes out now, with the member held: of two at
        once one comes after the other. Where it does not fit, it is what `otherwise` says, at once.
        """
        assert message.member_id
        async with self._database.transaction() as run:
            await run.hold_member(id=message.member_id)
            taken = (await in_weeks(run, [(message.member_id, week)]))[message.member_id, week]
            ahead = (await slots_of(run, [message.member_id]))[message.member_id]
            if not fits([each for each in taken if each.id != message.id], ahead):
                await self._settle(run, [otherwise])
                return otherwise
            await run.count_outgoing_in(id=message.id, week=week, owner=self._claimer["owner"])
            return None

    async def _settle(self, run: Queries, outcomes: Iterable[Outcome]) -> None:
        ended, given_back = list[dict[str, object]](), list[dict[str, object]]()
        for each in outcomes:
            (given_back if each.state == "pending" else ended).append(each.row() | {"owner": self._claimer["owner"]})
        await run.settle_outgoing(ended)
        await run.postpone_outgoing(given_back)

    async def _drawable(self, run: Queries, rows: list[dict[str, Any]], now: datetime) -> list[Outgoing]:
        """In order. A row that an older version wrote and this one cannot draw is dead, and stops no other."""
        messages, dead = list[Outgoing](), list[Outcome]()
        for row in sorted(rows, key=lambda row: (row["due_at"], row["id"])):
            try:
                messages.append(outgoing(row))
            except ValueError:
                dead.append(Outcome(row["id"], "dead", now, UNDRAWABLE))
        await self._settle(run, dead)
        return messages

    async def next_event(self, after: datetime) -> datetime | None:
        """When the next slot or waiting message is due; what was due already is not looked at."""
        then = math.floor(after.timestamp())
        async with self._database.reading() as run:
            times = [await run.next_slot(after=then), await run.next_outgoing(after=then)]
            times = [at for at in times if at is not None]
        return moment(min(times)) if times else None

    async def slots_of(self, member_id: str) -> dict[str, datetime]:
        """The member's next slot of each kind."""
        async with self._database.reading() as run:
            return (await slots_of(run, [member_id]))[member_id]

    async def sent_in(self, member_id: str, kind: str, week: str) -> datetime | None:
        """When the message of this kind about a local week went out, is to, or was kept; none if there is none."""
        async with self._database.reading() as run:
            row = await run.sent_in_week(member_id=member_id, kind=kind, week=week)
        return moment(row["sent_at"] or row["slot"]) if row else None

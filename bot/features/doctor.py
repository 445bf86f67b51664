"""`/doctor` and `milepost doctor`: which deliveries fail and what to do about it."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.calendar import shown
from bot.clock import Clock
from bot.core.commands import command
from bot.core.desk import Waiting as OnDesk
from bot.core.model import Button, Card, Person, Request
from bot.core.pages import PageArguments, paged
from bot.core.ports import Check
from bot.core.reasons import UNSEEN, fix
from bot.core.text import counted, listed, plain
from bot.store import ALIVE, Failures, Health, Ledger, Stop, Waiting

TOO_LONG = timedelta(minutes=10)
"""A message is tried with the next tick; one that nobody tried for so long after its time has nobody to try it."""

DAY = timedelta(days=1)

MOST_NEWS = 6
"""Lines of the daily note."""


class Doctor:
    """`served` gives the platforms of this process; `real` is the clock of heartbeats, which nobody moves."""

    def __init__(self, ledger: Ledger, served: Callable[[], Collection[str]], clock: Clock, real: Clock) -> None:
        self._ledger = ledger
        self._served = served
        self._clock = clock
        self._real = real

    @command("doctor", "Which deliveries fail, and what to do", who="admin")
    async def doctor(self, request: Request, args: PageArguments) -> Card:
        now = self._clock.now()
        found = findings(await self._ledger.health(now), now, self._real.now(), self._served())
        return paged("Deliveries of the last 14 days", "doctor", lines(found), args.page)

    async def waiting(self, person: Person) -> OnDesk | None:
        """For the desk of admins."""
        if not person.admin:
            return None
        now = self._clock.now()
        urgent = [each for each in findings(await self._ledger.health(now), now, self._real.now(), self._served())
                  if each.needs_you]  # fmt: skip
        look = Button(label="Deliveries", command="doctor")
        if not urgent:
            return OnDesk("Deliveries: nothing needs you.", look)
        return OnDesk(f"Deliveries: **{counted(len(urgent), 'thing')}** to mend.", look, needs_you=True)

    async def compose(self, day: date) -> Card | None:
        """What needs somebody and began to fail since the note of the day before; what goes on to fail is told once.

        The last hour is left to the next day's note, since a message is tried for a while.
        """
        until = datetime.combine(day, time(8), UTC)
        health, real = await self._ledger.health(self._clock.now()), self._real.now()
        failed = [each for each in health.failures if each.state == "dead" and until - DAY <= each.first < until]
        standing = (each for each in health.stops if not each.until or each.until > real)
        stopped = [each for each in standing if until - DAY <= each.since < until]
        found = [*(_stopped(each) for each in stopped), *map(_failure, failed)]
        news = [_line(each) for each in found if each.needs_you]
        if not news:
            return None
        text = "\n".join([*news[:MOST_NEWS], *(["- and more"] if news[MOST_NEWS:] else [])])
        return Card(title="Deliveries began to fail", text=text, buttons=(Button(label="Look", command="doctor"),))


def lines(found: Collection[Check]) -> list[str]:
    """What needs somebody first."""
    urgent = [_line(each) for each in found if each.needs_you]
    known = [_line(each) for each in found if not each.needs_you]
    return [
        *(["**Needs you**", *urgent] if urgent else ["Nothing needs you."]),
        *(["", "**To know**", *known] if known else []),
    ]


def _line(check: Check) -> str:
    return f"- {check.text} {check.mend}".rstrip()


TOPICS = {"checkins": "check-ins"}
"""Where one is shown otherwise than it is named."""


def findings(health: Health, now: datetime, real: datetime, served: Collection[str]) -> list[Check]:
    """All that can be said. `now` may be a moved clock's; `real` is the machine's."""
    places = ", ".join(f"for {TOPICS.get(topic, topic)} {count}" for topic, count in health.places.items())
    return [
        _heartbeat(health.beat, real),
        *(_stopped(each) for each in health.stops if not each.until or each.until > real),
        *(_lost_zone(zone, count) for zone, count in health.lost_zones.items()),
        *map(_failure, health.failures),
        *_waiting(health, now, served),
        *_out_of_reach(health.out_of_reach),
        Check(f"Platforms served: {listed(sorted(served)) or 'none'}."),
        Check(f"Places that were chosen: {places}."),
    ]


def _heartbeat(beat: datetime | None, real: datetime) -> Check:
    if beat is not None and real - beat <= ALIVE:
        return Check(f"Alive: the last tick was at {shown(beat, 'UTC')}.")
    last = f"since {shown(beat, 'UTC')}" if beat else "ever"
    return Check(f"No tick {last}, so nothing is sent.", "Start Milepost, or look into its log.", "wrong")


def _stopped(stop: Stop) -> Check:
    """What stands in a rate domain's way, or in the way of all, since when and until when, in real time."""
    domain, until = plain(stop.domain, 80), f" until {shown(stop.until, 'UTC')}" if stop.until else ""
    what = {
        "all": f"Nothing is sent on {domain}",
        "wait": f"Nothing is sent on {domain}",
        "first contacts": f"On {domain} nothing is sent to members who never got a message from me",
        "clock": "Nothing is planned or sent",
        "unheard": f"Nothing is heard on {domain}",
    }[stop.kind]
    lasts = "" if stop.kind == "clock" else until
    mend, endless = fix(stop.reason), stop.until is None and stop.kind != "unheard"
    return Check(
        f"{what} since {shown(stop.since, 'UTC')}{lasts}: **{plain(stop.reason, 160)}**.",
        f"{mend.what} I try once more after each start." if endless else mend.what,
        mend.state,
    )


def _lost_zone(zone: str, count: int) -> Check:
    text = f"{counted(count, 'member')} in the zone {plain(zone, 60)}, which I do not know; I count in UTC."
    return Check(text, "Update tzdata, or ask for /settings zone:CITY.", "wrong")


def _out_of_reach(count: int) -> Iterator[Check]:
    if count:
        why = "their account is switched off, or takes no messages. Each goes on when they are back, or use anything"
        yield Check(f"{counted(count, 'member')} I cannot write to: {why}.")


def _failure(failures: Failures) -> Check:
    mend = fix(failures.reason or "")
    times = counted(failures.count, "message") + (f" to {plain(failures.place, 80)}" if failures.place else "")
    why = plain(failures.reason or "no reason given", 120)
    return Check(f"{times} not sent, last {shown(failures.latest, 'UTC')}: **{why}**.", mend.what, mend.state)


def _waiting(health: Health, now: datetime, served: Collection[str]) -> Iterator[Check]:
    for each in health.waiting:
        if (each.reason or "").startswith(UNSEEN) and each.state == "sending":
            yield _unseen(each)
            continue
        what = "waiting" if each.state == "pending" else "without a known outcome"
        why = f" ({plain(each.reason, 120)})" if each.reason else ""
        count, lasted = counted(each.count, "message"), _lasted(now - each.since)
        text = f"{count} for {plain(each.platform, 40)} {what} for {lasted}{why}."
        if now - each.due <= TOO_LONG:
            yield Check(text, state="note")
        elif each.platform not in served:
            yield Check(text, "This platform is not served: set its token and start Milepost.", "wrong")
        else:
            yield Check(text, "Nobody tries: look into the log, and whether the platform answers.", "wrong")


def _unseen(waiting: Waiting) -> Check:
    right = plain((waiting.reason or "").removeprefix(f"{UNSEEN}: "), 80)
    count, where = counted(waiting.count, "message"), plain(waiting.platform, 40)
    mend = f"add the scope {right} and install again. Until then none is sent again."
    return Check(f"{count} for {where} whose outcome I may not look up:", mend, "wrong")


def _lasted(length: timedelta) -> str:
    minutes = max(int(length.total_seconds()) // 60, 0)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else counted(minutes // 60 // 24, "day")

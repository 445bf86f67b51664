"""`/doctor` and `milepost doctor`: which deliveries fail and what to do about it."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from bot.calendar import shown
from bot.clock import Clock
from bot.core.commands import command
from bot.core.desk import Waiting as OnDesk
from bot.core.model import Button, Card, Person, Request
from bot.core.pages import PageArguments, paged
from bot.core.ports import Check
from bot.core.text import counted, listed, plain
from bot.store import ALIVE, UNSEEN, Failures, Health, Ledger, Stop, Waiting

TOO_LONG = timedelta(minutes=10)
"""A message is tried with the next tick; one that nobody tried for so long after its time has nobody to try it."""

DAY = timedelta(days=1)

MOST_NEWS = 6
"""Lines of the daily note."""


class Fix(NamedTuple):
    """What to do about a failure. `needs_you` is false where it is over, or only the member can."""

    what: str
    needs_you: bool = True

    @property
    def state(self) -> Literal["note", "wrong"]:
        return "wrong" if self.needs_you else "note"


FIXES = {
    "Milepost was down": Fix("It was off for too long. Nothing to do, if it runs now.", False),
    "too late to be of use": Fix("It waited past its time. Nothing to do, if nothing waits now.", False),
    "its card cannot be drawn any more": Fix("An older version wrote it. Nothing to do: the next are new.", False),
    "no direct conversation": Fix(
        "They began in a channel: choose one for check-ins in /setup, where I call them, or have them write to me once."
    ),
    # What keeps a platform from starting.
    "refuses DISCORD_TOKEN": Fix("Copy it anew from the application, under Bot, into the settings, and restart."),
    "refuses SLACK_APP_TOKEN": Fix("Copy it anew from Basic Information into the settings, and restart."),
    "Slack needs": Fix("Put one of them into the settings, and restart."),
    "SLACK_LISTEN": Fix("Stop who listens there, and it goes on by itself; or choose another port."),
    "Socket Mode is turned off": Fix("Turn it on there, and it goes on by itself."),
    "4004": Fix("The token was reset. Put the new one into the settings and restart."),
    "4011": Fix("Nothing to do: it is tried again with as many shards as it wants.", False),
    "closed the connection for good": Fix("Look for the number among the close codes of Discord's gateway."),
    # What stops a rate domain, or everything.
    "the platform asked to wait": Fix("Nothing to do: it goes on by itself.", False),
    "refusals in 10 minutes": Fix("It goes on by itself; look below at what is refused, and mend that first."),
    "clock jumped ahead": Fix("Set the machine's clock right (is NTP on?); if it is right, it goes on by itself."),
    # Discord: opcodes and status codes.
    "refuses the token": Fix("The token is wrong or was reset. Put the right one into the settings and restart."),
    "401": Fix("The token is wrong or was reset. Put the right one into the settings and restart."),
    "40003": Fix("Too many new conversations at once. It goes on by itself; ask members to write to me first.", False),
    "quarantine": Fix("Discord took me for spam. Write to its support from the developer portal; the others go on."),
    "20026": Fix("Discord took me for spam. Write to its support from the developer portal; the others go on."),
    "removed from the server": Fix("Nothing is lost: invite me again, and it goes on.", False),
    # What lets nothing be heard.
    "no connection": Fix("It tries again by itself; what is due is sent all the same.", False),
    "connected too often": Fix("Milepost is started again and again: its log says why. It goes on by itself."),
    "no more connections": Fix("Does another process use this token, or crash? It goes on by itself."),
    "10007": Fix("They left the server. Nothing to do: they are written to again when they come back.", False),
    "10003": Fix("The channel is gone. Choose one with /setup, or /subscribe in another one."),
    "50001": Fix("I cannot see the channel. Give my role *View Channel*, or /subscribe elsewhere."),
    "50007": Fix("They take no direct messages from me. Ask them to allow those of this server.", False),
    "50013": Fix("I may not write there. Give my role *Send Messages* and *Embed Links*."),
    "50278": Fix("They left the server. Nothing to do: they are written to again when they come back.", False),
    # Slack: errors of chat.postMessage; what it says when a token is not renewed stands behind that.
    "token_not_renewed": Fix("Slack gives no new token. Install the app there again, and it goes on."),
    "app_uninstalled": Fix("The app was removed. Install it again, and put in its new token where one is set."),
    "account_inactive": Fix("Their account or my app is switched off. If it is the app, install it again."),
    "channel_not_found": Fix("The channel is gone, or private without me. /invite me, or /subscribe elsewhere."),
    "invalid_auth": Fix("The token is wrong. Put the right one into the settings and restart."),
    "is_archived": Fix("The channel is archived. /subscribe in another one."),
    "messages_tab_disabled": Fix("Turn on the Messages Tab under App Home in the app's settings."),
    "missing_scope": Fix("The app lacks a permission. Add its scopes and install it again."),
    "restricted_action": Fix("Only some may post there. Allow me in the channel's settings, or /subscribe elsewhere."),
    "restricted_action_read_only_channel": Fix("Nobody may post there. /subscribe in another channel."),
    "not_in_channel": Fix("I am not in the channel. /invite me there."),
    "not_installed": Fix("Milepost is not installed in that workspace. Install the app there, and it goes on."),
    "token_revoked": Fix("The token was withdrawn. Install the app again; put in its new token, if it is set."),
}
"""By a reason, or by the platform's code in it. A reason that is not here is shown as it is."""

UNKNOWN = Fix("I know no fix for this one; the platform's documentation may.")


TOPICS = {"checkins": "check-ins"}
"""What is called otherwise than it is kept."""


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


def fix(reason: str) -> Fix:
    """What to do about a reason; of several that it names, the first of the table."""
    known = (fix for name, fix in FIXES.items() if re.search(rf"\b{re.escape(name)}\b", reason, re.IGNORECASE))
    return next(known, UNKNOWN)


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
    right = plain((waiting.reason or "").removeprefix(UNSEEN), 80)
    count, where = counted(waiting.count, "message"), plain(waiting.platform, 40)
    mend = f"add the scope {right} and install again. Until then none is sent again."
    return Check(f"{count} for {where} whose outcome I may not look up:", mend, "wrong")


def _lasted(length: timedelta) -> str:
    minutes = max(int(length.total_seconds()) // 60, 0)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else counted(minutes // 60 // 24, "day")

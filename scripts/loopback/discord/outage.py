"""Discord is away while something is due: for hours, then it comes late; or for days, then it is let go."""

import time

from scripts.loopback.discord.crowd import enrolled, lost_and_doubled
from scripts.loopback.discord.server import Discord
from scripts.loopback.stage import Stage, until

MEMBERS = 8
HOUR = 3600
BEFORE, LONG_BEFORE = "2026-11-26T16:50:00Z", "2026-11-26T05:00:00Z"
"""The check-in is due at 17:00 UTC, in the evening in Berlin: on a fast clock soon after Milepost is ready."""


def away(server: Discord, seconds: float) -> None:
    server.call("POST", "/config", outage=True, refuse_ws=True)
    server.call("POST", "/gateway/drop", invalidate=True)
    time.sleep(seconds)
    server.call("POST", "/config", outage=False, refuse_ws=False)


def for_hours(stage: Stage, server: Discord) -> str:
    """From ten to six until half past eight in the evening: it comes before the quiet hours, or in the morning."""
    members, speed = enrolled(stage, server, MEMBERS), 120
    stage.start(f"{BEFORE} x{speed}")
    away(server, 2.6 * HOUR / speed)
    began = time.monotonic()
    until(lambda: not lost_and_doubled(server, members)[0], 18 * HOUR / speed, every=0.5)
    late = (time.monotonic() - began) * speed / HOUR
    time.sleep(70)  # a lease is of real time
    lost, doubled = lost_and_doubled(server, members)
    stage.check(not lost and not doubled, "a check-in was lost or came twice after the outage")
    return f"{MEMBERS} check-ins, {late:.1f} h after it came back: lost {lost}, doubled {doubled}"


def for_days(stage: Stage, server: Discord) -> str:
    """For three days: the check-in is out of date and let go, and the next week's comes once."""
    members, speed = enrolled(stage, server, MEMBERS), 3600
    stage.start(f"{LONG_BEFORE} x{speed}")
    stage.check(lost_and_doubled(server, members)[0] == MEMBERS, "it was due before the outage began")
    away(server, 84 * HOUR / speed)
    time.sleep(48 * HOUR / speed)
    came = MEMBERS - lost_and_doubled(server, members)[0]
    stage.check(not came, f"{came} came although they were out of date")
    until(lambda: not lost_and_doubled(server, members)[0], 120 * HOUR / speed, every=0.5)
    time.sleep(70)
    lost, doubled = lost_and_doubled(server, members)
    stage.check(not lost and not doubled, "the next week's check-in was lost or came twice")
    return f"let go: {MEMBERS - came} of {MEMBERS}; the week after: lost {lost}, doubled {doubled}"

"""What is asked comes three times, while the store is slow, or while Milepost is told to end."""

import time

from scripts.loopback.discord.crowd import enrolled
from scripts.loopback.discord.member import Member
from scripts.loopback.discord.server import Discord
from scripts.loopback.stage import SATURDAY, Json, Stage

MOST = 1000.0
"""Milliseconds to the acknowledgement while the store is slow."""

GRACE = 10.0
"""Seconds for what was acknowledged, once Milepost has to end."""

SETTLED = 8.0
"""Seconds in which a second answer would come, or an announcement: longer than a tick."""

TEXT = 3
"""The type of an option."""


def three_times(stage: Stage, server: Discord) -> str:
    """A question, an announcement, and two messages; each is delivered three times at once."""
    stage.start(f"{SATURDAY} x1")
    olivia, general = Member(server, "olivia", quiet=True), server.seed["channels"]["general"]
    olivia.sees_next(contains="Hello, I am")
    olivia.fills_in(olivia.presses("Channels", olivia.types("setup")), announcements=[general])
    question = f"<@{server.seed['bot']}> do I need a phd?"
    counts = {
        "a command": (_command(server, olivia, "ask", question="do I need a phd?"), 1),
        "one that is refused": (_command(server, olivia, "compare", career="nothing"), 1),
        "an announcement": (_command(server, olivia, "announce", title="Hello", text="Read this"), 2),
        "a mention": (_message(server, olivia, question, channel_id=general), 1),
        "a direct message": (_message(server, olivia, "do I need a phd?", dm=True), 1),
    }
    for name, (count, wanted) in counts.items():
        stage.check(count == wanted, f"{name} that came three times made {count} messages, not {wanted}")
    return "answered once each: " + ", ".join(counts)


def _command(server: Discord, member: Member, name: str, **options: str) -> int:
    """How many messages came of it in the channel, of which one may be hidden."""
    had = len(server.messages(ephemeral=1, **member.where))
    asked = {"user_id": member.id, "name": name, "options": options}
    done = server.call("POST", "/command", **asked, wait=False, **member.where)
    commands = server.call("GET", "/state")["commands"]["None"]
    id = next(each["id"] for each in commands if each["name"] == name)
    given = [{"name": name, "type": TEXT, "value": value} for name, value in options.items()]
    for _ in range(2):
        server.again(done, {"id": id, "name": name, "type": 1, "options": given})
    time.sleep(SETTLED)
    return len(server.messages(ephemeral=1, **member.where)) - had


def _message(server: Discord, member: Member, text: str, **where: object) -> int:
    seen = {"dm": 1, "user_id": member.id} if where.get("dm") else where
    had = len(server.messages(**seen))
    said = server.call("POST", "/message", user_id=member.id, content=text, **where)
    guild = {} if where.get("dm") else {"guild_id": server.seed["guild"]}
    for _ in range(2):
        server.call("POST", "/gateway/event", t="MESSAGE_CREATE", d=said | guild)
    time.sleep(SETTLED)
    return len(server.messages(**seen)) - had


def slow(stage: Stage, server: Discord) -> str:
    """The store stands still for two seconds while twenty ask; one of them is refused, which nobody else reads."""
    members = enrolled(stage, server, 20)
    stage.start(f"{SATURDAY} x1")
    with stage.store_is_slow():
        asked = _all_ask(server, members)
        refused = _start(server, members[0].id, "compare", career="nothing")
        time.sleep(2)
    time.sleep(SETTLED)
    seen = [server.call("GET", "/interaction", id=each["id"]) for each in (*asked, refused)]
    slowest = max(each["ack_ms"] or 9999 for each in seen)
    stage.check(slowest <= MOST, f"acknowledged after {slowest} ms only")
    answered = sum(bool((each["followup_messages"] or [each["reply"]])[0]["embeds"]) for each in seen)
    stage.check(answered == len(seen), f"{len(seen) - answered} got no answer")
    stage.check(seen[-1]["reply"] is None, "the placeholder of a private error is still there")
    return f"{len(seen)} acknowledged, the last after {slowest:.0f} ms; {answered} answered; no placeholder left"


def _start(server: Discord, user: str, name: str, **options: str) -> Json:
    """Somebody types a command in the guild, and nobody waits for the answer."""
    where = {"user_id": user, "channel_id": server.seed["channels"]["general"]}
    return dict(server.call("POST", "/command", name=name, options=options, wait=False, **where))


def _all_ask(server: Discord, members: list[Member]) -> list[Json]:
    """One begins, which is written down, and all others ask."""
    first, *others = members
    began = _start(server, first.id, "start", zone="Tokyo")
    return [began, *(_start(server, each.id, "ask", question="do I need a phd?") for each in others)]


def ending(stage: Stage, server: Discord) -> str:
    """SIGTERM while twenty answers are in work, since the store is slow: all of them still come."""
    members = enrolled(stage, server, 20)
    stage.start(f"{SATURDAY} x1")
    with stage.store_is_slow():
        asked = _all_ask(server, members)
        time.sleep(1)
        stage.milepost.end()
        time.sleep(2)
    took = 2 + stage.stop()
    seen = [server.call("GET", "/interaction", id=each["id"]) for each in asked]
    answered = sum(bool(each["reply"] and each["reply"]["embeds"]) for each in seen if each["acked"])
    heard = sum(bool(each["acked"]) for each in seen)
    stage.check(answered == heard == len(asked), f"of {heard} that were acknowledged {heard - answered} got no answer")
    stage.check(took <= GRACE, f"it ended only after {took:.1f} s")
    return f"{heard} acknowledged, {answered} answered, ended {took:.1f} s after SIGTERM"

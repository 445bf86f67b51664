"""What a community does to a bot while it runs: it closes itself, throws it out, takes rights and channels away."""

import time
import urllib.request

from scripts.loopback.discord.crowd import checkins, enrolled
from scripts.loopback.discord.member import Member
from scripts.loopback.discord.server import EVERYTHING, Discord
from scripts.loopback.discord.week import ADMINISTRATOR, THURSDAY
from scripts.loopback.stage import SATURDAY, Json, Stage, until

SEEN = 20.0
"""Seconds in which what is due has to be there."""


def closed(stage: Stage, server: Discord) -> str:
    """Somebody takes no direct messages: one is tried, and they are called in the channel that was chosen for that."""
    server.provoked.append("50007")
    ada, ben = enrolled(stage, server, 2)
    channel = server.seed["channels"]["random"]
    stage.start(f"{SATURDAY} x0")
    _chooses(server, checkins=[channel])
    server.call("PATCH", "/users", id=ada.id, dms_closed=True)
    stage.restart(f"{THURSDAY} x1")
    until(lambda: checkins(server, ben) and server.messages(channel_id=channel), SEEN)
    time.sleep(5)
    called = [each for each in server.messages(channel_id=channel) if f"<@{ada.id}>" in each["content"]]
    stage.check(len(called) == 1, f"{len(called)} calls in the channel instead of one")
    stage.check(not checkins(server, ada) and len(checkins(server, ben)) == 1, "the wrong one was written to")
    where = Member(server, ada.name, quiet=True, channel_id=channel)
    opened = where.presses("Open", called[0]) if called else {}
    stage.check(bool(opened.get("flags", 0) & 64), "what was opened is not hidden")
    tried = sum("50007" in each.get("error", "") for each in server.call("GET", "/requests"))
    stage.check(tried == 1, f"{tried} were tried where none is taken")
    return f"{tried} tried, then called {len(called)} time in the channel, opened for them alone"


def thrown_out(stage: Stage, server: Discord) -> str:
    """Another guild adds it, sets it up, removes it and adds it again: one hello, and what was set up is there."""
    stage.start(f"{SATURDAY} x1")
    guild = server.call("POST", "/guilds", name="Second", owner_id=server.users["olivia"])
    (channel,) = (each["id"] for each in guild["channels"])
    until(lambda: server.messages(channel_id=channel), SEEN)
    olivia = Member(server, "olivia", quiet=True, channel_id=channel)
    olivia.fills_in(olivia.presses("Channels", olivia.types("setup")), announcements=[channel])
    server.call("POST", "/guilds/leave", guild_id=guild["id"])
    time.sleep(1)
    server.call("POST", "/members", guild_id=guild["id"], user_id=server.seed["bot"])
    server.call("POST", "/gateway/event", t="GUILD_CREATE", d=guild)
    time.sleep(8)
    hellos = sum("Hello, I am" in str(each["embeds"]) for each in server.messages(channel_id=channel))
    stage.check(hellos == 1, f"{hellos} hellos")
    kept = "#general" in str(olivia.types("setup"))
    stage.check(kept, "what was set up is gone")
    return "one hello, and its channels are still set up"


def rights(stage: Stage, server: Discord) -> str:
    """Nobody may write in the channel for announcements any more; later they may again."""
    stage.start(f"{SATURDAY} x1")
    channel = server.call("POST", "/channels", guild_id=server.seed["guild"], name="news")["id"]
    _chooses(server, announcements=[channel])
    _may(server, "0")
    server.provoked.append("50001")
    said = _announces(server, "First")
    time.sleep(6)
    stage.check(not server.messages(channel_id=channel), "something was posted where nothing may be")
    shown = Member(server, "olivia", quiet=True).types("setup")
    _may(server, EVERYTHING)
    _announces(server, "Second")
    came = until(lambda: "Second" in str(server.messages(channel_id=channel)), SEEN)
    stage.check(came, "nothing came once it was allowed again")
    told = "Send Messages" in str(shown) or "Send Messages" in str(said)
    stage.check(told, f"no admin was told which right is missing: {said['embeds'][0]['title']}")
    tried = sum("50001" in each.get("error", "") for each in server.call("GET", "/requests"))
    return f"{tried} tried without the right, which is named to admins; posted once it was back"


def demoted(stage: Stage, server: Discord) -> str:
    """An admin's role is taken away: the buttons of a card that they still see are for admins only."""
    stage.start(f"{SATURDAY} x1")
    guild = server.seed["guild"]
    role = server.call("POST", "/roles", guild_id=guild, name="admins", permissions=ADMINISTRATOR)["id"]
    server.joins("ada", role)
    ada = Member(server, "ada", quiet=True)
    shown = ada.types("setup")
    stage.check("form_of" in ada.presses("Who mentors", shown), "an admin gets no form")
    server.call("PATCH", "/members", guild_id=guild, user_id=ada.id, roles=[])
    told = ada.presses("Who mentors", shown)
    stage.check("is for admins" in str(told), f"somebody who is no admin any more gets {told}")
    return "the form opens for them before, and not after"


def deleted(stage: Stage, server: Discord) -> str:
    """The channel for announcements is deleted while Milepost runs."""
    stage.start(f"{SATURDAY} x1")
    channel = server.call("POST", "/channels", guild_id=server.seed["guild"], name="news")["id"]
    _chooses(server, announcements=[channel])
    _announces(server, "First")
    until(lambda: server.messages(channel_id=channel), SEEN)
    headers = {"Authorization": f"Bot {server.said['token']}", "User-Agent": "DiscordBot (a try, 1)"}
    url = f"{server.said['api_base']}/channels/{channel}"
    urllib.request.urlopen(urllib.request.Request(url, headers=headers, method="DELETE")).close()
    _announces(server, "Second")
    time.sleep(6)
    tried = server.call("GET", "/requests", path=f"^/channels/{channel}/messages", method="POST")
    stage.check(len(tried) <= 2, f"{len(tried) - 1} requests to a channel that is gone")
    server.provoked.append("10003")
    answer = Member(server, "alice", quiet=True).types("ask", question="do I need a phd?")
    stage.check("PhD" in str(answer), "it answers no more")
    return f"{len(tried) - 1} request(s) to the channel that is gone; everything else goes on"


def _chooses(server: Discord, **channels: list[str]) -> None:
    olivia = Member(server, "olivia", quiet=True)
    olivia.fills_in(olivia.presses("Channels", olivia.types("setup")), **channels)


def _announces(server: Discord, title: str) -> Json:
    return Member(server, "olivia", quiet=True).types("announce", title=title, text="Read this")


def _may(server: Discord, permissions: str) -> None:
    """What the bot's role and everybody may."""
    for role in (server.seed["guild"], server.seed["roles"]["bot"]):
        server.call("PATCH", "/roles", guild_id=server.seed["guild"], id=role, permissions=permissions)

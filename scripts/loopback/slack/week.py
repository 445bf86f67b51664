"""A member's first week on Slack, by Socket Mode or over HTTP; and every command, button, form and page once."""

from scripts.loopback.slack.every import everything
from scripts.loopback.slack.home import opened
from scripts.loopback.slack.member import Member, drawn
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import SATURDAY, Stage, Wrong

THURSDAY = "2026-11-27T02:05:00Z"
"""Just after 18:00 in Los Angeles, when the check-in is due."""


def week(stage: Stage, server: Slack) -> str:
    stage.start(f"{SATURDAY} x0")
    alice, olivia = Member(server, "alice"), Member(server, "olivia")
    asking(alice)
    beginning(server, alice)
    setting_up(server, olivia)
    everything(server)
    stage.restart(f"{THURSDAY} x0")
    print("\nThursday, 18:05 in Los Angeles:")
    checkin(server, alice, olivia)
    slowest = max(alice.slowest, olivia.slowest)
    requests = len(server.call("GET", "/requests"))
    return f"{requests} requests, acknowledged after {slowest} ms at most; Slack refused nothing."


def asking(alice: Member) -> None:
    alice.types("/ask", "do I need a phd?")
    alice.sees("PhD")
    alice.presses("How much maths")
    alice.sees("math")
    alice.writes("@Milepost how much maths do I need &amp; why?")
    alice.sees("math")
    alice.types("/mentor")
    alice.sees("/mentor")
    alice.types("/mentor", "strat")
    alice.sees("/mentor start")


def beginning(server: Slack, alice: Member) -> None:
    alice.types("/mentor", "start")
    alice.sees("America/Los_Angeles")
    alice.presses("Change them")
    if not alice.fills(hours="many", time="03:00").get("errors"):
        raise Wrong("a form that is wrong was taken")
    alice.fills(hours="8", weekday="thursday")
    alice.sees("8 hours")
    directly = Member(server, "alice", "dm")
    directly.writes("and what about linear algebra?")
    directly.sees()
    directly.types("/ask")
    directly.fills(question="what does it pay?")
    directly.sees()
    bob = Member(server, "bob", "dm")
    bob.shortcut("ask")
    bob.fills(question="which laptop should I buy?")
    bob.sees()


def setting_up(server: Slack, olivia: Member) -> None:
    olivia.types("/mentor", "setup")
    olivia.sees("Set up")
    olivia.presses("Channels")
    olivia.fills(announcements=server.channels["general"])
    olivia.sees("#general")
    said = Member(server, "bob").writes("Read one paper a week, and write down what you did not get.")
    olivia.shortcut("save", said["ts"])
    olivia.fills(title="Which paper should I read?", source="Bob, 2026")
    olivia.sees("Which paper")


def checkin(server: Slack, alice: Member, olivia: Member) -> None:
    directly = Member(server, "alice", "dm", known=False)
    directly.sees("Check-in for week")
    directly.presses("Done")
    directly.sees("✅")
    directly.presses("Add hours")
    directly.fills(hours="5", note="Loops *click*, <!channel>")
    directly.sees("5 hours")
    alice.types("/mentor", "progress")
    alice.sees("progress")
    directly.sees("progress")
    olivia.types("/mentor", "announce title:Hello text:Read **this**")
    alice.sees("Read *this*")
    print(drawn(opened(server, "alice")))
    print(drawn(opened(server, "olivia")))
    directly.types("/mentor", "stop")
    directly.sees("Stopped")

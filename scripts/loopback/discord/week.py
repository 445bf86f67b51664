"""A member's first week on Discord; and every command, completion, form and button once."""

from scripts.loopback.discord.member import Member, buttons
from scripts.loopback.discord.server import Discord
from scripts.loopback.stage import SATURDAY, Json, Stage

THURSDAY = "2026-11-26T17:01:00Z"
"""Just after 18:00 in Berlin, when the check-in is due."""

SLASH = 1
ADMINISTRATOR = 1 << 3


def week(stage: Stage, server: Discord) -> str:
    stage.start(f"{SATURDAY} x0")
    first_day(server)
    everything(server)
    stage.restart(f"{THURSDAY} x0")
    print("\nThursday, 18:01 in Berlin:")
    checkin(server)
    requests = server.call("GET", "/requests")
    answers = sum(each["path"].endswith("/callback") for each in requests)
    return f"{len(requests)} requests, {answers} of them answers at once; Discord refused nothing."


def first_day(server: Discord) -> None:
    alice, olivia = Member(server, "alice"), Member(server, "olivia")
    hello = alice.sees_next(contains="Hello")
    setup = olivia.presses("Set up", hello)
    setup = olivia.fills_in(olivia.presses("Channels", setup), announcements=[server.seed["channels"]["general"]])
    setup = olivia.fills_in(olivia.presses("Who mentors", setup), people=[olivia.id])
    for label in ("Channels", "Who mentors", "How many messages"):
        olivia.presses(label, setup)  # which shows what was chosen
    answer = alice.fills_in(alice.presses("Ask a question", hello), question="do I need a phd?")
    alice.presses("Sources", answer)
    said = alice.says(f"<@{server.seed['bot']}> how much maths do I need?")
    alice.chooses("Ask the mentor about this", said["message_reference"]["message_id"])
    olivia.chooses("Save as FAQ", said["message_reference"]["message_id"])
    alice.completes("start", "zone", "berl")
    alice.types("start", zone="Berlin", hours=8)
    alice.types("progress")
    alice.privately().says("and in Europe, what is the salary?")


def checkin(server: Discord) -> None:
    alice = Member(server, "alice").privately()
    asked = alice.sees_next(contains="Check-in")
    done = alice.presses("Done", asked)
    alice.fills_in(alice.presses("Add hours and a note", done), hours="4.5", note="Loops at last")
    alice.types("nudges")


def everything(server: Discord) -> None:
    """Every command by an admin who is new, its completions and form; and each button by another one."""
    role = server.call("POST", "/roles", guild_id=server.seed["guild"], name="admins", permissions=ADMINISTRATOR)["id"]
    commands = [each for each in server.call("GET", "/state")["commands"]["None"] if each["type"] == SLASH]
    tried = {"commands": 0, "completions": 0, "buttons": 0}
    for command in commands:
        admin = _somebody(server, f"{command['name']}-tester", role)
        for option in command["options"]:
            if option.get("autocomplete"):
                admin.completes(command["name"], option["name"], "m")
                tried["completions"] += 1
        shown = admin.filled_in(admin.types(command["name"]))
        tried["commands"] += 1
        for number, button in enumerate(buttons(shown)):
            other = _somebody(server, f"{command['name']}-{number}", role)
            tried["buttons"] += _press(other, button["label"], command["name"])
    print("\nBesides, each once: " + ", ".join(f"{count} {name}" for name, count in tried.items()))


def _somebody(server: Discord, name: str, role: str) -> Member:
    server.joins(name, role)
    return Member(server, name, quiet=True)


def _press(member: Member, label: str, command: str) -> bool:
    """False where what somebody else did took the button away."""
    shown: Json = member.filled_in(member.types(command))
    if not any(each["label"] == label for each in buttons(shown)):
        return False
    member.filled_in(member.presses(label, shown))
    return True

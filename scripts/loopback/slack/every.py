"""Every command by an admin who is new, and its form; each button; the App Home of an admin who is a member."""

import asyncio
from collections import Counter

from bot.app import registry
from bot.content import find, load
from scripts.loopback.slack.home import pressed
from scripts.loopback.slack.member import Member, buttons, selects
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import Json


def everything(server: Slack) -> None:
    tried = Counter[str]()
    for command in [each.name for each in asyncio.run(registry(load(find("ml-engineer"))))]:
        admin = _admin(server, f"{command}-tester")
        shown = _typed(admin, command)
        tried["commands"] += 1
        for number, (_, button) in enumerate(buttons(shown)):
            label = button["text"]["text"]
            if not _press(admin, command, label):  # what came of another button took this one away
                other = _admin(server, f"{command}-{number}")
                _press(other, command, label)
                tried.update(other.tried)
            tried["buttons"] += 1
        for _, select in selects(shown):
            admin.picks(select["placeholder"]["text"], _typed(admin, command))
            admin.meets()
            tried["choices"] += 1
        tried.update(admin.tried)
    server.provoked.append("hash_conflict")  # of two who draw a page the later one is told so, and draws it again
    _typed(_admin(server, "home-tester"), "start")
    tried["buttons of the App Home"] = pressed(server, "home-tester")
    print("\nBesides, each once: " + ", ".join(f"{count} {name}" for name, count in tried.items()))


def _typed(member: Member, command: str) -> Json:
    member.types("/mentor", command)
    return member.meets()


def _press(member: Member, command: str, label: str) -> bool:
    shown = _typed(member, command)
    if not any(each["text"]["text"] == label for _, each in buttons(shown)):
        return False
    member.presses(label, shown)
    member.meets()
    return True


def _admin(server: Slack, name: str) -> Member:
    server.joins(name, is_admin=True)
    return Member(server, name, quiet=True)

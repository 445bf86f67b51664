"""A thousand questions, twenty a second, from two hundred members: how soon each is heard and answered."""

import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from scripts.loopback.discord.server import Discord
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import SATURDAY, Json, Server, Stage, until

QUESTIONS = Path(__file__).parents[2] / "content" / "ml-engineer" / "questions.jsonl"
"""What members may ask, in their words; also what nobody answers."""

ASKED, RATE, MEMBERS = 1000, 20.0, 200

GOAL = 100.0
"""Milliseconds in which 95 of 100 are acknowledged."""

PATIENCE = 60.0
"""Seconds for the last answers."""

TOO_FAST = "A little slower"


class Heard(NamedTuple):
    """What became of a question; milliseconds from its asking on. A message has no acknowledgement but its answer."""

    acknowledged: float | None
    answered: float | None
    title: str = ""


class Crowd(Protocol):
    def ask(self, number: int, question: str) -> None: ...

    def heard(self) -> list[Heard]: ...


def on_discord(stage: Stage, server: Discord) -> str:
    return load(stage, server, OnDiscord(server))


def on_slack(stage: Stage, server: Slack) -> str:
    return load(stage, server, OnSlack(server))


class OnDiscord:
    """Mostly by command; each tenth by name in a message, in one of twenty channels."""

    def __init__(self, server: Discord) -> None:
        self._server = server
        self._members = [server.joins(f"member{number}") for number in range(MEMBERS)]
        guild = server.seed["guild"]
        self._channels = [server.call("POST", "/channels", guild_id=guild, name=f"c{n}")["id"] for n in range(20)]
        self._commands = list[str]()
        self._messages = list[Json]()

    def ask(self, number: int, question: str) -> None:
        who = {"user_id": self._members[number % MEMBERS], "channel_id": self._channels[number // 10 % 20]}
        if number % 10 == 9:
            said = f"<@{self._server.seed['bot']}> {question}"
            self._messages.append(self._server.call("POST", "/message", content=said, **who))
        else:
            options = {"question": question}
            made = self._server.call("POST", "/command", name="ask", options=options, wait=False, **who)
            self._commands.append(made["id"])

    def heard(self) -> list[Heard]:
        replies = [each for channel in self._channels for each in self._server.messages(channel_id=channel)]
        to = {each["message_reference"]["message_id"]: each for each in replies if "message_reference" in each}
        return [self._command(each) for each in self._commands] + [
            _answer(each["id"], None, to.get(each["id"])) for each in self._messages
        ]

    def _command(self, id: str) -> Heard:
        seen = self._server.call("GET", "/interaction", id=id)
        return _answer(id, seen.get("ack_ms"), (*seen["followup_messages"], seen["reply"])[0])


class OnSlack:
    """By command and by message, both directly, in turns; each tenth by name in one of twenty channels."""

    def __init__(self, server: Slack) -> None:
        self._server = server
        server.call("POST", "/config", enforce_ratelimits=False)  # of profiles: 200 people are new in ten seconds
        self._members = [server.joins(f"member{number}") for number in range(MEMBERS)]
        everybody = [*self._members, server.bot]
        channels = [server.call("POST", "/channels", name=f"c{number}", members=everybody) for number in range(20)]
        self._channels = [each["id"] for each in channels]
        self._directly = dict[str, list[str]]()
        """By member, the ids of the deliveries."""
        self._by_name = dict[str, str]()
        """By the id of the delivery, when it was said, which is the name of its thread."""

    def ask(self, number: int, question: str) -> None:
        who = {"user_id": self._members[number % MEMBERS]}
        if number % 10 == 9:
            text, channel = f"<@{self._server.bot}> {question}", self._channels[number // 10 % 20]
            said = self._server.call("POST", "/message", text=text, channel_id=channel, **who)
            self._by_name[said["deliveries"][-1]] = said["ts"]
            return
        if number % 2:
            said = self._server.call("POST", "/command", command="/ask", text=question, dm=True, wait=False, **who)
            id = said["id"]
        else:
            (id,) = self._server.call("POST", "/message", text=question, dm=True, **who)["deliveries"]
        self._directly.setdefault(who["user_id"], []).append(id)

    def heard(self) -> list[Heard]:
        delivered = {each["id"]: each for each in self._server.call("GET", "/deliveries")}
        every = [each for channel in self._channels for each in self._server.messages(channel_id=channel)]
        threads = {each["thread_ts"]: each for each in every if "thread_ts" in each}
        found = [_told(delivered[id], threads.get(ts)) for id, ts in self._by_name.items()]
        for member, ids in self._directly.items():
            answers = iter(self._server.directly(member))  # one after the other, seconds apart
            found += [_told(delivered[id], next(answers, None)) for id in ids]
        return found


def _told(delivery: Json, answer: Json | None) -> Heard:
    acknowledged = delivery["ack_ms"] if delivery["acked"] else None
    if answer is None:
        return Heard(acknowledged, None)
    title = answer["text"].split("\n", maxsplit=1)[0]
    return Heard(acknowledged, (float(answer["ts"]) - delivery["t"]) * 1000, title)


def _answer(id: str, acknowledged: float | None, reply: Json | None) -> Heard:
    """A reply that is promised only has no card yet."""
    if not reply or not reply["embeds"]:
        return Heard(acknowledged, None)
    asked = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(id) >> 22)
    answered = datetime.fromisoformat(reply["edited_timestamp"] or reply["timestamp"])
    return Heard(acknowledged, (answered - asked) / timedelta(milliseconds=1), reply["embeds"][0]["title"])


def load(stage: Stage, server: Server, crowd: Crowd) -> str:
    """Every question is answered, and 95 of 100 are acknowledged within a tenth of a second."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [asked for asked in (json.loads(line)["question"] for line in lines) if asked.strip()]
    stage.start(f"{SATURDAY} x1")
    memory = [stage.milepost.memory]
    parties = {"Milepost": stage.milepost, "the server": server.process}
    worked = {name: each.worked for name, each in parties.items()}
    mine, began = time.process_time(), time.monotonic()
    for number in range(ASKED):
        time.sleep(max(0.0, began + number / RATE - time.monotonic()))
        crowd.ask(number, questions[number % len(questions)])
        if number % 100 == 99:
            memory.append(stage.milepost.memory)
    lasted = time.monotonic() - began
    shares = {name: (each.worked - worked[name]) / lasted for name, each in parties.items()}
    shares["asking"] = (time.process_time() - mine) / lasted
    until(lambda: all(each.answered is not None for each in crowd.heard()), PATIENCE, every=2)
    memory.append(stage.milepost.memory)
    print(f"{ASKED} questions from {MEMBERS} members in {lasted:.1f} s")
    _judge(stage, crowd.heard())
    print("memory in MB at the start, after each hundred, and in the end: " + " ".join(f"{m:.0f}" for m in memory))
    stage.check(memory[-1] < 1.15 * memory[1] + 5, "memory is not flat")
    busy = os.getloadavg()[1]
    print(f"the machine meanwhile: {busy:.1f} processes that want one of {os.cpu_count()} cores or the disk")
    print("of one core of the processor: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))
    return "all were answered, soon enough, and memory is flat."


def _judge(stage: Stage, heard: list[Heard]) -> None:
    answers = [each for each in heard if each.answered is not None]
    fast = [each for each in answers if each.title.startswith(TOO_FAST)]
    broke = [each for each in answers if each.title == "Something broke"]
    print(f"answered {len(answers) - len(fast) - len(broke)}, told to be slower {len(fast)}, broke {len(broke)}")
    acknowledged = [each.acknowledged for each in heard if each.acknowledged is not None]
    print(_spread("acknowledged", acknowledged))
    print(_spread("answered in full", [each.answered for each in answers if each.answered is not None]))
    stage.check(len(answers) == ASKED and not fast and not broke, "not all were answered")
    stage.check(_at(acknowledged, 0.95) <= GOAL, f"95 of 100 are not acknowledged within {GOAL:.0f} ms")


def _spread(what: str, took: Sequence[float]) -> str:
    p50, p95, p99 = (_at(took, share) for share in (0.5, 0.95, 0.99))
    return f"{len(took)} {what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, slowest {max(took):.0f} ms"


def _at(took: Sequence[float], share: float) -> float:
    return sorted(took)[int(share * len(took))]

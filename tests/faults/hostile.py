"""A platform that loses replies, breaks, limits, is late and slow, and remembers every message that it accepted."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.clock import Clock, seconds

TIMEOUT = 1.0
"""Seconds after which the adapter of this platform waits no longer for an answer."""

SHOWN = 0.5
"""Seconds after which at the latest the platform shows what it was asked to post, whether anybody waits or not."""

LATE, SLOW = 0.4, 1.5
"""Seconds until a late message is accepted; until a slow answer comes, which is after the timeout."""

HEARD = 0.25
"""Seconds that an answer may take to be heard; a request that comes later than that knows of it."""

PAGE = 2
CHATTER = 3
"""Messages in one answer of the history; in each channel, of others."""

AFTER = ("reply lost", "500 after", "reply cut", "reply slow", "ok false after", "late")
BEFORE = ("500 before", "ok false before", "429", "429 of a channel")
Answer = dict[str, Any]


@dataclass(frozen=True)
class Chances:
    """How often, of a thousand requests each."""

    sends: dict[str, float] = field(default_factory=lambda: dict.fromkeys((*AFTER, *BEFORE), 8.0) | {"429": 2.0})
    looks: dict[str, float] = field(default_factory=lambda: {"500 before": 50.0, "reply lost": 30.0, "429": 5.0})


GENTLE = Chances({}, {})


@dataclass(frozen=True)
class Post:
    """A message as it was accepted, in wall time and in monotonic seconds."""

    at: datetime
    accepted: float
    channel: str
    delivery: str
    id: str
    process: int


@dataclass
class Hostile:
    """`window` is for how many seconds a second send of one delivery gives the first message: Discord's nonce; Slack
    knows none. `closed` are channels that take nothing. `meanwhile` is called with the process that is answered."""

    clock: Clock
    window: float = 0.0
    chances: Chances = field(default_factory=Chances)
    seed: int = 0
    closed: frozenset[str] = frozenset()
    meanwhile: Callable[[int], None] = lambda process: None
    down: bool = False
    posts: list[Post] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._by_channel: dict[str, list[Post]] = {}
        self._held: dict[str, float] = {}
        self._told: dict[tuple[int, str], float] = {}

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        async with server:
            yield

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request after the other, until an answer is none, or half of one."""
        whole = True
        with suppress(ConnectionError):
            while whole and (line := await reader.readline()):
                answer = await self._answer(json.loads(line))
                whole = answer.endswith(b"\n")
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _answer(self, asked: Answer) -> bytes:
        """What goes back; nothing if the reply is lost."""
        fault = self._drawn(self.chances.sends if asked["do"] == "send" else self.chances.looks)
        self.counts[asked["do"]] += 1
        if self.down:
            return b""
        if refused := self._refusal(asked, fault):
            return json.dumps(refused).encode() + b"\n"
        if fault == "late":
            await asyncio.sleep(LATE)
        found = self._accepted(asked) if asked["do"] == "send" else self._page(asked)
        self.meanwhile(asked["process"])
        return await self._spoilt(json.dumps(found).encode() + b"\n", fault)

    def _drawn(self, chances: dict[str, float]) -> str:
        """One fault, or none."""
        drawn = self._random.uniform(0, 1000)
        for fault, chance in chances.items():
            drawn -= chance
            if drawn < 0:
                self.counts[fault] += 1
                return fault
        return ""

    def _refusal(self, asked: Answer, fault: str) -> Answer | None:
        """Nothing is posted, and it says so, or not clearly."""
        if wait := self._wait(asked, fault):
            return {"status": 429, "after": wait, "scope": "channel" if fault == "429 of a channel" else "domain"}
        if asked["do"] == "send" and asked["channel"] in self.closed:
            self.counts["403"] += 1
            return {"status": 403}
        return {"500 before": {"status": 500}, "ok false before": {"status": 200, "ok": False}}.get(fault)

    def _wait(self, asked: Answer, fault: str) -> float:
        """Seconds to wait. Whoever was told so and asks nevertheless is counted as hasty."""
        held = self._held.get(asked["space"], 0.0)
        if seconds() < held:
            told = self._told.get((asked["process"], asked["space"]), 0.0)
            self.counts["hasty"] += bool(told) and seconds() > told + HEARD
        elif fault == "429":
            held = self._held[asked["space"]] = seconds() + self._random.uniform(0.2, 1.0)
        elif fault == "429 of a channel":
            return 0.3
        else:
            self._told.pop((asked["process"], asked["space"]), None)
            return 0.0
        self._told.setdefault((asked["process"], asked["space"]), seconds())
        return held - seconds()

    def _accepted(self, asked: Answer) -> Answer:
        """Posts it; within the window a second one of the same delivery is the first."""
        channel, delivery = asked["channel"], asked["id"]
        posts = self._by_channel.setdefault(channel, [])
        for first in posts:
            if first.delivery == delivery and seconds() - first.accepted < self.window:
                self.counts["deduped"] += 1
                return {"status": 200, "ok": True, "id": first.id}
        post = Post(self.clock.now(), seconds(), channel, delivery, f"message-{len(self.posts)}", asked["process"])
        posts.append(post)
        self.posts.append(post)
        return {"status": 200, "ok": True, "id": post.id}

    def _page(self, asked: Answer) -> Answer:
        """A page of the channel's history, oldest first. What was accepted just now is not there yet."""
        since = datetime.fromisoformat(asked["since"])
        shown = [
            {"id": each.id, "delivery": each.delivery}
            for each in self._by_channel.get(asked["channel"], ())
            if each.at >= since and seconds() - each.accepted > SHOWN - LATE
        ]
        history = [{"id": "of another", "delivery": None}] * CHATTER + shown
        begin = int(asked["cursor"])
        more = str(begin + PAGE) if begin + PAGE < len(history) else ""
        return {"status": 200, "ok": True, "messages": history[begin : begin + PAGE], "cursor": more}

    async def _spoilt(self, answer: bytes, fault: str) -> bytes:
        """What becomes of the answer of something that was done."""
        if fault == "reply slow":
            await asyncio.sleep(SLOW)
        spoilt = {
            "reply lost": b"",
            "reply cut": answer[: len(answer) // 2],
            "500 after": b'{"status": 500}\n',
            "ok false after": b'{"status": 200, "ok": false}\n',
        }
        return spoilt.get(fault, answer)

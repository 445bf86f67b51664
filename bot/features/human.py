"""`/human`: a question that has no answer goes to the mentors, and its answer comes back."""

from datetime import datetime, timedelta

from bot.answers import Library
from bot.answers.handover import gap_card, to_a_human
from bot.clock import Clock
from bot.core.commands import Arguments, asked, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Request
from bot.core.text import counted, one_line, plain
from bot.matching import Likeness
from bot.store import Gaps, Member, Members, Outbox, Subscriptions, posts

LONGEST = 300
"""Characters of a question: one or two sentences."""

KEPT_FOR = timedelta(days=14)
"""So long a post to the mentors waits for its place to be reachable."""


class HumanArguments(Arguments):
    question: str = asked("Your question", "in one or two sentences", long=True, max_length=LONGEST)
    sure: bool = carried(False)


class Human:
    """A question is kept only when its asker sends it on, and is shown to mentors without their name."""

    def __init__(
        self,
        library: Library,
        gaps: Gaps,
        members: Members,
        outbox: Outbox,
        subscriptions: Subscriptions,
        clock: Clock,
    ) -> None:
        self._library = library
        self._gaps = gaps
        self._members = members
        self._outbox = outbox
        self._subscriptions = subscriptions
        self._clock = clock

    @command("human", "Send a question to the mentors; the answer comes to you, privately",
             usage=("human which laptop should I buy?",), title="Ask a human", writes=True)  # fmt: skip
    async def human(self, request: Request, args: HumanArguments) -> Card:
        question = one_line(args.question)
        if not question:
            raise UserError("Write the question in words. Nothing was sent.")
        if self._library.refuses(question):
            return Card(
                title="That was asked before",
                text="The mentors said that it is outside what is answered here. Nothing was sent.",
            )
        match = self._library.match(question)
        if match.outcome == "answer" and match.entry and not args.sure:
            return self._has_an_answer(question, match.entry)
        return await self._sent(request, question)

    def _has_an_answer(self, question: str, id: str) -> Card:
        title = self._library.pack.entries[id].title
        return Card(
            title="I have an answer to that",
            text="If it does not say what you need, send your question on.",
            buttons=(Button(label=title, command="faq", args={"topic": id}), to_a_human(question, sure=True)),
        )

    async def _sent(self, request: Request, question: str) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        went = await self._gaps.ask(member.id, question, request.id, nearest, now)
        if went.new:
            await self._tell_mentors(went.gap_id, now)
        others = f"{counted(went.others, 'other')} asked this too." if went.others else ""
        parts = [f"“{plain(question)}”", others, await self._what_happens(member)]
        return Card(
            title="Sent to the mentors",
            text="\n\n".join(part for part in parts if part),
            footer="I keep the question until you delete it with /mydata.",
        )

    async def _what_happens(self, member: Member) -> str:
        seen = "The mentors see this text without your name."
        if member.state == "stopped":
            return f"{seen} You stopped my messages, so ask again in a few days, or /resume."
        if member.most == 0:
            return f"{seen} You take no unasked messages, so their answer will wait for you under /inbox."
        if await self._members.place_of(member.id) is None:
            return f"{seen} Write to me directly once, so that I can bring you the answer; or ask again in a few days."
        return f"{seen} Their answer comes to you directly, and to nobody else."

    async def _tell_mentors(self, gap_id: str, now: datetime) -> None:
        """One card for each place of the mentors, keyed by the question."""
        gap = await self._gaps.one(gap_id)
        if gap is None or gap.state != "open":
            return
        card, places = gap_card(self._library, gap, None, now), await self._subscriptions.to("mentors")
        await self._outbox.post(posts(f"gap:{gap.id}", "gap", card, places, now, KEPT_FOR))


def nearest(text: str, others: list[str]) -> int | None:
    """Which of the texts means the same."""
    return Likeness(text).nearest(others)

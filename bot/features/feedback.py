"""`/feedback` and the buttons under an answer: what members make of the answers."""

from typing import get_args

from bot.answers import Library
from bot.answers.feedback import SAYS
from bot.answers.topics import topics
from bot.clock import Clock
from bot.content.faq import Entry
from bot.core.commands import Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Request
from bot.core.pages import PageArguments, paged
from bot.core.text import counted, listed
from bot.store import Counted, Members, Once, Vote, Votes

FEWEST = 5
"""Voters from whom on it is shown how they voted: fewer could be recognised."""

REPLIES: dict[Vote, str] = {
    "helpful": "Thank you. That tells the mentors what to keep.",
    "unhelpful": "Ask again in other words, or choose a topic. The mentors see which answers do not help.",
    "outdated": "The mentors will check it. Until then the answer stays as it is, with its dates.",
}


class RateArguments(Arguments):
    entry: str | None = asked("Answer", "begin to type, and choose", default=None, max_length=80)
    vote: Vote | None = asked("Your vote", "the latest one counts", default=None, labels=SAYS)


class Feedback:
    """One vote a member and answer; the latest counts, and nobody sees whose it was."""

    def __init__(self, library: Library, votes: Votes, members: Members, clock: Clock) -> None:
        self._library = library
        self._votes = votes
        self._members = members
        self._clock = clock

    @command("rate", "Say whether an answer helped, as the buttons below it do", suggests={"entry": "topics"})
    async def rate(self, request: Request, args: RateArguments) -> Card:
        if args.entry is None or args.vote is None:
            text = f"Below each answer stand {listed([f'*{label}*' for label in SAYS.values()])}. One tap is a vote."
            return Card(title="What do you think of an answer?", text=text, buttons=(_TOPICS,))
        entry = self._answer(args.entry)
        if entry is None:
            raise UserError("That answer is no longer given. Nothing was counted; /faq lists those that are.")
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        await self._votes.cast(member.id, entry.id, args.vote, Once(request.id, now))
        return Card(
            title=f"Noted: {SAYS[args.vote].lower()}",
            text=REPLIES[args.vote],
            buttons=(Button(label="Ask again", command="ask"), _TOPICS) if args.vote == "unhelpful" else (),
            footer=f"About “{entry.title}”. Only counts are shown to anybody; another button changes your vote.",
        )

    def _answer(self, text: str) -> Entry | None:
        """By its id or its title; what was retired has no successor here, since nobody voted on that."""
        entries = self._library.pack.entries
        return entries.get(text) or next((each for each in entries.values() if each.title == text), None)

    def topics(self, text: str) -> list[Choice]:
        return topics(self._library, text)

    @command("feedback", "How members voted on the answers, worst first", who="mentor",
             usage=("feedback", "feedback 2"))  # fmt: skip
    async def feedback(self, request: Request, args: PageArguments) -> Card:
        counts = sorted(await self._votes.counts(), key=_worst_first)
        if not counts:
            return Card(title="No votes yet", text="Members vote with the buttons below an answer.")
        waiting = await self._votes.outdated()
        lines = [self._line(each, waiting=each.entry in waiting) for each in counts]
        return paged(f"Votes on {counted(len(counts), 'answer')}", "feedback", lines, args.page)

    def _line(self, each: Counted, *, waiting: bool) -> str:
        entry = self._library.pack.entries.get(each.entry)
        title = f"**{entry.title}**" if entry else f"`{each.entry}`, which is no longer given"
        votes = [f"{getattr(each, vote)} {SAYS[vote].lower()}" for vote in get_args(Vote)]
        split = ", ".join(votes) if each.voters >= FEWEST else f"fewer than {FEWEST} votes"
        return f"- {title}: {split}{'; on the /review list' if waiting and entry else ''}"


_TOPICS = Button(label="All topics", command="faq")


def _worst_first(each: Counted) -> tuple[bool, float, str]:
    """By the share that it did not help; where that may not be told, by name."""
    shown = each.voters >= FEWEST
    return not shown, each.helpful / each.voters if shown else 0, each.entry

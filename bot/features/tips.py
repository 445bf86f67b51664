"""`/tip` and the weekly tip: for the member's step, never the same twice."""

from collections.abc import Mapping, Sequence

from bot.clock import Clock
from bot.content import Pack
from bot.content.tips import Tip
from bot.core.commands import Arguments, command
from bot.core.model import Button, Card, Request
from bot.core.text import shortened
from bot.planning import Occasion, Planning, Standing
from bot.store import History, Members, Progress, Queries


class Tips:
    """The choice is fixed by what a tip is given for, so asking again after a crash gives the same one."""

    kind = "tip"

    def __init__(self, pack: Pack, planning: Planning, members: Members, clock: Clock) -> None:
        self._pack = pack
        self._planning = planning
        self._members = members
        self._clock = clock

    @command("tip", "A tip for the step you are on")
    async def tip(self, request: Request, args: Arguments) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        async with self._planning.progress.changing(member.id) as run:
            (card,) = await self.compose(run, [Occasion(member, self.kind, now, request.id)])
        return card or Card(
            title="No new tip", text="You have had every tip of this pack. New ones come with its next version."
        )

    async def compose(self, run: Queries, occasions: Sequence[Occasion]) -> list[Card | None]:
        """Tips not given before; the one already chosen for this delivery; none when all were given."""
        ids = [each.member.id for each in occasions]
        histories, given = await Progress.of_all(run, ids), await Progress.tips_of_all(run, ids)
        chosen = [
            self._chosen(each, histories.get(each.member.id, History()), given.get(each.member.id, {}))
            for each in occasions
        ]
        new = [
            (each.member.id, tip.id, each.id)
            for each, tip in zip(occasions, chosen, strict=True)
            if tip and tip.id not in given.get(each.member.id, {})
        ]
        await Progress.give_tips(run, new, max(each.slot for each in occasions))
        return [self._drawn(tip) if tip else None for tip in chosen]

    def _chosen(self, this: Occasion, history: History, given: Mapping[str, str]) -> Tip | None:
        before = next((tip for tip, given_for in given.items() if given_for == this.id), "")
        standing = self._planning.standing(this.member, history)
        return self._pack.tips.get(before) or self._choose(standing, set(given))

    def _drawn(self, tip: Tip) -> Card:
        footer = f"From {self._pack.said_by(tip.sources)}" if tip.sources else ""
        plan = Button(label="This week's plan", command="plan")
        return Card(title=tip.title, text=self._pack.filled(tip.body), buttons=(plan,), footer=shortened(footer, 200))

    def _choose(self, standing: Standing, given: set[str]) -> Tip | None:
        """The nearest to what is to be done next: by milestone, then by phase, then any of the pack."""
        ahead = {step: distance for distance, step in enumerate(standing.open_steps)}
        here = standing.phase
        phase = f"{standing.route.id}/{here.id}" if here else ""
        left = [tip for tip in self._pack.tips.values() if tip.id not in given]

        def distance(tip: Tip) -> tuple[int, str]:
            nearest = min((ahead[step] for step in tip.milestones if step in ahead), default=len(ahead) + 1)
            return (min(nearest, 3) if phase in tip.phases else nearest, tip.id)

        return min(left, key=distance, default=None)

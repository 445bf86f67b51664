"""`/link` and `/unlink`: one member on two platforms, joined by a code that only they have seen."""

from functools import partial

from bot.clock import Clock
from bot.core.commands import Arguments, asked, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Request
from bot.core.rate import Rate
from bot.planning import next_slots
from bot.store import VALID_FOR, Links, Members

MINUTES = int(VALID_FOR.total_seconds()) // 60
INVALID = (
    f"This code is not valid, or no longer: each works once, for {MINUTES} minutes. Your other account gives a new one."
)
ALONE = Card(
    title="Nothing to part",
    text="This account is joined with no other.",
    buttons=(Button(label="Get a code", command="link"),),
)


class LinkArguments(Arguments):
    code: str | None = asked("Code", "from your other account; left empty, a new one", default=None, max_length=20)
    sure: bool = carried(False)


class UnlinkArguments(Arguments):
    sure: bool = carried(False)


class Link:
    """A wrong code costs a try: five, and one more every two minutes."""

    def __init__(self, links: Links, members: Members, clock: Clock) -> None:
        self._links = links
        self._members = members
        self._clock = clock
        self._tries = Rate(5, 120.0)

    @command("link", "Be one member on two platforms", usage=("link",))
    async def link(self, request: Request, args: LinkArguments) -> Card:
        member, now = await self._members.meet(request.person, request.place, self._clock.now()), self._clock.now()
        if args.code is None:
            return _offered(await self._links.offer(member.id, now))
        if self._tries.take((request.person.platform, request.person.space, request.person.id)):
            raise UserError("Too many tries. Wait a few minutes, and take a new code. Nothing was changed.")
        owner = await self._links.owner(args.code, now)
        if owner is None:
            raise UserError(f"{INVALID} Nothing was changed.")
        if owner.id == member.id:
            raise UserError("This account belongs to that member already. Type the code on the other platform.")
        if await self._links.meets(owner.id, request.person):
            raise UserError("That code is of an account in the same place. /link joins one person's on two platforms.")
        if not args.sure:
            return _to_be_sure(args.code)
        if not await self._links.join(args.code, member.id, partial(next_slots, now=now), now):
            raise UserError(f"{INVALID} Nothing was changed.")
        return Card(
            title="Joined",
            text="Both accounts are one member now: nothing was lost, and of two answers for a week the later counts. "
            "I write where you were last. /unlink parts them.",
            buttons=(Button(label="My progress", command="progress"), Button(label="Settings", command="settings")),
        )

    @command("unlink", "Part this account from your other one")
    async def unlink(self, request: Request, args: UnlinkArguments) -> Card:
        if not await self._links.joined(request.person):
            return ALONE
        if not args.sure:
            return Card(
                title="Part this account?",
                text="Your progress, settings and messages stay with the other account. This one begins anew.",
                buttons=(Button(label="Part it", command="unlink", args={"sure": "yes"}, style="danger"),),
            )
        if not await self._links.part(request.person):
            return ALONE
        return Card(title="Parted", text="I know nothing about this account any more. /link joins it again.")


def _offered(code: str) -> Card:
    """How it is typed is said for the other platform: what reads well here may be no command there."""
    return Card(
        title="Your code",
        text=f"It works once, for {MINUTES} minutes. In your other account type\n- on Slack: `/mentor link {code}`\n"
        f"- on Discord: the command **link**, with the code `{code}`",
        footer="Show it to nobody: whoever uses it sees your progress and your data.",
    )


def _to_be_sure(code: str) -> Card:
    """Whoever was talked into typing somebody else's code is told what it means."""
    return Card(
        title="Join the accounts?",
        text="Only if **you** asked for this code a moment ago. From then on both accounts share your progress, "
        "check-ins, messages and data.",
        buttons=(Button(label="Join them", command="link", args={"code": code, "sure": "yes"}, style="primary"),),
        footer="If somebody else gave you the code, do nothing.",
    )

"""`/resources` for members; `/resource`, `/announce`, `/subscribe` for admins."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal
from urllib.parse import quote

from pydantic import field_validator

from bot.clock import Clock
from bot.content import Pack
from bot.core.address import web_address
from bot.core.commands import FORM, Arguments, asked, command
from bot.core.completion import holding
from bot.core.errors import UserError
from bot.core.model import TEXT_LIMIT, Button, Card, Choice, Link, Request
from bot.core.pages import paged
from bot.core.text import counted, plain, quiet, shortened
from bot.store import Members, Outbox, Posted, Subscriptions, newly, posts
from bot.store import Resources as Store

TOPIC = 70
"""Characters of a topic in a button's code, percent-encoded."""

LIST = 100
"""Characters of what can be offered at once."""

HEARD = {
    "announcements": "Announcements and new resources",
    "mentors": "Questions sent to a human and the weekly review list",
}

KEPT_FOR = timedelta(hours=48)
"""An announcement that could not be posted within two days is stale."""


CHOOSE = Button(label="Choose a topic", command="resources", args={FORM: "topic"})


class ResourcesArguments(Arguments):
    topic: str | None = asked("Topic or milestone", "such as sql", default=None, max_length=80)
    page: int = 1


class ResourceArguments(Arguments):
    title: str = asked("Title", "what it is", max_length=100)
    link: str = asked("Link", "https://…", max_length=500)
    why: str = asked("Why it is worth reading", "one or two sentences", long=True, max_length=500)
    milestones: str | None = asked("Milestones", "ids with commas: sql, pandas", default=None, max_length=200)

    @field_validator("link")
    @classmethod
    def _is_a_link(cls, value: str) -> str:
        return web_address(value)


class AnnounceArguments(Arguments):
    title: str = asked("Title", "what it is about", max_length=100)
    text: str = asked("Text", "Markdown; nobody is notified by it", long=True, max_length=2000)


class SubscribeArguments(Arguments):
    to: Literal["announcements", "mentors"] = asked("To what", "announcements or mentors", default="announcements")


class Resources:
    """The pack's materials and those that admins posted, in one list."""

    def __init__(
        self, pack: Pack, store: Store, members: Members, outbox: Outbox, subscriptions: Subscriptions, clock: Clock
    ) -> None:
        self._pack = pack
        self._store = store
        self._members = members
        self._outbox = outbox
        self._subscriptions = subscriptions
        self._clock = clock

    @command("resources", "Courses, books and tools, by topic or milestone", usage=("resources sql",), private=False,
             suggests={"topic": "topics"})  # fmt: skip
    async def resources(self, request: Request, args: ResourcesArguments) -> Card:
        wanted = (args.topic or "").casefold().strip()
        posted = [
            self._posted_line(each)
            for each in await self._store.all()
            if self._is_about(wanted, each.title, each.milestones)
        ]
        shipped = [
            f"- **[{each.title}]({each.url})** ({each.kind}, {'free' if each.free else 'paid'}): {each.why}"
            for each in self._pack.resources.values()
            if self._is_about(wanted, each.title, each.milestones)
        ]
        lines = [*posted, *shipped]
        if not lines:
            raise UserError(f"I have nothing about “{plain(args.topic or '', 60)}”. /resources shows everything.")
        title = f"Resources: {self._heading(wanted)}" if wanted else "Resources"
        if len(quote(wanted)) > TOPIC:
            raise UserError("Name the topic in fewer words, such as sql. /resources shows everything.")
        kept = {"topic": wanted} if wanted else {}
        page = paged(title[:150], "resources", lines, args.page, **kept)
        return page.model_copy(update={"buttons": (*page.buttons, CHOOSE)})

    def topics(self, text: str) -> list[Choice]:
        known = {subject.topic: subject.title for subject in self._pack.subjects.values()}
        known |= {milestone.id: milestone.title for milestone in self._pack.milestones.values()}
        return holding(text, known)

    @command("resource", "Post a resource to the community", usage=("resource",), title="Post a resource", who="mentor",
             suggests={"milestones": "lists"})  # fmt: skip
    async def resource(self, request: Request, args: ResourceArguments) -> Card:
        milestones = self._milestones(args.milestones)
        kept = await self._store.at(args.link)
        if kept is None:
            now = self._clock.now()
            member = await self._members.meet(request.person, request.place, now)
            posted = newly(request.id, args.title, args.link, args.why, milestones, now)
            kept = await self._store.add(posted, member.id)
        if kept.id != request.id:
            raise UserError(f"That link was posted already, as “{plain(kept.title)}”. Nothing was changed.")
        about = ", ".join(self._pack.milestones[step].title for step in milestones)
        card = Card(
            title=shortened(f"New resource: {plain(args.title)}", 150),
            text=plain(args.why) + (f"\n\nFor: {about}" if about else ""),
            buttons=(Link(label="Open", url=args.link),),
        )
        return await self._announced(request, card)

    def lists(self, text: str) -> list[Choice]:
        """The ids typed so far, and each milestone that may be meant by the last word."""
        before, _, last = text.rpartition(",")
        head = [part.strip() for part in before.split(",") if part.strip()]
        wanted = last.strip().casefold()
        every = self._pack.milestones.values()
        lists = [", ".join([*head, each.id]) for each in every if wanted in f"{each.id} {each.title}".casefold()]
        return [Choice(label=shortened(each, 75), value=each) for each in lists if len(each) <= LIST]

    @command("announce", "Post an announcement to the subscribed places", title="Announce", who="admin")
    async def announce(self, request: Request, args: AnnounceArguments) -> Card:
        text = quiet(args.text)
        if len(text) > TEXT_LIMIT:
            raise UserError("The text is too long with its mentions made quiet; take out some at signs.")
        return await self._announced(request, Card(title=shortened(plain(args.title), 150), text=text))

    @command("subscribe", "Post announcements, or what mentors have to do, in this channel", who="admin",
             usage=("subscribe", "subscribe mentors"))  # fmt: skip
    async def subscribe(self, request: Request, args: SubscribeArguments) -> Card:
        await self._subscriptions.begin(request.place, args.to, self._clock.now())
        return Card(title="Subscribed", text=f"{HEARD[args.to]} will be posted here. /unsubscribe {args.to} ends it.")

    @command(
        "unsubscribe",
        "Stop posting announcements, or what mentors have to do, here",
        who="admin",
        usage=("unsubscribe", "unsubscribe mentors"),
    )
    async def unsubscribe(self, request: Request, args: SubscribeArguments) -> Card:
        await self._subscriptions.end(request.place, args.to)
        return Card(title="No longer subscribed", text=f"{HEARD[args.to]} will not be posted here any more.")

    async def _announced(self, request: Request, card: Card) -> Card:
        """Posts to every subscribed place, keyed by the request: a double submit posts once."""
        now = self._clock.now()
        places = await self._subscriptions.to("announcements")
        await self._outbox.post(posts(request.id, request.command, card, places, now, KEPT_FOR))
        where = f"It goes to {counted(len(places), 'subscribed place')}."
        none = "No place is subscribed yet; /subscribe in the channel where it should be posted."
        return Card(title=card.title, text=f"{where if places else none}\n\n{shortened(card.text, 600)}")

    def _milestones(self, text: str | None) -> tuple[str, ...]:
        wanted = [part.strip().casefold() for part in (text or "").split(",") if part.strip()]
        unknown = [name for name in wanted if name not in self._pack.milestones]
        if unknown:
            raise UserError(
                f"There is no milestone “{plain(unknown[0], 60)}”. Milestones are given by their ids, as in /roadmap."
            )
        return tuple(dict.fromkeys(wanted))

    def _is_about(self, wanted: str, title: str, milestones: Iterable[str]) -> bool:
        subject = self._pack.subjects.get(wanted)
        if subject:
            return any(milestone.id in milestones for milestone in subject.milestones)
        titles = (self._pack.milestones[step].title for step in milestones if step in self._pack.milestones)
        return wanted in " ".join([title, *milestones, *titles]).casefold()

    def _heading(self, wanted: str) -> str:
        known = self._pack.subjects.get(wanted) or self._pack.milestones.get(wanted)
        return known.title if known else plain(wanted)

    def _posted_line(self, each: Posted) -> str:
        return f"- **[{plain(each.title)}]({each.url})** (from this community): {plain(each.why)}"

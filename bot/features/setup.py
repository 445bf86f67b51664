"""`/setup`: a community's channels, its mentors, how newcomers begin and how much comes; and the hello to a new one."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta

from bot.clock import Clock
from bot.core.commands import FORM, Arguments, asked, command
from bot.core.desk import Waiting
from bot.core.model import Button, Card, Choice, Fact, Person, Place, Request
from bot.core.ports import Access
from bot.core.text import listed, plain
from bot.planning import City, TimeOfDay, Weekday, chosen, cities, held, times
from bot.store import Communities, Community, Member, Outbox, Outgoing, Subscriptions, Topic

Try = Callable[[Place], Awaitable[Access]]
"""Whether a place can be written to."""

CHANNELS: dict[Topic, str] = {
    "checkins": "Check-ins",
    "announcements": "Announcements",
    "mentors": "Mentors",
}

BUTTONS = (
    Button(label="Channels", command="setup", args={FORM: "checkins,announcements,mentors"}, style="primary"),
    Button(label="Who mentors", command="setup", args={FORM: "people"}),
    Button(label="How newcomers begin", command="setup", args={FORM: "zone,weekday,time"}),
    Button(label="How many messages", command="setup", args={FORM: "messages"}),
)

HELLO = Card(
    title="Hello, I am Milepost",
    text="I answer questions about the road you are on, and say who said a figure and when. Whoever presses *Begin* is "
    "asked once a week, privately, how it goes. I write to nobody who did not begin. Admins: *Set up* takes a minute.",
    buttons=(
        Button(label="Ask a question", command="ask"),
        Button(label="Begin", command="start", style="primary"),
        Button(label="Set up", command="setup"),
    ),
)
NO_LIMIT = 5
"""The most unasked messages a week that a member can take; admins can lower it, never raise it."""

KEPT_FOR = timedelta(days=1)
"""A hello that could not be posted within a day is stale."""


class SetupArguments(Arguments):
    checkins: str | None = asked(
        "Channel for check-ins", "for those whom I cannot write to directly", default=None, kind="channel"
    )
    announcements: str | None = asked(
        "Channel for announcements", "announcements and new resources", default=None, kind="channel"
    )
    mentors: str | None = asked(
        "Channel for mentors", "open questions and the weekly review list", default=None, kind="channel"
    )
    people: str | None = asked(
        "Who mentors", "people or roles", default=None, kind="people", max_length=1000, erasable=True
    )
    zone: City | None = asked("Where most members live", "a city or a zone: Berlin", default=None, max_length=60)
    weekday: Weekday | None = asked("Day of the check-in", "such as Thursday", default=None)
    time: TimeOfDay | None = asked("Time of day", "local time, 08:00 to 20:59", default=None, max_length=10)
    messages: int | None = asked(
        "Most unasked messages a week", "0 to 5; 5 is no limit", default=None, least=0, most=NO_LIMIT
    )


class Setup:
    """Each channel is tried at once; one that cannot be written to is not used, and what to do is said."""

    def __init__(
        self, communities: Communities, subscriptions: Subscriptions, outbox: Outbox, access: Try, clock: Clock
    ) -> None:
        self._communities = communities
        self._subscriptions = subscriptions
        self._outbox = outbox
        self._access = access
        self._clock = clock

    @command("setup", "The community's channels, its mentors, and how newcomers begin", who="admin", title="Set up",
             usage=("setup", "setup zone:Berlin weekday:monday time:19:00"),
             suggests={"zone": "cities", "time": "times"}, present="held")  # fmt: skip
    async def setup(self, request: Request, args: SetupArguments) -> Card:
        space, now = (request.person.platform, request.person.space), self._clock.now()
        heard = await self._subscriptions.channels(space)
        chosen_now = {topic: getattr(args, topic) for topic in CHANNELS}
        changed = {topic: each for topic, each in chosen_now.items() if each and (each,) != heard.get(topic, ())[:1]}
        refused = [await self._use(_place(space, channel), topic) for topic, channel in changed.items()]
        changes = dict(chosen(args.zone, args.weekday, args.time))
        if args.people or "people" in args.erased:
            named = (each.strip() for each in (args.people or "").split(","))
            changes["mentors"] = tuple(dict.fromkeys(each for each in named if each))
        if args.messages is not None:
            changes["most"] = None if args.messages == NO_LIMIT else args.messages
        community = await (self._communities.change(space, changes, now) if changes else self._communities.of(space))
        return Card(
            title="Set up",
            text="\n".join(filter(None, refused)),
            facts=(*await self._channels(space), *_people(community)),
            buttons=BUTTONS,
            footer="Members may choose otherwise for themselves. Only admins see this.",
        )

    async def waiting(self, person: Person) -> Waiting | None:
        """For the desk of admins: what nobody set yet."""
        if not person.admin:
            return None
        heard = await self._subscriptions.channels((person.platform, person.space))
        missing = [name.lower() for topic, name in CHANNELS.items() if topic not in heard]
        button = Button(label="Set up", command="setup")
        if not missing:
            return Waiting("Set up: each channel is chosen.", button)
        return Waiting(f"Set up: no channel yet for {listed(missing)}.", button, needs_you=True)

    async def held(self, person: Person, _: Mapping[str, str]) -> Mapping[str, str]:
        """What the forms change, as it is."""
        space = person.platform, person.space
        community, heard = await self._communities.of(space), await self._subscriptions.channels(space)
        most = NO_LIMIT if community.most is None else community.most
        return {
            **{topic: heard[topic][0] for topic in CHANNELS if topic in heard},
            **held(community.zone, community.weekday, community.minute),
            "people": ",".join(community.mentors),
            "messages": str(most),
        }

    def cities(self, text: str) -> list[Choice]:
        return cities(text)

    def times(self, text: str) -> list[Choice]:
        return times(text)

    async def new(self, platform: str, spaces: Iterable[str]) -> list[str]:
        """Those where it never said hello."""
        asked = {_hello(platform, space): space for space in spaces}
        greeted = await self._outbox.known(asked)
        return [space for id, space in asked.items() if id not in greeted]

    async def joined(self, place: Place) -> None:
        """Says hello where the bot is new; once for each space, however often it comes back."""
        now = self._clock.now()
        id = _hello(place.platform, place.space)
        hello = Outgoing(id=id, kind="hello", place=place, card=HELLO, slot=now, due_at=now, expires_at=now + KEPT_FOR)
        await self._outbox.post([hello])

    async def _use(self, place: Place, topic: Topic) -> str:
        """Gives what an admin has to do first; nothing where the channel can be used, and is."""
        access = await self._access(place)
        if access.mend:
            return f"**{plain(access.name)}** was not taken for {CHANNELS[topic].lower()}: {access.mend}"
        await self._subscriptions.choose(place, topic, self._clock.now())
        return ""

    async def _channels(self, space: tuple[str, str]) -> list[Fact]:
        """As they are now: a channel may have been closed since."""
        heard, shown = await self._subscriptions.channels(space), []
        for topic, name in CHANNELS.items():
            access = [await self._access(_place(space, channel)) for channel in heard.get(topic, ())[:3]]
            lines = [plain(each.name) + (f": {each.mend}" if each.mend else "") for each in access]
            shown.append(Fact(name=name, value="\n".join(lines)[:1000] or "nowhere yet"))
        return shown


def _hello(platform: str, space: str) -> str:
    """The id of the delivery."""
    return f"hello:{platform}:{space}"


def _people(community: Community) -> tuple[Fact, ...]:
    named = f"admins, and {len(community.mentors)} whom you named" if community.mentors else "admins"
    begins = Member.model_construct(**community.beginning).rule("checkin")
    most = "as many as they choose" if community.most is None else f"at most {community.most}, whatever they chose"
    return (
        Fact(name="Who mentors", value=named),
        Fact(name="Newcomers begin with", value=str(begins)),
        Fact(name="Unasked messages a week to a member", value=most),
    )


def _place(space: tuple[str, str], channel: str) -> Place:
    platform, name = space
    return Place(platform=platform, space=name, channel=channel)

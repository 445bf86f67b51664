"""`/start`, `/settings`, `/pause`, `/resume`, `/less`, `/stop`: what I may send, when, and how often."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.calendar import GRACE, WEEKDAYS, shown
from bot.clock import Clock, moment
from bot.core.commands import FORM, Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Fact, Person, Place, Request
from bot.core.reasons import PAUSED, STOPPED, closed
from bot.core.text import counted, one_line, plain, shortened
from bot.core.when import until
from bot.planning import City, TimeOfDay, Weekday, chosen, cities, held, next_slots, times
from bot.store import Member, Members, Once, Outbox, choosing

LONGEST_PAUSE = timedelta(weeks=26)
START = Button(label="Start", command="start", style="primary")
RESUME = Button(label="Resume now", command="resume", style="primary")
QUIZ = Button(label="Find my starting point", command="quiz")
NOT_BEGUN = "You have not started yet, so nothing comes each week. You are told when a mentor answers you."
CHANGE = Button(label="Change them", command="settings", args={FORM: "zone,weekday,time,hours,messages"})


class SettingsArguments(Arguments):
    zone: City | None = asked("Your city", "a city or a zone: Berlin, Europe/Berlin", default=None, max_length=60)
    weekday: Weekday | None = asked("Day of the check-in", "such as Thursday", default=None)
    time: TimeOfDay | None = asked("Time of day", "your local time, 08:00 to 20:59", default=None, max_length=10)
    hours: float | None = asked("Hours of study a week", "a number, for example 6", default=None, least=0.5, most=80)
    messages: int | None = asked("Unasked messages a week", "0 to 5", default=None, least=0, most=5)


class PauseArguments(Arguments):
    length: str = asked("For how long", "2w, 10d, or a date: 2026-12-24", default="2w", max_length=20)


class LessArguments(Arguments):
    messages: int | None = asked(
        "Unasked messages a week", "0 to 5; left empty, one fewer", default=None, least=0, most=5
    )


ALONE = (
    "I cannot write to you directly. I call you to your check-ins in the channel for them, where there is one; the "
    "rest is under /inbox. Write to me directly once, and I come to you there."
)


class Account:
    """Every change moves the schedule and calls off what waits, in the same transaction."""

    def __init__(self, members: Members, outbox: Outbox, clock: Clock) -> None:
        self._members = members
        self._outbox = outbox
        self._clock = clock

    @command("start", "Begin: one check-in and one tip a week, until you say stop", writes=True,
             suggests={"zone": "cities", "time": "times"})  # fmt: skip
    async def start(self, request: Request, args: SettingsArguments) -> Card:
        member, now = await self._member(request)
        if member.state == "active":
            return await self._settings_card(member, "You have started already", request.person)
        member = await self._begin(member, now, self._changes(args))
        return await self._settings_card(member, "Welcome. We have begun", request.person)

    @command("settings", "City, day and hour, hours a week, messages a week",
             usage=("settings", "settings zone:New York time:18:00", "settings hours:8 messages:1"), title="Settings",
             suggests={"zone": "cities", "time": "times"}, present="held")  # fmt: skip
    async def settings(self, request: Request, args: SettingsArguments) -> Card:
        member, now = await self._member(request)
        asked = self._changes(args)
        if not asked:
            return await self._settings_card(member, "Your settings", request.person)
        changes = _differing(member, asked)
        moved = {"weekday", "minute"} & changes.keys()
        grace = timedelta(0) if moved else GRACE
        slots = partial(next_slots, now=now, grace=grace) if moved or "zone" in changes else None
        if changes:
            member = await self._members.change(member, choosing(**changes), slots)
        return await self._settings_card(member, "Your settings are changed", request.person)

    async def knows(self, person: Person) -> bool:
        """Whether somebody is a member; asking makes them none."""
        return await self._members.of(person) is not None

    async def met(self, person: Person, place: Place) -> None:
        """Somebody said that they belong to a space; nothing is sent to them by it."""
        await self._members.meet(person, place, self._clock.now())

    async def moved(self, person: Person) -> None:
        """Somebody's profile names another zone now; whoever chose a city by hand keeps it."""
        member, now = await self._members.of(person), self._clock.now()
        if member is None or not member.zone_follows or person.zone in ("", member.zone):
            return

        def follow(fresh: Member) -> Member:
            return fresh.model_copy(update={"zone": person.zone} if fresh.zone_follows else {})

        await self._members.change(member, follow, partial(next_slots, now=now, grace=GRACE))

    async def held(self, person: Person, _: Mapping[str, str]) -> Mapping[str, str]:
        """What the form changes, as it is."""
        member = await self._members.of(person)
        if member is None:
            return {}
        numbers = {"hours": f"{member.hours:g}", "messages": str(member.budget)}
        return held(member.zone, member.weekday, member.minute) | numbers

    def cities(self, text: str) -> list[Choice]:
        return cities(text)

    def times(self, text: str) -> list[Choice]:
        return times(text)

    def lengths(self, text: str) -> list[Choice]:
        """The usual ones, and whatever else is typed."""
        usual = ("1 week", "2 weeks", "3 weeks", "4 weeks", "8 weeks", "12 weeks")
        typed = shortened(one_line(text), 20)
        found = dict.fromkeys([*(each for each in usual if each.startswith(typed)), *([typed] if typed else [])])
        return [Choice(label=each, value=each) for each in found]

    @command("pause", "No messages for a while", usage=("pause 2w", "pause 2026-12-24"), always=True,
             suggests={"length": "lengths"})  # fmt: skip
    async def pause(self, request: Request, args: PauseArguments) -> Card:
        member, now = await self._member(request)
        if member.state == "stopped":
            return Card(title="Nothing to pause", text="I send you nothing unasked. /start begins.")
        try:
            ends = until(args.length, now, member.zone)
        except ValueError as error:
            raise UserError(f"{plain(str(error))}. Nothing was changed.") from None
        if not now < ends <= now + LONGEST_PAUSE:
            raise UserError(
                "A pause ends in the future, at most 26 weeks from now. /stop ends the messages altogether."
            )
        paused = choosing(paused_until=int(ends.timestamp()))
        await self._members.change(member, paused, partial(next_slots, now=now), cancel=PAUSED)
        text = f"Nothing unasked until **{shown(ends, member.zone)}**. Your progress stays as it is."
        return Card(title="Paused", text=text, buttons=(RESUME,))

    @command("resume", "End a pause or a stop", writes=True)
    async def resume(self, request: Request, args: Arguments) -> Card:
        member, now = await self._member(request)
        if member.started_at is None:
            await self._members.change(member, choosing(state="new", paused_until=None))
            if member.paused(now):
                return Card(title="The pause is over", text=NOT_BEGUN, buttons=(START, QUIZ))
            return Card(title="Nothing is held back", text=NOT_BEGUN, buttons=(START, QUIZ))
        return await self._settings_card(await self._begin(member, now, {}), "Welcome back", request.person)

    @command("stop", "No more messages; your progress stays", always=True)
    async def stop(self, request: Request, args: Arguments) -> Card:
        member, now = await self._member(request)
        stopped, slots = choosing(state="stopped"), partial(next_slots, now=now)
        await self._members.change(member, stopped, slots, cancel=STOPPED)
        return Card(
            title="Stopped",
            text="I send nothing any more. Your progress stays; /mydata delete removes that too.",
            buttons=(Button(label="Begin again", command="resume"),) if member.started_at else (),
        )

    @command("less", "Fewer unasked messages a week", always=True)
    async def less(self, request: Request, args: LessArguments) -> Card:
        before, now = await self._member(request)

        def lower(fresh: Member) -> Member:
            nonlocal before
            before = fresh
            fewer = max(fresh.budget - 1, 0) if args.messages is None else min(args.messages, fresh.budget)
            return fresh.model_copy(update={"budget": fewer})

        once = Once(request.id, now) if args.messages is None else None
        member = await self._members.change(before, lower, once=once)
        undo = Button(label=f"Undo: {before.budget} a week", command="settings", args={"messages": str(before.budget)})
        return Card(
            title="Fewer messages",
            text=_fewer(member.budget),
            buttons=(*((undo,) if before.budget > member.budget else ()), CHANGE),
        )

    async def _begin(self, member: Member, now: datetime, chosen: Mapping[str, object]) -> Member:
        """From now on the member is written to; a pause is over. Whoever is written to already began when they did."""

        def begun(fresh: Member) -> Member:
            going_on = fresh.state == "active" and not fresh.paused(now)
            started = fresh.started_at if going_on else int(now.timestamp())
            begins = {"state": "active", "paused_until": None, "started_at": started}
            return fresh.model_copy(update=begins | dict(chosen))

        return await self._members.change(member, begun, partial(next_slots, now=now))

    async def _member(self, request: Request) -> tuple[Member, datetime]:
        now = self._clock.now()
        return await self._members.meet(request.person, request.place, now), now

    def _changes(self, args: SettingsArguments) -> dict[str, object]:
        rest = {"hours": args.hours, "budget": args.messages, "zone_follows": False if args.zone else None}
        return {
            **chosen(args.zone, args.weekday, args.time),
            **{name: value for name, value in rest.items() if value is not None},
        }

    async def _in_the_way(self, member: Member) -> str:
        """Whoever sees this has just used a command, so what was refused is tried again."""
        if why := closed(await self._outbox.last_refused(member.id) or ""):
            return f"My last message to you was refused: {why}. Please mend that; I try again with the next."
        alone = member.state == "active" and await self._members.place_of(member.id) is None
        return ALONE if alone else ""

    async def _settings_card(self, member: Member, title: str, person: Person) -> Card:
        slots = await self._outbox.slots_of(member.id)
        following = shown(slots["checkin"], member.zone) if "checkin" in slots else "none; /start begins"
        ends = moment(member.paused_until) if member.paused(self._clock.now()) and member.paused_until else None
        paused = f"Paused until {shown(ends, member.zone)}." if ends else ""
        no_city = "I count in UTC until you tell me your city." if member.zone == "UTC" else ""
        zone, moved = _zone(member, person)
        return Card(
            title=title,
            text="\n".join(part for part in (paused, no_city, zone, await self._in_the_way(member)) if part),
            facts=(
                Fact(name="Next check-in", value=following),
                Fact(
                    name="Every week",
                    value=f"{member.rule('checkin')}; a tip on {WEEKDAYS[member.rule('tip').weekday]}",
                ),
                Fact(name="Study", value=f"{counted(member.hours, 'hour')} a week"),
                Fact(name="Unasked messages", value=_unasked(member)),
            ),
            buttons=(
                *((RESUME,) if ends else (START,) if member.state != "active" else ()),
                CHANGE,
                *moved,
                QUIZ,
                Button(label="This week's plan", command="plan"),
            ),
            footer="All of this is private.",
        )


def _zone(member: Member, person: Person) -> tuple[str, tuple[Button, ...]]:
    """Whose zone is that of their profile knows so; to whoever chose another city the profile's is offered."""
    if member.zone_follows:
        return f"Your zone, {member.zone}, is the one of your profile and moves with it.", ()
    if person.zone in ("", member.zone):
        return "", ()
    use = Button(label=f"Use {person.zone}", command="settings", args={"zone": person.zone})
    return f"Your profile says {person.zone} now; I go by {member.zone}, as you chose.", (use,)


def _differing(member: Member, changes: Mapping[str, object]) -> dict[str, object]:
    """A form that was filled in with what held is sent with most of it as it was."""
    new = {name: value for name, value in changes.items() if value != getattr(member, name)}
    return {name: value for name, value in new.items() if name != "zone_follows" or "zone" in new}


def _fewer(budget: int) -> str:
    if not budget:
        return "**No unasked messages** from now on. What would come waits for you under /inbox."
    most = counted(budget, "unasked message")
    return f"At most **{most}** a week from now on; the check-in comes first. What is more waits for you under /inbox."


def _unasked(member: Member) -> str:
    lowered = f" (you chose {member.budget}; your community takes at most {member.ceiling})"
    most, when = f"at most {member.most} a week", ", none from 21:00 to 08:00"
    if not member.most:
        most, when = "none", "; all of it waits under /inbox"
    return f"{most}{lowered * (member.most < member.budget)}{when}"

"""`/mydata`: what is kept about a member: shown, exported, deleted."""

import json
from typing import Any, Literal

from bot.core.commands import Arguments, asked, carried, command
from bot.core.model import Button, Card, Fact, File, Person, Request
from bot.core.text import counted, plain
from bot.store import Conversations, Members

_WAYS_OUT = (
    Button(label="Export all", command="mydata", args={"what": "export"}),
    Button(label="Delete all", command="mydata", args={"what": "delete"}, style="danger"),
)


SHOWN = 4
"""Questions to humans that are shown; the export has all of them."""

BECAME = {"open": "waits", "answered": "answered", "refused": "out of scope"}


class MyDataArguments(Arguments):
    what: Literal["show", "export", "delete"] = asked("What to do", "show, export or delete", default="show")
    sure: bool = carried(False)


class MyData:
    """Delete means delete: no row with the member's id stays."""

    def __init__(self, members: Members, conversations: Conversations) -> None:
        self._members = members
        self._conversations = conversations

    @command(
        "mydata", "What I keep about you: show, export, delete", usage=("mydata", "mydata export", "mydata delete")
    )
    async def mydata(self, request: Request, args: MyDataArguments) -> Card:
        member = await self._members.of(request.person)
        if member is None:
            return await self._of_a_stranger(request.person, args.what)
        kept = await self._members.everything_about(member.id)
        if args.what == "export":
            return _export(kept)
        if args.what == "delete":
            return await self._delete(member.id, args.sure)
        return _overview(kept)

    async def _of_a_stranger(self, person: Person, what: str) -> Card:
        """Of somebody who only asked there is at most which answer came last."""
        said = await self._conversations.about(person)
        if not said:
            return Card(title="I keep nothing about you", text="You have used nothing that I would have to remember.")
        if what == "export":
            return _export({"conversations": said})
        if what == "delete":
            await self._conversations.forget(person)
            return Card(title="Deleted", text="I remember nothing about you any more, and send nothing.")
        text = (
            "Only which answer I gave you last, for ten minutes, so that a follow-up is understood. Not your question."
        )
        return Card(title="What I keep about you", text=text, buttons=_WAYS_OUT)

    async def _delete(self, member_id: str, sure: bool) -> Card:
        if not sure:
            return Card(
                title="Delete everything?",
                text="Your progress, check-ins, notes, settings and messages are deleted for good.",
                buttons=(
                    Button(
                        label="Delete everything",
                        command="mydata",
                        args={"what": "delete", "sure": "yes"},
                        style="danger",
                    ),
                    Button(label="Export first", command="mydata", args={"what": "export"}),
                ),
            )
        await self._members.delete(member_id)
        return Card(title="Deleted", text="I remember nothing about you any more, and send nothing.")


def _overview(kept: dict[str, list[dict[str, Any]]]) -> Card:
    member = kept["member"][0]
    chosen = f"{counted(member['hours'], 'hour')} a week, at most {counted(member['budget'], 'message')}"
    lines = [
        f"- name: {plain(member['name'])}",
        f"- route: {member['route'] or 'the default'}",
        f"- zone: {member['zone']}",
        f"- chosen: {chosen}",
        f"- state: {member['state']}",
    ]
    rows = [f"- {name}: {counted(len(rows), 'row')}" for name, rows in kept.items() if name != "member" and rows]
    asked = [f"- “{plain(row['text'], 80)}”: {BECAME[row['state']]}" for row in kept["questions to humans"][-SHOWN:]]
    return Card(
        title="What I keep about you",
        text="\n".join([*lines, *rows]),
        facts=(Fact(name="Questions that you sent to a human", value="\n".join(asked)),) if asked else (),
        buttons=_WAYS_OUT,
        footer="What you ask me is not kept, unless you send it to a human.",
    )


def _export(kept: dict[str, list[dict[str, Any]]]) -> Card:
    content = json.dumps(kept, indent=2, ensure_ascii=False).encode()
    return Card(
        title="Your data",
        text="Everything I keep about you, as JSON. Times are UTC seconds.",
        file=File(content=content, filename="milepost-mydata.json"),
    )

"""Somebody on Slack, who types, presses and fills in; what they see is printed."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import SAMPLES, Json, Wrong

PATIENCE = 10.0


class Member:
    """In a channel by its name, or `dm`; remembers what they saw there."""

    def __init__(
        self, server: Slack, name: str, where: str = "general", *, quiet: bool = False, known: bool = True
    ) -> None:
        """`known`: what stands there now was seen already."""
        self._server = server
        self._quiet = quiet
        self.name = name
        self.id = server.users[name]
        self._named = where
        self.where: Json = {"dm": True} if where == "dm" else {"channel_id": server.channels[where]}
        self._seen = {_version(each) for each in self._every()} if known else set()
        self._forms = {each["id"] for each in self._server.call("GET", "/views", user_id=self.id)}
        self.last: Json = {}
        self._fresh = list[Json]()
        self.tried = Counter[str]()
        self.slowest = 0.0
        """Milliseconds to an acknowledgement."""

    def types(self, command: str, text: str = "") -> None:
        self._does(f"{command} {text}".strip())
        self._acknowledged(self._act("/command", command=command, text=text))

    def writes(self, text: str, **more: object) -> Json:
        self._does(text)
        return self._act("/message", text=text.replace("@Milepost", f"<@{self._server.bot}>"), wait=True, **more)

    def presses(self, label: str, message: Json | None = None) -> None:
        self._does(f"[{label}]")
        shown = message or self.last
        block, button = next(
            (pair for pair in buttons(shown) if pair[1]["text"]["text"].startswith(label)), (None, None)
        )
        if not block or not button:
            raise Wrong(f"no button {label} among {[each['text']['text'] for _, each in buttons(shown)]}")
        which = {"ts": shown["ts"], "action_id": button["action_id"], "block_id": block["block_id"]}
        self._acknowledged(self._act("/action", **which))

    def picks(self, placeholder: str, shown: Json) -> None:
        """Takes the first of the values that are offered."""
        self._does(f"[{placeholder} ▾]")
        found = [pair for pair in selects(shown) if pair[1]["placeholder"]["text"] == placeholder]
        which = {"ts": shown["ts"], "action_id": found[0][1]["action_id"]}
        offered = self._act("/options", value="", **which)
        options = (offered["ack_payload"] or {}).get("options") or ()
        if not options or offered["option_errors"]:
            raise Wrong(f"{self.name} is offered nothing by {placeholder}: {offered}")
        self._acknowledged(self._act("/action", block_id=found[0][0]["block_id"], value=options[0], **which))

    def shortcut(self, callback_id: str, ts: str = "") -> None:
        self._does(f"(shortcut {callback_id})")
        path, more = ("/message_shortcut", {"ts": ts}) if ts else ("/shortcut", {})
        self._acknowledged(self._act(path, callback_id=callback_id, **more))

    def sees(self, expect: str = "") -> Json:
        """What is new where they are, up to what was expected; raises `Wrong` where that does not come."""
        while True:
            found = self.next()
            if "ts" not in found:
                raise Wrong(f"{self.name} should have seen {expect!r} in {self._named}, not a form")
            for each in self._fresh:
                if expect in json.dumps(each, ensure_ascii=False):
                    self.last = each if each.get("blocks") else self.last
                    return each

    def something_new(self) -> bool:
        fresh = any(_version(each) not in self._seen for each in self._every())
        return fresh or any(
            each["id"] not in self._forms for each in self._server.call("GET", "/views", user_id=self.id)
        )

    def meets(self, *, answered: bool = True) -> Json:
        """What comes next: a message, or a form that opens, which is filled in with something for each field.

        Then what comes of the form, unless it is answered elsewhere. A window that opens asks nothing.
        """
        found = self.next()
        if "ts" in found or not found.get("submit"):
            return found
        looked_up = list(self.offered(found))
        self.tried.update({"forms": 1, "look-ups": len(looked_up)})
        done = self._submit(found, {each["block_id"]: self._sample(each) for each in found["blocks"]})
        if done.get("errors"):
            raise Wrong(f"{self.name} filled in {found['title']['text']} and reads {done['errors']}")
        return self.next() if answered else done

    def fills(self, **values: object) -> Json:
        form = self.next()
        if "ts" in form:
            raise Wrong(f"no form opened for {self.name} but {form}")
        self._does(f"fills in {values}")
        return self._submit(form, values)

    def offered(self, form: Json) -> Iterator[int]:
        """Of each field whose values are looked up, how many are offered for a letter."""
        for block in form["blocks"]:
            element = block.get("element") or {}
            if element.get("type") == "external_select":
                which = {"view_id": form["id"], "action_id": element["action_id"], "value": "m"}
                found = self._act("/options", **which)
                if found["option_errors"]:
                    raise Wrong(f"options that Slack does not take: {found['option_errors']}")
                yield len((found["ack_payload"] or {}).get("options", ()))

    def _sample(self, block: Json) -> object:
        element, name = block["element"], block["block_id"]
        if element["type"] == "plain_text_input":
            return (element.get("initial_value") or SAMPLES.get(name, "A few words"))[: element["max_length"]]
        if element["type"] == "static_select":
            return element["options"][0]["value"]
        if element["type"] == "external_select":
            return SAMPLES.get(name, "m")
        if element["type"] == "users_select":
            return self.id
        return self._server.channels["general"] if element["type"] == "conversations_select" else [self.id]

    def _submit(self, form: Json, values: Json) -> Json:
        names = {block["block_id"]: block["element"]["action_id"] for block in form["blocks"] if "element" in block}
        given = {name: {names[name]: value} for name, value in values.items()}
        done = self._act("/submit", view_id=form["id"], values=given)
        if done.get("errors"):
            self._forms.discard(form["id"])
        self._acknowledged(done)
        self._shows(f"    beside the fields: {done['errors']}" if done.get("errors") else "")
        return done

    def next(self) -> Json:
        """The form or the message that is new; of several messages the last."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for view in self._server.call("GET", "/views", user_id=self.id):
                if view["id"] not in self._forms:
                    self._forms.add(view["id"])
                    self._shows(f"    form: {view['title']['text']} {_labels(view)}")
                    return dict(view)
            if fresh := [each for each in self._every() if _version(each) not in self._seen]:
                return self._took(fresh)
            time.sleep(0.03)
        raise Wrong(f"{self.name} waited in {self._named} and nothing came")

    def _took(self, fresh: list[Json]) -> Json:
        for message in fresh:
            self._seen.add(_version(message))
            self._shows(drawn(message))
        self._fresh = fresh
        with_buttons = [each for each in fresh if each.get("blocks")]
        self.last = with_buttons[-1] if with_buttons else self.last
        return fresh[-1]

    def _every(self) -> list[Json]:
        seen = {"dm": 1} if "dm" in self.where else self.where
        return self._server.messages(user_id=self.id, as_user=self.id, **seen)

    def _act(self, path: str, **more: Any) -> Json:
        """What stood there before is not what comes of it."""
        self._seen |= {_version(each) for each in self._every()}
        return dict(self._server.call("POST", path, user_id=self.id, **self.where, **more))

    def _acknowledged(self, done: Json) -> None:
        if not done["acked"] or done.get("ack_error") or "invalid" in str(done.get("result")):
            raise Wrong(f"{self.name} was not heard: {done}")
        self.slowest = max(self.slowest, done["ack_ms"])

    def _does(self, what: str) -> None:
        self._shows(f"\n{self.name} in {self._named}: {what}")

    def _shows(self, text: str) -> None:
        if text and not self._quiet:
            print(text)


def buttons(shown: Json) -> list[tuple[Json, Json]]:
    """Each with its block; those that do something here."""
    blocks = shown.get("blocks") or ()
    every = [(block, each) for block in blocks for each in block.get("elements", ())]
    return [(block, each) for block, each in every if each["type"] == "button" and "url" not in each]


def selects(shown: Json) -> list[tuple[Json, Json]]:
    """Each choice among values that are looked up, with its block."""
    blocks = shown.get("blocks") or ()
    every = [(block, each) for block in blocks for each in block.get("elements", ())]
    return [(block, each) for block, each in every if each["type"] == "external_select"]


def drawn(message: Json) -> str:
    """A message or a page as text: blocks in their order, buttons in brackets."""
    lines = [f"  ({message['thread_ts']})" if message.get("thread_ts") else ""]
    for block in message.get("blocks") or ():
        fields = [field["text"].replace("\n", ": ", 1) for field in block.get("fields", ())]
        pressable = [f"[{each['text']['text']}]" for each in block.get("elements", ()) if each["type"] == "button"]
        words = [each.get("text", "") for each in block.get("elements", ()) if each["type"] in ("mrkdwn", "plain_text")]
        lines += [block["text"]["text"]] if "text" in block else []
        lines += [*fields, *words, " ".join(pressable)]
    lines += [f"<{each['name']}>" for each in message.get("files", ())]
    hidden = "  (only you see this)" if message.get("_ephemeral_to") else ""
    return "\n".join(f"    {line}" for text in lines if text.strip() for line in text.split("\n")) + hidden


def _labels(view: Json) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if "label" in block]


def _version(message: Json) -> str:
    return f"{message['ts']} {(message.get('edited') or {}).get('ts')}"

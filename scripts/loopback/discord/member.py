"""Somebody on Discord, who types, presses and fills in; what they see is printed."""

from scripts.loopback.discord.server import Discord
from scripts.loopback.stage import SAMPLES, Json, Wrong, until

TEXT_INPUT, STRING_SELECT, CHANNEL_SELECT = 4, 3, 8
"""Types of components; a form has fields of these, and such in which people are chosen."""

ON_MESSAGE = 3
"""The type of a command on a message."""

DEFERRED_UPDATE = 6
"""A type of answer to an interaction."""

PATIENCE = 10.0
"""Seconds for what was promised."""

HIDDEN = 1 << 6
LINK = 5


class Member:
    """In the guild's first channel, unless `where` says another (`channel_id`), or `dm`."""

    def __init__(self, server: Discord, name: str, *, quiet: bool = False, **where: object) -> None:
        self._server = server
        self._quiet = quiet
        self.name = name
        self.id = server.users[name]
        self.where = where or {"channel_id": server.seed["channels"]["general"]}

    def privately(self) -> "Member":
        return Member(self._server, self.name, quiet=self._quiet, dm=True)

    def types(self, command: str, **options: object) -> Json:
        self._does(f"/{command}" + "".join(f" {name}:{value}" for name, value in options.items()))
        return self._answered(self._act("/command", name=command, options=options))

    def chooses(self, command: str, message_id: str) -> Json:
        self._does(f"(Apps → {command})")
        return self._answered(self._act("/command", name=command, type=ON_MESSAGE, target_id=message_id))

    def completes(self, command: str, option: str, typed: str) -> list[str]:
        found = self._act("/autocomplete", name=command, focused=option, options={option: typed})
        names = [each["name"] for each in found["choices"]]
        self._does(f"/{command} {option}:{typed}… offers {', '.join(names) or 'nothing'}")
        return names

    def presses(self, label: str, message: Json) -> Json:
        self._does(f"[{label}]")
        button = next((each for each in buttons(message) if each["label"].startswith(label)), None)
        if button is None:
            raise Wrong(f"no button {label} among {[each['label'] for each in buttons(message)]}")
        done = self._act("/component", message_id=message["id"], custom_id=button["custom_id"])
        return self._answered(self._drawn_anew(done, message["edited_timestamp"]))

    def fills_in(self, form: Json, **fields: object) -> Json:
        self._does(f"sends the form with {', '.join(f'{name}: {value}' for name, value in fields.items())}")
        return self._answered(self._act("/modal", interaction_id=form["form_of"], fields=fields))

    def filled_in(self, shown: Json) -> Json:
        """What comes of it, where it is a form; each field gets something."""
        if "form_of" not in shown:
            return shown
        fields = [label["component"] for label in shown["components"]]
        return self.fills_in(shown, **{each["custom_id"]: self._sample(each) for each in fields})

    def _sample(self, field: Json) -> object:
        if field["type"] == TEXT_INPUT:
            return (field.get("value") or SAMPLES.get(field["custom_id"], "A few words"))[: field["max_length"]]
        if field["type"] == STRING_SELECT:
            return [field["options"][0]["value"]]
        return [self._server.seed["channels"]["general"] if field["type"] == CHANNEL_SELECT else self.id]

    def says(self, text: str) -> Json:
        self._does(text)
        said = self._server.call("POST", "/message", user_id=self.id, content=text, **self.where)
        return self.sees_next(after=said["id"])

    def sees_next(self, after: str = "0", timeout: float = 20, contains: str = "") -> Json:
        where = {"dm": 1, "user_id": self.id} if self.where.get("dm") else self.where
        query = {"author": "bot", "after": after, "timeout": timeout, "contains": contains}
        found = self._server.call("GET", "/wait", **where, **query)
        if found["timed_out"]:
            raise Wrong(f"{self.name} waited for a message{f' with {contains}' if contains else ''} and none came")
        return self._sees(found["messages"][-1])

    def _act(self, path: str, **more: object) -> Json:
        done = self._server.call("POST", path, user_id=self.id, wait=True, until="reply", **self.where, **more)
        if done.get("failed"):
            raise Wrong(f"{self.name} {path} {more}: {done['failed']}")
        return dict(done)

    def _drawn_anew(self, done: Json, before: str | None) -> Json:
        """Where a busy machine promised to draw the message anew, it stands there as it was for a while."""
        if done.get("response_type") != DEFERRED_UPDATE:
            return done

        def seen() -> Json:
            return dict(self._server.call("GET", "/interaction", id=done["id"]))

        until(lambda: (now := seen())["followup_messages"] or now["reply"]["edited_timestamp"] != before, PATIENCE)
        return seen()

    def _answered(self, done: Json) -> Json:
        if done.get("modal"):
            return self._sees_form(done["modal"] | {"form_of": done["id"]})
        messages = [each for each in (*done["followup_messages"], done["reply"]) if each]
        if not messages:
            raise Wrong(f"{self.name} got no answer: {done}")
        return self._sees(messages[0], f"{done['ack_ms']:.0f} ms")

    def _does(self, what: str) -> None:
        if not self._quiet:
            print(f"\n{self.name}{' (directly)' if self.where.get('dm') else ''}: {what}")

    def _sees(self, message: Json, note: str = "") -> Json:
        if not self._quiet:
            print(drawn(message, note))
        return message

    def _sees_form(self, form: Json) -> Json:
        if not self._quiet:
            print(f"    ┌ {form['title']}   (a form)")
            for label in form["components"]:
                field = label["component"]
                needed = " *" if field.get("required") else ""
                now = field.get("value") or [each["id"] for each in field.get("default_values", ())]
                now = now or [each["label"] for each in field.get("options", ()) if each["default"]]
                print(f"    │ {label['label']}{needed}: {now or label.get('description', '')}")
        return form


def buttons(message: Json) -> list[Json]:
    """Those that do something here."""
    every = [each for row in message["components"] for each in row["components"]]
    return [each for each in every if each.get("label") and each.get("style") != LINK]


def drawn(message: Json, note: str = "") -> str:
    """A message as text."""
    embed, *_ = message["embeds"]  # the others are what was written into a form in vain
    hidden = "only they see it" if message["flags"] & HIDDEN else ""
    notes = ", ".join(each for each in (hidden, note) if each)
    lines = embed.get("description", "").splitlines()
    lines += [f"{field['name']}: {field['value']}" for field in embed.get("fields", [])]
    lines += [f"<{each['filename']}: {each.get('description', '')}>" for each in message["attachments"]]
    for row in message["components"]:
        lines.append("  ".join(f"[{each.get('label') or each.get('placeholder', '')}]" for each in row["components"]))
    lines += [embed["footer"]["text"]] if "footer" in embed else []
    title = f"    ┌ {embed['title']}" + (f"   ({notes})" if notes else "")
    return "\n".join([title, *(f"    │ {line}" for line in lines)])

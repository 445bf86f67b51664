"""Reads the files of a pack one by one, and says of each mistake in them where it is and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.content import careers, reference
from bot.content.check import Part
from bot.content.documents import Document, Mistake, PackInvalid, read
from bot.content.facts import Sources, Topic
from bot.content.faq import Entry, Phrasings, Refusals
from bot.content.marks import declared_kinds, fields_at
from bot.content.milestones import Subject
from bot.content.pack import Manifest
from bot.content.quiz import Quiz
from bot.content.resources import Resources
from bot.content.routes import Route
from bot.content.slots import SlotWords
from bot.content.tips import Tip
from bot.core.model import Model

M = TypeVar("M", bound=Model)

FOLDERS: dict[str, type[Model]] = {
    "facts": Topic,
    "faq": Entry,
    "phrasings": Phrasings,
    "milestones": Subject,
    "routes": Route,
    "tips": Tip,
}
"""Folders of files of one kind."""

FILES: dict[str, type[Model]] = {
    "pack": Manifest,
    "sources": Sources,
    "quiz": Quiz,
    "resources": Resources,
    "certifications": careers.Certifications,
    "paths": careers.Paths,
    "stories": careers.Stories,
    "comparisons": careers.Comparisons,
    "careers": careers.Careers,
    "glossary": reference.Glossary,
    "myths": reference.Myths,
    "skills": reference.Skills,
    "projects": reference.Projects,
    "interviews": reference.Interviews,
    "slots": SlotWords,
    "refusals": Refusals,
}
"""Single files. The first three are needed; a pack may do without the others."""

NEEDED = ("pack", "sources", "quiz", "faq", "phrasings", "milestones", "routes")
_SUFFIXES = (".yaml", ".md", ".txt")


@dataclass
class Reading:
    """What was read so far, what was wrong with it, and of which kinds not all ids are known for that."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    half_known: set[str] = field(default_factory=set)

    def one(self, name: str, kind: type[M]) -> M | None:
        path = self.folder / _file(name)
        if not path.is_file():
            self._miss(name, path.name, kind)
            return None
        return self._model(path, kind)

    def many(self, name: str, kind: type[M]) -> list[M]:
        paths = sorted(path for path in (self.folder / name).glob("*") if path.suffix in _SUFFIXES)
        if not paths:
            self._miss(name, f"{name}/", kind)
        return [model for path in paths if (model := self._model(path, kind))]

    def unread(self) -> None:
        """A file that is nobody's is most likely misspelt."""
        names = [_file(name) for name in FILES] + [f"{name}/" for name in FOLDERS]
        paths = [path for path in sorted(self.folder.iterdir()) if path.is_dir() or path.suffix in (*_SUFFIXES, ".yml")]
        for path in paths:
            name = f"{path.name}/" if path.is_dir() else path.name
            if name not in names and not name.startswith("."):
                near = get_close_matches(name, names, n=1)
                mend = f"did you mean {near[0]}?" if near else "take it out"
                self.mistakes.append(Mistake(name, 1, "is no part of a pack", mend))

    def _miss(self, name: str, where: str, kind: type[Model]) -> None:
        if name in NEEDED:
            self.mistakes.append(
                Mistake(where, 1, "missing", "a pack needs it; see 'How to write a pack' in the README")
            )
            self.half_known |= declared_kinds(kind)

    def _model(self, path: Path, kind: type[M]) -> M | None:
        file = path.relative_to(self.folder).as_posix()
        try:
            document = read(path, file)
            model = kind.model_validate(document.data)
            self.parts.append(Part(document, model))
            return model
        except PackInvalid as invalid:
            self.mistakes += invalid.mistakes
        except ValidationError as error:
            self.mistakes += [_mistake(document, item, kind) for item in _told_once(error.errors())]
        self.half_known |= declared_kinds(kind)
        return None


def _file(name: str) -> str:
    """Where a single file stands in its pack."""
    return f"{name}.txt" if FILES[name] is Refusals else f"{name}.yaml"


def _told_once(items: list[Any]) -> list[Any]:
    """A list with a wrong item in it is not also one too few."""
    return [
        item
        for item in items
        if item["type"] != "too_short"
        or not any(o is not item and o["loc"][: len(item["loc"])] == item["loc"] for o in items)
    ]


def _mistake(document: Document, item: Any, kind: type[Model]) -> Mistake:
    loc: Sequence[int | str] = item["loc"]
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in loc) or "the file"
    wrong, mend = _told(item, kind)
    return Mistake(document.file, document.line(loc), f"{name} {wrong}", mend)


def _told(item: Any, kind: type[Model]) -> tuple[str, str]:
    context, last = item.get("ctx", {}), str(item["loc"][-1]) if item["loc"] else ""
    match item["type"]:
        case "missing":
            return "is missing", f"add {last}:"
        case "extra_forbidden":
            near = get_close_matches(last, fields_at(kind, item["loc"][:-1]), n=1)
            return "is not a known field", f"did you mean {near[0]}?" if near else "take it out"
        case "string_too_long":
            return f"has {len(item['input'])} characters", f"shorten it to {context['max_length']}"
        case "string_pattern_mismatch":
            return f"'{item['input']}' is not written as it should be", f"it must match {context['pattern']}"
        case "literal_error":
            return f"'{item['input']}' is not allowed", f"use {context['expected']}"
        case "too_short":
            return f"has {context['actual_length']}", f"give at least {context['min_length']}"
        case "too_long":
            return f"has {context['actual_length']}", f"give at most {context['max_length']}"
        case "value_error":
            return f"is not whole ({context['error']})", str(context["error"])
        case "string_type":
            return f"is '{item['input']}', no text", "put it in quotes"
        case _:
            return f"is '{str(item['input'])[:60]}'", str(item["msg"]).lower()

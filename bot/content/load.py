"""Finds a pack and puts it together; one with a mistake in it is refused, and every mistake is reported at once."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.content.check import answers_too_long, mistakes_in
from bot.content.documents import Mistake, PackInvalid
from bot.content.facts import Source
from bot.content.faq import Phrasings, Refusals
from bot.content.pack import Pack
from bot.content.reading import FILES, FOLDERS, Reading
from bot.content.slots import SlotWords

_SHIPPED = (Path(__file__).parents[1] / "packs", Path(__file__).parents[2] / "content")


def find(name: str) -> Path:
    """The folder of a pack: a path, or the name of a shipped one. Raises `PackInvalid` if there is none."""
    for folder in (Path(name), *(shipped / name for shipped in _SHIPPED)):
        if (folder / "pack.yaml").is_file():
            return folder
    names = sorted({pack.parent.name for shipped in _SHIPPED for pack in shipped.glob("*/pack.yaml")})
    mend = f"give a folder with a pack.yaml, or one of: {', '.join(names)}"
    raise PackInvalid([Mistake(name, 1, "no content pack here", mend)])


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """A pack is read to be kept: going through all of it again and again costs a tenth of a start and frees nothing."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


@_without_looking_for_garbage()
def load(folder: Path) -> Pack:
    """The pack. Raises `PackInvalid` with every mistake found."""
    reading = Reading(folder)
    singles = {name: reading.one(name, kind) for name, kind in FILES.items()}
    folders = {name: reading.many(name, kind) for name, kind in FOLDERS.items()}
    reading.unread()
    pack = _assembled(singles, folders)
    between = mistakes_in(reading.parts, reading.half_known)
    if mistakes := sorted([*reading.mistakes, *between, *answers_too_long(pack, reading.parts)]):
        raise PackInvalid(mistakes)
    return pack


def write_schemas(folder: Path) -> int:
    """A JSON Schema of each kind that is not just lines of text, for editors; gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {name: kind for name, kind in {**FILES, **FOLDERS}.items() if kind not in (Phrasings, Refusals)}
    for name, kind in kinds.items():
        schema = json.dumps(kind.model_json_schema(), indent=2)
        (folder / f"{name}.schema.json").write_text(f"{schema}\n", encoding="utf-8")
    return len(kinds)


def _assembled(singles: dict[str, Any], folders: dict[str, Any]) -> Pack:
    def each(name: str, part: str) -> Iterator[Any]:
        yield from getattr(singles[name], part) if singles[name] else ()

    facts = [fact for topic in folders["facts"] for fact in topic.facts]
    milestones = [milestone for subject in folders["milestones"] for milestone in subject.milestones]
    sources: Iterator[Source] = each("sources", "sources")
    return Pack(
        manifest=singles["pack"],
        sources={source.id: source for source in sources},
        topics={topic.topic: topic for topic in folders["facts"]},
        facts={fact.id: fact for fact in facts},
        entries=_by_id(folders["faq"]),
        phrasings={asked.id: asked.lines for asked in folders["phrasings"]},
        refusals=tuple(each("refusals", "lines")),
        slots=singles["slots"] or SlotWords(fillers=()),
        subjects={subject.topic: subject for subject in folders["milestones"]},
        milestones=_by_id(milestones),
        routes=_by_id(folders["routes"]),
        tips=_by_id(folders["tips"]),
        resources=_by_id(each("resources", "resources")),
        quiz=singles["quiz"],
        certifications=_by_id(each("certifications", "certifications")),
        paths=_by_id(each("paths", "paths")),
        stories=_by_id(each("stories", "stories")),
        comparisons=_by_id(each("comparisons", "comparisons")),
        careers=_by_id(each("careers", "careers")),
        terms={term.term: term for term in each("glossary", "terms")},
        myths=_by_id(each("myths", "myths")),
        skills=_by_id(each("skills", "skills")),
        projects=singles["projects"],
        interviews=singles["interviews"],
    )


def _by_id(items: Any) -> dict[str, Any]:
    return {item.id: item for item in items}

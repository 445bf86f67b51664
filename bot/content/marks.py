"""Reads what the fields of a model say of the pack: which ids they declare, which they use, where text is shown."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from bot.content.kinds import Declares, Figures, Unseen, Uses

Loc = tuple[int | str, ...]


class Marked(NamedTuple):
    """A value, the marks of its field, and where in the file it stands."""

    value: Any
    marks: tuple[object, ...]
    loc: Loc


def values(model: BaseModel, loc: Loc = ()) -> Iterator[Marked]:
    """Every text and id of a model, to the bottom."""
    for name, info in type(model).model_fields.items():
        yield from _inside(getattr(model, name), info.annotation, info.metadata, (*loc, name))


def declared_kinds(model: type[BaseModel]) -> frozenset[str]:
    """The kinds of id that files of this model declare; when one cannot be read, these are not known in full."""
    kinds = set()
    for info in model.model_fields.values():
        for annotation, marks in _annotations(info.annotation, info.metadata):
            kinds |= {mark.kind for mark in marks if isinstance(mark, Declares)}
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                kinds |= declared_kinds(annotation)
    return frozenset(kinds)


def fields_at(model: type[BaseModel], loc: Iterable[int | str]) -> list[str]:
    """The names that a field at this place may have, for 'did you mean'."""
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            info = model.model_fields[part]
            inner = [each for each, _ in _annotations(info.annotation, info.metadata)]
            model = next((each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)), model)
    return list(model.model_fields)


def _inside(value: Any, annotation: Any, metadata: Iterable[object], loc: Loc) -> Iterator[Marked]:
    if isinstance(value, BaseModel):
        yield from values(value, loc)
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _inside(each, _item(annotation), (), (*loc, number))
    elif isinstance(value, dict):
        for key in value:
            yield from _inside(key, _item(annotation), (), (*loc, key))
    elif isinstance(value, str):
        yield Marked(value, tuple(mark for _, marks in _annotations(annotation, metadata) for mark in marks), loc)


def _item(annotation: Any) -> Any:
    """What a list holds, or what the keys of a mapping are."""
    return get_args(annotation)[0] if get_args(annotation) else annotation


def _annotations(annotation: Any, metadata: Iterable[object] = ()) -> Iterator[tuple[Any, tuple[object, ...]]]:
    """An annotation and those within it, each with its marks."""
    yield annotation, tuple(mark for mark in metadata if isinstance(mark, (Declares, Uses, Figures, Unseen)))
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _annotations(parts[0], parts[1:])
    else:
        for part in parts:
            yield from _annotations(part)

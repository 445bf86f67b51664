"""Reads what the fields of a model say of the pack: which ids they declare, which they use, where text is shown."""

from collections.abc import Iterable, Iterator
from functools import cache
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
    for name, shape in _shapes(type(model)):
        yield from _inside(getattr(model, name), shape, (*loc, name))


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


class _Shape(NamedTuple):
    """The marks of a field, and the shape of what its list holds or of the keys of its mapping."""

    marks: tuple[object, ...]
    items: "_Shape | None"


@cache
def _shapes(model: type[BaseModel]) -> tuple[tuple[str, _Shape], ...]:
    """The fields of a model; read once, since a pack has thousands of values of few models."""
    return tuple((name, _shape(info.annotation, info.metadata)) for name, info in model.model_fields.items())


def _shape(annotation: Any, metadata: Iterable[object] = ()) -> _Shape:
    marks = tuple(mark for _, marks in _annotations(annotation, metadata) for mark in marks)
    parts = get_args(annotation)
    return _Shape(marks, _shape(parts[0]) if parts else None)


def _inside(value: Any, shape: _Shape, loc: Loc) -> Iterator[Marked]:
    if isinstance(value, str):
        yield Marked(value, shape.marks, loc)
    elif isinstance(value, BaseModel):
        yield from values(value, loc)
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _inside(each, shape.items or shape, (*loc, number))
    elif isinstance(value, dict):
        for key in value:
            yield from _inside(key, shape.items or shape, (*loc, key))


def _annotations(annotation: Any, metadata: Iterable[object] = ()) -> Iterator[tuple[Any, tuple[object, ...]]]:
    """An annotation and those within it, each with its marks."""
    yield annotation, tuple(mark for mark in metadata if isinstance(mark, (Declares, Uses, Figures, Unseen)))
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _annotations(parts[0], parts[1:])
    else:
        for part in parts:
            yield from _annotations(part)

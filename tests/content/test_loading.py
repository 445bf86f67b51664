"""A whole pack is found and loaded, with or without its optional parts, and its schemas are written for editors."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import PackInvalid, find, load, write_schemas
from tests.content.drafts import Draft

SHIPPED = find("ml-engineer")
KINDS = sorted(
    {path.stem for path in SHIPPED.glob("*.yaml")}
    | {path.name for path in SHIPPED.iterdir() if path.is_dir() and path.name != "phrasings"}
)


def test_a_small_whole_pack_loads_with_everything_under_its_id(draft: Draft) -> None:
    pack = load(draft.folder)
    assert pack.manifest.title == "Small pack"
    assert list(pack.sources) == ["guide", "paper"]
    assert list(pack.facts) == ["pay-entry", "pay-middle"]
    assert list(pack.entries) == ["pay", "time"]
    assert list(pack.milestones) == ["vectors", "matrices", "loops", "functions"]
    assert pack.routes["main"].steps() == ("loops", "vectors", "functions", "matrices")
    assert list(pack.tips) == ["loop-by-hand"]
    assert list(pack.resources) == ["tutorial", "manual"]
    assert len(pack.quiz.questions) == 6
    assert pack.entries["pay"].body == "It starts at {{fact:pay-entry}}.\n\nIt grows later."
    assert pack.filled(pack.entries["pay"].body).startswith("It starts at $40,000–60,000 a year (Guide, Jan 2026).")


def test_a_pack_without_its_optional_files_loads(draft: Draft) -> None:
    draft.change("pack.yaml", "header:\n  - pay-entry\n", "")
    draft.change("faq/pay.md", "{{fact:pay-entry}}", "little")
    draft.change("faq/time.md", "facts:\n  - pay-entry\n", "")
    shutil.rmtree(draft.folder / "facts")
    shutil.rmtree(draft.folder / "tips")
    draft.remove("resources.yaml")
    pack = load(draft.folder)
    empty = (pack.facts, pack.tips, pack.resources, pack.certifications, pack.careers, pack.terms, pack.myths)
    assert not any(empty)
    assert pack.projects is None
    assert pack.interviews is None


def test_windows_line_ends_change_nothing(draft: Draft) -> None:
    whole = load(draft.folder)
    for path in draft.folder.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(draft.folder) == whole


@pytest.mark.parametrize("file", ["pack.yaml", "faq/pay.md"])
def test_a_byte_order_mark_that_an_editor_wrote_changes_nothing(draft: Draft, file: str) -> None:
    whole = load(draft.folder)
    draft.write(file, "\N{ZERO WIDTH NO-BREAK SPACE}" + draft.text(file))
    assert load(draft.folder) == whole


def test_the_shipped_pack_is_found_by_name_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = find("ml-engineer")
    assert load(found).manifest.id == "ml-engineer"


def test_a_pack_of_ones_own_is_found_by_its_folder(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(str(draft.folder)) == draft.folder
    monkeypatch.chdir(draft.folder.parent)
    assert load(find("small")).manifest.id == "small"


@pytest.mark.parametrize("name", ["ml-enginer", "no/such/folder", "\N{PILE OF POO}", "with\0null"])
def test_a_pack_that_is_not_there_is_refused_and_the_shipped_ones_are_named(name: str) -> None:
    with pytest.raises(PackInvalid) as refused:
        find(name)
    [mistake] = refused.value.mistakes
    assert mistake.file == name
    assert "no content pack here" in mistake.wrong
    assert "pack.yaml" in mistake.mend
    assert "ml-engineer" in mistake.mend


def test_a_folder_without_a_manifest_is_no_pack(draft: Draft) -> None:
    draft.remove("pack.yaml")
    with pytest.raises(PackInvalid, match="no content pack here"):
        find(str(draft.folder))


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("schemas") / "new" / "folder"
    count = write_schemas(folder)
    files = {path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8")) for path in folder.iterdir()}
    assert count == len(files)
    return files


def test_each_kind_of_content_has_a_schema(schemas: dict[str, Any]) -> None:
    assert sorted(schemas) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_accepts_every_shipped_file_of_its_kind(schemas: dict[str, Any], kind: str) -> None:
    wrong = [
        f"{file}: {line}" for file, data in shipped(kind) for line in complaints(schemas[kind], data, schemas[kind])
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_refuses_an_unknown_field_and_a_missing_one(schemas: dict[str, Any], kind: str) -> None:
    schema = schemas[kind]
    _, data = next(shipped(kind))
    assert list(complaints(schema, data | {"heder": 1}, schema))
    for name in schema["required"]:
        assert list(complaints(schema, {key: value for key, value in data.items() if key != name}, schema))


def shipped(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files of a kind as an editor sees them: dates are text, and a body is the text below the front matter."""
    for path in sorted(path for path in SHIPPED.glob(f"{kind}*/*") if path.is_file()) or [SHIPPED / f"{kind}.yaml"]:
        text = path.read_text("utf-8")
        _, matter, body = text.split("---\n", 2) if path.suffix == ".md" else ("", text, "")
        data = yaml.safe_load(matter) | ({"body": body} if body else {})
        yield path.name, json.loads(json.dumps(data, default=str))


TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def complaints(schema: dict[str, Any], data: Any, root: dict[str, Any], at: str = "") -> Iterator[str]:
    """The part of JSON Schema that the packs need, written from its specification."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")] | schema
    if "anyOf" in schema and all(list(complaints(each, data, root, at)) for each in schema["anyOf"]):
        yield f"{at} fits none"
    if "enum" in schema and data not in schema["enum"]:
        yield f"{at} is {data}"
    if "type" in schema and not isinstance(data, TYPES[schema["type"]]):
        yield f"{at} is no {schema['type']}"
    elif isinstance(data, dict):
        yield from complaints_inside(schema, data, root, at)
    elif isinstance(data, list):
        if len(data) < schema.get("minItems", 0):
            yield f"{at} is too short"
        for number, value in enumerate(data):
            yield from complaints(schema.get("items", {}), value, root, f"{at}.{number}")


def complaints_inside(schema: dict[str, Any], data: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at} needs {name}" for name in schema.get("required", ()) if name not in data)
    for name, value in data.items():
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
        if inner is False:
            yield f"{at} has {name}"
        elif isinstance(inner, dict):
            yield from complaints(inner, value, root, f"{at}.{name}")

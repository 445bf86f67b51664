"""Files of questions to a pack, a JSON object a line: what is asked, and which answers are right."""

import json
import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictStr, ValidationError

from bot.evaluation.files import lines, refused

FILE = "questions.jsonl"
"""Where a pack keeps its own questions."""


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"'{text}' is no regular expression ({error})") from None
    return text


class Expected(BaseModel):
    """One question. Other fields are its author's own, and let be."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: StrictStr
    expect: tuple[StrictStr, ...]
    """Ids of the entries that answer it; none where nothing in the pack does."""
    must: tuple[Annotated[StrictStr, AfterValidator(_is_pattern)], ...] = ()
    """What the answer has to match, all of it."""
    kind: StrictStr = "-"
    id: Any = None


def expected(path: Path, entries: Collection[str]) -> list[tuple[int, Expected]]:
    """The questions with their lines. Raises `CannotStart` with the line that is wrong."""
    return [(number, _read(path, number, line, entries)) for number, line in lines(path)]


def _read(path: Path, number: int, line: str, entries: Collection[str]) -> Expected:
    try:
        found = Expected.model_validate(json.loads(line))
    except ValidationError as error:
        item = error.errors()[0]
        field = str(item["loc"][0]) if item["loc"] else "the line"
        wrong = item["msg"].removeprefix("Value error, ")
        raise refused(path, number, f"{field}: {wrong}", 'give "question", "expect" and, if wanted, "must"') from None
    except (ValueError, RecursionError):
        raise refused(path, number, "not JSON", 'write {"question": "…", "expect": ["…"]} in one line') from None
    for entry in found.expect:
        if entry not in entries:
            near = get_close_matches(entry, entries, n=1, cutoff=0.5)
            mend = f"did you mean '{near[0]}'?" if near else "name an entry of the pack, or none: []"
            raise refused(path, number, f"the pack has no answer '{entry}'", mend)
    return found

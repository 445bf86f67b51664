"""Parts of a pack as the files that hold them, so that what was added in chat can go into a pack."""

import io
import zipfile
from collections.abc import Iterable, Mapping

import yaml

from bot.content.faq import Entry

_SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""The same additions are the same bytes."""


def entry_file(entry: Entry) -> str:
    """`faq/ID.md`."""
    fields = entry.model_dump(mode="json", exclude={"body"}, exclude_defaults=True)
    matter = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{matter}---\n\n{entry.body.strip()}\n"


def lines_file(lines: Iterable[str]) -> str:
    """`phrasings/ID.txt` or `refusals.txt`: a text a line, none of them a comment."""
    kept = (" ".join(line.split()).lstrip("# ") for line in lines)
    return "".join(f"{line}\n" for line in dict.fromkeys(kept) if line)


def zipped(files: Mapping[str, str]) -> bytes:
    """One archive of text files by their paths."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, _SAME_DAY), text.encode(), zipfile.ZIP_DEFLATED)
    return memory.getvalue()

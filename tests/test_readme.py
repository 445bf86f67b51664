"""What the README and CONTRIBUTING say is so."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.core.commands import commands_of
from bot.settings import Settings
from tests.processes import environment

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_complete() -> None:
    in_table = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert in_table == [name.upper() for name in Settings.model_fields]


def test_the_example_environment_names_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^#\s*([A-Z_]+)=", example, re.MULTILINE) == [name.upper() for name in Settings.model_fields]


def test_the_transcript_is_what_the_command_prints(tmp_path: Path) -> None:
    block = re.search(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)
    assert block
    typed = re.match(r"printf '(.*?)' \| MILEPOST_CLOCK=\"(.*?)\" milepost (.*)", block.group(1))
    assert typed
    lines, clock, command = typed.groups()
    said = subprocess.run(
        [sys.executable, "-m", "bot", *command.split()],
        input=lines.replace("\\n", "\n"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=environment(MILEPOST_CLOCK=clock),
        check=True,
    )
    assert said.stdout.strip() == block.group(2).strip()


def test_every_folder_and_file_of_a_pack_is_explained() -> None:
    pack = ROOT / "content" / "ml-engineer"
    table = README[README.index("## How to write a pack") :]
    missing = [path.name for path in pack.iterdir() if f"`{path.name}`" not in table and f"`{path.name}/*" not in table]
    assert not missing


def test_the_command_that_contributing_shows_is_one() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    written: dict[str, Any] = {}
    exec(code, written)
    assert [each.name for each in commands_of(written["Week"](None, None))] == ["week"]

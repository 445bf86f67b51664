"""How well questions are understood: few-shot data sets, and the shipped pack on questions it never learnt."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

SETS = (
    ("BANKING77, 10 a label", "banking77_train_10.tsv", ("banking77_test.tsv",)),
    ("BANKING77, 5 a label", "banking77_train_5.tsv", ("banking77_test.tsv",)),
    ("CLINC150, 10 a label", "clinc150_train_10.tsv", ("clinc150_test.tsv", "clinc150_oos_test.tsv")),
    ("CLINC150, 5 a label", "clinc150_train_5.tsv", ("clinc150_test.tsv", "clinc150_oos_test.tsv")),
)


def evaluated(*arguments: str) -> str:
    command = [sys.executable, "-m", "bot", "evaluate", "--report", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip()


def of_set(folder: Path, train: str, asked: tuple[str, ...]) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as questions:
        questions.writelines((folder / file).read_text(encoding="utf-8").rstrip("\n") + "\n" for file in asked)
        questions.flush()
        return evaluated(str(folder / train), questions.name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="with the files of CLINC150 and BANKING77, label<TAB>text; else the pack only",
    )
    parser.add_argument("--questions", type=Path, help="more questions to the pack, a JSON object a line")
    args = parser.parse_args()
    for name, train, asked in SETS if args.folder else ():
        print(f"\n{name}\n{of_set(args.folder, train, asked)}")
    print(f"\nThe pack, its own questions\n{evaluated('--pack')}")
    if args.questions:
        print(f"\nThe pack, {args.questions.name}\n{evaluated('--pack', str(args.questions))}")


if __name__ == "__main__":
    main()

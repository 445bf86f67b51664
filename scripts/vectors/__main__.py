"""python -m scripts.vectors TRAIN.tsv …: distils all-MiniLM-L6-v2 into bot/matching/vectors.npz.

Needs the dependency group "vectors". Some half an hour on two threads: ten minutes until MiniLM has answered, the rest
for training. The shipped file was made from the training files of CLINC150 (50 and 10 an intent) and BANKING77 (10 an
intent), and from the packs when "ml-engineer" had 4,900 phrasings; other packs make another file. The answers of MiniLM
differ in their last bits with the processor and with which texts share a batch. The shipped file was made with a
--cache filled in several runs, so that a run without it differs in some of the stored numbers.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch

from bot.matching.tokens import words
from bot.matching.vectors import MATRICES, TABLE, Vectors
from scripts.vectors import texts
from scripts.vectors.student import Student, beginning, projection, scales
from scripts.vectors.teacher import Floats, Teacher
from scripts.vectors.training import train
from scripts.vectors.variations import varied

_TOKEN = re.compile(r"(?:##)?(?:[a-z0-9]*[a-z][a-z0-9]*|\d{1,2})|[+#]")  # longer numbers are spelt by their parts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.vectors", description=__doc__)
    parser.add_argument("labelled", nargs="*", type=Path, help="label<TAB>text; training files, never a test split")
    parser.add_argument("--to", type=Path, default=TABLE)
    parser.add_argument("--cache", type=Path, help="keeps what MiniLM said; for trying things out")
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(2)
    teacher = Teacher()
    said = everything(teacher.vocabulary, args.labelled)
    print(len(said), "texts", flush=True)
    taught = teacher.of_texts(said, args.cache)
    ranks = np.array([rank for rank, token in enumerate(teacher.vocabulary) if _TOKEN.fullmatch(token)])
    tokens = [teacher.vocabulary[rank] for rank in ranks]
    alone = teacher.of_tokens(tokens)
    directions = projection(taught, alone)
    student = Student(beginning(alone, np.maximum(ranks - ranks[0], 0), directions))
    speller = Vectors(tokens, {})
    spelt = [speller.tokens(words(text)) for text in said]
    useful = [at for at, numbers in enumerate(spelt) if numbers]
    examples = [spelt[at] for at in useful] + [[number] for number in range(len(tokens))]
    train(student, examples, np.concatenate([taught[useful], alone]), directions)
    write(student, tokens, args.to)


def everything(vocabulary: Sequence[str], files: Sequence[Path]) -> list[str]:
    """All texts, each once, in an order that depends on nothing but themselves."""
    words = [word for word in vocabulary if word.isascii() and word.isalpha() and len(word) > 1]
    labelled, packs = sorted({*texts.labelled(files)}), [text for text in texts.packs() if len(text.split()) < 25]
    asked = texts.asked(60_000, Random(3))
    made = [*asked, *texts.spoken(words, 2, Random(2))]
    made += varied(labelled, 4, Random(4)) + varied(packs, 3, Random(5)) + varied(asked[:10_000], 1, Random(6))
    return sorted({*labelled, *texts.docstrings(60_000), *texts.packs(), *made})


def write(student: Student, tokens: list[str], to: Path) -> None:
    """Two dimensions a byte for the vectors, one for the matrices over them."""
    vectors = student.vectors.detach()
    steps = scales(vectors)
    whole = ((vectors / steps).round().clamp(-8, 7) + 8).numpy().astype(np.uint8)
    named = {
        name.split(".")[-1] if "attention" in name else name.replace(".", "_"): part.detach().numpy()
        for name, part in student.named_parameters()
        if name != "vectors"
    }
    matrices = {name: _in_bytes(named[name]) for name in MATRICES}
    np.savez(
        to,
        tokens=np.frombuffer("\n".join(tokens).encode("ascii"), np.uint8),
        packed=whole[:, 0::2] | whole[:, 1::2] << 4,
        scales=steps[:, 0].numpy().astype(np.float16),
        **{name: numbers for name, numbers in named.items() if name not in MATRICES},
        **{name: numbers for name, (numbers, _) in matrices.items()},
        **{f"{name}_step": step for name, (_, step) in matrices.items()},
    )
    print(to, to.stat().st_size, "bytes")


def _in_bytes(numbers: Floats) -> tuple[npt.NDArray[np.int8], np.float32]:
    step = np.float32(np.abs(numbers).max() / 127)
    return np.round(numbers / step).astype(np.int8), step


if __name__ == "__main__":
    main()

"""python -m scripts.vectors TRAIN.tsv …: distils all-MiniLM-L6-v2 into bot/matching/vectors.npz.

Needs the dependency group "vectors". Some fifteen minutes on two threads. From the same answers of MiniLM it makes
the same bytes (tried: twice, on one machine). Those answers differ in their last bits with the processor and with
which texts share a batch; the shipped table was made with a --cache filled in two runs, so a run without it may
differ in a few of the stored numbers.
"""

import argparse
import re
from pathlib import Path

import numpy as np
import torch

from bot.matching.tokens import words
from bot.matching.vectors import TABLE, Vectors
from scripts.vectors import texts
from scripts.vectors.student import Student, beginning, projection, scales, train
from scripts.vectors.teacher import Floats, Teacher

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
    said = texts.everything(teacher.vocabulary, args.labelled)
    print(len(said), "texts", flush=True)
    taught = teacher.of_texts(said, args.cache)
    ranks = np.array([rank for rank, token in enumerate(teacher.vocabulary) if _TOKEN.fullmatch(token)])
    tokens = [teacher.vocabulary[rank] for rank in ranks]
    alone = teacher.of_tokens(tokens)
    directions = projection(taught, alone)
    student = Student(beginning(alone, np.maximum(ranks - ranks[0], 0), directions))
    speller = Vectors.of_tokens(tokens)
    spelt = [speller.tokens(words(text)) for text in said]
    useful = [at for at, numbers in enumerate(spelt) if numbers]
    examples = [spelt[at] for at in useful] + [[number] for number in range(len(tokens))]
    train(student, examples, np.concatenate([taught[useful], alone]), directions)
    write(student, tokens, args.to)


def write(student: Student, tokens: list[str], to: Path) -> None:
    """Two dimensions a byte for the vectors, one for the layer over them."""
    vectors = student.vectors.detach()
    steps = scales(vectors)
    whole = ((vectors / steps).round().clamp(-8, 7) + 8).numpy().astype(np.uint8)
    inner, outer = (_in_bytes(part.detach().numpy()) for part in (student.inner, student.outer))
    np.savez(
        to,
        tokens=np.frombuffer("\n".join(tokens).encode("ascii"), np.uint8),
        packed=whole[:, 0::2] | whole[:, 1::2] << 4,
        scales=steps[:, 0].numpy().astype(np.float16),
        inner=inner[0],
        bias=(student.bias.detach().numpy()).astype(np.float32),
        outer=outer[0],
        steps=np.array([inner[1], outer[1]], np.float32),
    )
    print(to, to.stat().st_size, "bytes")


def _in_bytes(numbers: Floats) -> tuple[Floats, float]:
    step = float(np.abs(numbers).max() / 127)
    return np.round(numbers / step).astype(np.int8), step


if __name__ == "__main__":
    main()

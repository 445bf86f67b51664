"""Trains the student to say what the teacher says."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from scripts.vectors.student import Student
from scripts.vectors.teacher import Floats

_ROUNDS, _ROUNDED_FROM = 9, 7  # the last rounds see the vectors as they will be stored, in 4 bits
_BATCH, _RATE, _WARM_UP = 1024, 3e-3, 100
_SLOWER = 0.5  # the rate of the layers over the vectors
_TEMPERATURE = 0.05
_SORTED = 12  # batches that are sorted by length together, so that little is padded
_LONGEST = 40  # tokens


def train(student: Student, tokens: Sequence[Sequence[int]], taught: Floats, directions: Floats) -> None:
    """Two losses: each text near its teacher's vector, and all texts of a batch as alike as the teacher finds them."""
    whole = torch.tensor(taught)
    aims = functional.normalize(torch.tensor(taught @ directions), dim=1)
    layers = [*student.attention.parameters(), *student.each.parameters()]
    rest = [student.vectors, student.out, *student.text.parameters()]
    optimiser = torch.optim.Adam([{"params": layers, "share": _SLOWER}, {"params": rest, "share": 1}])
    steps = _ROUNDS * (len(tokens) // _BATCH)
    for step, chosen in enumerate(_batches([len(row) for row in tokens])):
        said = student(*padded([tokens[at] for at in chosen]), step >= steps * _ROUNDED_FROM / _ROUNDS)
        near = (1 - (said * aims[chosen]).sum(1)).mean()
        alike = functional.kl_div(_likeness(said), _likeness(whole[chosen]), log_target=True, reduction="batchmean")
        for group in optimiser.param_groups:
            group["lr"] = _RATE * group["share"] * min(1, (step + 1) / _WARM_UP) * (1 - step / steps)
        optimiser.zero_grad()
        (near + alike).backward()
        optimiser.step()
        if step % 100 == 0:
            print(f"{step}/{steps} distance {near.item():.4f} likeness {alike.item():.4f}", flush=True)


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens, and which of them are there."""
    cut = [torch.tensor(row[:_LONGEST]) for row in rows]
    there = [torch.ones(len(row), dtype=torch.bool) for row in cut]
    tokens, known = (torch.nn.utils.rnn.pad_sequence(part, batch_first=True) for part in (cut, there))
    return tokens, known


def _batches(lengths: Sequence[int]) -> Iterator[npt.NDArray[np.int64]]:
    """Of texts nearly as long as one another, in random order."""
    choose = np.random.default_rng(0)
    long = np.array(lengths)
    for _ in range(_ROUNDS):
        order = choose.permutation(len(long))[: len(long) // _BATCH * _BATCH]
        drawn = np.array_split(order, max(1, len(order) // (_SORTED * _BATCH)))
        sorted_ = [part[np.argsort(long[part], kind="stable")] for part in drawn]
        batches = np.concatenate(sorted_).reshape(-1, _BATCH)
        yield from batches[choose.permutation(len(batches))]


def _likeness(vectors: torch.Tensor) -> torch.Tensor:
    """Log shares of every other text in the batch (Tejankar et al. 2021, similarity distillation)."""
    itself = torch.eye(len(vectors)) * -1e9
    return functional.log_softmax(vectors @ vectors.T / _TEMPERATURE + itself, dim=1)

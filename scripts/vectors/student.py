"""The table in the making: token vectors and one small layer over their mean, trained to say what the teacher says."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from scripts.vectors.teacher import Floats

DIMENSIONS, HIDDEN = 256, 384
_ROUNDS, _ROUNDED_FROM = 8, 6  # the last rounds see the vectors as they will be stored, in 4 bits
_BATCH, _RATE, _WARM_UP = 1024, 3e-3, 100
_TEMPERATURE = 0.05
_COMMON = 1e-4  # Arora et al. 2017: the weight of a token is a / (a + its frequency)


def projection(of_texts: Floats, of_tokens: Floats) -> Floats:
    """The directions in which the teacher's vectors differ most (principal components, not centred)."""
    spread = of_texts.T @ of_texts / len(of_texts) + 0.2 * of_tokens.T @ of_tokens / len(of_tokens)
    return np.ascontiguousarray(np.linalg.eigh(spread)[1][:, ::-1][:, :DIMENSIONS])


def beginning(of_tokens: Floats, ranks: npt.NDArray[np.int64], directions: Floats) -> Floats:
    """Each token alone, projected, weighed by its rank in the vocabulary as if by Zipf's law (model2vec)."""
    vectors = (of_tokens - of_tokens.mean(axis=0)) @ directions
    frequencies = 1 / (1 + ranks)
    weights = _COMMON / (_COMMON + frequencies / frequencies.sum())
    start: Floats = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * weights[:, None]).astype(np.float32)
    return start


class Student(torch.nn.Module):
    def __init__(self, start: Floats) -> None:
        super().__init__()
        self.vectors = torch.nn.Parameter(torch.tensor(start))
        self.inner = torch.nn.Parameter(torch.randn(DIMENSIONS, HIDDEN) / DIMENSIONS**0.5)
        self.bias = torch.nn.Parameter(torch.zeros(HIDDEN))
        self.outer = torch.nn.Parameter(torch.zeros(HIDDEN, DIMENSIONS))

    def forward(self, tokens: torch.Tensor, starts: torch.Tensor, rounded: bool) -> torch.Tensor:
        vectors = in_four_bits(self.vectors) if rounded else self.vectors
        mean = functional.normalize(functional.embedding_bag(tokens, vectors, starts, mode="sum"), dim=1)
        return functional.normalize(mean + functional.relu(mean @ self.inner + self.bias) @ self.outer, dim=1)


def scales(vectors: torch.Tensor) -> torch.Tensor:
    """The step of each vector's whole numbers; the few largest values are cut, which costs less than coarse steps."""
    return (vectors.detach().abs().amax(1, keepdim=True) * 0.75 / 7).clamp_min(1e-7).half().float()


def in_four_bits(vectors: torch.Tensor) -> torch.Tensor:
    """As stored; for the slope as if unrounded (Bengio et al. 2013, "straight through")."""
    steps = scales(vectors)
    stored = (vectors / steps).round().clamp(-8, 7) * steps
    return vectors + (stored - vectors).detach()


def train(student: Student, tokens: Sequence[Sequence[int]], taught: Floats, directions: Floats) -> None:
    """Two losses: each text near its teacher's vector, and all texts of a batch as alike as the teacher finds them."""
    whole = torch.tensor(taught)
    aims = functional.normalize(torch.tensor(taught @ directions), dim=1)
    optimiser = torch.optim.Adam(student.parameters())
    steps = _ROUNDS * (len(tokens) // _BATCH)
    for step, chosen in enumerate(_batches(len(tokens))):
        rounded = step >= steps * _ROUNDED_FROM / _ROUNDS
        rows = [tokens[at] for at in chosen]
        starts = torch.tensor(np.cumsum([0, *map(len, rows[:-1])]))
        said = student(torch.tensor([token for row in rows for token in row]), starts, rounded)
        near = (1 - (said * aims[chosen]).sum(1)).mean()
        loss = near + functional.kl_div(
            _likeness(said), _likeness(whole[chosen]), log_target=True, reduction="batchmean"
        )
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1, (step + 1) / _WARM_UP) * (1 - step / steps)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 0:
            print(f"{step}/{steps} distance {near.item():.4f} loss {loss.item():.4f}", flush=True)


def _batches(count: int) -> Iterator[npt.NDArray[np.int64]]:
    choose = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        order = choose.permutation(count)
        yield from (order[start : start + _BATCH] for start in range(0, count - _BATCH + 1, _BATCH))


def _likeness(vectors: torch.Tensor) -> torch.Tensor:
    """Log shares of every other text in the batch (Tejankar et al. 2021, similarity distillation)."""
    itself = torch.eye(len(vectors)) * -1e9
    return functional.log_softmax(vectors @ vectors.T / _TEMPERATURE + itself, dim=1)

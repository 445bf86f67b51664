"""A vector for each token and the layers over them in the making, in the shapes of bot/matching/attention.py."""

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import Parameter, functional

from scripts.vectors.teacher import Floats

DIMENSIONS, WIDTH = 256, 192  # of a text's direction, and of a token's vector
_HEADS, _REACH, _EACH, _TEXT = 6, 8, 384, 384
_COMMON = 1e-4  # Arora et al. 2017: the weight of a token is a / (a + its frequency)


def projection(of_texts: Floats, of_tokens: Floats) -> Floats:
    """The directions in which the teacher's vectors differ most (principal components, not centred)."""
    spread = of_texts.T @ of_texts / len(of_texts) + 0.2 * of_tokens.T @ of_tokens / len(of_tokens)
    return np.ascontiguousarray(np.linalg.eigh(spread)[1][:, ::-1][:, :DIMENSIONS])


def beginning(of_tokens: Floats, ranks: npt.NDArray[np.int64], directions: Floats) -> Floats:
    """Each token alone, projected, weighed by its rank in the vocabulary as if by Zipf's law (model2vec)."""
    vectors = (of_tokens - of_tokens.mean(axis=0)) @ directions[:, :WIDTH]
    frequencies = 1 / (1 + ranks)
    weights = _COMMON / (_COMMON + frequencies / frequencies.sum())
    start: Floats = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * weights[:, None]).astype(np.float32)
    return start


class Network(torch.nn.Module):
    """Begins by changing nothing."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.inner = Parameter(torch.randn(width, hidden) / width**0.5)
        self.bias = Parameter(torch.zeros(hidden))
        self.outer = Parameter(torch.zeros(hidden, width))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return states + functional.relu(unit(states) @ self.inner + self.bias) @ self.outer


class Attention(torch.nn.Module):
    """Begins by changing nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Parameter(torch.randn(WIDTH, 3 * WIDTH) / WIDTH**0.5)
        self.given = Parameter(torch.zeros(WIDTH, WIDTH))
        self.nearness = Parameter(torch.zeros(_HEADS, 2 * _REACH + 1))

    def forward(self, states: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        count, longest, _ = states.shape
        parts = (unit(states) @ self.asked).view(count, longest, 3, _HEADS, -1).permute(2, 0, 3, 1, 4)
        places = torch.arange(longest)
        distances = (places - places[:, None]).clamp(-_REACH, _REACH) + _REACH
        bias = self.nearness[:, distances] + torch.where(there, 0.0, -1e9)[:, None, None, :]
        mixed = functional.scaled_dot_product_attention(*parts, attn_mask=bias)
        return states + mixed.transpose(1, 2).reshape(count, longest, WIDTH) @ self.given


class Student(torch.nn.Module):
    def __init__(self, start: Floats) -> None:
        super().__init__()
        self.vectors = Parameter(torch.tensor(start))
        self.attention, self.each = Attention(), Network(WIDTH, _EACH)
        self.out = Parameter(torch.eye(WIDTH, DIMENSIONS))
        self.text = Network(DIMENSIONS, _TEXT)

    def forward(self, tokens: torch.Tensor, there: torch.Tensor, rounded: bool) -> torch.Tensor:
        """The directions of texts; `there` tells which of a line's tokens are no padding."""
        vectors = in_four_bits(self.vectors) if rounded else self.vectors
        states = self.each(self.attention(functional.embedding(tokens, vectors), there))
        mean = functional.normalize((states * there[..., None]).sum(1), dim=1)
        return functional.normalize(self.text(functional.normalize(mean @ self.out, dim=1)), dim=1)


def unit(states: torch.Tensor) -> torch.Tensor:
    return states * torch.rsqrt((states * states).mean(-1, keepdim=True) + 1e-6)


def scales(vectors: torch.Tensor) -> torch.Tensor:
    """The step of each vector's whole numbers; the few largest values are cut, which costs less than coarse steps."""
    return (vectors.detach().abs().amax(1, keepdim=True) * 0.75 / 7).clamp_min(1e-7).half().float()


def in_four_bits(vectors: torch.Tensor) -> torch.Tensor:
    """As stored; for the slope as if unrounded (Bengio et al. 2013, "straight through")."""
    steps = scales(vectors)
    stored = (vectors / steps).round().clamp(-8, 7) * steps
    return vectors + (stored - vectors).detach()

"""What a text's word pieces make of one another: one layer of attention and two small networks, in plain numpy.

A piece alone cannot say that "not working" is a complaint and "working hours" are none. MiniLM has six wide layers to
tell; a narrow one comes near.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Attention(NamedTuple):
    """With many heads (Vaswani et al. 2017), and a bias by distance (Shaw et al. 2018; Raffel et al. 2020)."""

    asked: Floats  # dimensions × 3 dimensions: what a piece looks for, what it is found by, what it gives
    given: Floats  # dimensions × dimensions
    nearness: Floats  # heads × distances, from far before to far behind

    def mix(self, states: Floats) -> Floats:
        """A line a piece."""
        heads, reach = len(self.nearness), self.nearness.shape[1] // 2
        count, width = len(states), states.shape[1] // heads
        parts = (unit(states) @ self.asked).reshape(count, 3, heads, width).transpose(1, 2, 0, 3)
        places = np.arange(count)
        distances = np.clip(places - places[:, None], -reach, reach) + reach
        weights = _shares(parts[0] @ parts[1].transpose(0, 2, 1) / np.float32(width**0.5) + self.nearness[:, distances])
        mixed = (weights @ parts[2]).transpose(1, 0, 2).reshape(count, -1)
        result: Floats = states + mixed @ self.given
        return result


class Network(NamedTuple):
    """A correction of what goes in, line by line."""

    inner: Floats
    bias: Floats
    outer: Floats

    def correct(self, states: Floats) -> Floats:
        corrected: Floats = states + np.maximum(unit(states) @ self.inner + self.bias, 0) @ self.outer
        return corrected


def unit(states: Floats) -> Floats:
    """Each line divided by its root mean square (Zhang and Sennrich 2019)."""
    scaled: Floats = states / np.sqrt((states * states).mean(axis=-1, keepdims=True) + np.float32(1e-6))
    return scaled


def _shares(values: Floats) -> Floats:
    """Softmax of each line."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares

"""The progress picture: it opens, it fits, and a bar is as full as the phase is finished."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import progress_picture

rows = st.lists(
    st.integers(1, 40).flatmap(lambda total: st.tuples(st.text(max_size=80), st.integers(0, total), st.just(total))),
    min_size=1,
    max_size=12,
)


def opened(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png)) as picture:
        picture.load()
        return picture.convert("RGB")


def bar(finished: int, total: int) -> list[tuple[int, int, int]]:
    """The colours along the middle of the only bar, from left to right."""
    empty, drawn = (opened(progress_picture("", [("", done, total)], "")) for done in (0, finished))
    full = opened(progress_picture("", [("", total, total)], ""))
    changed = [
        (x, y) for y in range(full.height) for x in range(0, 500, 4) if full.getpixel((x, y)) != empty.getpixel((x, y))
    ]
    middle = sorted({y for _, y in changed})[len({y for _, y in changed}) // 2]
    return [drawn.getpixel((x, middle)) for x, y in changed if y == middle]  # type: ignore[misc]


@settings(max_examples=40, deadline=None)
@given(title=st.text(max_size=120), rows=rows, below=st.text(max_size=200))
def test_any_phases_with_any_names_give_a_picture_that_opens(
    title: str, rows: list[tuple[str, int, int]], below: str
) -> None:
    assert opened(progress_picture(title, rows, below)).width == 720


def test_every_phase_makes_the_picture_longer_by_the_same_height() -> None:
    heights = [opened(progress_picture("T", [("A phase", 1, 2)] * count, "b")).height for count in (1, 2, 12)]
    assert heights[2] - heights[0] == 11 * (heights[1] - heights[0]) > 0


def test_the_same_progress_is_the_same_picture_and_another_is_not() -> None:
    first = progress_picture("T", [("A", 1, 3)], "b")
    assert progress_picture("T", [("A", 1, 3)], "b") == first
    others = [("T", "A", 2, "b"), ("U", "A", 1, "b"), ("T", "B", 1, "b"), ("T", "A", 1, "c")]
    assert first not in [progress_picture(title, [(name, done, 3)], below) for title, name, done, below in others]


@pytest.mark.parametrize(("finished", "share"), [(0, 0.0), (10, 0.25), (20, 0.5), (30, 0.75), (39, 0.97), (40, 1.0)])
def test_a_bar_is_as_full_as_the_phase_is_finished(finished: int, share: float) -> None:
    track = bar(0, 40)[-1]
    colours = bar(finished, 40)
    filled = sum(colour != track for colour in colours) / len(colours)
    whole_bar = 648 / (500 - 36)
    assert filled == pytest.approx(min(1, share * whole_bar), abs=0.03)


def test_a_finished_bar_looks_finished() -> None:
    assert bar(40, 40)[0] != bar(39, 40)[0]


def test_a_long_name_is_cut_where_the_count_begins() -> None:
    long = opened(progress_picture("T", [("W" * 300, 1, 2)], "b"))
    short = opened(progress_picture("T", [("W", 1, 2)], "b"))
    right = (long.width - 110, 0, long.width, long.height)
    assert long.crop(right).tobytes() == short.crop(right).tobytes()

"""The progress picture: one bar a phase, filled as far as its milestones are finished."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, MARGIN, ROW, CORNER = 720, 36, 74, 28
"""Narrow, with large letters: a phone shows it at half this width."""

TITLE, NAME, BELOW = 34, 26, 22
"""Sizes of the letters."""

PAPER, INK, FAINT, TRACK, DONE, WHOLE = "#ffffff", "#1f2933", "#616e7c", "#e4e7eb", "#2f6fed", "#0f9d58"
"""Text on the paper has a contrast of 5 to 1 or more; a finished bar differs by its tick too, not only by colour."""


def progress_picture(title: str, rows: Sequence[tuple[str, int, int]], below: str) -> bytes:
    """A PNG of `rows` (phase, finished, total) under a title, with one line below."""
    height = 2 * MARGIN + 66 + ROW * len(rows) + 40
    image = Image.new("RGBA", (WIDTH, height))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, WIDTH - 1, height - 1), CORNER, PAPER)  # a card, also where all around it is dark
    draw.text((MARGIN, MARGIN), fitting(draw, title, TITLE, WIDTH - 2 * MARGIN), INK, font(TITLE))
    for number, (phase, finished, total) in enumerate(rows):
        _row(draw, MARGIN + 66 + number * ROW, phase, finished, total)
    draw.text((MARGIN, height - MARGIN - 28), fitting(draw, below, BELOW, WIDTH - 2 * MARGIN), FAINT, font(BELOW))
    png = BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def _row(draw: ImageDraw.ImageDraw, top: int, phase: str, finished: int, total: int) -> None:
    count = f"{finished} of {total}"
    right = WIDTH - MARGIN
    beside = round(draw.textlength(count, font(NAME))) + (70 if finished == total else 20)
    draw.text((MARGIN, top), fitting(draw, phase, NAME, right - MARGIN - beside), INK, font(NAME))
    draw.text((right, top), count, INK, font(NAME), anchor="ra")
    box = (MARGIN, top + 38, right, top + 54)
    draw.rounded_rectangle(box, 8, TRACK)
    if finished:
        end = MARGIN + max(16, round((right - MARGIN) * finished / total))
        draw.rounded_rectangle((box[0], box[1], end, box[3]), 8, WHOLE if finished == total else DONE)
    if finished == total:
        x, y = right - beside + 20, top + 16
        draw.line([(x, y), (x + 7, y + 8), (x + 20, y - 8)], WHOLE, 4, joint="curve")


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, so that the picture is the same on every machine."""
    return ImageFont.load_default(size)


def fitting(draw: ImageDraw.ImageDraw, text: str, size: int, width: int) -> str:
    """As much of the text as fits into the width."""
    drawable = "".join(letter for letter in text if letter.isprintable())
    if draw.textlength(drawable, font(size)) <= width:
        return drawable
    while drawable and draw.textlength(drawable + "…", font(size)) > width:
        drawable = drawable[:-1]
    return drawable.rstrip() + "…"

"""The progress picture: one bar a phase, filled as far as its milestones are finished."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, MARGIN, ROW = 960, 40, 64
PAPER, INK, FAINT, TRACK, DONE, WHOLE = "#ffffff", "#1f2933", "#616e7c", "#e4e7eb", "#2f6fed", "#0f9d58"
"""Text on the paper has a contrast of 5 to 1 or more; a finished bar differs by its tick too, not only by colour."""


def progress_picture(title: str, rows: Sequence[tuple[str, int, int]], below: str) -> bytes:
    """A PNG of `rows` (phase, finished, total) under a title, with one line below."""
    height = 2 * MARGIN + 60 + ROW * len(rows) + 40
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN), fitting(draw, title, 30, WIDTH - 2 * MARGIN), INK, font(30))
    for number, (phase, finished, total) in enumerate(rows):
        _row(draw, MARGIN + 60 + number * ROW, phase, finished, total)
    draw.text((MARGIN, height - MARGIN - 24), fitting(draw, below, 20, WIDTH - 2 * MARGIN), FAINT, font(20))
    png = BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def _row(draw: ImageDraw.ImageDraw, top: int, phase: str, finished: int, total: int) -> None:
    count = f"{finished} of {total}"
    right = WIDTH - MARGIN
    draw.text((MARGIN, top), fitting(draw, phase, 22, right - MARGIN - 140), INK, font(22))
    draw.text((right, top), count, INK, font(22), anchor="ra")
    box = (MARGIN, top + 32, right, top + 46)
    draw.rounded_rectangle(box, 7, TRACK)
    if finished:
        end = MARGIN + max(14, round((right - MARGIN) * finished / total))
        draw.rounded_rectangle((box[0], box[1], end, box[3]), 7, WHOLE if finished == total else DONE)
    if finished == total:
        x, y = right - 130, top + 12
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

"""The picture of a rehearsal: a row a week, a bar an hour, all on one scale."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from bot.pictures.progress import DONE, FAINT, INK, MARGIN, PAPER, TRACK, fitting, font

HOURS, STEP = 168, 5
"""Hours of a week, and pixels for each."""

NAMES, ROW = 120, 56
WIDTH = 2 * MARGIN + NAMES + HOURS * STEP
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def load_picture(title: str, weeks: Sequence[tuple[str, Sequence[int]]], below: str) -> bytes:
    """A PNG of `weeks` (name, messages in each of its 168 hours), with one line below."""
    top = MARGIN + 84
    height = top + ROW * len(weeks) + 56 + MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN), fitting(draw, title, 28, WIDTH - 2 * MARGIN), INK, font(28))
    most = max((max(hours, default=0) for _, hours in weeks), default=0)
    _days(draw, top, top + ROW * len(weeks))
    for number, (name, hours) in enumerate(weeks):
        _week(draw, top + ROW * (number + 1), name, hours, most)
    draw.text((MARGIN, height - MARGIN - 20), fitting(draw, below, 20, WIDTH - 2 * MARGIN), FAINT, font(20))
    png = BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def _days(draw: ImageDraw.ImageDraw, top: int, bottom: int) -> None:
    """A line at each midnight, with the day's name above it."""
    for number, day in enumerate(DAYS):
        left = MARGIN + NAMES + number * 24 * STEP
        draw.line([(left, top), (left, bottom)], TRACK, 1)
        draw.text((left + 4, top - 24), day, FAINT, font(18))


def _week(draw: ImageDraw.ImageDraw, floor: int, name: str, hours: Sequence[int], most: int) -> None:
    """The busiest hour of the week has its number above it."""
    draw.text((MARGIN, floor - 22), name, INK, font(18))
    draw.line([(MARGIN + NAMES, floor), (MARGIN + NAMES + HOURS * STEP, floor)], TRACK, 1)
    tall = ROW - 22
    for hour, messages in enumerate(hours):
        if messages:
            left = MARGIN + NAMES + hour * STEP
            draw.rectangle((left, floor - max(1, round(tall * messages / most)), left + STEP - 2, floor), DONE)
    if peak := max(hours, default=0):
        middle = MARGIN + NAMES + list(hours).index(peak) * STEP + STEP // 2
        above = floor - round(tall * peak / most) - 2
        draw.text((middle, above), f"{peak:,}", INK, font(14), anchor="ms")

"""How members name whom a question is about (`slots.yaml`): a level, a region, a background."""

from math import inf
from typing import Literal

from pydantic import Field, field_validator

from bot.content.facts import Background, Level, Region
from bot.content.kinds import Title, Typed
from bot.core.model import Model

SlotName = Literal["level", "region", "background"]
Where = Literal[Region, "elsewhere"]
"""`elsewhere` is named by members and covered by no guide."""
SlotValue = Literal[Level, Where, Background]


class Named(Model):
    """A word with a capital letter counts only when it is written so: `US` is a country, `us` is not."""

    label: Title = Field(description="on buttons, and in the title of an answer")
    words: tuple[Typed, ...] = Field(min_length=1, description="a plural s and hyphens are understood")


class NamedLevel(Named):
    value: Level


class NamedRegion(Named):
    value: Where


class NamedBackground(Named):
    value: Background


class Band(Model):
    """Years of experience as a level."""

    level: Level
    below: float | None = Field(None, gt=0, description="years; the last band has no end")


class SlotWords(Model):
    """`openers` begin a follow-up; `fillers` say nothing of their own, so that only the slot is left of one.

    A filler of several words also hides the slot word within it: `us dollars` names no region.
    """

    level: tuple[NamedLevel, ...] = ()
    region: tuple[NamedRegion, ...] = ()
    background: tuple[NamedBackground, ...] = ()
    bands: tuple[Band, ...] = ()
    openers: tuple[Typed, ...] = ()
    fillers: tuple[Typed, ...]

    @field_validator("bands")
    @classmethod
    def _bands_rise(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        ends = [inf if band.below is None else band.below for band in bands]
        if ends and (ends != sorted(set(ends)) or ends[-1] != inf):
            raise ValueError("each band but the last needs a higher `below` than the one before it")
        return bands

    def named(self, slot: SlotName) -> tuple[NamedLevel | NamedRegion | NamedBackground, ...]:
        """The values of a slot, in the order of the file."""
        found: tuple[NamedLevel | NamedRegion | NamedBackground, ...] = getattr(self, slot)
        return found

    def label(self, value: str) -> str:
        """How a value is shown; itself, where the pack has no name for it."""
        every: tuple[NamedLevel | NamedRegion | NamedBackground, ...] = (*self.level, *self.region, *self.background)
        return next((each.label for each in every if each.value == value), value.replace("-", " ").capitalize())

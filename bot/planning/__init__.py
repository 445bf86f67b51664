"""What comes next for a member, and when they finish."""

from bot.planning.budget import fits, rank
from bot.planning.chosen import City, TimeOfDay, Weekday, chosen, cities, held, times
from bot.planning.coming import COMING, Coming
from bot.planning.forecast import Forecast
from bot.planning.plan import Planning
from bot.planning.road import as_planned
from bot.planning.silence import GO_ON, Stage, shall_i_stop, stage
from bot.planning.slots import next_slots
from bot.planning.standing import MARKS, PhaseShare, Standing
from bot.planning.unasked import (
    CONTROLS,
    REPLY_LASTS,
    Compose,
    Occasion,
    calling,
    elsewhere,
    mentioning,
    occasion,
    reply,
    reply_waits,
    unasked,
)

__all__ = [
    "COMING",
    "CONTROLS",
    "GO_ON",
    "MARKS",
    "REPLY_LASTS",
    "City",
    "Coming",
    "Compose",
    "Forecast",
    "Occasion",
    "PhaseShare",
    "Planning",
    "Stage",
    "Standing",
    "TimeOfDay",
    "Weekday",
    "as_planned",
    "calling",
    "chosen",
    "cities",
    "elsewhere",
    "fits",
    "held",
    "mentioning",
    "next_slots",
    "occasion",
    "rank",
    "reply",
    "reply_waits",
    "shall_i_stop",
    "stage",
    "times",
    "unasked",
]

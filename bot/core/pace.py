"""How fast a platform may be asked: 90 % of what it allows."""

from math import inf

from bot.core.model import Model


class Pace(Model):
    """Of one rate domain, which is what a platform counts requests by. Rates are messages a second."""

    rate: float
    """At the start. Each minute without a refusal adds `gain`, up to `most`; a refusal for haste halves it."""
    most: float
    gain: float = 0.0
    burst: int = 1
    channel_every: float = 0.0
    """Seconds between two messages in one channel."""
    at_once: int = 1
    """Messages on their way at the same time."""
    by_space: bool = False
    """Each space is a domain of its own; else the platform is one."""
    shows_after: float = 0.0
    """Seconds after a request, answered or not, until a look surely finds what it posted."""


SHOWS_AFTER = 15.0
"""No platform says how long it takes. A request whose sender was killed may still be on its way."""

DISCORD = Pace(rate=45, most=45, burst=3, at_once=50, shows_after=SHOWS_AFTER)
"""One bot token: "All bots can make up to 50 requests per second" (Discord, topics/rate-limits).

With a burst of 3, what is delayed by up to 40 ms on its way still makes no more than 50 within any second. What a
channel takes "should not be hard coded" and comes as `RetryLater`.
"""

SLACK = Pace(
    rate=2, most=4, gain=0.1, burst=2, channel_every=1 / 0.9, at_once=10, by_space=True, shows_after=SHOWS_AFTER
)
"""One app in one workspace: "1 message per second to a specific channel … several hundred messages per minute" (Slack,
chat.postMessage). It names no number for a workspace, so it is approached slowly."""

UNPACED = Pace(rate=inf, most=inf)
"""A screen: one message after the other, as fast as it takes them."""

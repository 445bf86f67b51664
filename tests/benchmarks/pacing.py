"""Ten simulated minutes at each platform's pace, through a real store: what arrives, and what is refused: `make bench`.

The platform is one that refuses whatever goes above its official limits.
"""

import argparse
import logging
import tempfile
import time

from bot.core.pace import DISCORD, SLACK
from tests.delivery.strict import Strict, leaping, messages, sending


def paced(platform: Strict, seconds: float) -> float:
    """What the pace allows in that time, growing from minute to minute."""
    pace = platform.pace
    assert pace
    minutes = [min(pace.rate + minute * pace.gain, pace.most) for minute in range(int(seconds // 60))]
    return 60 * sum(minutes)


def measured(platform: Strict, minutes: int, count: int) -> None:
    async def works(url: str) -> None:
        async with sending(url, messages(count, platform.platform), platform) as home:
            await home.sends_for(60 * minutes)

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        leaping(works(f"sqlite:///{folder}/milepost.db"))
    arrived = [at for at, _, _ in platform.posted if at <= 60 * minutes]
    allowed = paced(platform, 60 * minutes)
    print(
        f"{platform.platform}: {len(arrived):,} messages in {minutes} minutes, {len(arrived) / minutes / 60:.2f}/s,"
        f" {len(arrived) / allowed:.2%} of the pace; {platform.refused} refused "
        f"({time.perf_counter() - began:.0f} s)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    minutes = parser.parse_args().minutes
    logging.disable(logging.INFO)
    measured(Strict(SLACK, limit=300, window=60, each=True, platform="slack"), minutes, 240 * minutes)
    measured(Strict(DISCORD, platform="discord"), minutes, 2800 * minutes)


if __name__ == "__main__":
    main()

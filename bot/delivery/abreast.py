"""Several things on their way at once, none of them left behind."""

import asyncio
from collections.abc import Coroutine, Iterable
from types import TracebackType
from typing import Any, Self

Work = Coroutine[Any, Any, int | None]


async def abreast(works: Iterable[Work]) -> int:
    """The sum of all, done at once; the first failure is raised when the others have ended as well."""
    async with Flights() as flights:
        for work in works:
            flights.start(work)
    return flights.landed


class Flights:
    """Waits for all of them at its end, whatever comes in between; `landed` is the sum of what they gave."""

    def __init__(self) -> None:
        self.landed = 0
        self._away: set[asyncio.Task[int | None]] = set()

    def start(self, work: Work) -> None:
        self._away.add(asyncio.create_task(work))

    async def fewer_than(self, most: int) -> None:
        """Raises what one of them raised."""
        while len(self._away) >= most:
            done, _ = await asyncio.wait(self._away, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                self._away.discard(task)
                self.landed += task.result() or 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Only a cancellation ends those that are under way: what they were sending is looked for then."""
        if isinstance(error, asyncio.CancelledError):
            for task in self._away:
                task.cancel()
        ended = await asyncio.gather(*self._away, return_exceptions=True)
        broken = [each for each in ended if isinstance(each, BaseException)]
        if broken and error is None:
            raise broken[0]
        self.landed += sum(each for each in ended if isinstance(each, int))

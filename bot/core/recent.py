"""What came already: platforms deliver again what they think was not heard."""

from collections import OrderedDict

REMEMBERED = 10_000
"""The oldest is forgotten first; what has to outlast that, or a restart, is remembered in the store."""


class Recent:
    """In memory, so that what comes again at once costs nothing, and is not even looked up."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._ids: OrderedDict[str, None] = OrderedDict()

    def first(self, id: str) -> bool:
        """Whether it comes for the first time; from then on it came."""
        if id in self._ids:
            return False
        self._ids[id] = None
        if len(self._ids) > self._remembered:
            self._ids.popitem(last=False)
        return True

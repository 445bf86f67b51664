"""The errors that are a person's to read and to mend; everything else is ours."""

from math import ceil
from types import TracebackType

from bot.core.text import counted, plain, quiet


class UserError(Exception):
    """Something the member can mend; the text says what and how."""


class Invalid(UserError):
    """Arguments that do not fit: one line an argument, so that it can stand beside its field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("\n".join(f"- **{plain(name)}**: {quiet(problem)}" for name, problem in problems.items()))
        self.problems = problems


class TooFast(UserError):
    """A request more than its person may make now; `wait` is the seconds until the next."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"I can take your next question in {counted(ceil(wait), 'second')}. Nothing was changed.")
        self.wait = wait


class CannotStart(Exception):
    """For whoever runs Milepost: one line on what is wrong and, after a semicolon, what to do. Exit code 2.

    `passing` says that it may be over later, with nothing changed in the settings.
    """

    def __init__(self, text: str, *, passing: bool = False) -> None:
        super().__init__(text)
        self.passing = passing


class Broken(Exception):
    """Stands in the log for an error whose own words may be a member's."""


def trace(error: BaseException) -> tuple[type[Broken], Broken, TracebackType | None]:
    """What broke and where, as `exc_info` for a log: the lines of code and the kind of error, without its words."""
    return Broken, Broken(type(error).__name__), error.__traceback__

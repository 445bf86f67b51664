"""The errors that are a person's to read and to mend; everything else is ours."""


class UserError(Exception):
    """Something the member can mend; the text says what and how."""


class Invalid(UserError):
    """Arguments that do not fit: one line an argument, so that it can stand beside its field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("\n".join(f"- **{name}**: {problem}" for name, problem in problems.items()))
        self.problems = problems


class CannotStart(Exception):
    """For whoever runs Milepost: one line on what is wrong and what to do. Exit code 2."""

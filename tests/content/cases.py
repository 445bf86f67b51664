"""One mistake made in the small pack, and what must be said of it."""

import re
from dataclasses import dataclass

from tests.content.drafts import Draft


@dataclass(frozen=True)
class Case:
    """One text put for another in a file; `at` is on the line to be reported, `wrong` and `mend` are in the report."""

    name: str
    file: str
    old: str
    new: str
    at: str
    wrong: str
    mend: str
    adds: str = ""
    """The file as it is before the change, when the small pack does without it."""

    def try_on(self, draft: Draft) -> None:
        """Makes the mistake in a whole pack; it must be the only one reported."""
        if self.adds:
            draft.write(self.file, self.adds)
        assert draft.mistakes() == ()
        draft.change(self.file, self.old, self.new)
        [mistake] = draft.mistakes()
        assert mistake.file == self.file
        assert re.search(self.wrong, mistake.wrong)
        assert mistake.mend
        assert self.mend in mistake.mend
        assert mistake.line in (draft.lines_with(self.file, self.at)[:1] if self.at else range(1, 17))

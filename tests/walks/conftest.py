"""Every walk has a bot and a database of its own; only what the answers are learnt from is shared."""

import pytest

from bot.features.faq import Faq
from tests.walks.reading import learnt


@pytest.fixture(autouse=True)
def learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = learnt()
    monkeypatch.setattr(Faq, "of", lambda pack: answers)

"""The answers are learnt once for all walks: nothing of them is kept between two questions."""

import pytest

from bot.content import Pack
from bot.features.faq import Faq


@pytest.fixture(scope="session")
def learnt(pack: Pack) -> Faq:
    return Faq.of(pack)


@pytest.fixture(autouse=True)
def learnt_once(learnt: Faq, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Faq, "of", lambda pack: learnt)

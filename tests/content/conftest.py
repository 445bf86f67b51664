"""A small whole pack for each test, to be broken in one place."""

from pathlib import Path

import pytest

from tests.content.drafts import Draft, small_pack


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return small_pack(tmp_path / "small")

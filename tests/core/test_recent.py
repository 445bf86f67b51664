"""What came already is known, the latest of it."""

from bot.core.recent import Recent


def test_what_comes_again_is_known_until_enough_else_came() -> None:
    recent = Recent(remembered=2)
    assert [recent.first(each) for each in ("a", "a", "b", "a", "c", "b", "a")] == [
        True,
        False,
        True,
        False,
        True,
        False,
        True,
    ]

"""Every reason that is written down is said in words, to members and to admins."""

import pytest

from bot.adapters.discord.connection import LOST
from bot.adapters.discord.identifies import TOO_OFTEN, USED_UP
from bot.adapters.discord.sending import LEFT
from bot.adapters.slack.refusals import DOMAIN
from bot.adapters.slack.workspaces import NOT_INSTALLED
from bot.core import reasons
from bot.core.reasons import UNKNOWN, UNREACHABLE, because, closed, fix

READ = {
    name: value
    for name, value in vars(reasons).items()
    if name.isupper() and isinstance(value, str) and name not in ("DELETED", "UNSEEN")
}
"""Reasons of ours that a member may find beside a message. Who was deleted has none; what is unseen may have come."""


@pytest.mark.parametrize("reason", READ.values(), ids=READ)
def test_a_member_reads_every_reason_of_ours_in_our_words(reason: str) -> None:
    assert because(reason)
    assert because(reason) != reason


@pytest.mark.parametrize("reason", [*UNREACHABLE, *sorted(DOMAIN), LOST, TOO_OFTEN, USED_UP, LEFT, NOT_INSTALLED])
def test_an_admin_is_told_what_to_do_about_whatever_an_adapter_gives_as_a_reason(reason: str) -> None:
    assert fix(reason) != UNKNOWN


def test_what_a_platform_says_behind_its_code_is_not_taken_for_a_reason_of_ours() -> None:
    assert because("50013: you stopped") == ""
    assert because("the platform stopped: Discord refuses the token") == "I may not write there at the moment"
    assert closed("Forbidden (50007): Cannot send messages to this user") == "you take no direct messages from me"
    assert closed("150007: something else") == ""

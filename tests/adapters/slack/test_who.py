"""Who does something: members, admins, guests and strangers, as their profiles say."""

from dataclasses import replace

import pytest

from bot.core.dispatch import Dispatch
from bot.core.model import Person
from tests.adapters.slack.acting import ADA, BOB, MEMORY, OLIVIA, Stage, on_slack, titles
from tests.adapters.slack.fake import TEAM, Fake, Fault, Payload

pytestmark = pytest.mark.usefixtures("nothing_is_refused")


@pytest.mark.parametrize("profile", [{"deleted": True}, {"is_bot": True}], ids=str)
async def test_the_deactivated_and_other_bots_are_not_heard(profile: Payload, stage: Stage, fake: Fake) -> None:
    fake.user("UOTHER", "other", **profile)
    await stage.types("UOTHER", "C1", "/mentor", "tea green")
    assert fake.messages == []


async def test_workspace_admins_and_those_named_by_a_setting_are_admins(mentor: Dispatch) -> None:
    async with on_slack(mentor, admins="UBOB, UNOBODY") as stage:
        for user in (ADA, BOB, OLIVIA):
            await stage.types(user, "C1", "/mentor", "clean")
        assert titles(stage.fake.messages) == ["That did not work", "Clean", "Clean"]


async def test_a_guest_is_heard_and_is_no_admin(stage: Stage, fake: Fake) -> None:
    fake.user("UGUEST", "guest", is_restricted=True, is_admin=True)
    await stage.types("UGUEST", "C1", "/mentor", "clean")
    assert titles(fake.messages) == ["That did not work"]


async def test_who_somebody_is_is_asked_once_and_taken_up_when_it_changes(mentor: Dispatch) -> None:
    moved: list[Person] = []

    async def follow(person: Person) -> None:
        moved.append(person)

    async with on_slack(mentor, replace(MEMORY, moved=follow)) as stage:
        await stage.types(ADA, "C1", "/mentor", "clean")
        await stage.types(ADA, "C1", "/mentor", "tea green")
        assert len(stage.fake.called("users.info")) == 1
        changed = {**stage.fake.users[ADA], "tz": "Asia/Kolkata", "is_owner": True}
        await stage.happens({"type": "user_change", "user": changed})
        assert [(each.zone, each.admin, each.direct) for each in moved] == [("Asia/Kolkata", True, ADA)]
        await stage.types(ADA, "C1", "/mentor", "clean")
        assert titles(stage.fake.messages)[-1] == "Clean"


async def test_without_an_answer_of_slack_somebody_is_a_member_of_the_name_that_it_gave(
    stage: Stage, fake: Fake
) -> None:
    fake.faults["users.info"] = [Fault(error="internal_error")]
    await stage.types(OLIVIA, "C1", "/mentor", "clean")
    assert titles(fake.messages) == ["That did not work"]
    await stage.types(OLIVIA, "C1", "/mentor", "clean")
    assert titles(fake.messages)[-1] == "Clean"


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({"team_id": "T9"}, "That did not work"),
        ({"is_stranger": True}, "That did not work"),
        ({"team_id": "T9", "enterprise_user": {"teams": ["T9", TEAM]}}, "Clean"),
    ],
    ids=["connected", "stranger", "of one organisation"],
)
async def test_an_admin_of_another_workspace_is_none_here(more: Payload, title: str, stage: Stage, fake: Fake) -> None:
    fake.user("UFAR", "far", is_admin=True, is_owner=True, **more)
    await stage.types("UFAR", "C1", "/mentor", "clean")
    assert titles(fake.messages) == [title]


async def test_whose_account_is_switched_off_and_on_again_is_told(mentor: Dispatch) -> None:
    told = list[tuple[str, bool]]()

    async def switched(person: Person, off: bool) -> None:
        told.append((person.id, off))

    async with on_slack(mentor, replace(MEMORY, switched=switched)) as stage:
        for user in ({"deleted": True}, {"deleted": False}, {"is_bot": True}):
            await stage.happens({"type": "user_change", "user": {"id": ADA, "name": "ada", **user}})
    assert told == [(ADA, True), (ADA, False)]


async def test_accounts_that_were_switched_off_unheard_are_found(mentor: Dispatch) -> None:
    told = list[str]()

    async def switched(person: Person, off: bool) -> None:
        told.append(person.id)

    async def users() -> list[tuple[str, str]]:
        return [("T9", "UFAR"), (TEAM, ADA), (TEAM, BOB), (TEAM, OLIVIA)]

    async with on_slack(mentor, replace(MEMORY, switched=switched, users=users)) as stage:
        stage.fake.user(BOB, "bob", deleted=True)
        stage.fake.faults["users.info"] = [Fault(status=500)]
        await stage.slack.watch.look_for_the_gone(apart=0)
    assert told == [BOB]

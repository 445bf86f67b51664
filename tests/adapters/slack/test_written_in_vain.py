"""What was typed into a form is not lost where it did not do: it stands below the answer, and opens once more."""

import pytest

from bot.adapters.slack.forms import kept
from bot.core.model import pressed
from bot.core.text import loud, quiet
from tests.adapters.slack.acting import ADA, BOB, Stage, titles
from tests.adapters.slack.fake import Fake, Payload
from tests.adapters.slack.limits import elements, problems

pytestmark = pytest.mark.usefixtures("nothing_is_refused")

NOTE = "<!channel> & *so* on"


async def burns(stage: Stage, fake: Fake, note: str) -> Payload:
    await stage.types(ADA, "C1", "/mentor", "burn")
    await stage.submits(ADA, fake.views[-1], kind="green", cups="3", note=note)
    (shown,) = fake.seen_by(ADA, "C1")
    assert titles([shown]) == ["Something broke"]
    assert fake.seen_by(BOB, "C1") == []
    return shown


async def test_what_was_typed_in_vain_is_shown_as_it_was_and_edited(stage: Stage, fake: Fake) -> None:
    shown = await burns(stage, fake, NOTE)
    said = [block["text"] for block in shown["blocks"] if block["type"] == "section"][1:]
    assert said == [{"type": "plain_text", "text": text, "emoji": False} for text in ("3", quiet(NOTE))]
    (edit,) = elements(shown["blocks"])
    await stage.presses(ADA, shown, edit)
    fields = {block["block_id"]: block["element"] for block in fake.views[-1]["blocks"]}
    assert fields["kind"]["initial_option"]["value"] == "green"
    assert (fields["cups"]["initial_value"], fields["note"]["initial_value"]) == ("3", NOTE)


async def test_what_is_too_long_for_a_button_can_be_copied(stage: Stage, fake: Fake) -> None:
    await stage.takes_shortcut("UOLIVIA", "save", channel={"id": "C1"}, message={"text": "x"})
    view = fake.views[-1]
    values = {"title": {"x": {"value": "T"}}, "text": {"x": {"value": "@ä" * 1400}}, "source": {"x": {"value": "S"}}}
    below = kept(view | {"state": {"values": values}})
    assert "".join(loud(block["text"]["text"]) for block in below[3:5]) == "@ä" * 1400
    (edit,) = elements(below)
    assert pressed(edit["value"]) == ("save", {"form": "title,text,source", "title": "T", "source": "S"})
    assert problems({"text": "x", "blocks": below}) == []


async def test_what_did_do_is_not_shown_again(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "tea")
    await stage.submits(ADA, fake.views[-1], kind="green", note="N")
    (shown,) = fake.messages
    assert [block["type"] for block in shown["blocks"]] == ["header", "section"]

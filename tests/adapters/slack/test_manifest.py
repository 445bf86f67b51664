"""The manifest that is shipped: current, readable by Slack, and asking for no right that nothing needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.slack import hear
from bot.adapters.slack.manifest import SCOPES, manifest, written
from bot.app import App

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def made(app: App) -> dict[str, Any]:
    return manifest(app.dispatch.commands)


def test_the_shipped_manifest_is_the_one_of_the_commands(app: App, made: dict[str, Any]) -> None:
    shipped = (ROOT / "slack-manifest.yaml").read_text(encoding="utf-8")
    assert shipped == written(app.dispatch.commands), "run: make manifest"
    assert yaml.safe_load(shipped) == made


def test_it_fits_slacks_limits(made: dict[str, Any]) -> None:
    """docs.slack.dev/reference/app-manifest: names to 35, descriptions to 140, shortcuts 24 and 150, hints 1,000."""
    about, features = made["display_information"], made["features"]
    assert (len(about["name"]) <= 35, len(about["description"]) <= 140) == (True, True)
    assert len(features["shortcuts"]) <= 5
    for each in features["shortcuts"]:
        assert (len(each["name"]) <= 24, len(each["description"]) <= 150) == (True, True), each
    for each in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z]{1,31}", each["command"])
        assert (len(each["description"]) <= 2000, len(each["usage_hint"]) <= 1000) == (True, True), each


def test_everything_that_is_heard_is_subscribed_to(made: dict[str, Any]) -> None:
    assert {each["callback_id"] for each in made["features"]["shortcuts"]} == {hear.SHORTCUT, hear.SAVE}
    listened = set(re.findall(r'app\.event\("(\w+)"\)', Path(hear.__file__).read_text(encoding="utf-8")))
    subscribed = {each.partition(".")[0] for each in made["settings"]["event_subscriptions"]["bot_events"]}
    assert listened <= subscribed


def test_over_http_every_address_is_the_one_where_milepost_listens(app: App, made: dict[str, Any]) -> None:
    """And nothing else differs."""
    there = manifest(app.dispatch.commands, "https://example.org")
    text = written(app.dispatch.commands, "https://example.org")
    assert yaml.safe_load(text) == there
    assert text.count("https://example.org/slack/events") == 5
    assert there["oauth_config"].pop("redirect_urls") == ["https://example.org/slack/oauth_redirect"]
    assert (there["settings"].pop("socket_mode_enabled"), made["settings"].pop("socket_mode_enabled")) == (False, True)
    places = (there["settings"]["event_subscriptions"], there["settings"]["interactivity"])
    for each in (*places, *there["features"]["slash_commands"]):
        for name in ("url", "request_url", "message_menu_options_url"):
            each.pop(name, None)
    assert there == made


def test_each_scope_is_explained_in_the_readme(made: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert [scope for scope, why in SCOPES.items() if f"| `{scope}` | {why} |" not in readme] == []

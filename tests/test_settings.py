"""What the environment and `.env` say, and how a mistake in them is told."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import MovableClock, SystemClock
from bot.core.errors import CannotStart
from bot.settings import Settings, SettingsInvalid, compute_on_one_thread, load

TOKENS = ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET")
OURS = ("MILEPOST_", "DISCORD_", "SLACK_")


@pytest.fixture(autouse=True)
def _an_empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and the folder holds no `.env`."""
    for name in list(os.environ):
        if name.upper() == "DATABASE_URL" or name.upper().startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refused() -> str:
    with pytest.raises(SettingsInvalid) as error:
        load()
    return str(error.value)


def test_without_anything_set_the_defaults_hold() -> None:
    settings = load()
    assert settings.database_url == "sqlite:///milepost.db"
    assert (settings.milepost_pack, settings.milepost_log) == ("ml-engineer", "warning text")
    assert settings.platforms == ()
    assert isinstance(settings.clock, SystemClock)


def test_the_environment_is_read_in_any_case_and_goes_before_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MILEPOST_PACK=from-file\nMILEPOST_LOG='info json'\n# MILEPOST_OLD=1\n")
    monkeypatch.setenv("milepost_pack", "from-environment")
    settings = load()
    assert (settings.milepost_pack, settings.milepost_log) == ("from-environment", "info json")


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_an_empty_value_means_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unset = load()
    monkeypatch.setenv(name, "")
    assert load() == unset
    monkeypatch.delenv(name)
    Path(".env").write_text(f"{name}=\n")
    assert load() == unset


def test_a_moved_clock_starts_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILEPOST_CLOCK", "2026-03-28T00:00:00Z x0")
    clock = load().clock
    assert isinstance(clock, MovableClock)
    assert clock.now() == datetime(2026, 3, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tokens", "platforms"),
    [
        (("DISCORD_TOKEN",), ("discord",)),
        (("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"), ("slack",)),
        (("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"), ()),
        (("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"), ("slack",)),
        (TOKENS, ("discord", "slack")),
    ],
)
def test_the_platforms_are_those_with_a_token(
    tokens: tuple[str, ...], platforms: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in tokens:
        monkeypatch.setenv(name, "1.2")
    assert load().platforms == platforms


@pytest.mark.parametrize("value", ["sqlite:///a.db", "sqlite:////data/a.db", "postgres://h/d", "postgresql://u:p@h/d"])
def test_a_database_is_a_file_or_a_postgresql(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    assert load().database_url == value


def test_no_password_and_no_token_is_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hush@host/name")
    for name in TOKENS:
        monkeypatch.setenv(name, "hush")
    settings = load()
    assert "hush" not in f"{settings!r} {settings}"
    assert settings.database_url.endswith("hush@host/name")


@pytest.mark.parametrize("value", ["debug", "info text", "warning json", "error"])
def test_logs_have_a_level_and_a_form(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILEPOST_LOG", value)
    assert load().milepost_log == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("DATABASE_URL", value)
            for value in ("mysql://h/d", "milepost.db", "sqlite://", "sqlite:///", "postgres://")
        ),
        *(("MILEPOST_LOG", value) for value in ("loud", "info xml", "info  json", "json")),
        *(("MILEPOST_CLOCK", value) for value in ("now", "2026-02-30T00:00:00Z", "2026-12-31T23:59:60Z", "x3600")),
        ("MILEPOST_CLOCK", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_bad_value_gives_one_clear_line_that_says_what_the_setting_is(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    text = refused()
    assert text.startswith(f"{name}: ")
    assert "\n" not in text
    assert "pattern" not in text
    assert str(Settings.model_fields[name.lower()].description) in text


@pytest.mark.parametrize(
    "name", ["MILEPOST_PAK", "MILEPOST_LOGS", "milepost_clok", "MILEPOST_DATABASE_URL", "MILEPOST_"]
)
def test_a_misspelt_name_is_refused_in_the_environment_and_in_the_env_file(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "x")
    assert refused().startswith(f"{name} is no setting; did you mean ")
    monkeypatch.delenv(name)
    Path(".env").write_text(f"{name}=x\n")
    assert refused().startswith(f"{name} is no setting; did you mean ")


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("MILEPOST_PAK", "MILEPOST_PACK"),
        ("MILEPOST_LOGGING", "MILEPOST_LOG"),
        ("MILEPOST_DATABASE_URL", "DATABASE_URL"),
        ("MILEPOST_DISCORD_TOKEN", "DISCORD_TOKEN"),
    ],
)
def test_the_name_that_was_meant_is_offered(wrong: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(wrong, "x")
    assert refused() == f"{wrong} is no setting; did you mean {meant}?"


def test_every_mistake_is_told_at_once_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MILEPOST_PAK=x\nMILEPOST_LOG=loud\n")
    monkeypatch.setenv("DATABASE_URL", "oracle://x")
    assert {line.split()[0] for line in refused().splitlines()} == {"MILEPOST_PAK", "MILEPOST_LOG:", "DATABASE_URL:"}


@pytest.mark.parametrize("content", [b"\xff\xfeM\x00I\x00", "MILEPOST_PACK=für".encode("latin-1")])
def test_an_env_file_that_is_no_utf8_is_one_clear_line(content: bytes) -> None:
    """A shell of Windows writes UTF-16 by itself."""
    Path(".env").write_bytes(content)
    with pytest.raises(CannotStart, match=r"\.env") as error:
        load()
    assert "\n" not in str(error.value)


def test_a_byte_order_mark_does_not_hide_the_first_setting() -> None:
    """A Windows editor writes it before `MILEPOST_PACK`; ignoring that line would be silence."""
    Path(".env").write_text("\ufeffMILEPOST_PACK=mine\n", encoding="utf-8")
    try:
        settings = load()
    except SettingsInvalid:
        return
    assert settings.milepost_pack == "mine"


def test_a_folder_called_env_is_no_settings_file() -> None:
    Path(".env").mkdir()
    assert load().milepost_pack == "ml-engineer"


def test_tokens_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOKENS:
        monkeypatch.setenv(name, f"secret-of-{name}")
    settings = load()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "secret-of-DISCORD_TOKEN"
    for shown in (repr(settings), str(settings), f"{settings}", settings.model_dump_json(), str(settings.model_dump())):
        assert "secret-of" not in shown
    monkeypatch.setenv("DATABASE_URL", "mysql://me:secret-of-mine@host/db")
    assert "secret-of" not in refused()


def test_settings_stay_as_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().milepost_pack = "another"  # type: ignore[misc]


def test_one_thread_computes_unless_somebody_set_another_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    for number in ("1", "3"):
        compute_on_one_thread()
        assert os.environ["OPENBLAS_NUM_THREADS"] == number
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")


@pytest.mark.parametrize(
    "address", ["https://slack.com/api/", "http://127.0.0.1.example.org/api/", "ftp://127.0.0.1/", "x"]
)
@pytest.mark.parametrize("name", ["SLACK_API_BASE", "DISCORD_API_BASE", "DISCORD_GATEWAY_URL"])
def test_a_stand_in_for_a_platform_may_only_be_on_this_machine(
    address: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, address)
    assert refused().startswith(f"{name}: it must be on this machine, such as http://127.0.0.1:8080/api/. It is:")


def test_the_address_of_the_stand_in_ends_as_the_client_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_BASE", "http://localhost:8080/api")
    assert load().slack_api_base == "http://localhost:8080/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [("SLACK_LISTEN", "3000"), ("SLACK_ADMINS", "@ada"), ("SLACK_ADMINS", "U1 U2"), ("SLACK_WORKSPACES", "anybody")],
)
def test_what_is_no_address_and_no_id_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert name in refused()

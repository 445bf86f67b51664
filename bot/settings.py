"""What the environment and `.env` say, read once. Every setting is documented in the README's table."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.clock import Clock, SystemClock, moved
from bot.core.errors import CannotStart

MISWRITTEN = {"string_pattern_mismatch": "it is not written as it should be"}
"""In place of a pattern, which is for programmers."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsInvalid(CannotStart):
    """A setting is wrong; the text says which, why and what to do, one line each."""


def _is_clock(text: str) -> str:
    if text:
        moved(text)
    return text


def _is_loopback(text: str) -> str:
    """Tokens go where this points, so that it may be nowhere else."""
    address = urlsplit(text)
    if text and (address.scheme not in ("http", "https", "ws", "wss") or address.hostname not in LOOPBACK):
        raise ValueError("it must be on this machine, such as http://127.0.0.1:8080/api/")
    return text if not text or text.endswith("/") else f"{text}/"


class Settings(BaseSettings):
    """Names are the environment's, in lower case. An empty value means not set."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: str = Field(
        "sqlite:///milepost.db",
        pattern=r"^(sqlite:///.+|postgres(ql)?://.+)$",
        repr=False,  # it may hold a password
        description="Where everything is remembered: `sqlite:///FILE` (four slashes for an absolute path), or"
        " `postgresql://USER:PASSWORD@HOST/NAME`",
    )
    milepost_pack: str = Field("ml-engineer", description="The content pack: the name of a shipped one, or a folder")
    milepost_cache: str = Field(
        "", description="The folder where what is learnt of a pack is kept, to be had at once at the next start"
    )
    milepost_clock: Annotated[str, AfterValidator(_is_clock)] = Field(
        "",
        description="For rehearsals: a moment to start at, `2026-03-28T00:00:00Z`, optionally ` x3600` times as fast",
    )
    milepost_log: str = Field(
        "warning text",
        pattern=r"^(debug|info|warning|error)( (text|json))?$",
        description="Least level that is logged, and `text` or `json`",
    )
    milepost_grace: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days for which what is known of a Slack workspace stays after it removed the app",
    )
    discord_token: SecretStr | None = Field(None, description="Bot token of the Discord application")
    discord_guilds: str = Field(
        "",
        pattern=r"^(\d+(\s*,\s*\d+)*)?$",
        description="While developing: ids of the guilds, with commas, in which the commands are registered, at once;"
        " else they are everywhere",
    )
    discord_api_base: Annotated[str, AfterValidator(_is_loopback)] = Field(
        "",
        description="For rehearsals: a server on this machine that stands in for Discord,"
        " `http://127.0.0.1:PORT/api/v10`",
    )
    discord_gateway_url: Annotated[str, AfterValidator(_is_loopback)] = Field(
        "", description="The same for Discord's gateway, `ws://127.0.0.1:PORT/`"
    )
    slack_bot_token: SecretStr | None = Field(None, description="Bot token of the Slack app, `xoxb-…`")
    slack_app_token: SecretStr | None = Field(None, description="App-level token for Socket Mode, `xapp-…`")
    slack_signing_secret: SecretStr | None = Field(None, description="Signing secret, for Slack over HTTP")
    slack_client_id: str = Field(
        "", pattern=r"^(\d+\.\d+)?$", description="Client id of the Slack app, where several workspaces install it"
    )
    slack_client_secret: SecretStr | None = Field(None, description="Client secret of that app")
    slack_workspaces: str = Field(
        "",
        pattern=r"^(any|(T[A-Z0-9]+(,\s*|$))*)$",
        description="Ids of the workspaces that may install that app, with commas, or `any`",
    )
    slack_listen: str = Field(
        "127.0.0.1:3000",
        pattern=r"^[^\s:]+:\d{1,5}$",
        description="`HOST:PORT` for Slack over HTTP; where there is an app token, Socket Mode is used instead",
    )
    slack_admins: str = Field(
        "",
        pattern=r"^([UW][A-Z0-9]+(,\s*|$))*$",
        description="Ids of Slack members who are admins here besides the workspace's own, with commas",
    )
    slack_api_base: Annotated[str, AfterValidator(_is_loopback)] = Field(
        "",
        description="For rehearsals: a server on this machine that stands in for Slack, `http://127.0.0.1:PORT/api/`",
    )

    @property
    def platforms(self) -> tuple[Literal["discord", "slack"], ...]:
        """The platforms that have a token."""
        discord: tuple[Literal["discord"], ...] = ("discord",) if self.discord_token else ()
        slack: tuple[Literal["slack"], ...] = ("slack",) if self.slack_bot_token or self.slack_client_id else ()
        return (*discord, *slack)

    @property
    def guilds(self) -> tuple[int, ...]:
        """Where the commands are registered while they are developed; none for everywhere."""
        return tuple(int(guild) for guild in self.discord_guilds.split(",") if guild)

    @property
    def cache(self) -> Path:
        """The folder for what can be made again: beside the database, or here where the database is no file."""
        scheme, _, file = self.database_url.partition(":///")
        beside = Path(file).parent if scheme == "sqlite" else Path()
        return Path(self.milepost_cache or beside / ".milepost")

    @property
    def clock(self) -> Clock:
        return moved(self.milepost_clock) if self.milepost_clock else SystemClock()


def load() -> Settings:
    """Raises `SettingsInvalid`, also for a `MILEPOST_…` name that is no setting."""
    try:
        problems = _misspelt({**dotenv_values(Path(".env")), **os.environ})
    except UnicodeDecodeError:
        raise SettingsInvalid(".env is not UTF-8 text; save it as UTF-8, without a byte order mark") from None
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [_line(item["loc"], MISWRITTEN.get(item["type"], item["msg"])) for item in error.errors()]
    if problems:
        raise SettingsInvalid("\n".join(problems))
    return settings


def compute_on_one_thread() -> None:
    """To be called before anything imports numpy, whose OpenBLAS starts a thread for each core.

    That takes longer than an answer does, and on a busy machine the threads wait for one another: learning 1,500
    phrasings took 71 seconds on four threads, 2 on one. Whoever set a number keeps it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _misspelt(environment: Mapping[str, str | None]) -> list[str]:
    known = [name.upper() for name in Settings.model_fields]
    wrong = [name for name in environment if name.upper().startswith("MILEPOST_") and name.upper() not in known]
    return [f"{name} is no setting; did you mean {get_close_matches(name.upper(), known, 1, 0)[0]}?" for name in wrong]


def _line(loc: tuple[int | str, ...], message: str) -> str:
    name = str(loc[0])
    description = Settings.model_fields[name].description
    return f"{name.upper()}: {message.removeprefix('Value error, ')}. It is: {description}"

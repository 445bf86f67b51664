"""Somebody at the keyboard of the whole bot: lines go in, what the screen showed comes out."""

import tempfile
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path

import pytest

from bot.adapters.console import Console, Plain, Somebody
from bot.app import App
from bot.clock import MovableClock

Talk = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def talk(app: App, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Types the lines one after the other; gives the messages in the order in which they were shown."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def typed(*lines: str, who: Somebody = Somebody()) -> list[str]:  # noqa: B008 it is frozen
        sink = StringIO()
        screen = Plain(StringIO("".join(f"{line}\n" for line in lines)), sink)
        console = Console(app.dispatch, screen, clock, lambda to: app.skip_to(to, clock), app.deliver, who)
        app.serve(console)
        await console.run()
        return [message for message in sink.getvalue().split("\n\n") if message]

    return typed

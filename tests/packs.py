"""The pack that Milepost ships, read once a process."""

from functools import cache

from bot.content import Pack, find, load


@cache
def shipped() -> Pack:
    return load(find("ml-engineer"))

"""What somebody began to type, completed from the titles and ids that there are."""

from collections.abc import Mapping

from bot.core.model import Choice


def holding(typed: str, titles: Mapping[str, str]) -> list[Choice]:
    """Those whose id or title holds what was typed, in their order; `titles` are by id."""
    wanted = typed.casefold().strip()
    return [Choice(label=title, value=id) for id, title in titles.items() if wanted in f"{id} {title}".casefold()]

"""The exact JSON that each platform would be sent for a card; which file goes with it is not in there."""

from bot.core.model import Card, Place
from bot.features.preview import Draw


def _discord(card: Card, place: Place, delivery_id: str) -> object:
    from bot.adapters.discord.render import address_of, mark_of, message

    return message(card, address_of(place.space) if place.direct else "", mark_of(delivery_id)).payload


def _slack(card: Card, _: Place, delivery_id: str) -> object:
    from bot.adapters.slack.render import message

    return message(card, delivery_id).payload


PAYLOADS: dict[str, Draw] = {"discord": _discord, "slack": _slack}

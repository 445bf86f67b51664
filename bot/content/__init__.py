"""Loads a content pack and refuses one with a mistake in it."""

from bot.content.documents import Mistake, PackInvalid
from bot.content.load import find, load, write_schemas
from bot.content.pack import REFUSED, Pack

__all__ = ["REFUSED", "Mistake", "Pack", "PackInvalid", "find", "load", "write_schemas"]

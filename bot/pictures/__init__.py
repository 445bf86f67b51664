"""What people would rather look at than read, drawn with Pillow."""

from bot.pictures.load import load_picture
from bot.pictures.progress import progress_picture

__all__ = ["load_picture", "progress_picture"]

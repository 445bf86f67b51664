"""What people would rather look at than read, drawn with Pillow."""

from bot.pictures.progress import progress_picture

__all__ = ["progress_picture"]

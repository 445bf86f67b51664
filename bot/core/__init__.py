"""A mentor bot, on no platform."""

"""Where Milepost is heard and seen: a folder a platform."""

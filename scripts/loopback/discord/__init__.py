"""Milepost on a server in the place of Discord."""

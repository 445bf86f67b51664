"""A pack whose answers cost no time, a clock, and an installation with members to rehearse a copy of."""

from tests.delivery.conftest import clock, home, pack, platform

__all__ = ["clock", "home", "pack", "platform"]

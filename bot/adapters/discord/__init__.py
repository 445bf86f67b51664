"""Milepost on Discord."""

"""Milepost, a mentoring bot for learning communities."""

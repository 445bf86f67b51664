"""Rehearses weeks of deliveries in minutes: the real planner and sender, a moved clock, a simulated platform."""

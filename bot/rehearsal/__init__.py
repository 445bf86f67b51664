"""Rehearses weeks of deliveries in minutes: the real planner and outbox, a moved clock, a simulated platform."""

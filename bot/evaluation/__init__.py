"""Measures how well questions are understood: those of any labelled file, and those of a pack."""

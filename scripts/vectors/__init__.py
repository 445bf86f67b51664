"""Builds bot/matching/vectors.npz, the small encoder of the matcher, from MiniLM."""

"""Builds bot/matching/vectors.npz, the static token vectors of the matcher, from MiniLM."""

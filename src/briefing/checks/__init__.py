"""Deterministic checks of what a model replied. No model, no network."""

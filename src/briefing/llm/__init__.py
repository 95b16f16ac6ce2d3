"""The way to a model."""

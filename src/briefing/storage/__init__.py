"""Finished days on disk."""

"""Paragraphs."""

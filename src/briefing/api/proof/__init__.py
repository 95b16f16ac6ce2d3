"""Proof of a handed-over day: its records, its files rendered again, and the whole of it built again from replies.

It stands above the pipeline and the renderers, for it does again what they did, and compares.
"""

"""The one way of a text that isn't ours to a terminal or a log."""

from __future__ import annotations

import logging

from briefing.text.addresses import without_secrets


def plain(text: str) -> str:
    """The text on one line, without escape sequences, marks that turn the reading direction, and secrets in addresses.

    Whatever a terminal acts on is no printable character; each becomes a blank.
    """
    return "".join(char if char.isprintable() else " " for char in without_secrets(text))


class PlainFormatter(logging.Formatter):
    """For logs: messages and tracebacks quote what was read and what a server said."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, with nothing in it that a terminal acts on."""
        return "\n".join(map(plain, super().format(record).split("\n")))

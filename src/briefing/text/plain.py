"""The one way of a text that isn't ours to a terminal or a log."""

from __future__ import annotations

from briefing.text.addresses import without_secrets


def plain(text: str) -> str:
    """The text on one line, without escape sequences, marks that turn the reading direction, and secrets in addresses.

    Whatever a terminal acts on is no printable character; each becomes a blank.
    """
    return "".join(char if char.isprintable() else " " for char in without_secrets(text))


def escaped(text: str) -> str:
    """JSON text whose strings hold nothing that a terminal acts on: an escape in place of each, so the same JSON."""
    return "".join(char if char.isprintable() or char == "\n" else _escape(char) for char in text)


def _escape(char: str) -> str:
    return "".join(f"\\u{part:04x}" for part in _utf16(char))


def _utf16(char: str) -> tuple[int, ...]:
    code = ord(char)
    return (code,) if code < 0x10000 else (0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF))

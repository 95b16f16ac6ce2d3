"""Links, HTML and Markdown in what a model wrote: text is text, and links lead only to the sources' own pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_MARKUP = (
    ("a link", re.compile(r"\b(?:https?|ftp|data|javascript|mailto|file):\S|\bwww\.\w", re.IGNORECASE)),
    ("HTML", re.compile(r"<(?:/?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?|!--|\?|!\[CDATA)|-->", re.IGNORECASE)),
    ("HTML", re.compile(r"&(?:[a-z]{2,8}|#x?\d+);", re.IGNORECASE)),
    ("a Markdown link or picture", re.compile(r"\]\([^)\s][^)]{0,2000}\)")),
    ("Markdown", re.compile(r"\*\*\S[^*]*\*\*|__\S[^_]*__|```|^#{1,6} |^[^\S\n]*>\s", re.MULTILINE)),
)  # fmt: skip
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}/\S+", re.IGNORECASE)


def markup_in(text: str) -> str | None:
    """What of it stands in a text; None where it is plain."""
    for kind, pattern in _MARKUP:
        if pattern.search(text):
            return kind
    return "a link" if _HOST.search(text) else None


#: The source's own words, which are shown as such.
_SOURCES_OWN = frozenset({"quote", "quotes", "cites", "original"})


def marked_up(value: Any, passed_over: Collection[str] = (), where: str = "") -> Iterator[tuple[str, str]]:
    """Where in a reply markup stands, and what kind, in all that the model wrote itself.

    Args:
        passed_over: Fields that are looked at elsewhere.
    """
    if isinstance(value, str):
        if kind := markup_in(value):
            yield where, kind
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _SOURCES_OWN and name not in passed_over:
                yield from marked_up(getattr(value, name), passed_over, f"{where}.{name}" if where else name)
    elif isinstance(value, (list, tuple)):
        for number, part in enumerate(value):
            yield from marked_up(part, passed_over, f"{where}.{number}")

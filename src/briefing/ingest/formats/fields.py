"""Articles given field by field, as a JSON line or the row of a table has them.

`text` is required; title, author (or byline), url, outlet and published stand beside it. What is no usable
value is left out and noted, never guessed at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given
from briefing.ingest.formats.text import text_of
from briefing.ingest.html.byline import names_in
from briefing.models import PartialDate
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from briefing.ingest.sandbox.job import Job
    from briefing.models import Article

KEYS = frozenset({"text", "title", "author", "byline", "url", "outlet", "published"})
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)
_DATED_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}(?::?\d{2}.*)?", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 60


def article_of(
    values: dict[str, Any], origin: str, encoding: str, max_bytes: int, note: str | None = None
) -> Article | Job:
    """Make an article of its fields; a job for a worker where the text is long.

    Args:
        values: The fields.
        origin: Where they were read.
        encoding: How they were decoded, in words.
        max_bytes: Of the text.
        note: What decoding has to say.

    Raises:
        ArticleUnreadable: There is no usable `text`.
    """
    notes: list[str] = [note] if note else []
    text = values.get("text")
    if not isinstance(text, str):
        raise ArticleUnreadable(
            'no "text": every line needs one' if text is None else '"text" is no string', origin=origin
        )
    if _SURROGATE.search(text):
        raise ArticleUnreadable('"text" holds half of a surrogate pair, which is no character', origin=origin)
    unknown = [key for key in values if key not in KEYS]
    if unknown:
        shown = ", ".join(sorted(_shown(key) for key in unknown[:20]))
        notes.append(f"ignored what this tool doesn't know: {shown}{', …' if len(unknown) > 20 else ''}")
    title, outlet = _words(values, "title", notes), _words(values, "outlet", notes)
    url, published = _address(values, notes), _date(values, notes)
    author = _author(values, notes)
    given = Given(title, url, outlet, published, tuple(notes), author=author)
    return text_of(text, origin=origin, encoding=encoding, given=given, max_bytes=max_bytes)


def _words(values: dict[str, Any], key: str, notes: list[str]) -> str | None:
    """A value on one line; what is no usable string is left out, and said."""
    value = values.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or _SURROGATE.search(value):
        notes.append(f"{key} left out: {_shown(value)} is no usable text")
        return None
    return one_line(value).strip() or None


def _author(values: dict[str, Any], notes: list[str]) -> str | None:
    """The names, comma-separated: `author` first, else `byline`; either may be a list, or begin with `by`."""
    for key in ("author", "byline"):
        value = values.get(key)
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            value = ", ".join(filter(None, value))
        if words := _words({key: value}, key, notes):
            return names_in(words) or words
    return None


def _address(values: dict[str, Any], notes: list[str]) -> str | None:
    url = _words(values, "url", notes)
    # It becomes a link in the report: nothing but what a browser opens as a page.
    if url is not None and not _ADDRESS.fullmatch(url):
        notes.append(f"url left out: {_shown(url)} is no http(s) address")
        return None
    return url


def _date(values: dict[str, Any], notes: list[str]) -> str | None:
    value = _words(values, "published", notes)
    if value is None:
        return None
    timed = _DATED_TIME.fullmatch(value)
    date = timed[1] if timed else value
    known = PartialDate.parse(date)
    if known is not None and known.exists:
        return date
    notes.append(f"published left out: {_shown(value)} is no ISO date (such as 2026-11-19 or 2026-11)")
    return None


def _shown(value: object) -> str:
    """A stranger's value in a message: on one line, printable, short."""
    text = one_line(str(value)).encode("utf-8", "backslashreplace").decode()
    return f'"{text[:_SHOWN]}{"…" if len(text) > _SHOWN else ""}"'

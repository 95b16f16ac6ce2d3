"""What of an e-mail a mail program shows as one page: its HTML parts, one after the other, and plain ones between them.

Apple Mail cuts a letter at each picture into parts of its own, and mailing lists put a plain part behind an HTML one.
Of alternatives only the richest is shown (RFC 2046, 5.1.4).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.formats.email_text import content_of, markup_lines, text_of_part
from briefing.ingest.html.parse import decode_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import MIMEPart

    from briefing.text.decode import Decoded

HTML = "text/html"
_PLAIN = "text/plain"
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """An e-mail's page."""

    content: bytes
    charset: str | None
    """As the part said; utf-8 where several were joined."""
    lines: str
    """Its words, with its breaks and blocks as lines."""
    encoding: str | None = None
    """In words, where several were joined."""
    notes: tuple[str, ...] = ()


def shown_parts(message: MIMEPart) -> tuple[MIMEPart, ...]:
    """The parts of text that a mail program shows, in their order, without attachments."""
    return tuple(_shown(message))


def page_of(parts: Sequence[MIMEPart], origin: str) -> Shown | None:
    """The page of the parts that are shown; None where none of them is HTML.

    Raises:
        ArticleUnreadable: The letters of none of several parts can be told; of some, a note says so.
    """
    if not any(part.get_content_type() == HTML for part in parts):
        return None
    if len(parts) == 1:
        return Shown(content_of(parts[0]), parts[0].get_content_charset(), markup_lines(parts[0], origin))
    read = [_read(part, origin) for part in parts]
    whole = [one for one in read if not isinstance(one, ArticleUnreadable)]
    if not whole:
        raise next(one for one in read if isinstance(one, ArticleUnreadable))
    lost = (f"a part of the mail wasn't read: {one.message}" for one in read if isinstance(one, ArticleUnreadable))
    return Shown(
        content="\n".join(one.markup for one in whole).encode("utf-8", "replace"),
        charset="utf-8",
        lines="\n".join(one.lines for one in whole),
        encoding=", ".join(dict.fromkeys(one.decoded.encoding for one in whole)),
        notes=tuple(dict.fromkeys((*(one.decoded.note for one in whole if one.decoded.note), *lost))),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    markup: str
    lines: str
    decoded: Decoded


def _read(part: MIMEPart, origin: str) -> _Part | ArticleUnreadable:
    try:
        if part.get_content_type() == HTML:
            found = decode_page(content_of(part), origin, part.get_content_charset())
            return _Part(_ENDS.sub("", found.text), markup_lines(part, origin), found)
        found = text_of_part(part, origin)
    except ArticleUnreadable as error:
        return error
    return _Part(_as_markup(found.text), found.text, found)


def _shown(part: MIMEPart) -> Iterator[MIMEPart]:
    kind = part.get_content_type()
    if part.get_content_maintype() == "message" or part.get_content_disposition() == "attachment":
        return
    if not part.is_multipart():
        if kind in {HTML, _PLAIN}:
            yield part
        return
    below = [tuple(_shown(child)) for child in part.iter_parts()]
    if kind == "multipart/alternative":
        with_page = [parts for parts in below if any(one.get_content_type() == HTML for one in parts)]
        yield from next(reversed(with_page or [parts for parts in below if parts]), ())
    elif kind == "multipart/related":
        # The others are what the first one shows within it.
        yield from next((parts for parts in below if parts), ())
    else:
        for parts in below:
            yield from parts


def _as_markup(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text)
    return "".join(f"<p>{html.escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs if one.strip())

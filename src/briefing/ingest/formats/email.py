"""Readers of e-mails and of saved pages (MHTML): the standard library's mail parser, then the page's reader.

An e-mail's text/html part is read as a page where it has one, else its text/plain parts. Attachments aren't
read, but for messages; the notes name them. Of a saved page the first HTML part is read; the day it was saved
is no date of publication.
"""

from __future__ import annotations

import base64
import contextlib
import email
import email.errors
import email.policy
import quopri
import re
from dataclasses import dataclass, replace
from email.message import MIMEPart
from functools import partial
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, Page, build, plain_spans
from briefing.ingest.formats.email_page import HTML, page_of, shown_parts
from briefing.ingest.formats.email_text import (
    content_of,
    header,
    own_leaves,
    raw_header,
    sender,
    text_of_part,
    without_files,
)
from briefing.ingest.formats.forwarded import Forwarded, forwarded_in
from briefing.ingest.html.page import read_page
from briefing.ingest.paragraphs.spans import Span
from briefing.models import FoundDate, Unread
from briefing.text.dates import date_of_value
from briefing.text.language_id import language_of
from briefing.text.one_line import one_line
from briefing.text.stated_dates import StatedDate, day_in_any, stated_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage

    from briefing.ingest.sandbox.job import Job
    from briefing.models import Article

_MOST_PARTS = 1_000
_SHOWN = 10
#: Messages attached to messages attached to …
_DEEPEST = 5
#: Code points of a text above which a message with others attached is an article itself; and of what a note quotes.
_LONG_COMMENT, _COMMENT_SHOWN = 600, 200
#: Code points by which a paragraph is found again.
_BEGINNING = 40
#: Languages of mail programs, in which a forwarded message's day may be written.
_PROGRAMS = (
    "de fr es it pt nl pl cs sk ru uk tr ar fa he zh ja ko sv da nb fi hu ro el bg hr sr sl lt lv et vi id th hi"
)
#: The reason of paragraphs that belong to the forwarding and not to the message.
FORWARDING = "forwarding"


def read_mhtml(job: Job) -> Article:
    """Make an article of a saved page.

    Raises:
        ArticleUnreadable: There is no page in it.
    """
    message = _message(job)
    for part in _leaves(message, job.page.origin):
        if part.get_content_type() not in {"text/html", "application/xhtml+xml"}:
            continue
        url = header(message, "Snapshot-Content-Location") or header(part, "Content-Location")
        given = job.page.given
        if given.url is None and url and url.lower().startswith(("http://", "https://")):
            given = replace(given, url=url)
        saved = date_of_value(_iso(header(message, "Date")))
        content = content_of(part)
        _check_size(content, job)
        return read_page(Page(content, job.page.origin, given, part.get_content_charset(), job.page.saved or saved))
    raise ArticleUnreadable("no page in it: it has no part of text/html", origin=job.page.origin)


def read_eml(job: Job) -> tuple[Article | Unread, ...]:
    """Make an article of an e-mail: subject, sender and day beside its text.

    Of a message that forwards others, in its text or attached, these are the articles, with their own senders and
    days; that it was forwarded, by whom and with which words, is a note.

    Returns:
        One record, or one for each attached message.

    Raises:
        ArticleUnreadable: It is encrypted, or has no text.
    """
    return tuple(_records(_message(job), job, _Way(job.page.given.notes), job.page.origin))


@dataclass(frozen=True, slots=True)
class _Way:
    """By which messages another one came."""

    notes: tuple[str, ...]
    depth: int = 0


def _records(message: MIMEPart, job: Job, way: _Way, origin: str) -> Iterator[Article | Unread]:
    if message.get_content_type() in {"multipart/encrypted", "application/pkcs7-mime"}:
        raise ArticleUnreadable("encrypted: decrypt it in your mail program first", origin=origin)
    inner = [] if message.get_content_type() == "multipart/report" else list(_attached(message))
    if not inner or way.depth >= _DEEPEST:
        yield _article(message, job, way, origin)
        return
    own = _own_words(message, origin)
    if len(own) > _LONG_COMMENT:
        yield _article(message, job, way, origin)
    below = _Way((*way.notes, _passed_on(message, own)), way.depth + 1)
    for n, one in enumerate(inner, 1):
        named = f"{origin}#{n}" if len(inner) > 1 else origin
        try:
            yield from _records(one, job, below, named)
        except ArticleUnreadable as error:
            if len(inner) == 1:
                raise
            yield Unread(origin=named, status="failed", reason=error.message)


def _attached(message: MIMEPart) -> Iterator[MIMEPart]:
    """The messages attached to one, but not those attached to them."""
    for part in message.iter_parts() if message.is_multipart() else ():
        name = (part.get_filename() or "").lower()
        if part.get_content_type() == "message/rfc822" or (name.endswith(".eml") and not part.is_multipart()):
            yield _inner(part)
        elif part.get_content_maintype() == "multipart":
            yield from _attached(part)


def _inner(part: MIMEPart) -> MIMEPart:
    """An attached message; some programs encode it, which no parser expects."""
    below = part.get_payload(0) if part.is_multipart() else None
    if isinstance(below, MIMEPart):
        if str(part.get("Content-Transfer-Encoding", "")).lower() not in {"base64", "quoted-printable"}:
            return below
        content = quopri.decodestring(below.as_bytes().strip())
        if part["Content-Transfer-Encoding"].lower() == "base64":
            with contextlib.suppress(ValueError):
                content = base64.b64decode(below.as_bytes().strip())
    else:
        content = content_of(part)
    return email.message_from_bytes(content.lstrip(), policy=email.policy.default)


def _own_words(message: MIMEPart, origin: str) -> str:
    """The plain text of a message, without those of the messages attached to it."""
    parts = [part for part in own_leaves(message) if part.get_content_type() == "text/plain"]
    texts = [
        text_of_part(part, origin).text.strip() for part in parts if part.get_content_disposition() != "attachment"
    ]
    return "\n\n".join(text for text in texts if text)


def _passed_on(message: MIMEPart, comment: str) -> str:
    """The note of a forwarding."""
    day = _iso(header(message, "Date"))
    who = sender(raw_header(message, "From")) or "somebody unnamed"
    said = " ".join(one_line(comment).split())
    shown = f": “{said[:_COMMENT_SHOWN]}{'…' if len(said) > _COMMENT_SHOWN else ''}”" if said else ""
    return f"forwarded by {who}{f' on {day}' if day else ''}{shown}"


def _article(message: MIMEPart, job: Job, way: _Way, origin: str) -> Article:
    parts = [part for part in own_leaves(message) if part.get_content_maintype() == "text"]
    if len(parts) > _MOST_PARTS:
        raise ArticleUnreadable(f"more than {_MOST_PARTS:,} parts", origin=origin)
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = [part for part in shown if part.get_content_type() == "text/plain"]
    given = _given(message, job, way)
    seen = shown_parts(message)
    _check_size(b"".join(content_of(part) for part in seen if part.get_content_type() == HTML), job)
    try:
        if (read := _page_article(seen, message, given, origin)) is not None:
            return read
    except ArticleUnreadable:
        if not plain:
            raise
    if not plain:
        raise ArticleUnreadable(_no_text(message), origin=origin)
    found = [text_of_part(part, origin) for part in plain]
    text, files = without_files("\n\n".join(one.text for one in found))
    _check_size(text.encode("utf-8", "replace"), job)
    notes = [one.note for one in found if one.note]
    if files:
        notes.append(f"attachments not read: {', '.join(files[:_SHOWN])}")
    given = replace(given, notes=(*given.notes, *notes))
    inner = forwarded_in(text, header(message, "Subject"))
    if inner is None:
        return build(text, origin=origin, encoding=found[0].encoding, given=given)
    text = text[: inner.start] + _unquoted(text[inner.start :])
    return build(
        text,
        origin=origin,
        encoding=found[0].encoding,
        given=_given_inner(inner, message, given, language_of(text)),
        cut=partial(_cut_inner, inner.start),
    )


def _page_article(seen: Sequence[MIMEPart], message: MIMEPart, given: Given, origin: str) -> Article | None:
    """The article of a message's page; None where it has none.

    Raises:
        ArticleUnreadable: No word can be seen in it, or its letters can't be told.
    """
    page = page_of(seen, origin)
    if page is None:
        return None
    read = read_page(Page(page.content, origin, given, page.charset))
    if page.encoding:
        read = read.replace(encoding=page.encoding, notes=(*read.notes, *page.notes))
    return _inner_page(read, message, given, page.lines)


def _inner_page(read: Article, message: MIMEPart, given: Given, lines: str) -> Article:
    """The article of a page; of one that forwards a message, that message's."""
    inner = forwarded_in(lines, header(message, "Subject"))
    start = _place(read, lines[inner.start :]) if inner else None
    if inner is None or start is None:
        return read
    told = _given_inner(inner, message, given, read.language)
    notes = (*told.notes, *(note for note in read.notes if note not in given.notes))
    spans = [
        Span(part.start, part.end, "metadata", FORWARDING)
        if part.start < start
        else Span(part.start, part.end, None if part.kind == "body" else part.kind, part.rule)
        for part in read.paragraphs
    ]
    return build(
        read.raw,
        origin=read.origin,
        encoding=read.encoding,
        given=replace(told, url=read.url, author=read.author, notes=notes),
        cut=lambda _raw, _flat: spans,
    )


def _place(read: Article, text: str) -> int | None:
    """Where a text begins among a page's paragraphs; None where it is none of them."""
    first = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")[:_BEGINNING]
    begins = (part.start for part in read.paragraphs if first and " ".join(part.text.split()).startswith(first))
    return next(begins, None)


def _cut_inner(start: int, raw: str, flat: str) -> list[Span]:
    """What stands above a forwarded message is of the forwarding, the rest is its text."""
    above = plain_spans(raw[:start], flat[:start])
    below = plain_spans(raw[start:], flat[start:])
    return [
        *(Span(span.start, span.end, "metadata", FORWARDING) for span in above),
        *(Span(span.start + start, span.end + start, span.kind, span.rule) for span in below),
    ]


def _unquoted(text: str) -> str:
    """A message that was quoted as a whole, without its quotation marks."""
    lines = text.splitlines()
    if not all(line.startswith(">") for line in lines if line.strip()):
        return text
    return "\n".join(re.sub(r"^>+ ?", "", line) for line in lines)


def _given_inner(inner: Forwarded, message: MIMEPart, given: Given, language: str) -> Given:
    """What an inner message says of itself; its day is its own, or none."""
    day = _inner_day(inner.date, language)
    where = "the forwarded message's date line"
    found = FoundDate(role="published", value=day.value, basis=day.basis, found=where) if day.value else None
    notes = (*given.notes, _passed_on(message, inner.before), *((day.note,) if day.note else ()))
    return replace(
        given,
        title=inner.subject or given.title,
        outlet=sender(inner.sender) or given.outlet,
        published=day.value,
        published_from=where if day.value else None,
        dates=(found,) if found else (),
        notes=notes,
    )


def _inner_day(text: str | None, language: str) -> StatedDate:
    """The day of a forwarded message, in the words of the forwarder's program, whose language nothing says."""
    first = stated_date(text, None, None if language == "und" else language)
    if first.value or first.note is None:
        return first
    other = day_in_any(text, _PROGRAMS.split())
    return other if other.value else first


def _no_text(message: MIMEPart) -> str:
    if any("ms-tnef" in part.get_content_type() for part in own_leaves(message)):
        return "no text in it: it is in winmail.dat, Outlook's own format; have the message sent as HTML or plain text"
    return "no text in it"


def _message(job: Job) -> EmailMessage:
    try:
        message = email.message_from_bytes(job.page.content.lstrip(), policy=email.policy.default)
    except (ValueError, LookupError, email.errors.MessageError):
        raise ArticleUnreadable("damaged: its headers can't be read", origin=job.page.origin) from None
    return message


def _leaves(message: MIMEPart, origin: str) -> Iterator[MIMEPart]:
    for n, part in enumerate(message.walk()):
        if n > _MOST_PARTS:
            raise ArticleUnreadable(f"more than {_MOST_PARTS:,} parts", origin=origin)
        if not part.is_multipart():
            yield part


def _given(message: MIMEPart, job: Job, way: _Way) -> Given:
    given = job.page.given
    stated = stated_date(header(message, "Date"))
    published = given.published or stated.value
    notes = [*way.notes, *((stated.note,) if stated.note and not given.published else ())]
    where = given.published_from if given.published else "the e-mail's Date header"
    attached = [
        part.get_filename() or part.get_content_type()
        for part in own_leaves(message)
        if part.is_attachment() or not _is_text(part)
    ]
    if attached:
        names = ", ".join(one_line(name) for name in attached[:_SHOWN])
        notes.append(f"attachments not read: {names}{', …' if len(attached) > _SHOWN else ''}")
    return Given(
        title=given.title or header(message, "Subject"),
        url=given.url,
        outlet=given.outlet or sender(raw_header(message, "From")),
        published=published,
        published_from=where,
        notes=tuple(notes),
    )


def _is_text(part: MIMEPart) -> bool:
    return part.get_content_maintype() == "text" or part.get("Content-ID") is not None


def _iso(value: str | None) -> str | None:
    """The day as the sender's clock had it."""
    return stated_date(value).value


def _check_size(content: bytes, job: Job) -> None:
    if len(content) > job.max_bytes:
        raise ArticleUnreadable(
            f"too large: its page has {len(content):,} bytes, the limit is {job.max_bytes:,}; "
            "set BRIEFING_MAX_BYTES to read larger ones",
            origin=job.page.origin,
        )

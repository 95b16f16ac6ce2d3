"""Readers of e-mails and of saved pages (MHTML): the standard library's mail parser, then the page's reader.

An e-mail's text/html part is read as a page where it has one, else its text/plain part. Attachments aren't
read; the notes name them. Of a saved page the first HTML part is read; the day it was saved is no date of
publication.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
import email.utils
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, Page, build
from briefing.ingest.html.page import read_page
from briefing.text.dates import date_of_value
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from briefing.ingest.sandbox.jobs import Job
    from briefing.models import Article

_MOST_PARTS = 1_000
_SHOWN = 10


def read_mhtml(job: Job) -> Article:
    """Make an article of a saved page.

    Raises:
        ArticleUnreadable: There is no page in it.
    """
    message = _message(job)
    for part in _leaves(message, job.page.origin):
        if part.get_content_type() not in {"text/html", "application/xhtml+xml"}:
            continue
        url = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
        given = job.page.given
        if given.url is None and url and url.lower().startswith(("http://", "https://")):
            given = replace(given, url=url)
        saved = date_of_value(_iso(_header(message, "Date")))
        content = _bytes(part)
        _check_size(content, job)
        return read_page(Page(content, job.page.origin, given, part.get_content_charset(), job.page.saved or saved))
    raise ArticleUnreadable("no page in it: it has no part of text/html", origin=job.page.origin)


def read_eml(job: Job) -> Article:
    """Make an article of an e-mail: subject, sender and day beside its text.

    Raises:
        ArticleUnreadable: It is encrypted, or has no text.
    """
    message = _message(job)
    origin = job.page.origin
    if message.get_content_type() in {"multipart/encrypted", "application/pkcs7-mime"}:
        raise ArticleUnreadable("encrypted: decrypt it in your mail program first", origin=origin)
    parts = [part for part in _leaves(message, origin) if part.get_content_type().startswith("text/")]
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    page = next((part for part in shown if part.get_content_type() == "text/html"), None)
    plain = next((part for part in shown if part.get_content_type() == "text/plain"), None)
    given = _given(message, job)
    if page is not None:
        content = _bytes(page)
        _check_size(content, job)
        try:
            return read_page(Page(content, origin, given, page.get_content_charset()))
        except ArticleUnreadable:
            if plain is None:
                raise
    if plain is None:
        raise ArticleUnreadable("no text in it", origin=origin)
    content = _bytes(plain)
    _check_size(content, job)
    text, encoding = _decoded(plain, content)
    return build(text, origin=origin, encoding=encoding, given=given)


def _message(job: Job) -> EmailMessage:
    try:
        message = email.message_from_bytes(job.page.content.lstrip(), policy=email.policy.default)
    except (ValueError, LookupError, email.errors.MessageError):
        raise ArticleUnreadable("damaged: its headers can't be read", origin=job.page.origin) from None
    return message


def _leaves(message: EmailMessage, origin: str) -> Iterator[EmailMessage]:
    for n, part in enumerate(message.walk()):
        if n > _MOST_PARTS:
            raise ArticleUnreadable(f"more than {_MOST_PARTS:,} parts", origin=origin)
        if not part.is_multipart():
            yield part


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(part: EmailMessage, content: bytes) -> tuple[str, str]:
    charset = part.get_content_charset() or "utf-8"
    for name in (charset, "utf-8"):
        try:
            return content.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    from briefing.text.decode import decode  # noqa: PLC0415

    decoded = decode(content, "e-mail")
    return decoded.text, decoded.encoding


def _given(message: EmailMessage, job: Job) -> Given:
    given = job.page.given
    name, address = email.utils.parseaddr(_header(message, "From") or "")
    published = given.published or date_of_value(_iso(_header(message, "Date")))
    notes = [*given.notes]
    where = given.published_from if given.published else "the e-mail's Date header"
    attached = (
        [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
        if message.is_multipart()
        else []
    )
    if attached:
        names = ", ".join(one_line(name) for name in attached[:_SHOWN])
        notes.append(f"attachments not read: {names}{', …' if len(attached) > _SHOWN else ''}")
    sender = one_line(name or address.rpartition("@")[2]).strip()
    return Given(
        title=given.title or _header(message, "Subject"),
        url=given.url,
        outlet=given.outlet or sender or None,
        published=published,
        published_from=where,
        notes=tuple(notes),
    )


def _header(message: EmailMessage, name: str) -> str | None:
    """A header in words; what can't be decoded is as if it weren't there."""
    try:
        value = message.get(name)
        return " ".join(one_line(str(value)).split()).encode("utf-8", "replace").decode() or None if value else None
    except (ValueError, LookupError, IndexError, AttributeError, email.errors.MessageError):
        return None


def _iso(value: str | None) -> str | None:
    """The day as the sender's clock had it."""
    try:
        return email.utils.parsedate_to_datetime(value).date().isoformat() if value else None
    except (ValueError, TypeError, IndexError):
        return None


def _check_size(content: bytes, job: Job) -> None:
    if len(content) > job.max_bytes:
        raise ArticleUnreadable(
            f"too large: its page has {len(content):,} bytes, the limit is {job.max_bytes:,}; "
            "set BRIEFING_MAX_BYTES to read larger ones",
            origin=job.page.origin,
        )

"""The days as an Atom feed (RFC 4287): an entry a day, with its headlines."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Final

from lxml import etree

from briefing.render import phrasing as words
from briefing.render.html.archive import day_line
from briefing.render.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.models import ArchivedDay, ArchivedStory

#: Days that a feed holds, at most.
MOST: Final = 30
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
#: What XML 1.0 can't hold, in any form.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Names of feeds are drawn from this one.
_SPACE: Final = uuid.UUID("6f1f3a53-6c0c-5d53-9d0e-5d3f6c1b8a3e")


def to_feed(days: Sequence[ArchivedDay], old: bytes | None = None) -> str:
    """The feed of the days, the latest first.

    Identifiers and dates of change outlive a rebuild: the feed keeps the identifier it was born with, and an
    entry whose text is the same keeps its date, so that no reader shows it as new again.

    Args:
        days: The latest first.
        old: The feed as it lies there, if it does.
    """
    before = _Before(old)
    first = json.dumps(days[-1].model_dump(mode="json", include={"date", "stories"})) if days else ""
    name = before.id or uuid.uuid5(_SPACE, first).urn
    root = etree.Element(_tag("feed"), nsmap={None: _ATOM})
    _text(root, "id", name)
    _text(root, "title", "Briefings")
    etree.SubElement(root, _tag("link"), rel="self", href="feed.atom", type="application/atom+xml")
    etree.SubElement(root, _tag("link"), rel="alternate", href="index.html", type="text/html")
    author = etree.SubElement(root, _tag("author"))
    _text(author, "name", "briefing")
    updated = etree.SubElement(root, _tag("updated"))
    changes = [_entry(root, day, uuid.UUID(name), before) for day in days[:MOST]]
    updated.text = max(changes, default="1970-01-01T00:00:00+00:00")
    etree.indent(root)
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


class _Before:
    """What is kept of the feed as it lies there; nothing where it can't be read."""

    def __init__(self, old: bytes | None) -> None:
        self.id: str | None = None
        self.entries: dict[str, tuple[str, str, str]] = {}
        if old is None:
            return
        try:
            # A file of our own, but one that anybody can write: no entities, no network.
            root = etree.fromstring(old, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
            found = str(uuid.UUID(root.findtext(_tag("id")) or "").urn)
        except (etree.XMLSyntaxError, ValueError):
            return
        self.id = found
        for entry in root.iterfind(_tag("entry")):
            told = entry.findtext(_tag("id")) or ""
            self.entries[told] = (
                _shape(entry),
                entry.findtext(_tag("published")) or "",
                entry.findtext(_tag("updated")) or "",
            )


def _entry(root: etree._Element, day: ArchivedDay, space: uuid.UUID, before: _Before) -> str:
    """Add a day, and say when it changed last."""
    entry = etree.SubElement(root, _tag("entry"))
    name = uuid.uuid5(space, day.date).urn
    _text(entry, "id", name)
    _text(entry, "title", _title(day))
    etree.SubElement(entry, _tag("link"), rel="alternate", href=f"{day.date}/briefing.html", type="text/html")
    content = etree.SubElement(entry, _tag("content"), type="xhtml")
    box = etree.SubElement(content, f"{{{_XHTML}}}div", nsmap={None: _XHTML})
    for notice in day.notices:
        _line(box, "p", notice)
    _line(box, "p", f"{day_line(day)}.")
    rows = etree.SubElement(box, f"{{{_XHTML}}}ol") if day.stories else box
    for story in day.stories:
        row = etree.SubElement(rows, f"{{{_XHTML}}}li")
        link = _line(row, "a", story.headline)
        link.set("href", f"{day.date}/briefing.html#story-{story.number}")
        if marks := _marks(story):
            link.tail = f" ({marks})"
        if story.continues:
            link.tail = f"{link.tail or ''} – continues {words.date_text(story.continues, day.dates)}"
    shape, published, updated = before.entries.get(name, ("", "", ""))
    changed = updated if updated and shape == _shape(entry) else day.started
    _text(entry, "published", published or day.started)
    _text(entry, "updated", changed)
    return changed


def _title(day: ArchivedDay) -> str:
    if not day.stories:
        return day.title
    first = day.stories[0]
    marks = _marks(first)
    return f"{day.title}: {first.headline}{f' ({marks})' if marks else ''}"


def _marks(story: ArchivedStory) -> str:
    """What a headline must not stand without."""
    status = [] if story.status == "happened" else [story.status]
    return ", ".join([*status, "⚠ warning"] if story.flagged else status)


def _shape(entry: etree._Element) -> str:
    """The text of an entry without its dates, however it is indented."""
    parts = [entry.findtext(_tag("title")) or ""]
    content = entry.find(_tag("content"))
    parts += [] if content is None else [part.strip() for part in content.itertext()]
    parts += [] if content is None else [str(link.get("href")) for link in content.iter(f"{{{_XHTML}}}a")]
    return "\n".join(part for part in parts if part)


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", clean(text))


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = _plain(text)


def _line(parent: etree._Element, name: str, text: str) -> etree._Element:
    line = etree.SubElement(parent, f"{{{_XHTML}}}{name}")
    line.text = _plain(text)
    return line

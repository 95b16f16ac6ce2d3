"""What a list says of its entries, made plain: words without markup, days as they are stated."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_tz
from typing import Any

from briefing.ingest.web.paywalls import seen_text
from briefing.text.one_line import one_line

_LONGEST = 5_000
_BLANKS = re.compile(r"\s+")
_ISO = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[\sT])", re.ASCII)


def words_of(text: str, *, markup: bool) -> str | None:
    """A text on one line, without its markup where it has such; None where nothing is left."""
    plain = seen_text(text.encode("utf-8", "replace")) if markup and ("<" in text or "&" in text) else text
    return _BLANKS.sub(" ", one_line(plain)).strip()[:_LONGEST] or None


def stated_day(value: object) -> str | None:
    """A partial ISO date of RFC 3339, W3C or RFC 5322, as stated and not moved to another time zone."""
    if not isinstance(value, str):
        return None
    if iso := _ISO.match(value):
        return _valid("-".join(part for part in iso.groups() if part))
    try:
        stated = parsedate_tz(value[:200])
    except (ValueError, IndexError, TypeError):
        return None
    return _valid(f"{stated[0]:04}-{stated[1]:02}-{stated[2]:02}") if stated else None


def parsed_day(parsed: Any) -> str | None:
    """Of feedparser's time, which is in UTC: for forms that only it knows."""
    return _valid(f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}") if parsed else None


def _valid(day: str) -> str | None:
    """The day if there is such a one; the zero of clocks is no date."""
    year, month, number = (*map(int, day.split("-")), 1, 1)[:3]
    try:
        whole = date(year, month, number)
    except ValueError:
        return None
    return day if whole > date(1970, 1, 1) else None

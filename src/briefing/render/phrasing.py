"""Display texts of values: dates, languages, roles, counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from briefing.models import PartialDate
from briefing.text import languages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import DateMention, DateStyle, Flag

#: Re-exported for the renderers.
language_name = languages.language_name

DATE_ROLES: Final = {
    "published": "published",
    "event": "event",
    "scraped": "scraped, not a publication date",
    "mentioned": "mentioned",
}
_DATE_ORDER = ("published", "event", "scraped", "mentioned")

#: Display texts of a sentence's status.
TOLD_AS: Final = {"happened": "fact", "planned": "plan", "denied": "denial", "alleged": "claim"}

STANCES: Final = {"says": "says", "denies": "denies", "silent": "silent"}

VERDICTS: Final = {"checked": "✓ verified", "repaired": "↻ corrected", "flagged": "⚠ warning"}

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def flag_text(flag: Flag) -> str:
    """The reason for a warning: `“since Tuesday”: It says Monday. “seit Montag gesperrt”`."""
    text = f"“{flag.words}”: {flag.message}" if flag.words else flag.message
    return " ".join([text, *(f"“{evidence.quote}”" for evidence in flag.evidence)])


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 story`, `2 stories`: a number with its noun; the plural takes an s unless given."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listing(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(parts)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def language_tag(tag: str) -> str:
    """A tag fit for a `lang` attribute; `und` for what is none."""
    return tag if _TAG.fullmatch(tag) else "und"


def is_english(tag: str) -> bool:
    return tag.partition("-")[0].lower() == "en"


def date_text(value: str | None, dates: DateStyle = "day first") -> str:
    """A partial ISO date in words: no part is filled in that the value leaves open.

    `2026-11-20` is `20 November 2026`, `XXXX-09-24` is `24 September, year unknown`, and
    `2026-11-17/2026-11-18` is `17–18 November 2026`; month first they are `November 20, 2026`,
    `September 24, year unknown` and `November 17–18, 2026`. What is no such date comes back as it is.
    """
    if value is None:
        return "date unknown"
    known = PartialDate.parse(value)
    return value if known is None else known.text(dates)


def date_role(mention: DateMention) -> str:
    """`event (stated)`, `scraped, not a publication date (inferred)`: what a date is, and how we know."""
    return f"{DATE_ROLES[mention.role]} ({mention.basis})"


def dates_in_order(mentions: Iterable[DateMention]) -> list[DateMention]:
    """Publication first, then the event, the scrape, and what is merely mentioned."""
    return sorted(mentions, key=lambda mention: _DATE_ORDER.index(mention.role))

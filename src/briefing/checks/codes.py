"""Which findings are proven and which are only likely, and which are worth a whole reply anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.models import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import Finding

#: Proxies that judge by words, capitals or sounds. On five real articles they objected to two or three of a hundred
#: honest fields: a flag for that is a glance, a repair would be the record or the translation paid for twice.
UNREPAIRED = frozenset(
    {
        "date-unsupported",
        "date-weekday",
        "name-mismatch",
        "name-spelling",
        "name-unsupported",
        "negation-dropped",
        "quotation-speaker",
        "quotation-unsupported",
        "role-of-another",
        "speaker-unknown",
        "status-lost",
        "status-wording",
        "support-thin",
    }
)

#: All that compare what can be compared between two languages, and may be wrong: their flags say so.
PROXIES = UNREPAIRED | {
    "date-groundless",
    "date-scraped",
    "figure-smoothed",
    "name-other-form",
    "not-english",
    "number-changed",
    "number-unsupported",
    "origin-copy",
    "paragraphs-swapped",
    "role-conflict",
    "thread-not-repeated",
    "untranslated",
}


def flag(code: str, message: str, where: str = "") -> Flag:
    """The flag that shows a finding to a reader, who sees the part itself and needs no name for it."""
    told = message.removeprefix(f"{where}: ")
    return Flag(code=code, message=told, proxy=code in PROXIES)


def flag_only_proxies(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a record or a translation: what such a proxy found is flagged and asks no repair."""
    return [
        finding.model_copy(update={"severity": "note"}) if finding.code in UNREPAIRED else finding
        for finding in findings
    ]

"""Which findings are worth a whole reply anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import Finding

#: Proxies that judge by words, capitals or sounds. On five real articles they objected to two or three of a hundred
#: honest fields: a flag for that is a glance, a repair would be the record or the translation paid for twice.
PROXIES = frozenset(
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


def flag_only_proxies(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a record or a translation: what a proxy found is flagged and asks no repair."""
    return [
        finding.model_copy(update={"severity": "note"}) if finding.code in PROXIES else finding for finding in findings
    ]

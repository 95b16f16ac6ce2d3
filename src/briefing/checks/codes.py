"""Which findings are facts, which are the second reader's, and which are suspicions that nobody is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.checks.code_table import TABLE, Code, Kind
from briefing.models import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.models import Finding

__all__ = ["CODES", "Code", "flag", "is_suspicion", "kind_of", "known_codes", "without_repairs"]

#: Those of briefing itself.
CODES: Final[Mapping[str, Code]] = {code.code: code for code in TABLE}

#: Suspicions that earlier versions kept, and finished days may still hold.
_GIVEN_UP: Final = frozenset(
    {
        "date-groundless", "date-scraped", "date-weekday", "name-mismatch", "name-spelling", "name-unsupported",
        "negation-dropped", "paragraphs-swapped", "position-of-another", "quotation-speaker", "quotation-unsupported",
        "role-conflict", "role-of-another", "speaker-unknown", "status-lost", "status-wording", "support-thin",
    }
)  # fmt: skip


def known_codes() -> dict[str, Code]:
    """Every code by its name: ours, then those of the installed checks."""
    from briefing.checks.extension import CHECKS  # noqa: PLC0415 - it imports this module's Code

    return dict(CODES) | {code.code: code for check in CHECKS.external() for code in check.codes}


def kind_of(code: str) -> Kind:
    """The kind of a code; one that nobody knows any more, of another version or another's check, is shown as proven."""
    if code in _GIVEN_UP:
        return "suspicion"
    found = CODES.get(code) or known_codes().get(code)
    return found.kind if found is not None else "proven"


def is_suspicion(code: str) -> bool:
    """Whether what a code stands for is a question to the second reader, and shown to nobody."""
    return kind_of(code) == "suspicion"


def flag(code: str, message: str, where: str = "") -> Flag:
    """The flag that shows a finding to a reader, who sees the part itself and needs no name for it."""
    return Flag(code=code, message=message.removeprefix(f"{where}: "))


def without_repairs(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, of which suspicions ask for no repair."""
    return [finding.replace(severity="note") if is_suspicion(finding.code) else finding for finding in findings]

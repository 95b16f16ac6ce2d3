"""Which findings are proven and which are only likely, and which are worth asking the model again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.checks.code_table import TABLE, Code
from briefing.models import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.models import Finding

__all__ = ["CODES", "PROXIES", "UNREPAIRED", "Code", "flag", "flag_only_proxies", "is_proxy", "known_codes"]

#: Those of briefing itself.
CODES: Final[Mapping[str, Code]] = {code.code: code for code in TABLE}
#: Proxies that judge by words, capitals or sounds. On five real articles they objected to two or three of a hundred
#: honest fields: a flag for that is a glance, a repair would be the record or the translation paid for twice.
UNREPAIRED: Final = frozenset(code.code for code in TABLE if not code.asked_again)
#: All that compare what can be compared between two languages, and may be wrong: their flags say so.
PROXIES: Final = frozenset(code.code for code in TABLE if code.kind == "likely")


def known_codes() -> dict[str, Code]:
    """Every code by its name: ours, then those of the installed checks."""
    from briefing.checks.extension import CHECKS  # noqa: PLC0415 - it imports this module's Code

    return dict(CODES) | {code.code: code for check in CHECKS.external() for code in check.codes}


def is_proxy(code: str) -> bool:
    """Whether what a code stands for is only likely."""
    if code in CODES:
        return code in PROXIES
    known = known_codes().get(code)
    return known is not None and known.kind == "likely"


def flag(code: str, message: str, where: str = "") -> Flag:
    """The flag that shows a finding to a reader, who sees the part itself and needs no name for it."""
    told = message.removeprefix(f"{where}: ")
    return Flag(code=code, message=told, proxy=is_proxy(code))


def flag_only_proxies(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a record or a translation: what such a proxy found is flagged and asks no repair."""
    return [finding.replace(severity="note") if finding.code in UNREPAIRED else finding for finding in findings]

"""The whole proof of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.api.proof.files import compare_files
from briefing.checks.audit import Audit, audit
from briefing.storage.days import load

if TYPE_CHECKING:
    from pathlib import Path


def prove(folder: Path) -> Audit:
    """Verify a finished day: its evidence and checks anew, and each file made again from briefing.json.

    Args:
        folder: With briefing.json, articles/ and run.json.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read at all.
    """
    records = audit(folder)
    files = compare_files(folder, load(folder))
    return Audit(
        looked_at=records.looked_at,
        faults=(*records.faults, *files.faults),
        unproven=tuple(files.unproven),
        compared=files.same,
    )

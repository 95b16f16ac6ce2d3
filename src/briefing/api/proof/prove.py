"""The whole proof of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.api.proof.files import compare_files
from briefing.checks.audit import Audit, audit
from briefing.settings.settings import fixed_settings
from briefing.storage.days import load

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings.settings import Settings


def prove(folder: Path, replies: Path | None = None, own: Settings | None = None) -> Audit:
    """Verify a finished day: its evidence and checks anew, and each file made again from briefing.json.

    Args:
        folder: With briefing.json, articles/ and run.json.
        replies: A cassette, a ledger or a `replies.json`; the whole day is built from it again, without a model.
        own: The auditor's settings, for `replies`; None takes the defaults.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read at all.
        ConfigError: `replies` holds none, or the run's settings can't be used.
    """
    records = audit(folder)
    briefing = load(folder)
    files = compare_files(folder, briefing)
    if replies is not None:
        from briefing.api.proof.rebuild import rebuild  # noqa: PLC0415 - the whole pipeline loads with it

        files.faults += rebuild(folder, briefing, replies, own or fixed_settings())
    return Audit(
        looked_at=records.looked_at,
        faults=(*records.faults, *files.faults),
        unproven=tuple(files.unproven),
        compared=files.same,
    )

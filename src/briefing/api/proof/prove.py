"""The whole proof of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.api.proof.articles import article_faults
from briefing.api.proof.before import earlier_faults
from briefing.api.proof.files import another_version, compare_files, read_manifest
from briefing.api.proof.manifest import manifest_faults
from briefing.checks.audit import Audit, Fault, audit
from briefing.settings.settings import fixed_settings
from briefing.storage.days import load

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings.settings import Settings

_OTHER = "version {} made it, and by the rules of this one"


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
    briefing = load(folder)
    files = compare_files(folder, briefing)
    records = prove_records(folder)
    faults = [*records.faults, *files.faults]
    if replies is not None:
        from briefing.api.proof.rebuild import rebuild  # noqa: PLC0415 - the whole pipeline loads with it

        faults += rebuild(folder, briefing, replies, own or fixed_settings())
    return Audit(
        looked_at=records.looked_at,
        faults=tuple(faults),
        unproven=(*records.unproven, *files.unproven),
        compared=files.same,
    )


def prove_records(folder: Path) -> Audit:
    """What briefing.json says, against its articles, the day before and run.json: every check that proves, anew.

    It doesn't look at the forms, which whoever edits briefing.json can make anew.

    Args:
        folder: With briefing.json, articles/ and run.json.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read at all.
    """
    records = audit(folder)
    briefing, run = load(folder), read_manifest(folder)
    rules = [*article_faults(briefing), *(manifest_faults(briefing, run) if run is not None else ())]
    faults = [*records.faults, *(Fault(where, why, by_rule=True) for where, why in rules)]
    earlier = list(earlier_faults(folder, briefing))
    # Another version may not have kept this one's rules. By which it was made is a day's own word, so its faults are
    # listed, and somebody has to accept that word.
    other = another_version(run)
    excused = [fault for fault in faults if fault.by_rule and other]
    return Audit(
        looked_at=records.looked_at,
        faults=(*(f for f in faults if f not in excused), *(fault for fault in earlier if not fault.accept)),
        unproven=(
            *(Fault(f.where, f"{_OTHER.format(other)}: {f.why}", accept=other) for f in excused),
            *(fault for fault in earlier if fault.accept),
        ),
    )

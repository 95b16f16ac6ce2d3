"""What a run leaves on disk: whole files or none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.errors import LedgerError, OutputError
from briefing.llm.ledger_export import NAME as REPLIES
from briefing.models import RunManifest
from briefing.plugins import OUTPUTS
from briefing.render import to_article_json, to_html, to_json
from briefing.render.formats import rendered
from briefing.storage.files import digest, prove_writable, sweep, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.errors import BriefingError
    from briefing.models import Briefing
    from briefing.pipeline.outcome import Outcome

#: What stands in the folder of articles; anything else there is a person's and is left alone.
_OURS = re.compile(r"^[0-9a-f]{12}\.(?:json|txt)$")


def prepare(folder: Path) -> None:
    """Make the folder, and prove that it can be written, before anything is paid for.

    Raises:
        OutputError: It can't.
    """
    try:
        (folder / "articles").mkdir(parents=True, exist_ok=True)
        for place in (folder, folder / "articles"):
            sweep(place)
            prove_writable(place)
    except OSError as error:
        raise OutputError(
            f"output folder {folder}: can't be written: {error.strerror}; choose another with --output or "
            "BRIEFING_OUTPUT. Nothing was sent"
        ) from None


def write_files(  # noqa: PLR0913 - a day is all of these
    folder: Path,
    outcome: Outcome,
    manifest: RunManifest,
    formats: Iterable[str],
    replies: str | None = None,
    *,
    appendix: bool = True,
) -> None:
    """Write the briefing in all forms, each article with its raw text, and run.json.

    A stopped run has no briefing: what it finished is written, and an older briefing stays as it is.

    Args:
        folder: Of the day.
        outcome: What became of every article.
        manifest: What ran.
        formats: Names of output formats; JSON is always written.
        replies: What the day was built of, for `replies.json`; None writes none.
        appendix: Whether the forms that can go without the evidence have it.

    Raises:
        OutputError: A file can't be written; the message says whether the replies are in the ledger.
    """
    failed: list[str] = []
    day = _Day(folder)
    try:
        kept = set()
        for report in outcome.reports:
            name = report.article.id
            kept |= {f"{name}.json", f"{name}.txt"}
            day.write(f"articles/{name}.json", to_article_json(report))
            day.write(f"articles/{name}.txt", report.article.raw)
        if outcome.briefing is not None:
            for stale in (folder / "articles").iterdir():
                if _OURS.match(stale.name) and stale.name not in kept:
                    stale.unlink()
            # First the form that all others can be made from.
            day.write("briefing.json", to_json(outcome.briefing))
            if replies is None:
                (folder / REPLIES).unlink(missing_ok=True)  # those of another run prove nothing of this one
            else:
                day.write(REPLIES, replies)
            failed = _write_forms(day, outcome.briefing, manifest, formats, appendix=appendix)
        told = RunManifest(**(dict(manifest) | {"files": dict(sorted(day.digests.items()))}))
        write_whole(folder / "run.json", told.model_dump_json(indent=2) + "\n")
    except OSError as error:
        raise OutputError(_unwritten(folder, error, outcome.stopped)) from None
    if failed:
        raise OutputError(f"{folder}: everything else was written, but {'; '.join(failed)}")


class _Day:
    """The files of a day as they are written, each with its digest, for run.json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}

    def write(self, name: str, content: str | bytes) -> None:
        write_whole(self.folder / name, content)
        self.digests[name] = digest(content)


def _write_forms(
    day: _Day, briefing: Briefing, manifest: RunManifest, names: Iterable[str], *, appendix: bool
) -> list[str]:
    """Write all formats but JSON; an installed one that fails keeps no other from being written."""
    failed = []
    for name in (name for name in names if name != "json"):
        try:
            page = to_html(briefing, manifest) if name == "html" else rendered(name, briefing, appendix=appendix)
        except OutputError as error:
            failed.append(error.message)
        else:
            day.write(OUTPUTS[name].file, page)
    return failed


def _unwritten(folder: Path, error: OSError, stopped: BriefingError | None) -> str:
    """Why the output couldn't be written; where the ledger failed before it, that comes first."""
    reason = f"output folder {folder}: can't be written: {error.strerror}"
    if isinstance(stopped, LedgerError):
        return f"{stopped.message}. Then the {reason}"
    return f"{reason}. Free some space and run again: replies in the ledger are not paid for again"

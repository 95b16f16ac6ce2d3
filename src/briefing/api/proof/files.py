"""Every file of a handed-over day against briefing.json: rendered again, and compared byte for byte.

A digest in run.json tells a file that was changed by accident, or by somebody who didn't know of it. Who changes a
page can change its digest too; so a digest alone proves nothing here, and each form is made again.
"""

from __future__ import annotations

import functools
import importlib.metadata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from briefing.api.proof.places import PARAGRAPH, first_difference
from briefing.checks.audit import Fault
from briefing.errors import BriefingError
from briefing.llm.ledger_export import NAME as REPLIES
from briefing.models import RunManifest
from briefing.plugins import OUTPUTS
from briefing.render import to_article_json, to_html, to_json
from briefing.render.csv import to_csv
from briefing.render.formats import WITH_APPENDIX, rendered
from briefing.render.html.day_links import without_days, without_forms
from briefing.storage.days import NAME
from briefing.storage.files import digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.models import Briefing

_RUN = "run.json"
#: The name of the distribution.
_SELF = "briefing-desk"
#: These depend on the fonts and libraries of the machine too; but for the words of a Word file.
_OF_THE_MACHINE = frozenset({"briefing.pdf", "briefing.docx"})


@dataclass
class Compared:
    """What comparing the files of a day gave."""

    faults: list[Fault] = field(default_factory=list)
    unproven: list[Fault] = field(default_factory=list)
    same: int = 0


def read_manifest(folder: Path) -> RunManifest | None:
    """A day's run.json; None where there is none that can be read."""
    try:
        return RunManifest.model_validate_json((folder / _RUN).read_bytes(), extra="ignore")
    except (OSError, ValidationError):
        return None


def compare_files(folder: Path, briefing: Briefing) -> Compared:
    """Make every file of a day again from its briefing.json, and compare.

    Args:
        folder: The day's.
        briefing: As its briefing.json has it.
    """
    found = Compared()
    run = read_manifest(folder)
    if run is None:
        found.unproven.append(Fault(_RUN, "is missing or can't be read, so there are no digests", accept=_RUN))
    elif not run.files:
        found.unproven.append(Fault(_RUN, "contains no file digests: an older version wrote it", accept=_RUN))
    page = functools.cache(lambda: to_html(briefing, run))
    makers = _makers(briefing, page)
    there = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    for name in sorted((run.files if run else {}).keys() - there.keys()):
        found.faults.append(Fault(name, "is missing; run.json names it"))
    for name, path in there.items():
        if name == _RUN:
            continue
        content = path.read_bytes()
        if name == OUTPUTS["html"].file:
            # The archive puts links to the days beside it, and its names' forms, into a page that was written before.
            read = without_days(content.decode("utf-8", "surrogateescape"), briefing.date)
            content = _bytes(without_forms(read, page()))
        _compare(name, content, makers.get(name), run, found)
    return found


#: What makes a file: the ways in which it may have been made, the likeliest first.
_Maker = tuple["Callable[[], str | bytes]", ...]


def _makers(briefing: Briefing, page: Callable[[], str]) -> dict[str, _Maker]:
    makers: dict[str, _Maker] = {"briefing.json": (lambda: to_json(briefing),)}
    for name in OUTPUTS:
        if name != "json":
            makers[OUTPUTS[name].file] = (lambda name=name: rendered(name, briefing),)  # type: ignore[misc]
        if name in WITH_APPENDIX:
            # The appendix is a setting, and the day doesn't hold the settings.
            makers[OUTPUTS[name].file] += (lambda name=name: rendered(name, briefing, appendix=False),)  # type: ignore[misc]
    # `briefing open` and `export` make the page without what the run cost.
    makers["briefing.html"] = (page, lambda: to_html(briefing))
    makers["briefing.csv"] = (lambda: to_csv(briefing), lambda: to_csv(briefing, bom=True))
    for report in briefing.reports:
        identifier = f"articles/{report.article.id}"
        makers[f"{identifier}.json"] = (lambda report=report: to_article_json(report),)  # type: ignore[misc]
        makers[f"{identifier}.txt"] = (lambda report=report: report.article.raw,)  # type: ignore[misc]
    return makers


def _compare(name: str, content: bytes, maker: _Maker | None, run: RunManifest | None, found: Compared) -> None:
    known = run.files.get(name) if run else None
    changed = known is not None and known != digest(content)
    if maker is None:
        if changed:
            found.faults.append(Fault(name, "doesn't match its digest in run.json"))
        else:
            # What the run itself didn't write is somebody's own file beside the day, and no part of it.
            accept = name if known is not None and name != REPLIES else ""
            told = "no output format here makes such a file; its contents weren't compared"
            found.unproven.append(Fault(name, told, accept=accept))
        return
    try:
        made = [_bytes(make()) for make in maker[:1]]
        if content not in made:
            made += [_bytes(make()) for make in maker[1:]]
    except (BriefingError, ImportError, OSError) as error:
        unmade = Fault(name, f"couldn't be rendered again: {error}", accept=name)
        (found.faults if changed else found.unproven).append(unmade)
        return
    if content in made:
        # A form may have been written again since, by `export` or `open`, from the same briefing; a record may not.
        if changed and (name == NAME or name.startswith("articles/")):
            found.faults.append(Fault(name, "was changed after the run: its digest in run.json differs"))
        else:
            found.same += 1
        return
    where = first_difference(name, content, made[0])
    fault = Fault(name, where or "differs in invisible bytes")
    maker_of = _another_maker(name, fault.why, run)
    if not changed and maker_of:
        why = "can't be compared here: another version or machine made it, and the file rendered here differs"
        found.unproven.append(Fault(name, f"{why}: {fault.why}", accept=maker_of))
    else:
        found.faults.append(fault)


def _another_maker(name: str, why: str, run: RunManifest | None) -> str:
    """Whose making an honest file may differ by so, a version or the file itself; empty where none may.

    A run.json that names no version excuses nothing.
    """
    if name in _OF_THE_MACHINE and not why.startswith(PARAGRAPH):
        return name
    return another_version(run)


def another_version(run: RunManifest | None) -> str:
    """The version that made a day by its own word, where it is another than this one; else empty."""
    version = run.versions.get("briefing", "") if run else ""
    return version if version != importlib.metadata.version(_SELF) else ""


def _bytes(made: str | bytes) -> bytes:
    if not isinstance(made, str):
        return made
    try:
        return made.encode("utf-8", "surrogatepass")
    except UnicodeEncodeError:
        return made.encode("utf-8", "surrogateescape")

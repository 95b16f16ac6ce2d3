"""The archive: all days of an output folder on one page and in one feed, made anew from the days' folders."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from briefing.checks.sentence_checks import Judge
from briefing.errors import DayUnreadable, OutputError
from briefing.models import ArchivedDay, ArchivedName, ArchivedStory, Article, Extraction, Member
from briefing.render.atom import to_feed
from briefing.render.html.archive import keys_of, to_archive_page, united
from briefing.render.html.day_links import with_days, with_forms
from briefing.storage.days import NAME, folders, read_day
from briefing.storage.earlier import stories_of
from briefing.storage.files import write_whole
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from briefing.models import Story

#: Beside the days: what the page needs of each, so that a year isn't read anew every morning.
_CACHE = ".archive"
#: Of the shape of what lies there.
_VERSION = "3"


@dataclass
class Archive:
    """What was found.

    Attributes:
        days: The latest first.
        unread: Folders that can't be read, with the reason.
    """

    days: list[ArchivedDay] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)


def rebuild(output: Path, *, fresh: bool = False) -> Archive:
    """Make `index.html` and `feed.atom` from the days' folders, however often, with the same result.

    Each day's page gets its links to the days before and after it, and its search the names' forms of all days.

    Args:
        output: The folder of the days' folders.
        fresh: Read every day anew, even where nothing changed since the last time.

    Raises:
        OutputError: A file can't be written; the old ones stay.
    """
    found = Archive()
    for name, folder in folders(output):
        try:
            found.days.append(_day(folder, output / _CACHE, fresh=fresh))
        except DayUnreadable as error:
            found.unread[name] = f"{NAME} {error.reason}"
    try:
        feed = output / "feed.atom"
        old = feed.read_bytes() if feed.is_file() else None
        write_whole(output / "index.html", to_archive_page(found.days, found.unread))
        write_whole(feed, to_feed(found.days, old))
        _complete(output, found.days[::-1])
        _sweep(output / _CACHE, {f"{day.date}.json" for day in found.days})
    except OSError as error:
        raise OutputError(
            f"archive in {output}: can't be written: {error.strerror}; `briefing archive` builds it"
        ) from None
    return found


def _day(folder: Path, cache: Path, *, fresh: bool) -> ArchivedDay:
    path = cache / f"{folder.name}.json"
    mark = _mark(folder)
    if not fresh and (known := _cached(path, mark)) is not None:
        return known
    values = read_day(folder)
    day = _archived(folder, values, stories_of(folder, values))
    try:
        cache.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"mark": mark, "day": day.model_dump(mode="json")}, ensure_ascii=False))
    except OSError:
        pass  # it only saves time
    return day


def _mark(folder: Path) -> str:
    """What changes when a day is made anew."""
    marks = [_VERSION]
    for name in ("briefing.json", "run.json"):
        try:
            stat = (folder / name).stat()
            marks.append(f"{stat.st_size}.{stat.st_mtime_ns}")
        except OSError:
            marks.append("none")
    return " ".join(marks)


def _cached(path: Path, mark: str) -> ArchivedDay | None:
    try:
        values = parsed(path.read_text(encoding="utf-8"))
        return ArchivedDay.model_validate(values["day"]) if values["mark"] == mark else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _archived(folder: Path, values: dict[str, Any], stories: tuple[Story, ...]) -> ArchivedDay:
    try:
        sums = values["sums"]
        return ArchivedDay(
            date=folder.name,
            title=values["title"],
            started=_started(folder),
            articles=sums["articles_in"],
            languages=sums["languages"],
            flagged=sums["flagged"],
            notices=values["notices"],
            dates=values.get("dates", "day first"),
            stories=tuple(_story(n, story, values["reports"]) for n, story in enumerate(stories, start=1)),
        )
    except (ValidationError, KeyError, TypeError):
        raise DayUnreadable.at(folder / NAME, "doesn't fit its schema; run that day again") from None


def _started(folder: Path) -> str:
    """When it was made: as run.json has it, else the beginning of its day."""
    try:
        told = dt.datetime.fromisoformat(parsed((folder / "run.json").read_text(encoding="utf-8"))["started"])
        return told.astimezone(dt.UTC).isoformat(timespec="seconds")
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return f"{folder.name}T00:00:00+00:00"


def _story(number: int, story: Story, reports: list[dict[str, Any]]) -> ArchivedStory:
    return ArchivedStory(
        id=story.id,
        number=number,
        headline=story.headline.text,
        status=story.headline.status,
        flagged=story.headline.verdict == "flagged",
        event=_event(story, reports),
        continues=story.continues.date if story.continues else None,
        names=tuple(
            ArchivedName(
                kind=name.kind, english=name.english, forms=tuple(dict.fromkeys(v.form for v in name.variants))
            )
            for name in story.names
        ),
    )


def _event(story: Story, reports: list[dict[str, Any]]) -> str:
    """The line that names the event, if the story's articles carry all of it; else the headline."""
    if story.event == story.headline.text:
        return story.event
    own = [report for report in reports if report["article"]["id"] in story.articles and report.get("extraction")]
    members = {
        report["article"]["id"]: Member(
            article=Article.model_validate(report["article"], extra="ignore"),
            extraction=Extraction.model_validate(report["extraction"], extra="ignore"),
        )
        for report in own
    }
    return story.headline.text if Judge(members).refuses_event(story.event) else story.event


def _complete(output: Path, days: Sequence[ArchivedDay]) -> None:
    """Give each day's page its links to the days beside it, and the forms that its names have on other days.

    What else stands in a page stays as it is.

    Args:
        days: The earliest first.
    """
    forms = {key: [*name.forms] for name in united(days) for key in name.keys}
    dates = [day.date for day in days]
    for before, day, after in zip([None, *dates], days, [*dates[1:], None], strict=False):
        path = output / day.date / "briefing.html"
        try:
            page = path.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            # The forms a run writes are a setting, and a page by that name may be another's.
            continue
        names = [[forms[keys_of(name)[0]] for name in story.names] for story in day.stories]
        completed = with_forms(with_days(page, before, day.date, after), names)
        if completed != page:
            write_whole(path, completed)


def _sweep(cache: Path, kept: set[str]) -> None:
    if cache.is_dir():
        for stale in cache.glob("*.json"):
            if stale.name not in kept:
                stale.unlink(missing_ok=True)

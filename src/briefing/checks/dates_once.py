"""A date of publication is recorded once, though the page gives it, a line has it, and each part was told it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.models import Article, DateMention, Extraction, Report


def with_dates_once(report: Report) -> Report:
    """The report, whose record names each day of publication once.

    The one that stands beside the article is its own, in `published`. What the record repeats of it without words
    goes; what several lines or parts say is one, with the words of all.
    """
    record = report.extraction
    if record is None:
        return report
    once = dates_once(record, report.article)
    return report if once is record else report.replace(extraction=once)


def dates_once(record: Extraction, article: Article) -> Extraction:
    """The same of a record."""
    kept: list[DateMention] = []
    places: dict[tuple[str | None, str], int] = {}
    for date in record.dates:
        if date.role != "published":
            kept.append(date)
        elif date.value == article.published and date.value is not None and not date.evidence and not date.flags:
            continue
        elif (known := (date.value, date.basis)) in places:
            at = places[known]
            kept[at] = kept[at].replace(
                evidence=tuple(dict.fromkeys((*kept[at].evidence, *date.evidence))),
                flags=tuple(dict.fromkeys((*kept[at].flags, *date.flags))),
            )
        else:
            places[known] = len(kept)
            kept.append(date)
    return record.replace(dates=tuple(kept)) if tuple(kept) != record.dates else record

"""The figures at the head of a briefing: everything that came in is accounted for."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from briefing.models import Flag, Sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.models import Report, Story, Unread


def flags_in(value: Any) -> Iterator[Flag]:
    """Every flag anywhere inside a value."""
    if isinstance(value, Flag):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from flags_in(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from flags_in(part)


def sum_up(reports: Sequence[Report], unread: Sequence[Unread], stories: Sequence[Story]) -> Sums:
    """Count. Articles in = done + failed + skipped.

    Raises:
        AssertionError: The sum doesn't hold: a bug of ours, never shown as a briefing.
    """
    fates = collections.Counter([r.status for r in reports] + [u.status for u in unread])
    sentences = [s for story in stories for s in (story.headline, *story.sentences)]
    verdicts = collections.Counter(s.verdict for s in sentences)
    codes = collections.Counter(flag.code for value in (*reports, *stories) for flag in flags_in(value))
    discrepancies = [d for story in stories for d in story.discrepancies]
    sums = Sums(
        articles_in=len(reports) + len(unread),
        done=fates["done"],
        failed=fates["failed"],
        skipped=fates["skipped"],
        languages=_once(r.article.language for r in reports),
        stories=len(stories),
        sentences=len(sentences),
        checked=verdicts["checked"],
        repaired=verdicts["repaired"],
        flagged=verdicts["flagged"],
        citations=sum(len(s.citations) for s in sentences),
        quotes_not_found=codes["quote-not-found"] + codes["quote-of-another"],
        discrepancies=len(discrepancies),
        contradictions=sum(d.contradiction for d in discrepancies),
        instructions=sum(bool(r.extraction and r.extraction.instructions) for r in reports),
        flags=dict(sorted(codes.items())),
    )
    assert sums.articles_in == sums.done + sums.failed + sums.skipped
    return sums


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))

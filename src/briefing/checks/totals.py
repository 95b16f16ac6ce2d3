"""The figures at the head of a briefing: everything that came in is accounted for."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from briefing.models import Flag, Sums, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Report, Story, Unread


def sum_up(
    reports: Sequence[Report],
    unread: Sequence[Unread],
    stories: Sequence[Story],
    unusable: Sequence[Flag] = (),
    repairs: Sequence[str] = (),
) -> Sums:
    """Count. Articles in = done + failed + skipped + copies.

    Args:
        unusable: Replies that were no answer.
        repairs: Codes of what was mended in what neither a report nor a story shows.

    Raises:
        AssertionError: The sum doesn't hold: a bug of ours, never shown as a briefing.
    """
    fates = collections.Counter([r.status for r in reports] + [u.status for u in unread])
    sentences = [s for story in stories for s in (story.headline, *story.sentences)]
    verdicts = collections.Counter(s.verdict for s in sentences)
    codes = collections.Counter(flag.code for _, flag in inside(tuple(reports), Flag))
    codes.update(flag.code for story in stories for flag in story.flags_shown())
    withheld = [sentence for story in stories for sentence in story.withheld]
    withheld_codes = collections.Counter(flag.code for _, flag in inside(withheld, Flag))
    # A record that is repaired twice, in parts, has each part's codes.
    replies = [part for r in reports for part in (r.translation, r.extraction) if part]
    mended = collections.Counter([code for value in (*replies, *stories) for code in value.repairs] + list(repairs))
    discrepancies = [d for story in stories for d in story.discrepancies]
    sums = Sums(
        articles_in=len(reports) + len(unread),
        done=fates["done"],
        failed=fates["failed"],
        skipped=fates["skipped"],
        copies=fates["copy"],
        languages=_once(r.article.language for r in reports),
        stories=len(stories),
        sentences=len(sentences),
        checked=verdicts["checked"],
        repaired=verdicts["repaired"],
        flagged=verdicts["flagged"],
        likely=sum(s.verdict == "flagged" and all(flag.proxy for flag in s.flags) for s in sentences),
        citations=sum(len(s.citations) for s in sentences),
        quotes_not_found=sum(
            found[code] for found in (codes, withheld_codes) for code in ("quote-not-found", "quote-of-another")
        ),
        discrepancies=len(discrepancies),
        contradictions=sum(d.contradiction for d in discrepancies),
        instructions=sum(bool(r.extraction and r.extraction.instructions) for r in reports),
        flags=dict(sorted(codes.items())),
        repairs=dict(sorted(mended.items())),
        withheld=len(withheld),
        withheld_flags=dict(sorted(withheld_codes.items())),
        unusable=dict(sorted(collections.Counter(flag.code for flag in unusable).items())),
    )
    assert sums.articles_in == sums.done + sums.failed + sums.skipped + sums.copies
    return sums


def verdict_of(sums: Sums) -> str:
    """The sums as one line for a reader who reads nothing else."""
    passed = sums.checked + sums.repaired
    mended = f" ({sums.repaired} of them after a repair)" if sums.repaired else ""
    if not sums.sentences:
        told = "There is no sentence to check."
    elif not sums.flagged:
        told = f"{'Its one sentence' if passed == 1 else f'All {passed} sentences'} passed every check{mended}."
    else:
        rough = f", {sums.likely} of them by rough checks alone" if sums.likely else ""
        flagged = f"{sums.flagged} {'is' if sums.flagged == 1 else 'are'} flagged{rough}"
        told = f"Of {sums.sentences} sentences {passed} passed every check{mended}; {flagged}."
    if sums.withheld:
        told += f" {sums.withheld} more did not, and {'is' if sums.withheld == 1 else 'are'} left out and listed."
    lost = f"; {sums.quotes_not_found} could not be found" if sums.quotes_not_found else ""
    told += f" {sums.citations} citations lead to words that stand in their sources letter for letter{lost}."
    if missing := sums.failed + sums.skipped:
        told += f" {missing} of {sums.articles_in} articles {'is' if missing == 1 else 'are'} not told."
    return told


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))

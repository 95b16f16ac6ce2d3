"""The totals of a briefing: every article is accounted for."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Final

from briefing.checks.codes import kind_of
from briefing.checks.readings import readings_of, second_reader
from briefing.models import Flag, Sums, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Frozen, Report, Story, Unread

_PLURALS: Final = {
    "row of differences": "rows of differences",
    "timeline entry": "timeline entries",
    "story as a whole": "stories as a whole",
    "link to an earlier day": "links to an earlier day",
}


def sum_up(
    reports: Sequence[Report],
    unread: Sequence[Unread],
    stories: Sequence[Story],
    unusable: Sequence[Flag] = (),
    repairs: Sequence[str] = (),
) -> Sums:
    """Count. Articles in = done + failed + skipped + copies.

    Args:
        unusable: Unusable replies.
        repairs: Codes of corrections that neither a report nor a story records.

    Raises:
        AssertionError: The articles don't add up, which is a bug.
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
        citations=sum(len(s.citations) for s in sentences),
        quotes_not_found=sum(
            found[code] for found in (codes, withheld_codes) for code in ("quote-not-found", "quote-of-another")
        ),
        discrepancies=len(discrepancies),
        contradictions=sum(d.contradiction for d in discrepancies),
        instructions=sum(bool(r.extraction and r.extraction.instructions) for r in reports),
        flags=dict(sorted(codes.items())),
        warned=dict(sorted(collections.Counter(_warned(reports, stories)).items())),
        reading=readings_of(stories),
        repairs=dict(sorted(mended.items())),
        withheld=len(withheld),
        withheld_flags=dict(sorted(withheld_codes.items())),
        unusable=dict(sorted(collections.Counter(flag.code for flag in unusable).items())),
    )
    assert sums.articles_in == sums.done + sums.failed + sums.skipped + sums.copies
    return sums


def _warned(reports: Iterable[Report], stories: Iterable[Story]) -> Iterator[str]:
    """What carries a warning and is no sentence, each part once."""
    for story in stories:
        if _warns(story.flags):
            yield "story as a whole"
    parts = [*_parts_of_reports(reports), *(part for story in stories for part in _parts_of(story))]
    yield from (called for called, part in parts if _warns(flag for _, flag in inside(part, Flag)))


def _parts_of_reports(reports: Iterable[Report]) -> Iterator[tuple[str, Frozen]]:
    for report in reports:
        if report.extraction is not None:
            yield "extraction", report.extraction
        if report.translation is not None:
            yield "translation", report.translation


def _parts_of(story: Story) -> Iterator[tuple[str, Frozen]]:
    yield from (("row of differences", row) for row in story.discrepancies)
    yield from (("name", name) for name in story.names)
    yield from (("timeline entry", entry) for entry in story.timeline)
    yield from (("origin", origin) for origin in story.origins)
    yield from (("open question", question) for question in story.open_questions)
    yield from (("editor's note", note) for note in story.editor_notes)
    if story.continues is not None:
        yield from (("link to an earlier day", news) for news in story.continues.sentences)


def _warns(flags: Iterable[Flag]) -> bool:
    return any(kind_of(flag.code) in ("proven", "verified") for flag in flags)


def verdict_of(sums: Sums) -> str:
    """The totals in words, for a reader who reads nothing else.

    Mentions every warning in the briefing.
    """
    lines = [_of_sentences(sums)]
    if sums.withheld:
        lines.append(f"{sums.withheld} more did not, and {'is' if sums.withheld == 1 else 'are'} listed separately.")
    if sums.warned:
        have = "has a warning" if sum(sums.warned.values()) == 1 else "have warnings"
        lines.append(f"{_listing(_counted(sums.warned))} {have}.")
    lost = f"; {sums.quotes_not_found} could not be found" if sums.quotes_not_found else ""
    lines.append(f"{sums.citations} citations were located word for word in their sources{lost}.")
    if missing := sums.failed + sums.skipped:
        lines.append(f"{missing} of {sums.articles_in} articles {'is' if missing == 1 else 'are'} not covered.")
    lines.append(_of_reading(sums))
    return " ".join(lines)


def warned(sums: Sums) -> str:
    """Everything that has a warning, `2 sentences, 1 extraction and 3 translations`; empty if nothing has."""
    flagged = {"sentence": sums.flagged} if sums.flagged else {}
    return _listing(_counted(flagged | sums.warned))


def _counted(parts: Mapping[str, int]) -> list[str]:
    return [f"{n} {name if n == 1 else _PLURALS.get(name, name + 's')}" for name, n in parts.items()]


def _of_sentences(sums: Sums) -> str:
    passed = sums.checked + sums.repaired
    corrected = f" ({sums.repaired} of them after a correction)" if sums.repaired else ""
    if not sums.sentences:
        return "There are no sentences to check."
    if not sums.flagged:
        return f"{'Its one sentence' if passed == 1 else f'All {passed} sentences'} passed all checks{corrected}."
    flagged = f"{sums.flagged} {'has a warning' if sums.flagged == 1 else 'have warnings'}"
    return f"Of {sums.sentences} sentences, {passed} passed all checks{corrected}; {flagged}."


def _of_reading(sums: Sums) -> str:
    reading = sums.reading
    if reading is None:
        return "The second reader was not used."
    line = second_reader(reading)
    text = f"{line[:1].upper()}{line[1:]}."
    if reading.unanswered:
        text += f" It skipped {reading.unanswered} of {reading.statements} statements."
    if reading.not_read:
        text += f" {reading.not_read} of {sums.stories} stories {'was' if reading.not_read == 1 else 'were'} not read."
    return text


def _listing(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))

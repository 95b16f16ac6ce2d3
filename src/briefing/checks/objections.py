"""What follows from the second reader's objections: a request to the writer, then flags on what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.checks.statements import (
    before_date,
    before_position,
    before_quotation,
    before_role,
    date_of_entry,
    published_of,
)
from briefing.models import Finding, Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.checks.statements import Statement
    from briefing.models import (
        Claim,
        Discrepancy,
        Extraction,
        Objection,
        Position,
        SecondReading,
        Sentence,
        Story,
        StoryName,
        TimelineEntry,
        Translation,
    )

_CODES: Final = {"contradicted": "contradicted", "not supported": "not-supported", "can't tell": "unclear"}

#: Where statements stand that the writer of a story didn't write.
_OF_OTHERS: Final = ("translation ", "claim ", "date ", "quotation ", "published ", "grouping ", "names.")


def findings_of(reading: SecondReading) -> list[Finding]:
    """What the writer of a story is asked to mend: `where` is its part, its sentences counted from 0.

    Translations, claims, roles and days of publication were written by others.
    """
    return [
        Finding(code=_CODES[each.verdict], message=_told(each), where=_part(each.where))
        for each in reading.objections
        if not each.where.startswith(_OF_OTHERS)
    ]


def placed(findings: Iterable[Finding], story: Story, points: Sequence[str]) -> list[Finding]:
    """The findings with the places of the reply that the story was made of, whose rows stood in another order.

    Args:
        story: As it was made of the reply.
        points: Of the reply's rows. What belongs to none of them asks for nothing: it stays, as a flag.
    """
    found = []
    for finding in findings:
        name, _, rest = finding.where.partition(".")
        where: str | None = finding.where
        if name == "discrepancies":
            point = story.discrepancies[int(rest.partition(".")[0])].point
            where = f"{name}.{points.index(point)}" if point in points else None
        if where is not None:
            found.append(finding.replace(where=where, message=f"{where}: {finding.message}"))
    return found


def _part(where: str) -> str:
    """The part of the reply that a statement's place stands for: replies count sentences from 0."""
    name, _, rest = where.partition(".")
    if name == "sentences":
        return f"{name}.{int(rest) - 1}"
    return where


def _told(objection: Objection) -> str:
    said = "; ".join(f"“{evidence.quote}”" for evidence in objection.evidence)
    against = f" The source says {said}." if said else ""
    return f"a second reader objects to “{objection.words}” ({objection.verdict}): {objection.why}{against}"


def kept(
    reading: SecondReading, before: Sequence[Statement], now: Sequence[Statement], again: SecondReading
) -> SecondReading:
    """Two readings of a story as one: the first one's of what stayed as it was, the second one's of the rest.

    Args:
        before, now: The statements of the story as it was first read, and as it is told.
        again: The reading of those that are new.
    """
    places = _stayed(before, now)
    stay = tuple(each.replace(where=places[each.where]) for each in reading.objections if each.where in places)
    unanswered = (*(places[where] for where in reading.unanswered if where in places), *again.unanswered)
    objections = (*stay, *again.objections)
    gone = _statements(reading.objections) - _statements(stay)
    return reading.replace(
        statements=len(now),
        supported=len(now) - len(unanswered) - _statements(objections),
        unanswered=unanswered,
        objections=objections,
        mended=max(0, gone - _statements(again.objections)),
        dropped=reading.dropped + again.dropped,
    )


def _statements(objections: Iterable[Objection]) -> int:
    """How many statements are objected to; one can be wrong in several things."""
    return len({each.where for each in objections})


def _stayed(before: Sequence[Statement], now: Sequence[Statement]) -> dict[str, str]:
    """The places of what says the same as before, by the place before; a headline may say what a sentence says."""
    old = {each.where: each for each in before}
    places = {each.where: each.where for each in now if each.where in old and each.says_as(old[each.where])}
    taken = set(places)
    for each in now:
        if each.where not in taken:
            found = next((o.where for o in before if o.where not in places and o.says_as(each)), None)
            if found is not None:
                places[found] = each.where
    return places


def marked(story: Story, reading: SecondReading) -> Story:
    """A story with its reading, and a flag on each part that the second reader objects to."""
    by = _by_part(reading)
    return story.replace(
        reading=reading,
        headline=_sentence(story.headline, by.get("headline", ())),
        sentences=tuple(_sentence(each, by.get(f"sentences.{each.n}", ())) for each in story.sentences),
        timeline=tuple(_entry(each, by.get(f"timeline.{n}", ())) for n, each in enumerate(story.timeline)),
        discrepancies=tuple(_row(row, n, by) for n, row in enumerate(story.discrepancies)),
        names=tuple(_name(name, n, by) for n, name in enumerate(story.names)),
        flags=(*story.flags, *_apart(reading)),
    )


def _apart(reading: SecondReading) -> Iterable[Flag]:
    """A flag on the story for each article that the second reader takes to tell of something else."""
    for each in reading.objections:
        if each.where.startswith("grouping "):
            told = f"an article may not belong to this story: {each.why}"
            yield Flag(code=_CODES[each.verdict], message=told, evidence=each.evidence)


def marked_translation(translation: Translation, reading: SecondReading) -> Translation:
    """A translation with a flag for each paragraph that the second reader objects to."""
    flags = tuple(
        _flag(each).replace(message=f"paragraph {each.where.rpartition(' ')[2]}: {each.why}")
        for each in reading.objections
        if each.where.startswith(f"translation {translation.article} ")
    )
    return translation.replace(flags=(*translation.flags, *flags)) if flags else translation


def marked_record(record: Extraction, article: str, reading: SecondReading) -> Extraction:
    """A record with a flag on each date, quotation and claim that the second reader objects to."""
    by = _by_part(reading)
    day = published_of(record)
    dates = []
    for n, date in enumerate(record.dates):
        found = [_flag(each, len(before_date(date))) for each in by.get(f"date {article} {n}", ())]
        if date is day:
            found += [_flag(each, behind=each.start + 1) for each in by.get(f"published {article}", ())]
        # The words of a date stand in the statement alone: its value is no text.
        found = [each.replace(words=None, start=None) for each in found]
        dates.append(date.replace(flags=(*date.flags, *found)) if found else date)
    quotations = []
    for n, quotation in enumerate(record.quotations):
        behind = len(before_quotation(quotation)) + 1
        found = [_flag(each, behind) for each in by.get(f"quotation {article} {n}", ())]
        quotations.append(quotation.replace(flags=(*quotation.flags, *found)) if found else quotation)
    claims = tuple(_claim(claim, by.get(f"claim {article} {claim.id}", ())) for claim in record.claims)
    now = (tuple(dates), tuple(quotations), claims)
    if now == (record.dates, record.quotations, record.claims):
        return record
    return record.replace(dates=now[0], quotations=now[1], claims=now[2])


def _by_part(reading: SecondReading) -> dict[str, list[Objection]]:
    by: dict[str, list[Objection]] = {}
    for each in reading.objections:
        by.setdefault(each.where, []).append(each)
    return by


def _flag(objection: Objection, behind: int = 0) -> Flag:
    """The flag on a text that begins so many code points behind the statement's own beginning."""
    start = objection.start - behind
    # Words that stand in what the statement has before the text, its date or its point, are all of it.
    inside = start >= 0
    return Flag(
        code=_CODES[objection.verdict],
        message=objection.why if inside else f"“{objection.words}”: {objection.why}",
        words=objection.words if inside else None,
        start=start if inside else None,
        evidence=objection.evidence,
    )


def _sentence(sentence: Sentence, objections: Iterable[Objection]) -> Sentence:
    flags = tuple(_flag(each) for each in objections)
    return sentence.replace(flags=(*sentence.flags, *flags), verdict="flagged") if flags else sentence


def _entry(entry: TimelineEntry, objections: Iterable[Objection]) -> TimelineEntry:
    behind = len(date_of_entry(entry.date))
    flags = tuple(_flag(each, behind) for each in objections)
    return entry.replace(flags=(*entry.flags, *flags)) if flags else entry


def _row(row: Discrepancy, number: int, by: Mapping[str, Iterable[Objection]]) -> Discrepancy:
    behind = len(before_position(row))
    # What several sources say was read once, under the first of them.
    said = {
        row.positions[n].statement: found
        for n in range(len(row.positions))
        if (found := by.get(f"discrepancies.{number}.{n}"))
    }
    positions = tuple(_position(each, behind, said.get(each.statement, ())) for each in row.positions)
    return row.replace(positions=positions) if positions != row.positions else row


def _position(position: Position, behind: int, objections: Iterable[Objection]) -> Position:
    # Words of one source speak against that source's position alone.
    mine = [o for o in objections if not o.evidence or any(e.article == position.article for e in o.evidence)]
    flags = tuple(_flag(each, behind) for each in mine)
    return position.replace(flags=(*position.flags, *flags)) if flags else position


def _name(name: StoryName, number: int, by: Mapping[str, Iterable[Objection]]) -> StoryName:
    behind = len(before_role(name))
    roles = tuple(
        role.replace(flags=(*role.flags, *(_flag(each, behind) for each in found)))
        if (found := by.get(f"names.{number}.{place}"))
        else role
        for place, role in enumerate(name.roles)
    )
    return name.replace(roles=roles) if roles != name.roles else name


def _claim(claim: Claim, objections: Iterable[Objection]) -> Claim:
    flags = tuple(_flag(each) for each in objections)
    return claim.replace(flags=(*claim.flags, *flags)) if flags else claim

"""The outcomes as figures: by kind of lie and by language, the missed ones in full."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from material import FILES

from briefing.pipeline.stages.verify import joined
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from reading import Outcome, Read

#: Between these the table stands in a page.
BEGIN, END = "<!-- trust: made by `make trust` -->", "<!-- /trust -->"
CAUGHT = ("proof", "suspicion and reader", "reader alone")
_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian",
    "ja": "Japanese", "ru": "Russian", "tr": "Turkish", "zh": "Chinese",
}  # fmt: skip


def written(done: Read) -> str:
    """The figures and tables, in Markdown."""
    lies = [each for each in done.outcomes if each.asked.row.lie]
    honest = [each for each in done.outcomes if not each.asked.row.lie]
    parts = [
        _sum(done),
        *(_table(f"lies {file}", _of(file, lies), lambda each: each.asked.row.kind) for file in FILES),
        _table("language of the source", lies, lambda each: _LANGUAGES[each.language], honest),
        _listed("Missed", [each for each in lies if each.how == "missed"]),
        _listed("Caught, but by an objection to other words than the wrong ones", [e for e in lies if e.elsewhere]),
        _listed("Honest, and objected to", [each for each in honest if each.how == "flagged"]),
    ]
    return "\n\n".join(part for part in parts if part)


def _of(file: str, some: Sequence[Outcome]) -> list[Outcome]:
    return [each for each in some if each.asked.row.file == file]


def _sum(done: Read) -> str:
    lines = [f"{len(done.outcomes)} statements in {len(done.readings)} calls, {done.tokens:,} tokens."]
    for file in FILES:
        some = _of(file, done.outcomes)
        lies, honest = [e for e in some if e.asked.row.lie], [e for e in some if not e.asked.row.lie]
        caught, flagged = sum(e.how != "missed" for e in lies), sum(e.how == "flagged" for e in honest)
        lines.append(
            f"Of {len(lies)} lies {file} **{caught} were caught**; "
            f"of {len(honest)} honest statements beside them **{flagged}** drew an objection."
        )
    seeded = joined(done.readings.values()).seeded
    found, put = sum(seeded.found.values()), sum(seeded.seeded.values())
    lines.append(
        f"Of the errors that the stage itself seeded the reader found {found} of {put}; "
        f"it objected to {seeded.objected} of {seeded.correct} correct claims beside them."
    )
    suspected = [e for e in done.outcomes if e.asked.suspicions]
    lines.append(
        f"Lists suspect {sum(e.asked.row.lie for e in suspected)} of the lies and "
        f"{sum(not e.asked.row.lie for e in suspected)} of the honest statements."
    )
    lies, honest = [e for e in done.unasked if e.asked.row.lie], [e for e in done.unasked if not e.asked.row.lie]
    caught, flagged = sum(e.how != "missed" for e in lies), sum(e.how == "flagged" for e in honest)
    lines.append(
        f"Read without the questions of lists, {caught} of all {len(lies)} lies were caught, "
        f"and {flagged} of {len(honest)} honest statements objected to."
    )
    return "\n".join(lines)


def _table(head: str, lies: Sequence[Outcome], key: Callable[[Outcome], str], honest: Sequence[Outcome] = ()) -> str:
    more = " honest | flagged |" if honest else ""
    lines = [
        f"| {head} | lies | by proof | by suspicion and reader | by the reader alone | missed |{more}",
        "|---|--:|--:|--:|--:|--:|" + ("--:|--:|" if honest else ""),
    ]
    for name in [*sorted({key(each) for each in lies}), "all"]:
        some = [each for each in lies if name in (key(each), "all")]
        how = collections.Counter(each.how for each in some)
        cells = [name, str(len(some)), *(str(how[each]) for each in (*CAUGHT, "missed"))]
        if honest:
            beside = [each for each in honest if name in (key(each), "all")]
            cells += [str(len(beside)), str(sum(each.how == "flagged" for each in beside))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _listed(title: str, some: Sequence[Outcome]) -> str:
    if not some:
        return ""
    return "\n".join([f"{title}:", "", *(f"- {_line(each)}" for each in some)])


def _line(each: Outcome) -> str:
    row = each.asked.row
    said = each.objection
    places = ", ".join(f"{article}.{n}" for article, n in row.places)
    against = f" Objection to “{said.words}” ({said.kind}): {said.why}" if said else ""
    return f"{_LANGUAGES[each.language]}, {row.kind}: “{row.text}” ({places}).{against}"


def as_lines(done: Read) -> Iterator[str]:
    """Each statement and what became of it, with the codes of what lists suspect."""
    for each in done.outcomes:
        codes = ", ".join((*each.asked.proven, *each.asked.suspicions))
        yield f"{each.how}{' (elsewhere)' if each.elsewhere else ''} [{codes}] {_line(each)}"
    for each in done.unasked:
        if each.how in ("missed", "flagged"):
            yield f"without questions: {each.how} {_line(each)}"
    for call, reading in done.readings.items():
        yield f"{call}: {reading.statements} statements, {reading.dropped} objections dropped, {reading.unanswered}"


def into(page: Path, table: str) -> None:
    """Put the table between its marks, and leave the rest of the page as it is.

    Raises:
        ValueError: The page has no marks.
    """
    before, begun, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"{page}: has no marks {BEGIN} and {END}")
    write_whole(page, f"{before}{BEGIN}\n\n{table}\n\n{END}{after}")

"""The kind of each paragraph: the rules first, then what its neighbours tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ingest.paragraphs.boilerplate import is_bare_number, is_menu_entry
from briefing.ingest.paragraphs.features import Mark, Sight
from briefing.ingest.paragraphs.rules import mark
from briefing.ingest.paragraphs.spans import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A bare number this near to the top or the bottom is a counter.
_EDGE = 8
#: With more of them, the numbers are the cells of a table.
_MOST_NUMBERS = 2

_LONGEST_HEADING = 120
_LONGEST_FIRST = 150
_LONGEST_FIRST_SENTENCE = 80
#: More short lines than this in a row are a list, not headings.
_MOST_HEADINGS = 4
_SHORTEST_BODY = 80
_LONGEST_ENTRY = 30
_FEWEST_ENTRIES = 4

Marks = list[Mark | None]


def kinds(texts: Sequence[str], given: Sequence[Mark | None], *, titled: bool) -> list[Mark | None]:
    """Tell what each paragraph is.

    Args:
        texts: The paragraphs, each on one line.
        given: What the form told already (Markdown headings, front matter); None for the others.
        titled: The title was given beside the text, so the first paragraph is less likely to be it.

    Returns:
        A mark for each that isn't body. A heading's rule is empty.
    """
    last = len(texts) - 1
    sights = [Sight(text, top=n, bottom=last - n) for n, text in enumerate(texts)]
    marks = [known or mark(sight) for known, sight in zip(given, sights, strict=True)]
    _mark_numbers(sights, marks)
    _mark_form_fields(sights, marks)
    _mark_last_links(sights, marks)
    _mark_menu_columns(sights, marks)
    _mark_headings(sights, marks, titled=titled)
    return marks


def _mark_numbers(sights: Sequence[Sight], marks: Marks) -> None:
    numbers = [n for n, sight in enumerate(sights) if marks[n] is None and is_bare_number(sight)]
    if len(numbers) > _MOST_NUMBERS:
        return
    for n in numbers:
        if min(sights[n].top, sights[n].bottom) < _EDGE and len(sights) > 1:
            marks[n] = Mark("boilerplate", "view-counter")


def _mark_form_fields(sights: Sequence[Sight], marks: Marks) -> None:
    """`Name *`: only below a comment form's own words."""
    inside = False
    for n, sight in enumerate(sights):
        inside = inside or marks[n] == Mark("boilerplate", "comment-form")
        if inside and marks[n] is None and len(sight.text) <= 40 and sight.text.rstrip().endswith("*"):
            marks[n] = Mark("boilerplate", "comment-form")


def _mark_last_links(sights: Sequence[Sight], marks: Marks) -> None:
    """Titles below the last bare `Related articles`, if nothing but furniture follows."""
    after = len(sights)
    for n in range(len(sights) - 1, -1, -1):
        found = marks[n]
        if found is None:
            if sights[n].ends_sentence or len(sights[n].text) > _LONGEST_FIRST:
                return
        elif found.rule == "related-link" and ":" not in sights[n].bare:
            after = n + 1
            break
        elif found.kind != "boilerplate":
            return
    for n in range(after, len(sights)):
        marks[n] = marks[n] or Mark("boilerplate", "related-link")


def _mark_menu_columns(sights: Sequence[Sight], marks: Marks) -> None:
    """Menus with a line for each entry: from the first word of a menu to the last, half of all at least."""
    run: list[int] = []
    for n in range(len(sights) + 1):
        if n < len(sights) and _may_be_entry(sights[n], marks[n]):
            run.append(n)
            continue
        known = [place for place in run if is_menu_entry(sights[place])]
        if len(known) >= _FEWEST_ENTRIES and 2 * len(known) >= known[-1] - known[0] + 1:
            for place in range(known[0], known[-1] + 1):
                marks[place] = marks[place] or Mark("boilerplate", "menu")
        run = []


def _may_be_entry(sight: Sight, found: Mark | None) -> bool:
    if found is not None and found.kind != "boilerplate":
        return False
    return len(sight.text) <= _LONGEST_ENTRY and not sight.ends_sentence and not is_bare_number(sight)


def _mark_headings(sights: Sequence[Sight], marks: Marks, *, titled: bool) -> None:
    """Short lines without a full stop that body follows; the first line, if it is short."""
    rest = [n for n, found in enumerate(marks) if found is None]
    short = {n: _may_head(sights[n]) for n in rest}
    if len(rest) > 1 and not titled and _may_be_first(sights[rest[0]]):
        short[rest[0]] = True
    for place, n in enumerate(rest):
        if not short[n]:
            continue
        ahead = rest[place + 1 : place + 1 + _MOST_HEADINGS]
        body = next((sights[later] for later in ahead if not short[later]), None)
        if body is not None and _is_body(body, sights[n]) and not _in_list(place, rest, short):
            marks[n] = Mark("heading", "")


def _in_list(place: int, rest: Sequence[int], short: dict[int, bool]) -> bool:
    """Whether the line stands among more short lines than headings make."""
    first = last = place
    while first > 0 and short[rest[first - 1]]:
        first -= 1
    while last < len(rest) - 1 and short[rest[last + 1]]:
        last += 1
    return last - first + 1 > _MOST_HEADINGS


def _is_body(sight: Sight, heading: Sight) -> bool:
    length = columns(sight.text)
    return sight.ends_sentence or length >= max(_SHORTEST_BODY, columns(heading.text))


def _may_head(sight: Sight) -> bool:
    text = sight.text
    if columns(text[: _LONGEST_HEADING + 1]) > _LONGEST_HEADING or text[0].islower() or _is_point(text):
        return False
    end = text.rstrip("\"'”’»›)]）」』】 ")[-1:]
    if not any(char.isalpha() for char in text) or end in {"", *".,;:…。、；：،؛-–—*۔।"}:
        return False
    return not _goes_on_after_stop(text) and not is_bare_number(sight)


def _may_be_first(sight: Sight) -> bool:
    text = sight.text
    longest = _LONGEST_FIRST_SENTENCE if text[-1] in ".。" else _LONGEST_FIRST
    if columns(text[: longest + 1]) > longest or _is_point(text) or text[-1] in ",;:،؛：；":
        return False
    return any(char.isalpha() for char in text) and not _goes_on_after_stop(text)


def _is_point(text: str) -> bool:
    return text.startswith(("-", "–", "—", "•", "*", "·", "▪", ">", "<", "|", "+"))


def _goes_on_after_stop(text: str) -> bool:
    """Whether a sentence ends within; a dot after a short word is an abbreviation's."""
    words = text.split()
    return any(word[-1] in "!?؟。！？" or (word[-1] in ".…" and len(word) > 5) for word in words[:-1]) or any(
        stop in text[:-1] for stop in "。！？"
    )

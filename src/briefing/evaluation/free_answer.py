"""A free answer in Markdown, cut into sections, points, and the quotes each point gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.checks.quotes import locate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.models import Article, Evidence

#: The sections that the prompt asks for, by the word by which a heading is recognised.
SECTIONS = {
    "briefing": "Briefing",
    "discrepanc": "Discrepancies",
    "date": "Dates",
    "name": "Names",
    "planned": "Planned, denied, alleged",
    "origin": "Origins",
    "uncertain": "Uncertain or unsupported",
    "machine": "Text addressed to machines",
}
_HEADING = re.compile(r"^\s{0,3}(?:#{1,6}\s+|\*\*)(?:\d+[.)]\s*)?([^#*\n]+?)(?:\*\*)?:?\s*#*\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,3}[.)])\s+")
_RULE = re.compile(r"^[\s|:\-*_]+$")
#: A citation ends with the last closing bracket before other text: quoted words may hold brackets of their own.
_CITED = re.compile(r"[\[(]\s*(A\d+)\b([^\[\]\n]*?(?:[“\"«„‘「『‹].+?[”\"»“’」』›])[^\[\]\n“\"«„]*?)[\])]")
_BARE = re.compile(r"[\[(]\s*A\d+\b[^\[\]()\n]{0,40}[\])]")
_QUOTE = re.compile(r"[“\"«„‘「『‹](.+)[”\"»“’」』›]", re.DOTALL)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Point:
    """One line of an answer.

    Attributes:
        section: One of SECTIONS' titles.
        text: Without its citations and marks.
        found: Quotes that stand in the article they name, or in the nearest paragraph that holds them.
        elsewhere: Quotes that stand in another article than the one named.
        lost: Quotes that stand nowhere.
    """

    section: str
    text: str
    found: tuple[Evidence, ...] = ()
    elsewhere: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def points_of(answer: str, articles: Mapping[str, Article]) -> list[Point]:
    """The points of an answer, section by section; lines under no known heading belong to the briefing.

    Args:
        articles: By label, as the prompt named them.
    """
    return [_point(section, line, articles) for section, line in _lines(answer)]


def _lines(answer: str) -> Iterator[tuple[str, str]]:
    section, held = "Briefing", ""
    for line in answer.splitlines():
        heading = _HEADING.match(line)
        known = heading and next((title for word, title in SECTIONS.items() if word in heading[1].lower()), None)
        if known or not line.strip() or _RULE.match(line):
            if held:
                yield section, held
            section, held = known or section, ""
            continue
        # What is indented below a point, or goes on without a mark, belongs to it.
        if held and (line.startswith(("  ", "\t")) or not (_BULLET.match(line) or line.lstrip().startswith("|"))):
            held += " " + _BULLET.sub("", line).strip()
            continue
        if held:
            yield section, held
        held = _BULLET.sub("", line).strip()
    if held:
        yield section, held


def _point(section: str, line: str, articles: Mapping[str, Article]) -> Point:
    found: list[Evidence] = []
    elsewhere: list[str] = []
    lost: list[str] = []
    for match in _CITED.finditer(line):
        quote = _QUOTE.search(match[2])
        if quote is None:
            continue
        number = _NUMBER.search(match[2][: quote.start()])
        paragraph = int(number[0]) if number else 1
        own = articles.get(match[1])
        if own is not None and (evidence := locate(own, paragraph, quote[1])):
            found.append(evidence)
        elif any(locate(article, 1, quote[1]) for article in articles.values()):
            elsewhere.append(quote[1])
        else:
            lost.append(quote[1])
    text = _BARE.sub("", _CITED.sub("", line)).replace("|", " · ").replace("**", "").replace("__", "")
    return Point(section, " ".join(text.split()).strip(" ·"), tuple(found), tuple(elsewhere), tuple(lost))


def says_nothing(point: Point) -> bool:
    """Whether a line only says that there is nothing to say."""
    return point.text.strip(" .*_").lower() in {"none", "nothing", "n/a", "keine", ""}

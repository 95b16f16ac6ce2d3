"""Paragraphs of a Markdown file: what its markup says of them; the rest is cut like plain text.

Outside of every paragraph stays markup alone: the `#` of headings and the underlines of setext headings,
the fences of the front matter, and of a picture everything but its description. A picture without one
stays whole. Marks within a line (emphasis, links, list bullets, quote bars) are part of the text, since a
paragraph is a literal piece of the file.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.ingest.paragraphs.spans import Line, Span, lines_of
from briefing.ingest.paragraphs.split import cut, split

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"(#{1,6})[ \t]+(?P<words>\S.*?)(?:[ \t]+#+)?$")
_BARE_HEADING = re.compile(r"#{1,6}$")
_UNDERLINE = re.compile(r"(?:={2,}|-{2,})$")
_PICTURE = re.compile(r"\[?!\[(?P<words>[^\]]*)\](?:\([^)]*\)|\[[^\]]*\])(?:\]\([^)]*\))?$")
_EMPHASISED = re.compile(r"(?P<mark>\*{1,2}|_{1,2})(?P<words>[^*_]+)(?P=mark)$")
_FENCES = ("---", "+++")
_META = re.compile(r"[\w.-]+\s*[:=]|[-\s#\]}]")

#: The longest line that is looked at for a heading: regular expressions stay off megabytes.
_LONGEST_MARKED = 1_000

Lines = list[Line | None]


def markdown_spans(raw: str, flat: str) -> list[Span]:
    """Cut a Markdown text into paragraphs.

    Args:
        raw: The text.
        flat: `one_line(raw)`.

    Returns:
        The paragraphs' places in order. Front matter is metadata, one paragraph for a line; headings are
        headings; the descriptions of pictures, and an emphasised line right below a picture, are captions.
    """
    lines = lines_of(raw, flat)
    marked: list[Span] = list(_front_matter(lines, flat))
    marked.extend(_setext_headings(lines, flat))
    marked.extend(_marked_lines(lines, flat))
    pieces = [
        Span(piece.start, piece.end, span.kind, span.rule)
        for span in marked
        for piece in cut(span.start, span.end, flat)
    ]
    return sorted((*pieces, *split(lines, flat)), key=lambda span: span.start)


# Each of these takes the lines it knows out of the list, leaving None.


def _front_matter(lines: Lines, flat: str) -> Iterator[Span]:
    first = next((n for n, line in enumerate(lines) if line is not None), None)
    if first is None or (fence := _words(lines[first], flat)) not in _FENCES:
        return
    inside = range(first + 1, len(lines))
    last = next((n for n in inside if _words(lines[n], flat) in {fence, "..."}), None)
    if last is None or last == first + 1:
        return
    entries = [line for line in lines[first + 1 : last] if line is not None]
    if not all(_META.match(flat, line.start, line.end) for line in entries):
        return
    lines[first : last + 1] = [None] * (last + 1 - first)
    for line in entries:
        yield Span(line.start, line.end, "metadata", "front-matter")


def _setext_headings(lines: Lines, flat: str) -> Iterator[Span]:
    for above, (n, line) in pairwise([(-1, None), *enumerate(lines)]):
        # A single line above: under a longer block `---` may be a mere rule.
        words, alone = above[1], above[0] < 1 or lines[above[0] - 1] is None
        if words is None or line is None or not alone or not _UNDERLINE.match(_words(line, flat)):
            continue
        lines[above[0]] = lines[n] = None
        yield Span(words.start, words.end, "heading")


def _marked_lines(lines: Lines, flat: str) -> Iterator[Span]:
    below_picture = False
    for n, line in enumerate(lines):
        if line is None:
            continue
        span = _marked(line, flat)
        if span is None and below_picture:
            span = _group(_EMPHASISED.match(_words(line, flat)), line, "caption", "below-picture")
        below_picture = span is not None and span.rule == "picture"
        if span is not None or _BARE_HEADING.match(_words(line, flat)):
            lines[n] = None
        if span is not None:
            yield span


def _marked(line: Line, flat: str) -> Span | None:
    words = _words(line, flat)
    if picture := _PICTURE.match(words):
        whole = Span(line.start, line.end, "caption", "picture")
        return _group(picture, line, "caption", "picture") or whole
    return _group(_HEADING.match(words), line, "heading", None)


def _group(match: re.Match[str] | None, line: Line, kind: str, rule: str | None) -> Span | None:
    if match is None or not (words := match["words"].strip()):
        return None
    start = line.start + match.start("words") + match["words"].index(words[0])
    return Span(start, start + len(words), "heading" if kind == "heading" else "caption", rule)


def _words(line: Line | None, flat: str) -> str:
    if line is None or line.end - line.start > _LONGEST_MARKED:
        return ""
    return flat[line.start : line.end]

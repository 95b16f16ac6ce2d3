"""A document as Markdown, for terminals and code hosts: in CommonMark and with GitHub's extensions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.render.document import document_of
from briefing.render.sanitize import isolate, isolate_english, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import Briefing
    from briefing.render.blocks import Block, Kind, Role, Run

#: What a line of each kind begins with; the others are paragraphs.
_BEGINS: dict[Kind, str] = {
    "title": "# ", "chapter": "## ", "story": "## ", "again": "### ", "part": "#### ",
    "notice": "> ", "figure": "- ", "flag": "- ", "item": "- ",
    "subitem": "  - ", "where": "- ", "quote": "  > ", "translation": "  - ",
}  # fmt: skip
#: What stands around a run; in a byline and before a translation what is quiet is ours to set apart.
_AROUND: dict[Role, str] = {"strong": "**", "status": "*"}
_QUIET_IS_SET_APART = frozenset({"byline", "legend", "translation"})
#: In a heading no list can begin.
_HEADINGS = frozenset({"title", "chapter", "story", "again", "part"})
#: Kinds of which neighbours make one list. Between any others there is an empty line.
_LISTED = frozenset({"figure", "flag", "item", "subitem", "where", "quote", "translation"})
#: Our own number of a quote, which stands before where its words are.
_NUMBER = re.compile(r"\[\d+\](?= )")
#: Our own reference to another one, escaped with the text that it stands in.
_OTHER_NUMBER = re.compile(r"(?<=\(in English at )\\\[(\d+)\\\](?=\))")

# Everything that can open a link, an image, HTML, emphasis, code, a table cell, a formula or a heading.
# Brackets are enough to stop links, images and footnotes; round ones and "!" can stay readable.
_MEANING = re.compile(r"[\\`*_\[\]<>|~$#]|&(?=[#A-Za-z])")
# Meant only at the beginning of a line: lists, rules, underlined headings.
_BEGINNING = re.compile(r"^(\d{1,9}(?=[.)](?: |$))|(?=[-+=]))(.)")
# GitHub links addresses twice, the second time after the escapes are gone: only a character in between
# stops it. U+2060 is invisible and joins, so that the line breaks where it did.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=@)(?=\w)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def to_markdown(briefing: Briefing, *, appendix: bool = True) -> str:
    """The whole briefing as Markdown: notices, headlines, stories in brief, and below a rule the evidence.

    No link, image, HTML or heading can come out of an article or a model; the only links are the
    articles' own http and https addresses, and the pages of earlier days beside this one.

    Args:
        appendix: Whether the evidence follows; without it, outlets are named in place of the numbers of quotes.
    """
    document = document_of(briefing)
    if not appendix:
        return _text(document.chosen(appendix=False))
    return f"{_text(document.brief)}\n---\n\n{_text(document.appendix)}"


def _text(blocks: Iterable[Block]) -> str:
    return "\n".join(_lines(blocks)).rstrip("\n") + "\n"


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Blocks as lines, each paragraph and each list with an empty line behind it."""
    before: Block | None = None
    inner = ""
    for block in blocks:
        if before is not None and not (before.kind in _LISTED and block.kind in _LISTED):
            yield ""
        # Words that no number leads to belong to the entry above them.
        inner = "  " if block.kind == "where" and not block.anchor else inner if block.kind == "quote" else ""
        yield f"{inner}{_BEGINS.get(block.kind, '')}{_content(block)}".rstrip(" ")
        before = block
    if before is not None:
        yield ""


def _content(block: Block) -> str:
    number = _NUMBER.match(block.text) if block.kind == "where" and block.anchor else None
    own = len(number.group()) if number else 0
    parts = [number.group() if number else ""]
    for run in block.runs:
        text, own = run.text[own:], max(0, own - len(run.text))
        parts.append(_shown(run, text, block))
    content = "".join(parts).strip(" ")
    if block.kind in _HEADINGS:
        return content
    return _OTHER_NUMBER.sub(r"[\1]", _BEGINNING.sub(r"\1\\\2", content))


def _shown(run: Run, text: str, block: Block) -> str:
    if run.role == "mark" or block.kind == "legend":
        told = text  # our own words and numbers
    elif run.url:
        return f"<{run.url}>"
    else:
        told = (isolate if run.role == "original" else isolate_english)(_escape(text))
    if run.page is not None:
        # Date and number are checked values, so the address is ours.
        return f"[{told}]({page_of(run.page, 'briefing.md').partition('#')[0]})"
    apart = run.role == "quiet" and block.kind in _QUIET_IS_SET_APART and run is block.runs[0]
    around = "*" if apart else _AROUND.get(run.role, "")
    bare = told.strip(" ")
    if not around or not bare:
        return told
    # Emphasis begins and ends at a letter: blanks stay outside.
    at = told.index(bare)
    return f"{told[:at]}{around}{bare}{around}{told[at + len(bare) :]}"


def _escape(text: str) -> str:
    """A cleaned text whose every character is shown and none is obeyed."""
    return _ADDRESS.sub(_WORD_JOINER, _MEANING.sub(r"\\\g<0>", text))

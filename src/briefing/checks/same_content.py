"""Whether an article says nothing that another one doesn't: the rule by which a copy is told once.

Likeness alone is no ground for leaving a text out: two dispatches that differ in one figure, one name or one
`not` are nearly the same, and the difference is the news. So a copy is a text whose every body sentence stands in
the other, word for word and in the same order; it may be shorter, never other. What may differ is typography, the
dateline, an agency's name in brackets at the end, and headlines and captions in other words without other figures.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import Article

#: A sentence's end; the marks of Chinese and Japanese need no blank after them.
_END = re.compile(r"(?<![.!?…؟۔।])[.!?…؟۔।]+[\"”“»«’')\]]*(?=\s)|[。！？]+[”」』）]*")
_DIGITS = re.compile(r"\d")
#: Between digits these are part of the number, and before one a dash is its sign.
_IN_NUMBER = re.compile(r"(?<=\d)[.,:/'’٫٬\u2010-\u2015−-](?=\d)")
_SIGN = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[(\[]))[\u2010-\u2015−-](?=\d)")
_KEPT = {".": "\ue000", ",": "\ue001", ":": "\ue002", "/": "\ue003", "-": "\ue004"}
_ALIKE = {"'": ".", "’": ".", "٫": ".", "٬": ","}
_DATELINE = re.compile(r"\W*[^!?\n]{0,60}?\([^()\n]{2,40}\)\s*[-–—]+\s+")
_PLACE_LINE = re.compile(r"([^\W\d_][^\d!?\n(]{1,40}?)\s[-–—]+\s+")
_BRACKETS = re.compile(r"[(\[（【][^()\[\]\d]{2,40}[)\]）】]\W*")
_MOST_CREDIT_WORDS = 5
#: Headlines that share more than this of their threes of letters, and differ, may differ in a `not`.
_NEAR_HEADLINE = 0.4


class _Letters(dict[int, str]):
    """What each code point becomes: letters, marks, figures and signs stay, punctuation becomes a blank."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind[0] in "LM" or kind in {"Nl", "No"}:
            found = char
        elif kind == "Nd":
            found = str(unicodedata.digit(char))
        elif kind in {"Sc", "Sm", "So"}:
            found = f" {char} "
        else:
            found = "" if kind == "Cf" else " "
        self[code] = found
        return found


_LETTERS = _Letters(
    {
        **{ord(char): ' " ' for char in '"„“”«»‹›「」『』'},
        **{ord(char): " ? " for char in "?؟？"},
        **{ord(char): " % " for char in "%٪％"},
        **{ord(char): f" {char} " for char in "‰§&@#"},
        **{ord(kept): char for char, kept in _KEPT.items()},
        # Tatweel only stretches a word; the joiner that parts Persian words is a blank.
        0x0640: "",
        0x200C: " ",
    }
)


def key(text: str) -> str:
    """A sentence as it is compared.

    Small letters with their marks, figures with their separators and signs, symbols such as € and %, question
    marks and quotation marks; no other punctuation.
    """
    text = unicodedata.normalize("NFC", text.casefold())
    text = _IN_NUMBER.sub(lambda found: _KEPT.get(_ALIKE.get(found[0], found[0]), _KEPT["-"]), text)
    text = _SIGN.sub(_KEPT["-"], text)
    return " ".join(text.translate(_LETTERS).split())


@dataclass(frozen=True, eq=False)
class Said:
    """What an article says, as it is compared."""

    article: Article

    @cached_property
    def body(self) -> tuple[str, ...]:
        """Its sentences, without dateline and credit."""
        texts = [p.text for p in self.article.paragraphs if p.kind == "body"]
        if texts:
            texts[0] = texts[0][len(_dateline(texts[0])) :]
        sentences = [sentence for text in texts for sentence in _sentences(text)]
        if sentences and _is_credit(sentences[-1]):
            sentences.pop()
        return tuple(found for sentence in sentences if (found := key(sentence)))

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """Title, headings and captions; those first that stand for the whole."""
        given = [self.article.title] if self.article.title else []
        told = [p.text for p in self.article.paragraphs if p.kind in {"heading", "caption"}]
        return tuple(dict.fromkeys(filter(None, map(key, (*given, *told)))))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every figure in it, wherever it stands."""
        texts = [p.text for p in self.article.paragraphs]
        return frozenset(_numbers(map(key, (*texts, self.article.title or ""))))

    @cached_property
    def side_numbers(self) -> frozenset[str]:
        """Those of title, headings, captions and dateline."""
        first = next((p.text for p in self.article.paragraphs if p.kind == "body"), "")
        return frozenset(_numbers((*self.beside, key(_dateline(first)))))


def difference(one: Said, other: Said) -> str | None:
    """What one article says that the other doesn't, in words for a reader; None where there is nothing.

    Args:
        one: The possible copy.
        other: The possible original, whose body is at least as long.
    """
    if not one.body:
        return "it has no text"
    rest = iter(other.body)
    for sentence in one.body:
        if sentence not in rest:
            return f"“{_cut(sentence)}” doesn't stand there"
    if strangers := sorted(one.side_numbers - other.numbers):
        return f"the figure {strangers[0]} in its headline doesn't stand there"
    for headline in one.beside:
        if headline in other.beside or headline in other.body:
            continue
        near = max((_likeness(headline, known) for known in other.beside), default=0.0)
        if near > _NEAR_HEADLINE and not _named(headline, one.article, other):
            return f"its headline “{_cut(headline)}” differs in a word or two"
    return None


def _named(headline: str, article: Article, other: Said) -> bool:
    """Whether a headline is the other's with nothing but the outlet's name added."""
    outlet = key(article.outlet or "")
    return bool(outlet) and headline.removesuffix(outlet).strip(" |") in other.beside


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]


def _dateline(text: str) -> str:
    """`BERLIN (dpa) – ` or `BERLIN – ` at a text's beginning; empty where there is none."""
    if found := _DATELINE.match(text):
        return found[0]
    found = _PLACE_LINE.match(text)
    return found[0] if found and found[1].isupper() else ""


def _is_credit(sentence: str) -> bool:
    """`(dpa)` or `[Quay News Agency]` and nothing else."""
    text = sentence.strip()
    return bool(_BRACKETS.fullmatch(text)) and len(text.split()) <= _MOST_CREDIT_WORDS


def _numbers(keys: Iterable[str]) -> Iterator[str]:
    return (word for told in keys for word in told.split() if _DIGITS.search(word))


def _likeness(one: str, two: str) -> float:
    mine, theirs = _threes(one), _threes(two)
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _threes(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(len(text) - 2, 1))}


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"

"""Which language a text is in."""

from __future__ import annotations

import re
import threading
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from briefing.text.language_model import identifier

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Left out of the model's 140: dead and constructed languages and small neighbours of large ones, which
#: take short lines from the languages that news are written in. `zxx` stays: it is no language at all.
_LANGUAGES = frozenset(
    """
    af am ar ary arz as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id ig is
    it ja ka kk km kn ko ku ky lo lt lv mg mk ml mn mr ms mt my ne nl nn no om or pa pl ps pt ro ru rw si sk sl sn
    so sq sr st sv sw ta te tg th tk tl tr tt ug uk ur uz vi wuu xh yo yue zh zu zxx
    """.split()  # noqa: SIM905 -- a table
)

#: What the model tells apart and one translation prompt doesn't.
_SAME = {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "nn": "no", "zxx": "und"}

_LEAST_LETTERS = 12
_LEAST_IDEOGRAPHS = 4
_LEAST_CONFIDENCE = 0.5
_SAMPLE = 5_000

_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|\d+")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LETTER = re.compile(r"[^\W\d_]")

#: The identifier is one object for all threads, and not known to be safe for that.
_lock = threading.Lock()


#: Below these, and below that probability, a paragraph of its own language isn't told from one with many names.
_PARAGRAPH_LETTERS, _PARAGRAPH_IDEOGRAPHS = 40, 12
_PARAGRAPH_CONFIDENCE = 0.9
#: Neighbours that one paragraph can't tell apart; an article's length can.
_NEIGHBOURS = (
    {"da", "no", "sv"}, {"bs", "hr", "sr", "sl", "mk"}, {"cs", "sk"}, {"id", "ms"}, {"es", "gl", "pt", "ca", "it"},
    {"ru", "uk", "be", "bg"}, {"nl", "af"}, {"az", "tr"}, {"fa", "ps", "ur", "ar", "ug", "ku"}, {"hi", "mr", "ne"},
)  # fmt: skip


def identified() -> frozenset[str]:
    """The BCP-47 tags that a text can be identified as."""
    return frozenset(_SAME.get(tag, tag) for tag in _LANGUAGES) - {"und"}


def paragraph_language(text: str, article: str) -> str | None:
    """Tell the language of one paragraph where it isn't the article's.

    Args:
        text: The paragraph.
        article: BCP-47 tag of its article.

    Returns:
        Another BCP-47 tag; `und` for a paragraph that is long enough and in no language that can be told; None
        where it is the article's, or too short to be told from it.
    """
    sample = _NOT_WORDS.sub(" ", text[:_SAMPLE])
    if len(_IDEOGRAPH.findall(sample)) < _PARAGRAPH_IDEOGRAPHS and len(_LETTER.findall(sample)) < _PARAGRAPH_LETTERS:
        return None
    best, chance = _best(sample)
    if best == article or any({best, article} <= near for near in _NEIGHBOURS):
        return None
    if chance < _LEAST_CONFIDENCE or best == "und":
        return "und" if article != "und" else None
    return best if chance >= _PARAGRAPH_CONFIDENCE else None


def language_of(text: str) -> str:
    """Tell the language of an article's body.

    Args:
        text: Some of it; the first 5,000 code points are looked at.

    Returns:
        A BCP-47 tag such as `de` or `ar` (for every Arabic); `und` with fewer than 12 letters (or four
        ideographs) and where no language has half of the probability.
    """
    sample = _NOT_WORDS.sub(" ", text[:_SAMPLE])
    if len(_IDEOGRAPH.findall(sample)) < _LEAST_IDEOGRAPHS and len(_LETTER.findall(sample)) < _LEAST_LETTERS:
        return "und"
    best, chance = _best(sample)
    return best if chance >= _LEAST_CONFIDENCE else "und"


def _best(sample: str) -> tuple[str, float]:
    """The likeliest language, and its probability."""
    chances: Counter[str] = Counter()
    with _lock:
        ranked = _identifier().rank(sample)
    for language, chance in ranked:
        chances[_SAME.get(language, language)] += chance
    return chances.most_common(1)[0]


@cache
def _identifier() -> LanguageIdentifier:
    return identifier(_LANGUAGES)

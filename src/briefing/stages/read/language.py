"""Which language a text is in."""

from __future__ import annotations

import re
import threading
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

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
    chances: Counter[str] = Counter()
    with _lock:
        ranked = _identifier().rank(sample)
    for language, chance in ranked:
        chances[_SAME.get(language, language)] += chance
    best, chance = chances.most_common(1)[0]
    return best if chance >= _LEAST_CONFIDENCE else "und"


@cache
def _identifier() -> LanguageIdentifier:
    # Late: with numpy it takes half a second.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES & set(identifier.labels))
    return identifier

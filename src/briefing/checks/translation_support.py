"""Does a translated paragraph belong to its source, and did its negations come along?

Proxies, and called such: they compare what survives a translation (figures, names by their letters or sounds, the
presence of a negation), not the meaning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.name_support import names_in, sounds_in, words_of
from briefing.checks.number_support import figures
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Of the source: words that hardly ever mean anything but no. Written to be used on text that isn't English.
_NEGATION = re.compile(
    r"\b(?:nicht(?! (?:weniger|mehr als|nur|zuletzt|umhin))|nichts|kein\w*(?! Geringere)|nie|niemals|niemand\w*|weder"
    r"|nirgends|ohne)\b"
    r"|\b(?:ne|n['’]\w+)\b(?:\W+\w+){0,3}?\W+(?:pas|jamais|aucun\w*|rien|personne|ni|nul\w*)\b"
    r"|\b(?:sans|aucune?)\b|\b(?:nunca|jamás|nadie|ningun[oa]?|ningún|tampoco)\b"
    r"|\bno (?:ha|han|hay|se|es(?! la primera)|son|fue|había|podido|está|están|quiso)\b"
    r"|\b(?:não|nunca|ninguém|nenhum\w*|nessun\w*|senza)\b|\b(?:niet|geen|nooit|niemand|zonder)\b"
    r"|\b(?:nie|nigdy|żaden|żadn\w+|bez)\b"
    r"|\b(?:(?<!мог )(?<!могла )(?<!могли )(?<!может )не(?! (?:прошло и|менее|более|только|меньше|раз|менш|менше|більше"
    r"|лише|тільки|исключ\w+|виключ\w+|мог не|могла не|могли не|может не)\b)|ни|нет(?! сомнен)|никогда|никто"
    r"|никак\w+|без)\b"
    r"|\b(?:немає|ніхто|жодн\w+)\b"
    r"|\b(?:değil\w*|yok|asla|hiçbir)\b"
    r"|(?<!hiç )\b[a-zçğıöşü]{2,}(?:m[ıiuü]yor|m[ae]d[ıi]|m[ae]m[ıi]ş|m[ae]y[ae]cak)\w*\b"
    r"|(?<!\w)[وف]?(?:لم|لن|ليس(?! فقط)|ليست(?! فقط)|ليسا|لا(?! بد| شك| يقل| تقل| سيما| يزال| تزال)"
    r"|دون|بدون|عدم|بلا)(?!\w)"
    r"|(?<!得)不(?!仅|断|少|同|过|久|但|得不|可避|日|排除)|没有|未(?!来)|尚未|无(?!线)|(?:(?<!なら)(?<!少なく)ない|(?<!なり)ません|なかった|(?<!少)なく)(?!さ)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|nobody|nothing|nowhere|cannot|\w+n['’]t|un(?!der|til|i|to\b)\w{4,}"
    r"|non\w*|\w+less|fail\w*|declin\w*|lack\w*|refus\w*|den(?:y|ied|ies|ial)|reject\w*|absence|absent|little|few|fewer"
    r"|hardly|barely|yet|still|only|unless|except|impossible"
    r"|in(?:dependent|visible|complete|capable|sufficient|valid)\w*|dis\w{4,}"
    r"|missing|any(?:one|thing|where)?|far from|free of|instead|prevent\w*|avoid\w*|forbid\w*|ban\w*|mis\w{4,}"
    r"|irre\w+)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?。！？؟])(?<!\d\.)[”\"»』」)]*\s*(?=\S)")
_CLAUSE = re.compile(r"[,;:.!?»“”„«،؛。，；：—–]+")
#: One to three quoted words: a name or a term, and no statement.
_TITLE = re.compile(r"[“”\"«„]\s?[^\s“”\"«»„]+(?:\s[^\s“”\"«»„]+){0,2}\s?[“”\"»]")
#: Share of a quote that its longest clause needs to be what the quote is about.
_MOST = 0.6
#: Marks of two paragraphs that must cross before they are called swapped.
_MARGIN = 2


def dropped_negation(source: str, translation: str) -> str | None:
    """The sentence of a source that says no, where its translation doesn't.

    Sentence by sentence where there are as many of them on both sides; otherwise the paragraph as a whole.
    """
    there, here = _sentences(source), _sentences(translation)
    if len(there) != len(here):
        there, here = [source], [translation]
    for original, english in zip(there, here, strict=True):
        # A quoted name may look like a no: «لا ليبر» is La Libre.
        if _NEGATION.search(_TITLE.sub(" ", original)) and not _NO.search(english):
            return original
    return None


#: The languages whose denials `_NEGATION` knows.
_KNOWN = frozenset(["de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk", "tr", "ar", "zh", "ja"])
_PLAIN_NO = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t)\b", re.IGNORECASE)


def dropped_abroad(source: str, translation: str, source_language: str, target: str) -> str | None:
    """As `dropped_negation`, into another language than English; None also where one of the two isn't known here."""
    if target not in _KNOWN or (source_language not in _KNOWN and source_language != "en"):
        return None
    there, here = _sentences(source), _sentences(translation)
    if len(there) != len(here):
        there, here = [source], [translation]
    says_no = _PLAIN_NO if source_language == "en" else _NEGATION
    for original, told in zip(there, here, strict=True):
        if says_no.search(_TITLE.sub(" ", original)) and not _NEGATION.search(told):
            return original
    return None


def lost_in_claim(quote: str, claim: str) -> bool:
    """Whether a quote says no in the clause that makes up most of it, and the English claim drawn from it doesn't."""
    if _NO.search(claim):
        return False
    clauses = _CLAUSE.split(quote)
    longest = max(clauses, key=len)
    return len(longest) >= _MOST * len(quote) and _NEGATION.search(longest) is not None


#: Doubtful paragraphs further apart than this are not compared: the pairs would grow with the square.
_NEAR = 10


def swapped(sources: Mapping[int, str], translations: Mapping[int, str]) -> list[tuple[int, int]]:
    """Pairs of paragraphs whose translations seem to have changed places: their figures and names stand crosswise."""
    marks = {n: _marks(text) for n, text in translations.items()}
    own = {n: _standing(marks[n], sources[n]) for n in marks}
    doubtful = [n for n in marks if marks[n] and own[n] < len(marks[n]) / 2]
    found = []
    for at, first in enumerate(doubtful):
        for second in doubtful[at + 1 : at + 1 + _NEAR]:
            crossed = _standing(marks[first], sources[second]) + _standing(marks[second], sources[first])
            if crossed >= own[first] + own[second] + _MARGIN:
                found.append((first, second))
    return found


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part.strip()]


def _marks(english: str) -> set[str]:
    numerals = set(re.findall(r"\d[\d.,]*\d|\d", digits(english)))
    return numerals | {name for name in names_in(f"— {english}") if len(name) > 3}


def _standing(marks: set[str], source: str) -> int:
    values, words = figures(source, bare=True), words_of(source)
    return sum(
        bool(figures(mark, bare=True) & values)
        if mark[0].isdigit()
        else bool(words_of(mark) & words) or sounds_in(mark, source)
        for mark in marks
    )

"""Do the names of an English sentence stand in its sources, and in the form that the record gives them?

A proxy, and called one. A name is taken to be a capitalised word that doesn't open a sentence; it is supported
if it stands in the English names that were recorded of the cited articles, in a recorded claim, or, in Latin
letters, in the source itself. So an invented surname is seen, and an invented single name at the very
beginning of a sentence is not. A text in title case is not judged, for there every word is capitalised.
"""

from __future__ import annotations

import difflib
import functools
import re
from typing import TYPE_CHECKING

from briefing.checks.countries import countries_in
from briefing.models.kept import kept
from briefing.text.scripts import plain, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import Article, Extraction, Organisation, Person, Place

    Named = Person | Organisation | Place

_WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
#: Where a sentence begins: there a capital means nothing.
_OPENS = re.compile(r"(?:^|[.!?:;…]['\"’”)]*\s+|[“\"„«(–—]\s*)$")
#: Characters in which the end of a sentence is looked for; a paragraph can have a hundred thousand.
_NEAR = 40
#: Capitalised in English without being anybody's name.
# "An unnamed German outlet": the language of a source is no claim of it.
_OF_AN_OUTLET = re.compile(
    r"[- ](?:language|outlets?|newspapers?|papers?|(?:web)?sites?|agenc(?:y|ies)|media|press|articles?|reports?"
    r"|magazines?|broadcasters?|sources?)\b"
)
_COMMON = frozenset(
    [
        "i", "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "lord", "lady", "president", "minister", "prime",
        "king", "queen", "prince", "princess", "pope", "saint", "st", "chancellor", "general", "colonel",
        "captain", "major", "judge", "senator", "governor", "mayor", "ambassador", "january", "february",
        "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "north", "south", "east",
        "west", "northern", "southern", "eastern", "western", "gmt", "utc", "cet", "cest", "bc", "ad", "ceo",
        "christmas", "easter", "ramadan", "eu", "un", "internet", "web", "km", "kw", "mw", "gw", "tw", "kwh",
        "mwh", "gwh", "twh", "party", "state", "government", "parliament", "ministry", "council", "committee",
        "congress", "cabinet", "army", "navy", "court", "supreme", "central", "national", "federal", "bill",
        "act", "article", "plan", "memorandum", "understanding", "treaty", "protocol", "declaration", "agreement",
        "letter", "intent", "action", "law", "constitution", "resolution", "convention",
        "european", "showa", "heisei", "reiwa", "taisho", "meiji", "minguo",
    ]
)  # fmt: skip
_IRREGULAR = {
    "french": "france", "dutch": "netherlands", "spanish": "spain", "spaniard": "spain", "british": "britain",
    "briton": "britain", "swiss": "switzerland", "danish": "denmark", "dane": "denmark", "polish": "poland",
    "pole": "poland", "welsh": "wales", "irish": "ireland", "scottish": "scotland", "finnish": "finland",
    "swedish": "sweden", "norwegian": "norway", "english": "england", "israeli": "israel", "turk": "turkey",
    "greek": "greece", "filipino": "philippines", "philippine": "philippines", "slovene": "slovenia",
    "burmese": "myanmar", "cypriot": "cyprus", "maltese": "malta", "peruvian": "peru", "lao": "laos",
}  # fmt: skip
_ADJECTIVES = re.compile(r"(?:ians?|eans?|ans?|ns?|ese|ish|is?|ic|ch|k|s|)$")
#: From here on two words that aren't the same are two spellings of one name.
_ALIKE = 0.72
#: From here on a word of another script may be the name.
_HEARD = 0.85
#: The article that Arabic writes onto a word, with what may stand before it.
_ARTICLE = re.compile(r"^[وفبك]?(?:ال|لل)")
#: Below this a name and its original can't be the same name.
_SOUNDS_ALIKE = 0.5
#: Characters up to which a text is a sentence; of longer ones fewer are remembered.
_A_SENTENCE = 400
#: Letters of a name that are compared; the time of a comparison grows with the square of its length and more.
_COMPARED = 64


def words_of(text: str) -> frozenset[str]:
    """The words of a text, plain, with the parts of those that are joined."""
    return _words_of(text) if len(text) <= _A_SENTENCE else _words_of_long(text)


@functools.lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[str]:
    joined = [match.group() for match in _WORD.finditer(text)]
    return frozenset(bare(part) for word in joined for part in (word, *re.split(r"['’.]", word)) if part)


@functools.lru_cache(maxsize=256)
def _words_of_long(text: str) -> frozenset[str]:
    return _words_of.__wrapped__(text)


def names_in(text: str) -> list[str]:
    """The words of an English text that look like names, as they stand there."""
    words = list(_WORD.finditer(text))
    counted = [w.group() for w in words if len(w.group()) > 3 and bare(w.group()) not in _COMMON]
    if len(counted) >= 4 and sum(w[0].isupper() for w in counted) > 0.8 * len(counted):
        return []
    return list(
        dict.fromkeys(
            match.group()
            for match in words
            if len(match.group()) > 1
            and match.group()[0].isupper()
            # COP30 and G20 are no words, and no proof of a name.
            and not text[match.end() : match.end() + 1].isdigit()
            and not _OF_AN_OUTLET.match(text, match.end())
            and not _OPENS.search(text, max(0, match.start() - _NEAR), match.start())
            and bare(match.group()) not in _COMMON
        )
    )


def sounds_in(name: str, text: str) -> bool:
    """Whether a name stands in a text of another script by its sounds, or of Latin letters but for an end."""
    if nearest(bare(name), words_of(text), _HEARD):
        return True
    wanted = skeleton(bare(name))
    if not wanted or len(wanted) < 3:
        return False
    heard = _sounds_of(text)
    return any(h.startswith(wanted) for h in heard) or nearest(wanted, heard, _HEARD) is not None


@functools.lru_cache(maxsize=256)
def _sounds_of(text: str) -> frozenset[str]:
    return frozenset(sound for word in _sounding_words(text) if (sound := skeleton(word)))


@functools.lru_cache(maxsize=256)
def _sounding_words(text: str) -> frozenset[str]:
    words = {match.group() for match in _WORD.finditer(text)}
    return frozenset(words | {_ARTICLE.sub("", word) for word in words})


def nearest(word: str, words: Iterable[str], least: float) -> str | None:
    """The most similar of some words, if it is similar enough (0 to 1). A word longer than a name is near to none."""
    size = len(word)
    if size > _COMPARED:
        return None
    # Those that can't be near enough, whatever the order of their letters, are told without a comparison.
    mine = _letters(word)
    near = [
        each
        for each in words
        if (other := len(each)) <= _COMPARED
        and 2.0 * min(size, other) / (size + other) >= least
        and 2.0 * min(size - len(mine - (theirs := _letters(each))), other - len(theirs - mine)) / (size + other)
        >= least
    ]
    if word in near:
        return word
    found = difflib.get_close_matches(word, near, 1, least) if near else near
    return found[0] if found else None


@functools.lru_cache(maxsize=1 << 14)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


def similarity(one: str, other: str) -> float:
    """How similar two names are, from 0 to 1, by as many of their letters as a name can have."""
    return difflib.SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False).ratio()


def another_name(english: str, original: str) -> bool:
    """Whether an English name can't be the original's, judged by their consonants."""
    mine, theirs = skeleton(english), skeleton(original)
    if not mine or not theirs or min(len(mine), len(theirs)) < 3:
        return False
    return similarity(mine, theirs) < _SOUNDS_ALIKE


@kept(512)
def record_of(article: Article, extraction: Extraction) -> Record:
    """The words of an article, worked out once for all that is said about it."""
    return Record(article, extraction)


class Record:
    """The words of one article by which a name can be known."""

    def __init__(self, article: Article, extraction: Extraction) -> None:
        self._article, self._extraction = article, extraction
        self._names = _named(extraction)
        self._short = _initials(self._names)
        outlets = [article.outlet, extraction.outlet.name if extraction.outlet else None]
        self.english = _all_words(
            [
                *(name for name in outlets if name),
                *(name.name for name in self._names),
                *(source.name for source in extraction.cited_sources),
            ]
        )

    @functools.cached_property
    def everything(self) -> set[str]:
        """All that the article supports, wherever in it it stands."""
        extraction = self._extraction
        texts = [claim.text for claim in extraction.claims if not claim.flags]
        texts += [one for claim in extraction.claims if not claim.flags for one in claim.attribution]
        texts += [role.text for person in extraction.people for role in person.roles if not role.flags]
        article = self._article
        known = self._short | words_of(article.raw) | countries_in(article.raw, article.language)
        return self.english | _all_words(texts) | known


def is_known(word: str, known: set[str]) -> bool:
    """Whether a name, its adjective, or its parts are among the known words."""
    name = bare(word)
    if name in known or name in _COMMON or _IRREGULAR.get(name) in known:
        return True
    if "'" in name and all(part in known for part in name.split("'")):
        return True
    return any(_same_stem(name, word) or _same_stem(word, name) for word in known if word[:3] == name[:3])


def _same_stem(adjective: str, name: str) -> bool:
    """Georgian of Georgia, Chinese of China, Brussels' of Brussels."""
    at = 0
    while at < min(len(adjective), len(name)) and adjective[at] == name[at]:
        at += 1
    return at >= 4 and len(name) - at <= 2 and _ADJECTIVES.fullmatch(adjective[at:]) is not None


def _named(extraction: Extraction) -> list[Named]:
    every: tuple[Iterable[Named], ...] = (extraction.people, extraction.organisations, extraction.places)
    return [name for names in every for name in names if not name.flags]


def _initials(names: Iterable[Named]) -> set[str]:
    parted = (re.findall(r"[^\W\d_]+", name.name) for name in names)
    return {"".join(word[0] for word in words if word[0].isupper()).casefold() for words in parted if len(words) > 1}


def _all_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words_of(text)}


@functools.lru_cache(maxsize=1 << 15)
def bare(word: str) -> str:
    """A word plain, without the possessive."""
    return plain(_POSSESSIVE.sub("", word)).replace("’", "'")

"""Rules for what a page has around its article: counters, bars of buttons, menus, notices, rights."""

from __future__ import annotations

import re

from briefing.ingest.paragraphs import phrases
from briefing.ingest.paragraphs.features import Mark, Sight
from briefing.ingest.paragraphs.folding import fold

#: Menus stand first or last; elsewhere only lines of well-known menu words are taken for one.
_MENU_TOP, _MENU_BOTTOM = 4, 5
_LONGEST_PART = 30

_NUMBER = r"\d{1,3}(?:[.,'٬ \u00a0\u202f]\d{3})+|\d+(?:[.,]\d)?\s?(?:k|m|mio|тыс|万|k\+)?"
_BARE_NUMBER = re.compile(rf"(?:{_NUMBER})\+?")


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _either(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(_folded(words), key=len, reverse=True))


def _count_of(words: tuple[str, ...]) -> re.Pattern[str]:
    word = _either(words)
    return re.compile(rf"(?:{word})\s*[:(]?\s*(?:{_NUMBER})\s*\)?|(?:{_NUMBER})\s*(?:{word})")


_VIEWS = _count_of(phrases.COUNTED)
_COMMENT_COUNT = _count_of(phrases.COMMENTS)
_MENU = _folded(phrases.MENU)
_SHARE = _folded(phrases.SHARE)
_PLATFORMS = _folded(phrases.PLATFORMS)
_RIGHTS = _folded(phrases.RIGHTS)
_RIGHTS_ENDS = tuple(_RIGHTS)
_COOKIES = _folded(phrases.COOKIES)
_CONSENT_TALK = _folded(phrases.CONSENT_TALK)
_CONSENT = tuple(_folded(phrases.CONSENT))
_COOKIE_STARTS = tuple(_folded(phrases.COOKIE_STARTS))

#: `Hits 2026` is a heading.
_YEAR = re.compile(r"^[^:(\d]+ (?:19|20)\d\d$")

_READING_TIME = re.compile(
    r"(?:lesezeit|lesedauer|reading time|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura"
    r"|время чтения|время на чтение|час читання|مدة القراءة|وقت القراءة|زمان مطالعه|阅读时间|okuma süresi)"
    r"\s*:?\s*(?:ca\.?|~|≈)?\s*\d+.{0,12}"
    r"|\d+\s*-?\s*min(?:ute[ns]?|uti|utos|\.)?\s*(?:read|lesezeit|de lecture|de lectura|di lettura|de leitura)"
    r"|\d+\s*(?:мин|хв|دقيقة|دقائق|دقیقه|dk|分钟|分)\.?\s*(?:читать|чтения|читання|قراءة|للقراءة|مطالعه|okuma|阅读|で読めます)"
)

#: `(c)` alone may be the third point of a list.
_COPYRIGHT = re.compile(
    r"(?:copyright\s*)?©"
    r"|\d{4}(?:\s*[-–]\s*\d{4})?\s*(?:©|\(c\))"
    r"|copyright\s*(?:\(c\)|:|by\b|\d{4})"
    r"|\(c\)\s*\d{4}"
)


def counter(part: str) -> Mark | None:
    """How many read, shared or commented, or how long reading takes. Bare numbers are judged elsewhere."""
    if len(part) > 60 or _YEAR.search(part):
        return None
    if len(part) <= 40 and _VIEWS.fullmatch(part):
        return Mark("boilerplate", "view-counter")
    if len(part) <= 40 and _COMMENT_COUNT.fullmatch(part):
        return Mark("boilerplate", "comment-form")
    if _READING_TIME.fullmatch(part):
        return Mark("boilerplate", "reading-time")
    return None


def is_bare_number(sight: Sight) -> bool:
    """A number and nothing else, such as a view counter without its word."""
    number = sight.folded.strip(" ()")
    return len(number) <= 12 and _BARE_NUMBER.fullmatch(number) is not None


def share_bar(sight: Sight) -> Mark | None:
    """Nothing but share and print buttons, names of networks, and their counters.

    A network's name alone may be a heading.
    """
    if len(sight.text) > 120 or sight.ends_sentence:
        return None
    parts = [piece for part in sight.parts for piece in _buttons(part)]
    known = [part for part in parts if part in _SHARE or part in _PLATFORMS]
    others = [part for part in parts if part not in known and counter(part) is None]
    sure = any(part in _SHARE for part in known) or len(known) >= 3
    return Mark("boilerplate", "share-bar") if known and sure and not others else None


def _buttons(part: str) -> list[str]:
    """`share on: facebook` and `facebook twitter whatsapp` are several."""
    if part in _SHARE or part in _PLATFORMS or counter(part):
        return [part]
    pieces = [piece.strip() for piece in part.split(":") if piece.strip()]
    return pieces if len(pieces) > 1 else part.split(" ")


def menu(sight: Sight) -> Mark | None:
    """A menu, a breadcrumb trail, or the links of a footer."""
    parts = sight.parts
    if len(parts) < 2 or sight.ends_sentence or any(char.isdecimal() for char in sight.text):
        return None
    if any(len(part) > _LONGEST_PART or part.count(" ") > 3 for part in parts):
        return None
    known = sum(part in _MENU for part in parts)
    outside = sight.top < _MENU_TOP or sight.bottom < _MENU_BOTTOM
    if 2 * known >= max(len(parts), 3) or (outside and known and 2 * known >= len(parts)):
        return Mark("boilerplate", "menu")
    # Of names and short headlines there are rows too: of unknown words there must be many, and single ones.
    many = len(parts) >= (3 if known else 4) and all(part.count(" ") < 2 for part in parts)
    return Mark("boilerplate", "menu") if outside and many and not _has_dashes(sight) else None


def is_menu_entry(sight: Sight) -> bool:
    """One word of a menu, on a line of its own."""
    return sight.bare in _MENU


def _has_dashes(sight: Sight) -> bool:
    return re.search(r"\s[-–—]\s|/|,", sight.text) is not None


def consent(sight: Sight) -> Mark | None:
    """A cookie notice, or the buttons below it."""
    folded = sight.folded
    if len(folded) <= 100 and not sight.ends_sentence and folded.startswith(_CONSENT):
        return Mark("boilerplate", "cookie-notice")
    if len(folded) > 600 or not folded.startswith(_COOKIE_STARTS):
        return None
    # A sentence about biscuits, or about a court's ruling on cookies, has only one of the two.
    speaks = any(word in folded for word in _COOKIES) and any(word in folded for word in _CONSENT_TALK)
    return Mark("boilerplate", "cookie-notice") if speaks else None


def rights(sight: Sight) -> Mark | None:
    """A copyright line."""
    folded = sight.folded
    if len(folded) > 160:
        return None
    if _COPYRIGHT.match(folded):
        return Mark("boilerplate", "rights")
    if not (sight.bare.endswith(_RIGHTS_ENDS) or folded.startswith(_RIGHTS_ENDS)):
        return None
    for phrase in _RIGHTS:
        if sight.bare.endswith(phrase) and ("©" in folded or len(folded) <= len(phrase) + 60):
            return Mark("boilerplate", "rights")
        # `All rights reserved for the sequel` is somebody's sentence.
        if folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 2].strip().isalnum():
            return Mark("boilerplate", "rights")
    return None

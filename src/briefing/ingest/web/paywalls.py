"""Pages that came and aren't the article: consent forms, teasers, shells of scripts, checks for robots.

These are hints. A page with more than a few words always goes on to the reader, with a note; and where
there are only a few, what came stays with the reason.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from briefing.ingest.web.types import NotHad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.ingest.web.types import Fetched, Why

#: Bytes of a page that are looked at: a page's own style and script may be its first million.
_LOOKED_AT = 8_000_000

#: Characters below which a page with a form or a notice on it is taken for nothing but that. Of 417 real pages
#: 15 say that they aren't free; the shortest with an article has 2,057, one that is a teaser has 1,034.
_LITTLE = 600

_PAGE = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_NOT_FREE = (
    (re.compile(rb'"isAccessibleForFree"\s{0,20}:\s{0,20}"?(?:false|no)\b', re.IGNORECASE), "isAccessibleForFree"),
    (re.compile(rb"article:content_tier[\"']?\s{1,20}content=[\"']?(?:locked|metered)", re.IGNORECASE), "content_tier"),
)
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|cmp|myprivacy|privacy-mgmt|cookiewall|zustimmung)\.")
_CONSENT_PATH = re.compile(
    r"/(?:cookie-?wall|cookie-?consent|consent|zustimmung|privacy-?gate|collectconsent)\b", re.IGNORECASE
)
#: Bytes in, so that no encoding has to be known: what isn't ASCII is written as UTF-8.
_CONSENT_WORDS = re.compile(
    "accept all|accept cookies|agree and continue|alle akzeptieren|allen zustimmen|akzeptieren und weiter"
    "|tout accepter|accepter et continuer|aceptar todo|aceptar y continuar|accetta tutto|accetta e continua"
    "|aceitar tudo|alles accepteren|akkoord|zaakceptuj wszystk|přijmout vše|prijať všetko|godkänn alla|godta alle"
    "|accepter alle|hyväksy kaikki|принять все|прийняти все|tümünü kabul|αποδοχή όλων|elfogadom|acceptă toate"
    "|قبول الكل|موافقة على الكل|پذیرش همه|אישור הכל|すべて同意|同意して|接受所有|全部接受|모두 동의"
)
_SILENT = ("script", "style", "template", "noscript", "title", "textarea", "svg")
_TAG = re.compile(rb"<[^<>]{0,20000}>")
_BLANKS = re.compile(r"\s+")


def bot_check(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a refusal is a check for robots, which no waiting passes."""
    if headers.get("cf-mitigated") == "challenge" or "x-datadome" in headers:
        return True
    return any(
        mark in body[:20_000] for mark in (b"<title>Just a moment...", b"/cdn-cgi/challenge-platform/", b"px-captcha")
    )


def judge(page: Fetched) -> tuple[str, ...]:
    """Look whether a page is one to read.

    Returns:
        What a reader should know of it, one line each.

    Raises:
        NotHad: It is empty, or a wall with little on it; the page is with the error.
    """
    if not page.body.strip():
        raise NotHad("empty", "the server sent no content", status=page.status)
    if not _is_page(page):
        return ()
    text = seen_text(page.body[:_LOOKED_AT])
    not_free = next((mark for pattern, mark in _NOT_FREE if pattern.search(page.body)), None)
    if _is_consent(page, text):
        raise _wall("consent", "a form that asks for consent to cookies, and no article", page)
    if not_free and len(text) < _LITTLE:
        raise _wall("paywall", f"it says it isn't free ({not_free}), and {len(text)} characters of text came", page)
    if not text:
        raise _wall("empty", "a page without text; it may need its scripts", page)
    return (f"it says it isn't free ({not_free}): perhaps not the whole article",) if not_free else ()


def _wall(why: Why, message: str, page: Fetched) -> NotHad:
    error = NotHad(why, message, status=page.status)
    error.page = page
    return error


def _is_page(page: Fetched) -> bool:
    kind = page.content_type
    if kind in {"text/html", "application/xhtml+xml"}:
        return True
    return kind in {"", "application/octet-stream"} and bool(_PAGE.search(page.body[:2_000]))


def _is_consent(page: Fetched, text: str) -> bool:
    if page.final_url != page.url:
        rest = page.final_url.partition("://")[2]
        host, _, path = rest.partition("/")
        if _CONSENT_HOST.search(host) or _CONSENT_PATH.search(f"/{path.partition('?')[0]}"):
            return True
    return len(text) < _LITTLE and bool(_CONSENT_WORDS.search(text.casefold()))


def seen_text(content: bytes) -> str:
    """A page's text, roughly, in one pass; enough to count it and to look for words in it."""
    kept: list[bytes] = []
    small = content.lower()
    at = 0
    for start, end in _silent_parts(small):
        kept.append(content[at:start])
        at = end
    kept.append(content[at:])
    text = _TAG.sub(b" ", b" ".join(kept)).decode("utf-8", "replace")
    return _BLANKS.sub(" ", html.unescape(text)).strip()


def _silent_parts(small: bytes) -> list[tuple[int, int]]:
    """Comments, and elements whose content isn't seen; one that is never closed swallows the rest, as in a browser."""
    parts: list[tuple[int, int]] = []
    opening = re.compile(rb"<!--|<(" + "|".join(_SILENT).encode() + rb")(?=[\s>/])")
    at = 0
    while found := opening.search(small, at):
        end = small.find(b"</" + found[1] if found[1] else b"--", found.end())
        end = small.find(b">", end) if end >= 0 else -1
        at = len(small) if end < 0 else end + 1
        parts.append((found.start(), at))
    return parts

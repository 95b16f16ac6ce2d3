"""Making foreign text safe to show: every output of this package sends every string through here.

Article text comes from strangers and model text from their articles. Three things are kept from both:
moving other text around (bidirectional controls), talking to a terminal (control characters) and
becoming markup. The first two are `clean`'s, the third is the escaping of each format.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from briefing.models import StoryRef

FIRST_STRONG_ISOLATE: Final = "\u2068"
LEFT_TO_RIGHT_ISOLATE: Final = "\u2066"
POP_ISOLATE: Final = "\u2069"

# Ends of lines and tabs: a text is one line in every output, or it could begin a heading.
_SPACES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)
# The implicit marks and the byte order mark: common and invisible in Arabic pages, but two of them turn
# "10 / 20" around. The elements and isolates around each text do their work.
_REMOVED = (0x061C, 0x200E, 0x200F, 0xFEFF)
_SHOWN = (
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),  # embeddings and overrides
    *range(0x2066, 0x2070),  # isolates, deprecated format characters
    *range(0xFFF9, 0xFFFC),  # interlinear annotation
    *range(0xE0000, 0xE0080),  # tags: ASCII that only a machine sees
)
_CLEAN: Final[dict[int, str]] = {
    **{code: f"‹U+{code:04X}›" for code in _SHOWN},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # a lone surrogate can't be written as UTF-8
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_REMOVED, ""),
}


_BLANKS = re.compile(r" {2,}")
#: No other character runs from right to left.
_MAYBE_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb00-\uffff\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    r"""Make one line of a text that can neither reorder what stands around it nor steer a terminal.

    Line breaks and tabs become spaces. Control characters (C0, DEL, C1), bidirectional embeddings,
    overrides and isolates, tag characters and annotation characters become visible, as `‹U+202E›`.
    The implicit marks U+200E, U+200F, U+061C and the byte order mark go; a lone surrogate becomes U+FFFD.
    Joiners stay, for Persian and the scripts of India can't be written without them. Nothing is trimmed,
    so that a text cut in pieces and cleaned piece by piece is the cleaned text.
    """
    return text.translate(_CLEAN)


def one_line(text: str) -> str:
    """The cleaned text without runs of ASCII blanks: for outputs in which those mean something."""
    return _BLANKS.sub(" ", clean(text)).strip(" ")


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text run from right to left."""
    if not _MAYBE_RIGHT_TO_LEFT.search(text):
        return False
    balance = 0
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        balance += (kind in ("R", "AL")) - (kind == "L")
    return balance > 0


def has_right_to_left(text: str) -> bool:
    """Whether anything in a text runs from right to left, digits of Arabic script included."""
    return any(unicodedata.bidirectional(found) in ("R", "AL", "AN") for found in _MAYBE_RIGHT_TO_LEFT.findall(text))


def direction(text: str) -> str:
    """`rtl` or `ltr`, by most of the letters.

    HTML's own `dir="auto"` goes by the first letter, and an Arabic sentence that begins with a Latin
    name would run the wrong way.
    """
    return "rtl" if is_right_to_left(text) else "ltr"


def isolate(text: str) -> str:
    """Close a cleaned text off in Unicode isolates, where it holds anything right-to-left."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if has_right_to_left(text) else text


def isolate_english(text: str) -> str:
    """The same for our own or the model's English, which runs from left to right whatever it quotes."""
    return f"{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}" if has_right_to_left(text) else text


_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


def safe_url(url: str | None) -> str | None:
    """An http or https address that may become a link, in ASCII; None for everything else.

    Refused are other schemes, user names before the host (`https://bank.example@evil.example`), blanks,
    control and bidirectional characters, and hosts that no resolver takes. Foreign letters and
    characters with a meaning in HTML or Markdown are percent-encoded.
    """
    if not url or clean(url) != url or any(letter.isspace() for letter in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one, too
        return None
    host = f"[{host}]" if ":" in host else host
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return urlunsplit(
        (
            parts.scheme,
            host if port is None else f"{host}:{port}",
            quote(parts.path, safe=_PATH_SAFE),
            quote(parts.query, safe=_PATH_SAFE + "?"),
            quote(parts.fragment, safe=_PATH_SAFE + "?"),
        )
    )


def host_of(url: str) -> str:
    """The host of an address that `safe_url` returned, without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def page_of(ref: StoryRef, name: str = "briefing.html") -> str:
    """Where an earlier day's story stands, as seen from another day's folder: works from disk."""
    return f"../{ref.date}/{name}#story-{ref.number}"

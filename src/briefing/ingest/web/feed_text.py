"""What a list says of its entries in words, without markup."""

from __future__ import annotations

import re

from briefing.ingest.web.paywalls import seen_text
from briefing.text.one_line import one_line

_LONGEST = 5_000
_BLANKS = re.compile(r"\s+")


def words_of(text: str, *, markup: bool) -> str | None:
    """A text on one line, without its markup where it has such; None where nothing is left."""
    plain = seen_text(text.encode("utf-8", "replace")) if markup and ("<" in text or "&" in text) else text
    return _BLANKS.sub(" ", one_line(plain)).strip()[:_LONGEST] or None

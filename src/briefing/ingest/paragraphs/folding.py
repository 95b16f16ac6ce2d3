"""The form of a line in which phrases are compared. It is never shown and never stored."""

from __future__ import annotations

import re

_MARKS = dict.fromkeys(
    # Arabic vowel marks and the lengthening stroke; the dot that a small Turkish İ leaves behind.
    (*range(0x064B, 0x0653), 0x0670, 0x0640, 0x0307),
)
_ALIKE = {
    **_MARKS,
    ord("ı"): "i",
    ord("’"): "'",
    ord("‘"): "'",
    ord("ʼ"): "'",
    ord("أ"): "ا",
    ord("إ"): "ا",
    ord("آ"): "ا",
    ord("ی"): "ي",
    ord("ک"): "ك",
    ord("\u200c"): " ",
    ord("："): ":",
    ord("！"): "!",
    ord("（"): "(",
    ord("）"): ")",
}
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Small letters, single spaces, no vowel marks, one form for letters that are typed in several."""
    return _SPACES.sub(" ", text.casefold().translate(_ALIKE)).strip()

"""Any text on one line, character for character."""

from __future__ import annotations

import re

#: Line separators, controls, and format characters that show nothing: bidirectional controls, zero-width
#: spaces, annotations, tags. Not here: format characters that are seen, such as the Arabic number sign.
_INVISIBLE = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x061C,
    0x180E,
    0x200B,
    0x200E,
    0x200F,
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE0080),
)
_TO_SPACE = dict.fromkeys(_INVISIBLE, " ")

_JOINED = r"[^\x00-\x7f\s\u200c\u200d]"
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"

#: Characters that are spelling between letters and nothing (or a hiding place) elsewhere: joiners as in
#: Persian, soft hyphens, variation selectors.
_OUT_OF_PLACE = re.compile(
    rf"(?<!{_JOINED})[\u200c\u200d]"
    rf"|[\u200c\u200d](?!{_JOINED})"
    r"|(?<!\w)\xad|\xad(?!\w)"
    r"|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]"
    rf"|(?<!{_HAN})[\U000e0100-\U000e01ef]"
)


def one_line(text: str) -> str:
    """The text without anything that can start a new line, hide, or turn the reading direction.

    Each such character becomes one space, so that the i-th character still is the i-th; everything else
    stays as it is, unnormalised.

    Returns:
        As many code points as were given. A place is blank if and only if it `isspace()`.
    """
    return _OUT_OF_PLACE.sub(" ", text.translate(_TO_SPACE))

"""briefing.json and articles/ID.json: the values themselves, field by field."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pydantic_core import PydanticSerializationError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from briefing.models import Briefing, Report

# What `text.clean` replaces elsewhere must stay here, or the offsets would be wrong. JSON can write it so
# that neither a terminal nor an editor acts on it, and any parser reads the same characters.
_UNSAFE = re.compile(
    "[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def to_json(briefing: Briefing) -> str:
    """The whole briefing as JSON: two blanks of indent, keys in the order of the fields, a last newline.

    Foreign letters stand as they are; control and bidirectional characters are written as escapes, which
    changes no value. The only open dictionaries, findings by code, are sorted: one briefing, one text.
    """
    sums = briefing.sums
    in_order = sums.replace(
        flags=_sorted(sums.flags),
        repairs=_sorted(sums.repairs),
        withheld_flags=_sorted(sums.withheld_flags),
        unusable=_sorted(sums.unusable),
    )
    return _dump(briefing.replace(sums=in_order))


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def to_article_json(report: Report) -> str:
    """What became of one article, with its text, translation and extraction, in the same form."""
    return _dump(report)


def _dump(value: BaseModel) -> str:
    try:
        text = value.model_dump_json(indent=2)
    except PydanticSerializationError:  # half a character, which UTF-8 can't hold
        text = json.dumps(value.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return _UNSAFE.sub(_escape, text) + "\n"


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True))

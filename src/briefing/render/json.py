"""briefing.json and articles/ID.json: the values themselves, field by field."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    values = briefing.model_dump(mode="json")
    for name in ("flags", "repairs", "withheld_flags", "unusable"):
        values["sums"][name] = dict(sorted(values["sums"][name].items()))
    return _dump(values)


def to_article_json(report: Report) -> str:
    """What became of one article, with its text, translation and extraction, in the same form."""
    return _dump(report.model_dump(mode="json"))


def _dump(values: dict[str, Any]) -> str:
    return _UNSAFE.sub(_escape, json.dumps(values, ensure_ascii=False, indent=2)) + "\n"


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True))

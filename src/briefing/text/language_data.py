"""Months, weekdays, number words, marks and countries by language: from the Unicode CLDR, with a supplement by hand.

`language_data.jsonl` is written by `make language-data`; what CLDR lacks stands in `language_extra.toml`, with its
source. Nothing is read before it is asked for, and of the file only the lines of that language and topic.
"""

from __future__ import annotations

import functools
import json
import tomllib
from importlib.resources import files
from typing import Any

#: Neighbours that one paragraph can't tell apart, and that write one another's words.
NEIGHBOURS = (
    {"da", "no", "nb", "nn", "sv"}, {"bs", "hr", "sr", "sl", "mk"}, {"cs", "sk"}, {"id", "ms", "jv"},
    {"es", "gl", "pt", "ca", "it"}, {"ru", "uk", "be", "bg"}, {"nl", "af"}, {"az", "tr"},
    {"fa", "ps", "ur", "ar", "ug", "ku", "ckb"}, {"hi", "mr", "ne"},
)  # fmt: skip


def data(tag: str, topic: str) -> dict[str, Any]:
    """What CLDR says of a language.

    Args:
        tag: A BCP-47 tag; script and region don't count.
        topic: `calendar`, `numbers`, `territories` or `currencies`.

    Returns:
        Empty for a language that CLDR lacks.
    """
    return _read(base(tag), topic)


def base(tag: str) -> str:
    """The language of a BCP-47 tag, without script and region."""
    return tag.partition("-")[0].lower()


@functools.cache
def known() -> tuple[str, ...]:
    """The languages of the data, by their tags."""
    return tuple(dict.fromkeys(tag for tag, _ in _lines()))


@functools.cache
def extra(topic: str) -> dict[str, Any]:
    """One table of the supplement."""
    found: dict[str, Any] = _supplement()[topic]
    return found


@functools.cache
def _supplement() -> dict[str, Any]:
    return tomllib.loads(files("briefing.text").joinpath("language_extra.toml").read_text("utf-8"))


@functools.cache
def _read(tag: str, topic: str) -> dict[str, Any]:
    line = _lines().get((tag, topic))
    return json.loads(line)[2] if line else {}


@functools.cache
def _lines() -> dict[tuple[str, str], str]:
    """The lines as they stand, by language and topic; each begins with the two."""
    text = files("briefing.text").joinpath("language_data.jsonl").read_text("utf-8")
    found = {}
    for line in text.split("\n")[1:]:
        if line:
            _, tag, _, topic, _ = line.split('"', 4)
            found[tag, topic] = line
    return found

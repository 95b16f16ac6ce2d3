"""Editions of one house: articles that aren't independent of each other, whatever languages they are in.

Told by their addresses, or by outlets' names that differ in the name of a language alone. What else ties two outlets,
an owner or a shared desk, isn't known here.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.text.languages import LANGUAGES
from briefing.text.name_folding import key

if TYPE_CHECKING:
    from briefing.models import Member

_COUNTRY = 2
_WORD = re.compile(r"[^\W_]+")


def one_house(one: Member, other: Member) -> str | None:
    """Why two articles are of one house; None where nothing shows it.

    `both are on dw.com`, `both are editions of BBC`.
    """
    site = _site(one.article.url)
    if site is not None and site == _site(other.article.url):
        return f"both are on {site}"
    mine, theirs = _outlet(one), _outlet(other)
    if not mine or not theirs:
        return None
    if key(mine) == key(theirs):
        return f"both are of {mine}"
    (first, named), (second, also) = _base(mine), _base(theirs)
    if first and first == second and (named or also):
        return f"“{mine}” and “{theirs}” are editions of one house"
    return None


def _site(url: str | None) -> str | None:
    """The part of an address that one owner registers: `dw.com` of `https://www.dw.com/ar/…`."""
    try:
        host = (urlsplit(url or "").hostname or "").casefold().strip(".")
    except ValueError:
        return None
    labels = host.split(".")
    if len(labels) < _COUNTRY or labels[-1].isdigit():
        return None
    own = 3 if len(labels[-1]) == _COUNTRY and labels[-2] in _data("general") else 2
    site = ".".join(labels[-own:])
    return None if len(labels) < own or site in _data("of_many") else site


def _outlet(member: Member) -> str | None:
    recorded = member.extraction.outlet
    return member.article.outlet or (recorded.name if recorded else None)


def _base(name: str) -> tuple[tuple[str, ...], bool]:
    """An outlet's name without an edition's language at its end, and whether there was one.

    At its end alone: the Irish Independent is no edition of the Independent.
    """
    words = [key(word) for word in _WORD.findall(name)]
    named = False
    while words and words[-1] in _languages() | _data("around"):
        named = named or words[-1] in _languages()
        words.pop()
    return tuple(words), named


@functools.cache
def _languages() -> frozenset[str]:
    return _data("own_names") | {key(word) for name in LANGUAGES.values() for word in _WORD.findall(name)}


@functools.cache
def _data(name: str) -> frozenset[str]:
    table = tomllib.loads(files("briefing.text").joinpath("houses.toml").read_text("utf-8"))
    return frozenset(word if "." in word else key(word) for word in table[name].split())

"""All days on one page: a list that works without a script, and a search over stories, people and places."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from briefing.render import phrasing as words
from briefing.render.sanitize import clean, direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import ArchivedDay, ArchivedName

_TEMPLATES: Final = Path(__file__).parent.parent / "templates"
#: What would end a script block, or begin a comment inside one.
_MARKUP: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def to_archive_page(days: Sequence[ArchivedDay], unread: Mapping[str, str]) -> str:
    """The page over all days, the latest first.

    It needs no other file: the forms of the names lie inside it as data, for a page from disk may fetch
    nothing. Its security policy admits its own style and script by their digests, and nothing else.

    Args:
        days: The latest first.
        unread: Folders that can't be read, with the reason.
    """
    style, script = _own("archive.css"), _own("archive.js")
    names = united(days)
    places = {key: n for n, name in enumerate(names) for key in name.keys}
    return (
        _environment()
        .get_template("archive.html.j2")
        .render(
            days=days,
            day_line=day_line,
            # One page, one style: the latest day's.
            date_text=partial(words.date_text, dates=days[0].dates if days else "day first"),
            unread=sorted(unread.items(), reverse=True),
            stories=sum(len(day.stories) for day in days),
            # The first key is enough: all keys of a name lead to one.
            numbers=lambda story: " ".join(map(str, dict.fromkeys(places[_english(name)] for name in story.names))),
            data=_data(names),
            policy=_policy(style, script),
            style=style,
            script=script,
        )
    )


# A name stands in many stories, in the same few forms.
_clean = lru_cache(maxsize=1 << 16)(clean)


class UnitedName:
    """One person, organisation or place, with the forms of all days.

    Attributes:
        forms: As they stand in the sources, each once, the English ones first.
        keys: Kind and folded form; those by which it was united.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.forms: dict[str, None] = {}
        self.keys: set[tuple[str, str]] = set()


def keys_of(name: ArchivedName) -> list[tuple[str, str]]:
    """What tells a name: its English form, and each form of two words or in another script.

    A single Latin word in a variant may be a family name that many share.
    """
    others = [_clean(form).casefold() for form in name.forms]
    return [_english(name), *((name.kind, form) for form in others if " " in form or not form.isascii())]


def _english(name: ArchivedName) -> tuple[str, str]:
    return name.kind, _clean(name.english).casefold()


def united(days: Sequence[ArchivedDay]) -> list[UnitedName]:
    """The names of all days: two that share a telling form are one, so that any form finds all days."""
    return united_names(name for day in days for story in day.stories for name in story.names)


def united_names(given: Iterable[ArchivedName]) -> list[UnitedName]:
    """Names that share a telling form, as one each.

    Each form points to another of its name until one points to itself (union-find), so a year takes a second.
    """
    points: dict[tuple[str, str], tuple[str, str]] = {}

    def head(key: tuple[str, str]) -> tuple[str, str]:
        while points[key] != key:
            points[key] = points[points[key]]
            key = points[key]
        return key

    names = [(name, keys_of(name)) for name in given]
    for _, (first, *others) in names:
        points.setdefault(first, first)
        for other in others:
            points.setdefault(other, other)
            points[head(other)] = head(first)
    found: dict[tuple[str, str], UnitedName] = {}
    for name, keys in names:
        one = found.setdefault(head(keys[0]), UnitedName(name.kind))
        one.keys.update(keys)
        one.forms |= dict.fromkeys((_clean(name.english), *map(_clean, name.forms)))
    return list(found.values())


def _data(names: Sequence[UnitedName]) -> str:
    # Person and place begin alike; h is for human.
    letters = {"person": "h", "organisation": "o", "place": "p"}
    values = [[letters[name.kind], *name.forms] for name in names]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).translate(_MARKUP)


def day_line(day: ArchivedDay) -> str:
    """`12 articles in 9 languages, 4 stories, 2 sentences with warnings`."""
    told = (
        f"{words.count(day.articles, 'article')} in {words.count(len(day.languages), 'language')}, "
        f"{words.count(len(day.stories), 'story', 'stories')}"
    )
    return f"{told}, {words.count(day.flagged, 'sentence')} with warnings" if day.flagged else told


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        # Said outright: `select_autoescape` goes by the ending and leaves `.j2` unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        # Every text that is written out is cleaned before it is escaped.
        finalize=lambda value: clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(count=words.count, direction=direction)
    return environment


@cache
def _own(name: str) -> str:
    # The template lets only these two files of ours, and the escaped data, through unescaped.
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")

"""What the outlets of a day are called: in full, and in the word or two that tell them apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.checks.labels import language_told, unnamed_outlet
from briefing.render.sanitize import one_line
from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.render.view_sources import Source

#: Definite articles that names of newspapers begin with, as the newspapers of Europe and America write them.
_ARTICLES: Final = frozenset(
    ["as", "das", "de", "der", "die", "el", "gli", "het", "il", "la", "las", "le", "les", "lo", "los", "o", "os", "the"]
)
_ELIDED: Final = re.compile(r"^(?:l|d)['’](?=\w)", re.IGNORECASE)
#: Letters up to which a first word alone is too little, unless they are initials: `New York`, but `BBC`.
_TOO_SHORT: Final = 3
_UNNAMED: Final = "unnamed outlet"


class OutletName(NamedTuple):
    """What an outlet is called in a day."""

    long: str
    """In full; where nothing says whose it is, as its story's sentences call it: `unnamed French outlet`."""
    short: str
    """A part of it that no other outlet with a name is called by in the day."""

    @property
    def before(self) -> str:
        """What stands before the short name in the long one."""
        return self.long.partition(self.short)[0]

    @property
    def after(self) -> str:
        """What stands behind it."""
        return self.long.partition(self.short)[2]


def outlet_names(sources: Sequence[Source]) -> dict[str, OutletName]:
    """The names of a day's outlets, by article id; articles of one outlet share a name.

    The short name is the first word that is no article, and as many after it as tell it from the others.
    """
    full = {source.article.id: name for source, name in zip(sources, _full(sources), strict=True)}
    short = _short(dict.fromkeys(full.values()))
    return {id_: OutletName(name, short[name]) for id_, name in full.items()}


def _full(sources: Sequence[Source]) -> Iterable[str]:
    unnamed = Counter(_kin(source) for source in sources if not source.named)
    seen: Counter[tuple[str | None, str]] = Counter()
    for source in sources:
        kin = _kin(source)
        if source.named:
            yield one_line(source.name) or _UNNAMED
            continue
        seen[kin] += 1
        yield unnamed_outlet(kin[1], seen[kin] if unnamed[kin] > 1 else 0)


def without_article(name: str) -> str:
    """An outlet without a name as it stands in a sentence, as it is called beside one: `an unnamed French outlet`."""
    return re.sub(r"^(?:an|the) (?=(?:\w+ )?unnamed )", "", name)


def _kin(source: Source) -> tuple[str | None, str]:
    """Among which others an outlet without a name is counted: those of its story and language."""
    return source.report.story, language_told(source.article.language)


def _short(names: Iterable[str]) -> dict[str, str]:
    """A short form for each of the names, all different."""
    names = list(names)
    chosen = dict(zip(names, names, strict=True))
    waiting = {name: 1 for name in names if f"{_UNNAMED.split()[0]} " not in name}
    while waiting:
        tried = defaultdict(list)
        for name, words in waiting.items():
            tried[plain(_first(name, words))].append(name)
        taken = {plain(short) for name, short in chosen.items() if name not in waiting}
        # Two that begin alike both get longer: neither may stand for the other.
        alike = {name for form, those in tried.items() if len(those) > 1 or form in taken for name in those}
        for name, words in waiting.items():
            chosen[name] = name if name in alike else _first(name, words)
        waiting = {name: waiting[name] + 1 for name in alike if _first(name, waiting[name]) != _rest(name)}
    return chosen


def _rest(name: str) -> str:
    """A name without the article it begins with."""
    first, _, rest = name.partition(" ")
    if rest and first.casefold() in _ARTICLES:
        return rest
    return _ELIDED.sub("", name)


def _first(name: str, words: int) -> str:
    rest = _rest(name)
    parts = rest.split(" ")
    words += len(parts[0]) <= _TOO_SHORT and not parts[0].isupper()
    return " ".join(parts[:words])

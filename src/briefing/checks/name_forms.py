"""One form for one name in our own English, where the ledger of names or the glossary is certain of it.

An article's record says which of its forms it calls what. Where that form has another English form for certain,
and the two are spellings of one name (or the glossary says so), ours is put in its place: as a whole name, in
English that we wrote. Originals are never touched, nor what stands in quotation marks, nor a longer name in which
the name stands. It counts as a repair, `name-harmonised`; what isn't certain is flagged as `name-other-form`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from briefing.checks.codes import flag
from briefing.checks.name_learning import names_of_record
from briefing.checks.name_support import similarity
from briefing.models import Flag, Frozen
from briefing.text.name_folding import key
from briefing.text.scripts import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import Article, Extraction, Report, Sentence, Story, Verdict
    from briefing.names.book import NameBook

HARMONISED = "name-harmonised"
OTHER_FORM = "name-other-form"
M = TypeVar("M", bound=Frozen)
N = TypeVar("N", bound=Frozen)
#: Fields of English that we wrote. What a field of another name holds is an original, an id, or an outlet's name.
_OURS = frozenset(
    ["text", "english", "about", "reasoning", "attribution", "point", "statement", "event", "reason", "note",
     "open_questions", "speaker"]
)  # fmt: skip
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
#: From here on two words with the same consonants are spellings of one name.
_ALIKE = 0.6
_LONG_ENOUGH = 5


class Forms:
    """Which English forms of ours give way to which.

    Attributes:
        put: By the form that goes the one that comes.
        unsure: Pairs of forms that may be one name; nothing is put in their place.
    """

    def __init__(self) -> None:
        self.put: dict[str, str] = {}
        self.unsure: dict[str, str] = {}
        self._spellings: dict[str, str] = {}
        self._kept: set[str] = set()

    def add(self, written: str, known: str, sure: str) -> None:
        """Compare what was written for a form with what it is called otherwise."""
        if written == known:
            self._kept.add(written)
            return
        mine, theirs = key(written).split(), key(known).split()
        if mine == theirs or sure == "glossary" or (sure in ("certain", "decided") and _respelt(mine, theirs)):
            # A part of a name is no other name: it stays, as the article has it.
            if mine == theirs or not (set(mine) <= set(theirs) or set(theirs) <= set(mine)):
                self.put[written] = known
        elif not (set(mine) <= set(theirs) or set(theirs) <= set(mine)):
            self.unsure[written] = known

    def add_spelling(self, other: str, known: str) -> None:
        """A form that a person or the glossary did away with, should it stand somewhere all the same."""
        if other != known:
            self._spellings[other] = known

    def settle(self, names: Iterable[str]) -> Forms:
        """Leave out what stands for somebody else in the same text, and add surnames that stand alone.

        Args:
            names: Every English name of the text.
        """
        every = set(names)
        self.put = {old: new for old, new in self.put.items() if old not in self._kept and old not in self.unsure}
        self.put |= {old: new for old, new in self._spellings.items() if old not in every | set(self.put)}
        words = {word for name in every if name not in self.put for word in name.split()}
        for old, new in list(self.put.items()):
            pairs = list(zip(old.split(), new.split(), strict=False))
            if len(pairs) > 1 and len(old.split()) == len(new.split()):
                last, other = pairs[-1]
                if last != other and len(last) >= _LONG_ENOUGH and last not in words:
                    self.put.setdefault(last, other)
        return self


def harmonised_report(report: Report, names: NameBook) -> Report:
    """An article's translation and record with the forms that are certain, and what was done to them."""
    extraction = report.extraction
    if extraction is None or not names.entries():
        return report
    forms = Forms()
    for kind, name in names_of_record(extraction):
        if not name.flags and (known := names.settled(report.article, kind, name.original)):
            forms.add(name.name, *known)
    _add_spellings(forms, report.article, extraction, names)
    forms.settle(_names_in(extraction))
    # The record won't say it any more; the story may.
    names.replaced[report.article.id] = dict(forms.put)
    longer = _longer(forms.put, _names_in(extraction))
    done: dict[str, str] = {}
    record = _renamed(_rewritten(extraction, forms.put, longer, done), forms.put)
    done |= {n.name: forms.put[n.name] for _, n in names_of_record(extraction) if n.name in forms.put}
    record = record.replace(repairs=_repairs(record.repairs, done), flags=(*record.flags, *_unsure(forms)))
    translation = report.translation
    if translation is not None and translation.model is not None:
        done = {}
        translation = _rewritten(translation, forms.put, longer, done, quoted=True)
        translation = translation.replace(repairs=_repairs(translation.repairs, done))
    return report.replace(extraction=record, translation=translation)


def harmonised_story(story: Story, reports: Mapping[str, Report], names: NameBook) -> Story:
    """A story with the forms that are certain for all of its articles, and what was done to it."""
    told = [reports[article] for article in story.articles if article in reports]
    if not names.entries():
        return story
    forms = Forms()
    by_id = {report.article.id: report.article for report in told}
    for name in story.names:
        known = {
            found
            for variant in name.variants
            if not variant.flags and variant.article in by_id
            if (found := names.settled(by_id[variant.article], name.kind, variant.form))
        }
        if len({english for english, _ in known}) == 1:
            forms.add(name.english, *min(known))
    for report in told:
        if report.extraction is not None:
            _add_spellings(forms, report.article, report.extraction, names)
        for old, new in names.replaced.get(report.article.id, {}).items():
            forms.add_spelling(old, new)
    everything = [name.english for name in story.names] + [o.name for o in story.origins]
    everything += [each for r in told if r.extraction for each in _names_in(r.extraction)]
    forms.settle(everything)
    done: dict[str, str] = {}
    changed = _rewritten(story, forms.put, _longer(forms.put, everything), done)
    changed = changed.replace(
        names=tuple(n.replace(english=forms.put.get(n.english, n.english)) for n in changed.names),
        headline=_marked(story.headline, changed.headline),
        sentences=tuple(
            _marked(before, after) for before, after in zip(story.sentences, changed.sentences, strict=True)
        ),
    )
    done |= {n.english: forms.put[n.english] for n in story.names if n.english in forms.put}
    flags = (*changed.flags, *_unsure(forms))
    return changed.replace(repairs=_repairs(changed.repairs, done), flags=flags)


def _add_spellings(forms: Forms, article: Article, extraction: Extraction, names: NameBook) -> None:
    for kind, name in names_of_record(extraction):
        if not name.flags and (known := names.settled(article, kind, name.original)):
            for other in names.spellings(article, kind, name.original):
                forms.add_spelling(other, known[0])


def _marked(before: Sentence, after: Sentence) -> Sentence:
    if before.text == after.text:
        return after
    verdict: Verdict = "flagged" if after.flags else "repaired"
    return after.replace(verdict=verdict, repairs=(*after.repairs, HARMONISED))


def _respelt(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two names are spellings of one, word by word: the same consonants, and much the same letters."""
    return len(mine) == len(theirs) and all(
        one == other or (skeleton(one) == skeleton(other) and similarity(one, other) >= _ALIKE)
        for one, other in zip(mine, theirs, strict=True)
    )


def _names_in(extraction: Extraction) -> list[str]:
    named = [name.name for _, name in names_of_record(extraction)]
    named += [source.name for source in extraction.cited_sources]
    return named + ([extraction.outlet.name] if extraction.outlet else [])


def _longer(put: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Names in which a form that goes is only a part: there it stays."""
    return sorted({n for n in names if n not in put and any(_at(old).search(n) for old in put)}, key=len, reverse=True)


def _at(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _rewritten(
    value: M, put: Mapping[str, str], longer: Sequence[str], done: dict[str, str], *, quoted: bool = False
) -> M:
    """The value with the forms put in place, in the fields that are ours; `done` collects those that occurred."""
    if not put:
        return value
    pattern = re.compile("|".join(_at(old).pattern for old in sorted(put, key=len, reverse=True)))
    kept = [_at(name) for name in longer]

    def text_of(text: str) -> str:
        spans = [match.span() for name in kept for match in name.finditer(text)]
        spans += [] if quoted else [match.span() for match in _QUOTED.finditer(text)]

        def one(match: re.Match[str]) -> str:
            if any(start <= match.start() and match.end() <= end for start, end in spans):
                return match.group()
            old = " ".join(match.group().split())
            done[old] = put[old]
            return put[old]

        return pattern.sub(one, text)

    def part(name: str, inner: object) -> object:
        if isinstance(inner, str):
            return text_of(inner) if name in _OURS else inner
        if isinstance(inner, tuple):
            return tuple(part(name, each) for each in inner)
        return whole(inner) if isinstance(inner, Frozen) and not isinstance(inner, Flag) else inner

    def whole(model: N) -> N:
        changes: dict[str, Any] = {name: part(name, getattr(model, name)) for name in type(model).model_fields}
        return model.replace(**changes)

    return whole(value)


def _renamed(extraction: Extraction, put: Mapping[str, str]) -> Extraction:
    return extraction.replace(
        people=tuple(n.replace(name=put.get(n.name, n.name)) for n in extraction.people),
        organisations=tuple(n.replace(name=put.get(n.name, n.name)) for n in extraction.organisations),
        places=tuple(n.replace(name=put.get(n.name, n.name)) for n in extraction.places),
    )


def _repairs(before: tuple[str, ...], done: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of repairs with one more for each form that gave way."""
    return (*before, *(HARMONISED for _ in done))


def _unsure(forms: Forms) -> Iterable[Flag]:
    for old, new in sorted(forms.unsure.items()):
        yield flag(OTHER_FORM, f"“{old}” may be “{new}”: its original form was called so before")

"""Which names of a run may be remembered: only those that passed the checks.

Two forms come under one English form where the merge step or one record gave them as one. Likeness joins nothing.
Nothing is learned from an article in which text spoke to a machine; nor from what a model wrote of such an article
together with others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.markup import markup_in
from briefing.checks.name_support import another_name
from briefing.checks.quotes import find
from briefing.names.charset import fault, fault_of_english, looks_learned
from briefing.names.store import Sighting
from briefing.text.name_folding import form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Article, Extraction, NameKind, Organisation, Person, Place, Report, Story

    Named = Person | Organisation | Place

_LONGEST_ROLE = 160
_LONGEST_QUOTE = 300
#: By kind and form the English form that a story gives it, in one article.
Given = dict[tuple["NameKind", str], tuple[str, str]]


def learned(
    reports: Iterable[Report],
    stories: Iterable[Story],
    day: str,
    replaced: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Sighting]:
    """What a run saw of names, each with the article, the words and the role it was seen with.

    Args:
        day: Of the run, ISO.
        replaced: By article, the English forms in whose place known ones were put.
    """
    wrote = {article: {new: old for old, new in put.items()} for article, put in (replaced or {}).items()}
    sound = {
        report.article.id: (report.article, report.extraction)
        for report in reports
        if report.status == "done" and report.extraction is not None and not report.extraction.instructions
    }
    given: dict[str, Given] = {article: {} for article in sound}
    for story in stories:
        if all(article in sound for article in story.articles):
            _gather(story, given)
    seen = [sighting for article, extraction in sound.values() for sighting in _of(article, extraction, given, day)]
    return [s.replace(wrote=s.wrote or wrote.get(s.article, {}).get(s.english, "")) for s in seen]


def names_of_record(extraction: Extraction) -> Iterator[tuple[NameKind, Named]]:
    """The record's names, each with its kind."""
    for person in extraction.people:
        yield "person", person
    for organisation in extraction.organisations:
        yield "organisation", organisation
    for place in extraction.places:
        yield "place", place


def _gather(story: Story, given: Mapping[str, Given]) -> None:
    # A story of one article has its names from the record.
    for name in story.names if len(story.articles) > 1 else ():
        for variant in name.variants:
            if not variant.flags:
                given[variant.article].setdefault((name.kind, form_key(variant.form)), (name.english, variant.form))


def _of(article: Article, extraction: Extraction, given: Mapping[str, Given], day: str) -> Iterator[Sighting]:
    outlet = extraction.outlet.name if extraction.outlet else article.outlet or ""
    told = dict(given[article.id])
    seen: set[tuple[NameKind, str]] = set()
    plain = {"day": day, "article": article.id, "outlet": outlet, "language": article.language}
    for kind, name in names_of_record(extraction):
        which = (kind, form_key(name.original))
        english, _ = told.pop(which, (name.name, ""))
        if name.flags or which in seen or not _sound(english, name.original):
            continue
        seen.add(which)
        where = name.evidence[0] if name.evidence else None
        yield Sighting(
            **plain,
            kind=kind,
            english=english,
            form=name.original,
            wrote=name.name if name.name != english and fault_of_english(name.name) is None else "",
            paragraph=where.paragraph if where else 0,
            quote=where.quote[:_LONGEST_QUOTE] if where else "",
            roles=tuple(_roles(name)),
        )
    for (kind, folded), (english, form) in told.items():
        span = find(article.raw, form)
        if (kind, folded) in seen or span is None or not _sound(english, form):
            continue
        number = next((p.n for p in article.paragraphs if p.start <= span[0] < p.end), 0)
        quote = article.raw[slice(*span)]
        yield Sighting(**plain, kind=kind, english=english, form=form, paragraph=number, quote=quote)


def _sound(english: str, form: str) -> bool:
    """Whether a pair can be two writings of one name, and nothing but a name."""
    return (
        fault_of_english(english) is None
        and fault(form) is None
        and looks_learned(english)
        and bool(key(english))
        and bool(form_key(form))
        # Where a script writes no sounds, or a name is translated, nothing can be heard.
        and not (len(form.split()) > 1 and _personal(english) and another_name(english, form))
    )


def _personal(english: str) -> bool:
    words = english.split()
    return len(words) <= 3 and all(word[:1].isupper() for word in words)


def _roles(name: Named) -> Sequence[str]:
    texts = [" ".join(role.text.split()) for role in getattr(name, "roles", ()) if not role.flags]
    return [text for text in texts if 0 < len(text) <= _LONGEST_ROLE and not markup_in(text)]

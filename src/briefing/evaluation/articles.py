"""Measures of single articles: translation and extraction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from briefing.evaluation.matching import holds, listed, pair, plain, same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.evaluation.cases import ExpectedArticle, ExpectedDate, ExpectedName, ExpectedQuotation
    from briefing.evaluation.measures import UnitScores
    from briefing.models import DateMention, Extraction, Person, Place, Quotation, Translation

E = TypeVar("E", bound="ExpectedName | ExpectedDate | ExpectedQuotation")
R = TypeVar("R")


def score_translation(expected: ExpectedArticle, translation: Translation | None, scores: UnitScores) -> None:
    """chrF++ against the reference, and the figures and names that must survive.

    Args:
        translation: None where the article failed: it counts as an empty one.
    """
    texts = {p.n: p.text for p in translation.paragraphs} if translation else {}
    if expected.reference:
        import sacrebleu  # noqa: PLC0415 - an extra, loaded where it is used

        metric = sacrebleu.CHRF(word_order=2)
        numbers = sorted(expected.reference)
        said = [texts.get(n, "") for n in numbers]
        wanted = [[expected.reference[n] for n in numbers]]
        scores.add("chrf", metric.corpus_score(said, wanted).score, 1)
    for n, kept in expected.survive.items():
        lost = [words[0] for words in kept if not any(holds(texts.get(n, ""), each) for each in words)]
        scores.add("survival", len(kept) - len(lost), len(kept), listed(lost, f"lost in ¶{n}"))


def score_extraction(expected: ExpectedArticle, extraction: Extraction | None, scores: UnitScores) -> None:
    """People with their roles, places, dates and quotations, held against what was expected.

    Args:
        extraction: None where the article failed: everything is missed.
    """
    if expected.people is not None:
        found = _f1("people", expected.people, extraction.people if extraction else (), _same_person, scores)
        _roles(expected.people, found, scores)
    if expected.places is not None:
        _f1("places", expected.places, extraction.places if extraction else (), _same_place, scores)
    if expected.dates is not None:
        _f1("dates", expected.dates, extraction.dates if extraction else (), _same_date, scores)
    if expected.quotations is not None:
        recorded = extraction.quotations if extraction else ()
        _f1("quotations", expected.quotations, recorded, _same_quotation, scores)


def _f1(
    measure: str, expected: Sequence[E], recorded: Sequence[R], same: Callable[[E, R], bool], scores: UnitScores
) -> list[tuple[E, R]]:
    pairs = pair(expected, recorded, same)
    right = [(expected[wanted], recorded[found]) for wanted, found in pairs.items()]
    taken = set(pairs.values())
    wrong = [item for number, item in enumerate(recorded) if number not in taken]
    missed = [item for number, item in enumerate(expected) if number not in pairs and not item.optional]
    # What is optional and was recorded is neither right nor wrong.
    counted = [item for item, _ in right if not item.optional]
    note = "; ".join(filter(None, (listed(map(_name, missed), "missed"), listed(map(_name, wrong), "not expected"))))
    scores.f1(measure, len(counted), len(wrong), len(missed), note)
    return right


def _roles(people: Sequence[ExpectedName], found: list[tuple[ExpectedName, Person]], scores: UnitScores) -> None:
    roles = {id(wanted): " / ".join(role.text for role in person.roles) for wanted, person in found}
    for wanted in people:
        if not wanted.roles or (wanted.optional and id(wanted) not in roles):
            continue
        lost = [words for words in wanted.roles if not holds(roles.get(id(wanted), ""), words)]
        scores.add("roles", len(wanted.roles) - len(lost), len(wanted.roles), listed(lost, f"{wanted.forms[0]} not"))


def _same_person(wanted: ExpectedName, found: Person) -> bool:
    return same_name(wanted, found.name, found.original)


def _same_place(wanted: ExpectedName, found: Place) -> bool:
    return same_name(wanted, found.name, found.original)


def _same_date(wanted: ExpectedDate, found: DateMention) -> bool:
    return (wanted.role, wanted.value) == (found.role, found.value)


def _same_quotation(wanted: ExpectedQuotation, found: Quotation) -> bool:
    words = plain(wanted.words)
    if not any(words in plain(e.quote) or plain(e.quote) in words for e in found.evidence if e.quote.strip()):
        return False
    if not wanted.speaker:
        return True
    return found.speaker is not None and any(holds(found.speaker, form) for form in wanted.speaker)


def _name(item: object) -> str:
    match item:
        case _ if hasattr(item, "forms"):
            return str(item.forms[0])
        case _ if hasattr(item, "words"):
            return f"“{item.words[:40]}”"
        case _ if hasattr(item, "english"):
            return f"“{item.english[:40]}”"
        case _ if hasattr(item, "role"):
            return f"{item.role} {getattr(item, 'value', None) or 'unknown'}"
    return str(getattr(item, "name", ""))

"""What is recorded of one article, against that article: claims, people, dates and quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from briefing.checks.content_support import another_speaker
from briefing.checks.date_support import (
    ground_of,
    looks_scraped,
    stated_elsewhere,
    unsupported_dates,
    written,
    wrong_weekday,
)
from briefing.checks.language import looks_foreign
from briefing.checks.markup import markup_in
from briefing.checks.name_support import another_name, is_known, known_to, names_in, sounds_in
from briefing.checks.number_support import unsupported
from briefing.checks.roles import quote_of_another
from briefing.checks.status_wording import lacks, told_as_done
from briefing.text.languages import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.models import (
        Article,
        Claim,
        DateMention,
        Extraction,
        Flag,
        Person,
        Quotation,
        Role,
        Supported,
    )

    #: Keeps a finding, and gives the flag that shows it: code, message, where.
    Report = Callable[[str, str, str], Flag]

Problem = tuple[str, str]
Field = TypeVar("Field", bound="Supported")


def judge_record(extraction: Extraction, article: Article, report: Report) -> Extraction:
    """The same record, its fields flagged where they don't hold against one another or the article."""
    people = tuple(_person(p, n, extraction, report) for n, p in enumerate(extraction.people))
    extraction = extraction.replace(people=people)
    told = {e.paragraph for claim in extraction.claims for e in claim.evidence}
    told |= {e.paragraph for e in extraction.title.evidence} if extraction.title else set()
    known = known_to(extraction, article.raw)
    return extraction.replace(
        dates=tuple(
            _flagged(date, f"dates.{n}", _date(date, article, told), report) for n, date in enumerate(extraction.dates)
        ),
        claims=tuple(
            _flagged(claim, f"claims.{n}", _claim(claim, extraction, article, known), report)
            for n, claim in enumerate(extraction.claims)
        ),
        quotations=tuple(
            _flagged(quotation, f"quotations.{n}", _quotation(quotation, extraction, article, known), report)
            for n, quotation in enumerate(extraction.quotations)
        ),
    )


def _flagged(field: Field, where: str, problems: Iterator[Problem], report: Report) -> Field:
    flags = tuple(report(code, f"{where}: {told}", where) for code, told in problems)
    return field.replace(flags=(*field.flags, *flags)) if flags else field


def _person(person: Person, index: int, extraction: Extraction, report: Report) -> Person:
    where = f"people.{index}"
    roles: list[Role] = []
    for number, role in enumerate(person.roles):
        place = f"{where}.roles.{number}"
        other = quote_of_another(person, extraction.people, [e.quote for e in role.evidence])
        told = [("role-of-another", f"the words of this role name {other}, not {person.name}")] if other else []
        roles.append(role.replace(flags=(*role.flags, *_reported(told, place, report))))
    wrong = another_name(person.name, person.original)
    told = [("name-mismatch", f"{person.name} doesn't sound like {person.original}")] if wrong else []
    flags = (*person.flags, *_reported(told, where, report))
    return person.replace(roles=tuple(roles), flags=flags)


def _reported(problems: Sequence[Problem], where: str, report: Report) -> tuple[Flag, ...]:
    return tuple(report(code, f"{where}: {told}", where) for code, told in problems)


def _date(date: DateMention, article: Article, told: set[int]) -> Iterator[Problem]:
    quotes = [written(e, [article]) for e in date.evidence]
    if date.basis == "stated" and (bad := stated_elsewhere(date, quotes)):
        yield "date-unsupported", f"{', '.join(bad)} is given as stated, but doesn't stand in its quote"
    if date.value and (day := wrong_weekday(date.value, quotes)):
        yield "date-weekday", f"{date.value} is a {day}, which is not the day that its quote names"
    if looks_scraped(date, article, told):
        yield "date-scraped", "a bare date beside the article, called its publication (judged by its place alone)"


def _claim(claim: Claim, extraction: Extraction, article: Article, known: set[str]) -> Iterator[Problem]:
    yield from _text(claim.text)
    if dates := unsupported_dates(claim.text, ground_of(claim.evidence, [extraction], [article], pages=True)):
        yield "date-unsupported", f"{', '.join(dates)} is carried neither by its quotes nor by a date recorded of them"
    if missing := unsupported(claim.text, [Written(article.raw, article.language)]):
        yield "number-unsupported", f"{', '.join(missing)} stands nowhere in the article"
    for name in _strangers(claim.text, known, article):
        yield "name-unsupported", f"{name} stands neither in the record's names nor in the article (judged by capitals)"
    yield from _status(claim)


def _status(claim: Claim) -> Iterator[Problem]:
    quotes = [e.quote for e in claim.evidence]
    if claim.status == "happened":
        if why := told_as_done(claim.text, quotes):
            yield "status-lost", f"is called happened, but {why}"
    elif lacks(claim.status, claim.text):
        yield "status-wording", f"is called {claim.status}, but no word of it says so"


def _quotation(quotation: Quotation, extraction: Extraction, article: Article, known: set[str]) -> Iterator[Problem]:
    yield from _text(quotation.english)
    if missing := unsupported(quotation.english, [written(e, [article]) for e in quotation.evidence]):
        yield "number-unsupported", f"{', '.join(missing)} doesn't stand in its quote"
    if quotation.speaker:
        strangers = _strangers(f"by {quotation.speaker}", known, article)
        paragraphs = {p.n: p.text for p in article.paragraphs}
        if strangers:
            yield "speaker-unknown", f"{', '.join(strangers)} stands neither in the record's names nor in the article"
        elif others := another_speaker(quotation, extraction, paragraphs):
            told = f"its paragraph names {', '.join(others)}, and not {quotation.speaker} (judged by names alone)"
            yield "quotation-speaker", told


def _text(text: str) -> Iterator[Problem]:
    if not any(char.isalnum() for char in text):
        yield "text-empty", "says nothing"
    if kind := markup_in(text):
        yield "markup", f"holds {kind}; only plain text is allowed"
    if looks_foreign(text):
        yield "not-english", "is not in English"


def _strangers(text: str, known: set[str], article: Article) -> list[str]:
    return [n for n in names_in(text) if not is_known(n, known) and not sounds_in(n, article.raw)]

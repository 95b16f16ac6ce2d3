"""What is recorded of one article, against that article: claims and quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from briefing.checks.date_support import ground_of, unsupported_dates
from briefing.checks.number_support import unsupported
from briefing.checks.sentence_checks import plain_english
from briefing.text.languages import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.checks.sentence_checks import Problem
    from briefing.models import Article, Claim, Extraction, Flag, Supported

    #: Keeps a finding, and gives the flag that shows it: code, message, where.
    Report = Callable[[str, str, str], Flag]

Field = TypeVar("Field", bound="Supported")


def judge_record(extraction: Extraction, article: Article, report: Report) -> Extraction:
    """The same record, its claims and quotations flagged where the article doesn't carry them."""
    return extraction.replace(
        claims=tuple(
            _flagged(claim, f"claims.{n}", _claim(claim, extraction, article), report)
            for n, claim in enumerate(extraction.claims)
        ),
        quotations=tuple(
            _flagged(quotation, f"quotations.{n}", plain_english(quotation.english), report)
            for n, quotation in enumerate(extraction.quotations)
        ),
    )


def _flagged(field: Field, where: str, problems: Iterator[Problem], report: Report) -> Field:
    flags = tuple(report(code, f"{where}: {told}", where) for code, told in problems)
    return field.replace(flags=(*field.flags, *flags)) if flags else field


def _claim(claim: Claim, extraction: Extraction, article: Article) -> Iterator[Problem]:
    yield from plain_english(claim.text)
    if dates := unsupported_dates(claim.text, ground_of(claim.evidence, [extraction], [article], pages=True)):
        yield "date-unsupported", f"{', '.join(dates)} is carried neither by its quotes nor by a date recorded of them"
    if missing := unsupported(claim.text, [Written(article.raw, article.language)]):
        yield "number-unsupported", f"{', '.join(missing)} stands nowhere in the article"

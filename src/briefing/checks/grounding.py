"""From quotes as a model gives them to evidence with offsets; what isn't found becomes a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag, is_suspicion
from briefing.checks.quotes import locate
from briefing.models import Evidence, Finding, Flag
from briefing.prompting.schemas import SourceQuote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.models import Article
    from briefing.prompting.schemas import Quote

Grounded = tuple[tuple[Evidence, ...], tuple[Flag, ...]]
_SHOWN = 160


class Grounder:
    """Finds the quotes of one reply, and keeps what it has against it.

    Args:
        articles: By label, as the prompt named them; a single article under any label.

    Attributes:
        findings: In the order of the reply.
    """

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self.findings: list[Finding] = []

    def find(self, quotes: Iterable[Quote | SourceQuote], where: str, *, needed: bool = True) -> Grounded:
        """Ground some quotes.

        Args:
            where: The part of the reply they stand in.
            needed: No quote at all is a finding too.
        """
        found: list[Evidence] = []
        flags: list[Flag] = []
        quotes = list(quotes)
        if needed and not quotes:
            flags.append(self.report("evidence-missing", f"{where}: no quote is given", where))
        for quote in quotes:
            article = self.article(quote, where)
            if article is None:
                label = quote.article if isinstance(quote, SourceQuote) else "?"
                flags.append(self.report("citation-unknown", f"{where}: there is no article {label!r}", where))
                continue
            evidence = locate(article, quote.paragraph, quote.quote)
            if evidence is None:
                of = f" of {quote.article}" if isinstance(quote, SourceQuote) else ""
                if other := self._elsewhere(quote):
                    told = f"{where}: stands not in {quote_label(quote)}, but in {other}: {quote.quote[:_SHOWN]!r}"
                    flags.append(self.report("quote-of-another", told, where))
                    continue
                told = f"{where}: not found in paragraph {quote.paragraph}{of}: {quote.quote[:_SHOWN]!r}"
                flags.append(self.report("quote-not-found", told, where))
            elif evidence not in found:
                found.append(evidence)
        return tuple(found), tuple(flags)

    def _elsewhere(self, quote: Quote | SourceQuote) -> str | None:
        """The label of another article in which a quote stands."""
        own = quote_label(quote)
        if own is None:
            return None
        others = ((label, article) for label, article in self._articles.items() if label != own)
        return next((label for label, article in others if locate(article, quote.paragraph, quote.quote)), None)

    def article(self, quote: Quote | SourceQuote, where: str) -> Article | None:  # noqa: ARG002
        """The article a quote is from; None where the label is unknown."""
        if isinstance(quote, SourceQuote):
            return self._articles.get(quote.article)
        return next(iter(self._articles.values()))

    def report(self, code: str, message: str, where: str, severity: str = "mend") -> Flag:
        """Keep a finding, and give the flag that shows it. A suspicion asks for no repair."""
        severity = "note" if is_suspicion(code) else severity
        self.findings.append(
            Finding.model_validate({"code": code, "message": message, "where": where, "severity": severity})
        )
        return flag(code, message, where)


def quote_label(quote: Quote | SourceQuote) -> str | None:
    """The label of the article that a quote names; None where there is only one."""
    return quote.article if isinstance(quote, SourceQuote) else None

"""From quotes as a model gives them to evidence with offsets; what isn't found becomes a finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from briefing.checks.codes import flag, is_suspicion
from briefing.checks.quotes import locate
from briefing.models import Evidence, Finding, Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.models import Article

Grounded = tuple[tuple[Evidence, ...], tuple[Flag, ...]]
_SHOWN = 160
#: `A1.4 words` or `4 words`; models put brackets, colons and paragraph signs there too.
_CITE = re.compile(
    r"\s*(?:\[?(?P<label>A\d+)\]?[\s.,:]*)?"
    r"[\[(]?[¶§]?\s?(?P<n>\d{1,6})(?:[\])]|[.:,](?!\d))?\s+(?P<words>\S.*)",
    re.DOTALL,
)


class Cited(NamedTuple):
    """A quote as a model wrote it, taken apart.

    Attributes:
        label: Of the article; None where none is named.
        paragraph: 0 where none is named.
        words: The quoted words, in full or as `first … last`.
    """

    label: str | None
    paragraph: int
    words: str

    @classmethod
    def parse(cls, cite: str) -> Cited:
        """Take `A1.4 words` apart; what has no number is all words."""
        found = _CITE.fullmatch(cite)
        if found is None:
            return cls(None, 0, cite)
        return cls(found["label"], int(found["n"]), found["words"])

    def __str__(self) -> str:
        """The place and the words, for a message."""
        place = ".".join(part for part in (self.label, str(self.paragraph or "")) if part)
        return f"{place} {self.words[:_SHOWN]!r}".strip()


class Grounder:
    """Finds the quotes of one reply, and keeps what it has against it.

    Args:
        articles: By label, as the prompt named them; a single article under any label.

    Attributes:
        findings: In the order of the reply.
    """

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._only = next(iter(articles)) if len(articles) == 1 else None
        self.findings: list[Finding] = []

    def find(self, cites: Iterable[str], where: str, *, needed: bool = True) -> Grounded:
        """Ground some quotes, each `A1.4 words`, or `4 words` where there is one article.

        Args:
            where: The part of the reply they stand in.
            needed: No quote at all is a finding too.
        """
        found: list[Evidence] = []
        flags: list[Flag] = []
        cites = list(cites)
        if needed and not cites:
            flags.append(self.report("evidence-missing", f"{where}: no quote is given", where))
        for cite in map(Cited.parse, cites):
            label = cite.label or self._only
            article = self._articles.get(label) if label is not None else None
            if article is None:
                told = f"there is no article {label!r}" if label else f"no article is named for {cite}"
                flags.append(self.report("citation-unknown", f"{where}: {told}", where))
                continue
            evidence = locate(article, cite.paragraph, cite.words)
            if evidence is None:
                if other := self._elsewhere(label, cite):
                    told = f"{where}: these words stand in {other}, not in {label}: {cite}"
                    flags.append(self.report("quote-of-another", told, where))
                    continue
                flags.append(self.report("quote-not-found", f"{where}: not found: {cite}", where))
            elif evidence not in found:
                found.append(evidence)
        return tuple(found), tuple(flags)

    def labels(self, cites: Iterable[str]) -> list[str]:
        """The labels that some quotes name, in their order, each once."""
        named = (Cited.parse(cite).label or self._only for cite in cites)
        return list(dict.fromkeys(label for label in named if label is not None))

    def _elsewhere(self, own: str | None, cite: Cited) -> str | None:
        """The label of another article in which a quote stands."""
        others = ((label, article) for label, article in self._articles.items() if label != own)
        return next((label for label, article in others if locate(article, cite.paragraph, cite.words)), None)

    def report(self, code: str, message: str, where: str, severity: str = "mend") -> Flag:
        """Keep a finding, and give the flag that shows it. A suspicion asks for no repair."""
        severity = "note" if is_suspicion(code) else severity
        self.findings.append(
            Finding.model_validate({"code": code, "message": message, "where": where, "severity": severity})
        )
        return flag(code, message, where)

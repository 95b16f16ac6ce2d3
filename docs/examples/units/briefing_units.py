"""A check: a text gives miles, feet or pounds, and the words that it cites don't."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import briefing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_IMPERIAL = re.compile(r"\d[\d.,]*\s+(miles?|feet|foot|pounds?|gallons?)\b", re.IGNORECASE)

CONVERTED = briefing.Code(
    "unit-converted", "proven", "A quantity is given in a unit that the cited words do not use", "see the original unit"
)


def look(
    text: str, evidence: Sequence[briefing.Evidence], articles: Mapping[str, briefing.Article]
) -> Iterator[tuple[str, str]]:
    """A problem for each imperial unit of an English text that no cited article writes."""
    cited = " ".join(articles[each.article].raw for each in evidence).casefold()
    for match in _IMPERIAL.finditer(text):
        if match[1].casefold() not in cited:
            yield "unit-converted", f"{match[0]}: the source gives no {match[1]}"


UNITS = briefing.Check("units", (CONVERTED,), look, "units that the source doesn't have")

"""Which of the ledger's names a day used: those that may occur in its articles, and whatever they hang together with.

A day's `replies.json` goes to whoever checks the day. What a desk learned of other people on other days is none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.names import store
from briefing.names.entries import TAG
from briefing.names.matching import Matcher
from briefing.text.name_folding import fold, form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.llm.ledger import Ledger
    from briefing.models import Article
    from briefing.names.entries import NameDecision


class Needed(NamedTuple):
    """What of the names goes with a day.

    Attributes:
        forms: In the sources, as they were learned.
        decisions: By their numbers.
    """

    forms: frozenset[tuple[str, str]]
    decisions: frozenset[int]


async def needed(ledger: Ledger, day: str, articles: Sequence[Article]) -> Needed:
    """The names that a day's articles may have drawn on: pairs of English and original form, and decisions.

    Generous: a form counts that only seems to stand in an article; one that is left out changes nothing there.

    Raises:
        LedgerError: The ledger can't be read.
    """
    seen = {(each.english, each.form) for each in await store.sightings(ledger, before=day)}
    decisions = await store.decisions(ledger)
    near = set(_occurring({form for _, form in seen}, articles))
    groups = _together(seen, decisions)
    wanted = {groups[_form(form)] for form in near}
    return Needed(
        frozenset(pair for pair in seen if groups[_form(pair[1])] in wanted),
        frozenset(each.id for each in decisions if groups[_english(each.name)] in wanted),
    )


def _occurring(forms: set[str], articles: Sequence[Article]) -> Iterable[str]:
    matcher: Matcher[str] = Matcher((form, form) for form in sorted(forms))
    for article in articles:
        yield from matcher.occurring(article.raw, article.language)
        # Forms too short to be told to a model still settle what a record calls them.
        folded = fold(article.raw).casefold()
        yield from (
            form for form in forms if fold(form).casefold() in folded or form_key(form) in form_key(article.raw)
        )


def _together(seen: set[tuple[str, str]], decisions: Sequence[NameDecision]) -> dict[str, str]:
    """Each English and each original form with one that stands for all that it hangs together with."""
    stands: dict[str, str] = {}

    def head(node: str) -> str:
        while stands.setdefault(node, node) != node:
            node = stands[node]
        return node

    def join(one: str, other: str) -> None:
        stands[head(one)] = head(other)

    for english, form in sorted(seen):
        join(_english(english), _form(form))
    for each in decisions:
        join(_english(each.name), _english(each.other))
        for part in each.parts:
            join(_english(each.name), _form(part))
    return {node: head(node) for node in list(stands)}


def _english(name: str) -> str:
    return f"en {key(name.partition(TAG)[0])}"


def _form(form: str) -> str:
    return f"of {form_key(form)}"

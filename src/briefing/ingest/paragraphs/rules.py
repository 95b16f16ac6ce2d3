"""What a paragraph is by its own words. When a rule isn't sure, nothing is said: body stays body.

The order is the order of the table below; the first that knows the paragraph names it. Rule names are
stable: they stand in briefing.json.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

from briefing.ingest.paragraphs import phrases
from briefing.ingest.paragraphs.boilerplate import consent, counter, menu, rights, share_bar
from briefing.ingest.paragraphs.features import Mark, Sight, bare
from briefing.ingest.paragraphs.folding import fold
from briefing.ingest.paragraphs.metadata_lines import byline, credit, date_line, desk_line

#: No rule judges a longer paragraph, but those for server messages.
_LONGEST = 600

Rule = Callable[[Sight], Mark | None]

_PHP = re.compile(
    r"(?:PHP\s+)?(?:Warning|Notice|Deprecated|Strict Standards|(?:Catchable |Recoverable )?[Ff]atal error|Parse error)"
    r"\s*:\s"
    r"|thrown in\s"
)
_PLACE = re.compile(r"\bin\s\S*[/\\]")
_ON_LINE = re.compile(r"\son line \d+\.?$")
_TRACE = re.compile(
    r"(?:PHP\s+)?(?:Stack trace|Call Stack):?"
    r"|#\d+\s+(?:\{main\}|[^\s(]*[/\\][^\s(]*\(\d+\):\s.+)"
    r"|Traceback \(most recent call last\):"
    r"|File \"[^\"]+\", line \d+(?:, in \S+)?"
    r"|at\s[\w$.]+\.[\w$<>]+\([\w$]+\.java:\d+\)"
)
_MORE_FROM = re.compile(
    r"(?:more from|more in|more must-reads from|more stories from"
    r"|mehr aus|mehr von|plus de|más de|más en|altro da|altro in|mais de|mais em|еще из|еще в"
    r"|المزيد من|daha fazla) (?:\S+ ?){1,3}"
)


def server_message(sight: Sight) -> Mark | None:
    """What a program says instead of the page: warnings with a path and a line, stack traces."""
    text = sight.text
    php = _PHP.match(text) and _ON_LINE.search(text[-40:]) and _PLACE.search(text)
    trace = len(text) <= _LONGEST and _TRACE.fullmatch(text)
    return Mark("boilerplate", "server-message") if php or trace else None


def ornament(sight: Sight) -> Mark | None:
    """No letter and no digit."""
    return None if any(char.isalnum() for char in sight.text) else Mark("boilerplate", "ornament")


def _beginnings(phrase: str) -> Iterator[str]:
    """The first two characters of a line that begins with a phrase."""
    if len(phrase) == 1:
        yield from (f"{phrase}{mark}" for mark in (":", "|", " "))
    else:
        yield phrase[:2]
    yield from (f"{bracket}{phrase[0]}" for bracket in "[【")


def _phrase_rule(table: phrases.Phrases) -> Rule:
    whole = frozenset(bare(phrase) for phrase in (*table.whole, *table.label))
    labels = "|".join(re.escape(fold(phrase)) for phrase in sorted(table.label, key=len, reverse=True)) or r"(?!)"
    label = re.compile(rf"(?:{labels})\s?[:|]|[\[【](?:{labels})[\]】]")
    # Folding makes wide spaces like any other.
    wide = re.compile(rf"(?:{labels})\u3000")
    start = tuple(fold(phrase) for phrase in table.start)

    def rule(sight: Sight) -> Mark | None:
        folded = sight.folded
        if len(folded) > table.longest:
            return None
        found = (
            sight.bare in whole
            or (start and folded.startswith(start))
            or label.match(folded)
            or wide.match(sight.text.casefold())
        )
        return Mark(table.kind, table.rule) if found else None

    return rule


_PHRASE_RULES: tuple[Rule, ...] = tuple(_phrase_rule(table) for table in phrases.TABLE)


def _tables_by(words: Callable[[phrases.Phrases], Iterator[str]]) -> dict[str, tuple[int, ...]]:
    """The numbers of the tables in which a word stands."""
    found: dict[str, dict[int, None]] = {}
    for number, table in enumerate(phrases.TABLE):
        for word in words(table):
            found.setdefault(word, {})[number] = None
    return {word: tuple(numbers) for word, numbers in found.items()}


_WHOLE = _tables_by(lambda table: (bare(phrase) for phrase in (*table.whole, *table.label)))
#: With two letters of them begins what a rule knows by its beginning; labels stand in brackets too.
_BEGINS = _tables_by(
    lambda table: (begin for phrase in (*table.label, *table.start) for begin in _beginnings(fold(phrase)))
)


def by_phrase(sight: Sight) -> Mark | None:
    """What the first table of phrases that knows the paragraph makes of it."""
    if "\u3000" in sight.text:
        return next((found for rule in _PHRASE_RULES if (found := rule(sight))), None)
    tables = {*_WHOLE.get(sight.bare, ()), *_BEGINS.get(sight.folded[:2], ())}
    return next((found for number in sorted(tables) if (found := _PHRASE_RULES[number](sight))), None)


def more_from(sight: Sight) -> Mark | None:
    """The heading of a list of links, at the end."""
    if sight.bottom > 5 or sight.ends_sentence or len(sight.bare) > 40:
        return None
    return Mark("boilerplate", "related-link") if _MORE_FROM.fullmatch(sight.bare) else None


def counter_line(sight: Sight) -> Mark | None:
    """A counter with its word."""
    return counter(sight.bare) or counter(sight.folded)


def dated(sight: Sight) -> Mark | None:
    """A date and nothing else."""
    return date_line(sight.folded)


def made_of_parts(sight: Sight) -> Mark | None:
    """Several of the above on one line, such as date, source and editor."""
    if len(sight.parts) < 2 or len(sight.text) > 200:
        return None
    marks = [_mark_part(part) for part in sight.parts]
    if any(mark is None for mark in marks):
        return None
    known = [mark for mark in marks if mark is not None]
    return next((mark for mark in known if mark.kind == "metadata"), known[0])


@functools.lru_cache(maxsize=4_096)
def _mark_part(part: str) -> Mark | None:
    # Menus, and the same bylines, stand on page after page.
    alone = Sight(part)
    for rule in (by_phrase, counter_line, dated, share_bar):
        if mark := rule(alone):
            return mark
    return None


_RULES: tuple[Rule, ...] = (
    server_message,
    ornament,
    credit,
    rights,
    consent,
    by_phrase,
    counter_line,
    dated,
    share_bar,
    desk_line,
    made_of_parts,
    menu,
    byline,
    more_from,
)


#: Characters up to which a line may be of a menu, which stands on page after page.
_MENU = 80


def mark(sight: Sight) -> Mark | None:
    """What the first rule that knows this paragraph makes of it; None where none is sure."""
    if len(sight.text) > _LONGEST:
        return server_message(sight)
    return _mark(sight) if len(sight.text) <= _MENU else _mark.__wrapped__(sight)


@functools.lru_cache(maxsize=4_096)
def _mark(sight: Sight) -> Mark | None:
    return next((found for rule in _RULES if (found := rule(sight))), None)

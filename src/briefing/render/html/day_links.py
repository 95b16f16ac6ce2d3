"""What a day's page has from other days: the ways to the day before and after, and the names' forms of all days.

A page is written before its archive knows the days beside it, and the day after comes later still: the archive
puts in what they have.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a page has where the links go. No text of others can hold it: it is escaped.
EMPTY: Final = Markup("<nav class=days aria-label=Days></nav>")
_NAMES: Final = re.compile(r'(?<=<script type="application/json" id=names>).*?(?=</script>)')
_FORMS: Final = frozenset({"forms", "stories"})
_NAV: Final = re.compile(r"<nav class=days aria-label=Days>.*?</nav>")
_WAY: Final = re.compile(r'<a rel=(prev|next) href="\.\./(\d{4}-\d\d-\d\d)/briefing\.html">', re.ASCII)


def with_days(page: str, before: str | None, date: str, after: str | None) -> str:
    """A day's page with links to the days beside it; as it was where it has no place for them.

    Args:
        before: Date of the day before in the archive, ISO; None for the first.
        date: The page's own.
        after: Date of the day after; None for the latest.
    """
    return _NAV.sub(lambda _: _links(before, date, after), page, count=1)


def with_forms(page: str, stories: Sequence[Sequence[Sequence[str]]]) -> str:
    """A day's page whose search knows all forms of its names, not those of its own day alone.

    Args:
        stories: Of each of its stories the names, of each name the forms.
    """
    found = _NAMES.search(page)
    known = _names_in(found[0]) if found else {}
    # A page of other stories is none that this archive knows.
    if not found or len(known.get("stories", ())) != len(stories):
        return page
    forms = list(dict.fromkeys(tuple(name) for names in stories for name in names))
    numbers = {name: n for n, name in enumerate(forms)}
    told = [sorted({numbers[tuple(name)] for name in names}) for names in stories]
    data = htmlsafe_json_dumps(known | {"forms": forms, "stories": told})
    # Joined, not added: adding to markup would escape the page.
    return "".join([page[: found.start()], data, page[found.end() :]])


def without_forms(page: str, made: str) -> str:
    """A day's page with the names' forms of its own day alone; as it is where it lacks one of them, or they are others.

    Args:
        page: With or without forms that its archive put in.
        made: The page as its own day makes it.
    """
    found, own = _NAMES.search(page), _NAMES.search(made)
    if found is None or own is None or not _holds(found[0], _names_in(own[0])):
        return page
    return "".join([page[: found.start()], own[0], page[found.end() :]])


def _holds(found: str, own: dict[str, Any]) -> bool:
    """Whether the names of a page are those of its day, each story's with forms of other days at most."""
    try:
        known = parsed(found)
        rest = [{key: value for key, value in each.items() if key not in _FORMS} for each in (known, own)]
        more, less = _of_stories(known), _of_stories(own)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return False
    return rest[0] == rest[1] and len(more) == len(less) and all(b <= a for a, b in zip(more, less, strict=True))


def _names_in(text: str) -> dict[str, Any]:
    """The names of a page; none of one that somebody damaged."""
    try:
        known = parsed(text)
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


def _of_stories(names: dict[str, Any]) -> list[set[str]]:
    return [{form for n in numbers for form in names["forms"][n]} for numbers in names["stories"]]


def _links(before: str | None, date: str, after: str | None) -> str:
    first = f'<a rel=prev href="../{escape(before)}/briefing.html"><span aria-hidden=true>← </span>{_short(before)}</a>'
    last = f'<a rel=next href="../{escape(after)}/briefing.html">{_short(after)}<span aria-hidden=true> →</span></a>'
    return (
        "<nav class=days aria-label=Days>"
        + (first if before else "<span class=off>first day</span>")
        + f"<span class=here aria-current=page>{_short(date)}</span>"
        + (last if after else "<span class=off>latest</span>")
        + '<a href="../index.html">Archive</a></nav>'
    )


def _short(date: str | None) -> str:
    """`Fri 20 Nov`, of an ISO date."""
    if date is None:
        return ""
    day = dt.date.fromisoformat(date)
    return f"{day:%a} {day.day} {day:%b}"


def without_days(page: str, date: str) -> str:
    """A day's page as it was before its archive gave it links; as it is where its links are not the archive's.

    Args:
        page: With or without links.
        date: Of the page, ISO.
    """
    found = _NAV.search(page)
    if found is None:
        return page
    ways = dict(_WAY.findall(found[0]))
    try:
        ours = found[0] == _links(ways.get("prev"), date, ways.get("next"))
    except ValueError:  # no day of the calendar
        ours = False
    return _NAV.sub(lambda _: EMPTY, page, count=1) if ours else page

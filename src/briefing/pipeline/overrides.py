"""What a person decided about the grouping: these articles are no one event, those are.

The decisions lie in a small JSON file beside the ledger, in the order in which they were made, and hold for
every later run: an article's id is a digest of its content. They never contradict each other: a decision that
would is refused, and names the one to take back first.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from briefing.errors import InputError, OutputError
from briefing.models import Briefing, Frozen, Group, Report, Story
from briefing.pipeline.events import event_of
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

#: Shorter beginnings of an article's id are not taken for it.
_SHORTEST_ID = 4


class Decision(Frozen):
    """One decision of a person."""

    kind: Literal["split", "merge"]
    parts: tuple[tuple[str, ...], ...] = Field(min_length=1)
    """Article ids. Of a split: articles of different parts are never told in one story, and the last part
    is the one that stays. Of a merge: one part, whose articles always are."""
    at: str
    """When it was made, ISO."""


class Decisions(Frozen):
    """All of them, the oldest first."""

    version: Literal["1"] = "1"
    decisions: tuple[Decision, ...] = ()


NONE = Decisions()


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def file_beside(ledger: Path) -> Path:
    """Where the decisions lie: `ledger.grouping.json` beside `ledger.sqlite3`."""
    return ledger.with_name(f"{ledger.stem}.grouping.json")


def load(path: Path | None) -> Decisions:
    """Read the decisions; none where there is no file, or no place for one.

    Raises:
        InputError: It can't be read, is no such file, or contradicts itself.
    """
    if path is None or not path.exists():
        return NONE
    try:
        decisions = Decisions.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise InputError(
            f"decisions on grouping {path}: can't be read: {first}; fix the file, or move it away to go without"
        ) from None
    for number in range(1, len(decisions.decisions) + 1):
        _refuse_contradiction(decisions.decisions[:number], f"{path}: decision {number}")
    return decisions


def save(path: Path, decisions: Decisions) -> None:
    """Write the decisions: the file is the old one or the new one, never half.

    Raises:
        OutputError: It can't be written; the old one stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, decisions.model_dump_json(indent=2) + "\n")
    except OSError as error:
        raise OutputError(f"decisions on grouping {path}: can't be written: {error.strerror}") from None


def listing(briefing: Briefing, decisions: Decisions) -> Iterator[str]:
    """The stories with their articles' ids, and the decisions with their numbers, a line each."""
    titles = {report.article.id: f"{report.article.origin}: {_title(report)}" for report in briefing.reports}
    for story in briefing.stories:
        yield story.headline.text
        yield from (f"  {article}  {titles.get(article, '')}" for article in story.articles)
    for number, decision in enumerate(decisions.decisions, start=1):
        told = " | ".join(" ".join(part) for part in decision.parts)
        yield f"decision {number}: {decision.kind} {told} ({decision.at})"


def _title(report: Report) -> str:
    extraction = report.extraction
    return extraction.title.english if extraction and extraction.title else report.article.title or ""


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────


def split(decisions: Decisions, articles: Sequence[str], stories: Sequence[Story]) -> Decisions:
    """Take articles out of their story, together; where they are all of it, part them from one another.

    Args:
        articles: Ids, or their beginnings, all of one story.
        stories: As they were told last.

    Raises:
        InputError: An unknown id, articles of several stories, nothing to part, a contradiction.
    """
    ids = _known(articles, stories)
    holding = [story for story in stories if set(ids) & set(story.articles)]
    if len(holding) > 1:
        raise InputError(f"--split {' '.join(articles)}: are in {len(holding)} stories already; name those of one")
    rest = tuple(article for article in holding[0].articles if article not in ids)
    parts = (ids, rest) if rest else tuple((article,) for article in ids)
    if len(parts) < 2:
        raise InputError(f"--split {articles[0]}: is already a story of its own")
    return _with(decisions, Decision(kind="split", parts=parts, at=_now()))


def merge(decisions: Decisions, articles: Sequence[str], stories: Sequence[Story]) -> Decisions:
    """Tell articles in one story from now on, with whatever stands beside each.

    Args:
        articles: Two ids or more, or their beginnings.
        stories: As they were told last.

    Raises:
        InputError: An unknown id, fewer than two, a contradiction.
    """
    ids = _known(articles, stories)
    if len(ids) < 2:
        raise InputError(f"--merge {' '.join(articles)}: takes two articles or more")
    return _with(decisions, Decision(kind="merge", parts=(ids,), at=_now()))


def forget(decisions: Decisions, number: int) -> Decisions:
    """Take back a decision by its number, from 1.

    Raises:
        InputError: There is no such decision.
    """
    if not 1 <= number <= len(decisions.decisions):
        raise InputError(f"--undo {number}: there are {len(decisions.decisions)} decisions")
    kept = decisions.decisions[: number - 1] + decisions.decisions[number:]
    return decisions.replace(decisions=kept)


def _with(decisions: Decisions, new: Decision) -> Decisions:
    everything = (*decisions.decisions, new)
    _refuse_contradiction(everything, f"--{new.kind}")
    return decisions.replace(decisions=everything)


def _known(given: Sequence[str], stories: Sequence[Story]) -> tuple[str, ...]:
    every = [article for story in stories for article in story.articles]
    ids = []
    for text in given:
        fits = [article for article in every if article.startswith(text)] if len(text) >= _SHORTEST_ID else []
        if len(fits) != 1:
            told = "several articles begin so" if fits else "no article of the last briefing has this id"
            raise InputError(f"{text}: {told}; `briefing group` lists them")
        ids += fits
    return tuple(dict.fromkeys(ids))


def _refuse_contradiction(decisions: Sequence[Decision], what: str) -> None:
    """The last decision against the ones before it."""
    bundles = _bundles(decisions)
    for number, decision in enumerate(decisions, start=1):
        seen: dict[str, int] = {}
        for place, part in enumerate(decision.parts if decision.kind == "split" else ()):
            for article in part:
                bundle = bundles.get(article, article)
                if seen.setdefault(bundle, place) != place:
                    raise InputError(f"{what}: {_clash(decisions, number, bundle, bundles)}")


def _clash(decisions: Sequence[Decision], number: int, bundle: str, bundles: dict[str, str]) -> str:
    last = len(decisions)
    if number != last:
        return f"decision {number} keeps these articles apart; take it back first with --undo {number}"
    joined = [n for n, d in enumerate(decisions, 1) if d.kind == "merge" and bundles[d.parts[0][0]] == bundle]
    told = " and ".join(map(str, joined))
    return f"decision {told} puts these articles together; take it back first with --undo {joined[-1]}"


# ── what follows from it ─────────────────────────────────────────────────────────────────────────


def together(decisions: Decisions) -> list[tuple[str, ...]]:
    """Articles that are told in one story whatever a model says, over any number of merges."""
    bundles: dict[str, list[str]] = {}
    for article, bundle in _bundles(decisions.decisions).items():
        bundles.setdefault(bundle, []).append(article)
    return [tuple(articles) for articles in bundles.values()]


def apart(decisions: Decisions) -> Iterator[tuple[str, str]]:
    """Pairs of articles that no story holds both of; each pair once for each split that says so."""
    for decision in decisions.decisions:
        if decision.kind == "split":
            for one, other in itertools.combinations(decision.parts, 2):
                yield from itertools.product(one, other)


def apply(groups: Sequence[Group], decisions: Decisions) -> list[Group]:
    """Groups as the decisions want them. What they don't speak of stays as it was.

    Groups that a merge touches become one, with the event of the largest; then what a split takes out
    of a group becomes one of its own, right after it, under its first article's title.
    """
    bundles = _bundles(decisions.decisions)
    united = _united(groups, bundles)
    beside = {m.article.id: {each.article.id for each in told.members} for told in groups for m in told.members}
    for decision in decisions.decisions:
        if decision.kind == "split":
            places = _places(decision, beside, bundles)
            united = [part for told in united for part in _parted(told, places)]
    return united


def _bundles(decisions: Iterable[Decision]) -> dict[str, str]:
    """Each merged article with one that stands for all it is merged with."""
    stands: dict[str, str] = {}
    for decision in decisions:
        if decision.kind == "merge":
            (articles,) = decision.parts
            old = {stands.setdefault(article, article) for article in articles}
            stands = {article: articles[0] if head in old else head for article, head in stands.items()}
    return stands


def _united(groups: Sequence[Group], bundles: dict[str, str]) -> list[Group]:
    """Join the groups that hold articles of one bundle, at the place of the first."""
    joined: list[list[Group]] = []
    for told in groups:
        heads = _heads(told, bundles)
        touching = [others for others in joined if any(heads & _heads(other, bundles) for other in others)]
        if not touching:
            joined.append([told])
            continue
        touching[0].extend(itertools.chain(*touching[1:], [told]))
        joined = [others for others in joined if not any(others is gone for gone in touching[1:])]
    return [_one(others) for others in joined]


def _heads(told: Group, bundles: dict[str, str]) -> set[str]:
    return {bundles[member.article.id] for member in told.members if member.article.id in bundles}


def _one(groups: Sequence[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    largest = max(groups, key=lambda told: len(told.members))
    return Group(event=largest.event, members=tuple(member for told in groups for member in told.members))


def _places(decision: Decision, beside: Mapping[str, set[str]], bundles: Mapping[str, str]) -> dict[str, int | None]:
    """The part of a split that each article belongs to; None: the split doesn't speak of it.

    An article that isn't named goes with those it came with; where they go different ways, with what stays.
    """
    part_of = {bundles.get(article, article): n for n, part in enumerate(decision.parts) for article in part}
    company: dict[str, set[int]] = {}
    for article, others in beside.items():
        seen = {part_of[head] for other in others if (head := bundles.get(other, other)) in part_of}
        company.setdefault(bundles.get(article, article), set()).update(seen)
    heads = {article: bundles.get(article, article) for article in beside}
    return {article: part_of.get(head, max(company[head], default=None)) for article, head in heads.items()}


def _parted(told: Group, places: Mapping[str, int | None]) -> Iterator[Group]:
    """The group without what a split takes out, and that."""
    present = sorted({n for m in told.members if (n := places[m.article.id]) is not None})
    if len(present) < 2:
        yield told
        return
    *out, stays = present
    left = tuple(m for m in told.members if places[m.article.id] in (None, stays))
    yield told.replace(members=left)
    for part in out:
        members = tuple(m for m in told.members if places[m.article.id] == part)
        yield Group(event=event_of(members[0]), members=members)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")

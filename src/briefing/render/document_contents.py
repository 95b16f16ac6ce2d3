"""The top of a briefing as blocks: the line of trust, what changed since the day before, and the headlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.blocks import Block, Run, block, run
from briefing.render.document_story import status_runs
from briefing.render.html.masthead import contents_of, head_of, told_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.render.view import BriefingView, StoryView

_SIGNS = {"checked": "", "repaired": " ↻", "flagged": " ⚠"}


def trust_line(view: BriefingView) -> Iterator[Run]:
    """`12 articles in 9 languages · 38 sentences, every quote found · 9 contradictions · no warnings`."""
    parts = list(head_of(view, None).sums)
    contradictions = sum(story.contradictions for story in view.stories)
    warnings = sum(story.warnings for story in view.stories)
    parts += [words.count(contradictions, "contradiction")] if contradictions else []
    parts += [f"⚠ {words.count(warnings, 'warning')}" if warnings else "no warnings"]
    if view.findings:
        found = len({source.article.id for source, _ in view.findings})
        parts.append(f"⚠ possible prompt injection in {words.count(found, 'article')}")
    yield run(" · ".join(parts))


def contents(view: BriefingView) -> Iterator[Block]:
    """What changed since the day before and the headlines, as the page has them."""
    if not view.stories:
        yield block("line", "This briefing has no stories.")
        return
    head, groups = head_of(view, None), contents_of(view)
    if len(view.stories) == 1 and not head.goes_on:
        return
    yield block("chapter", head.since)
    for group in groups:
        if group.place:
            yield block("line", run(group.place, "strong"))
        for story in group.stories:
            yield block("item", *_headline(story, goes_on=head.goes_on))
            if len(groups) == 1:
                yield from _changes(story)


def _headline(view: StoryView, *, goes_on: bool) -> Iterator[Run]:
    headline = view.story.headline
    yield run(f"{view.number}. ")
    yield from status_runs(headline.status)
    yield run(headline.text, target=f"story{view.number}")
    if sign := _SIGNS["flagged" if headline.flags else headline.verdict]:
        yield run(sign, "flag")
    if chips := list(_chips(view, goes_on=goes_on)):
        yield run(f" – {' · '.join(chips)}", "quiet")


def _chips(view: StoryView, *, goes_on: bool) -> Iterator[str]:
    if view.news_since or goes_on:
        yield view.news_since or "new"
    if view.contradictions:
        yield words.count(view.contradictions, "contradiction")
    if view.warnings:
        yield f"⚠ {words.count(view.warnings, 'warning')}"
    if view.outlets == 1:
        yield "1 outlet only"


def _changes(view: StoryView) -> Iterator[Block]:
    shown = told_at_once(view.changes)
    for change in shown:
        label = run(f"{change.label or 'changed'}: ")
        yield block("subitem", label, run(change.was or "", "quiet"), " → ", run(change.now or "", "strong"))
    if len(view.changes) > len(shown):
        yield block("subitem", run(f"and {len(view.changes) - len(shown)} more", "quiet"))

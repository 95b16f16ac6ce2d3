"""Whose words a statement rests on: each outlet once, however many quotes, and nobody without a name."""

from __future__ import annotations

from briefing.models import Briefing, Report
from briefing.render.html.marks import called, marks_of
from briefing.render.view import BriefingView, view_of
from report_samples import article, cited, translation


def twins(briefing: Briefing) -> BriefingView:
    """The day, its Arabic article being a second German one of the same outlet; the others say nothing of theirs."""
    first = briefing.reports[0]
    lines = (("body", "Zweite Meldung. Die Brücke bleibt gesperrt."),)
    second = article("ddd111", "de", lines, outlet="Norde Post")
    unnamed = [article(f"eee{n}", tag, (("body", "Text."),)) for n, tag in enumerate(("tr", "fr"))]
    others = (second, *unnamed)
    reports = (first, *(Report(article=one, status="done", translation=translation(one, "")) for one in others))
    (story,) = briefing.stories
    told = story.sentences[0].replace(
        citations=(*story.sentences[0].citations[:3], *cited(second, "Zweite Meldung", "bleibt gesperrt"))
    )
    ids = tuple(report.article.id for report in reports)
    return view_of(briefing.replace(reports=reports, stories=(story.replace(articles=ids, sentences=(told,)),)))


def test_an_outlet_is_marked_once_and_its_further_articles_beside_it(briefing: Briefing):
    view = twins(briefing)
    story = view.stories[0]
    marks = marks_of(story.marks(story.story.sentences[0].citations), view.outlet_names)
    assert [(mark.name.short, mark.again, len(mark.spans.split()), mark.paragraphs) for mark in marks] == [
        ("Norde", 0, 3, "¶ 3"),
        ("Norde", 2, 2, "¶ 1"),
    ]
    assert not any(mark.lost for mark in marks)
    assert [mark.anchor.partition("-")[0] for mark in marks] == ["q1", "q2"]


def test_several_are_counted_one_is_named_and_an_unnamed_outlet_by_its_language(briefing: Briefing):
    view = twins(briefing)
    first, second, turkish, french = view.sources
    assert called((first, second), view.outlet_names) == "Norde"
    assert called((turkish,), view.outlet_names) == "unnamed Turkish outlet"
    assert called((turkish, french), view.outlet_names) == "2 outlets"
    assert called((first, turkish, french), view.outlet_names) == "3 outlets"

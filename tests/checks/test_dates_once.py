"""A day of publication is recorded and shown once, however often an article says it."""

from __future__ import annotations

from briefing.checks.dates_once import dates_once, with_dates_once
from briefing.models import DateMention, Report
from report_samples import article, extraction, quote

TEXT = article("a" * 12, "en", (("body", "19 November 2026"), ("body", "Posted on 19 November 2026.")), published=None)


def mention(*words: str, role: str = "published", value: str | None = "2026-11-19") -> DateMention:
    return DateMention.model_validate(
        {"role": role, "value": value, "basis": "stated" if value else "unknown", "about": "it", "reasoning": None,
         "evidence": [quote(TEXT, each) for each in words]}
    )  # fmt: skip


def test_what_stands_beside_the_article_is_not_recorded_again():
    given = TEXT.replace(published="2026-11-19")
    record = extraction(TEXT, dates=(mention(), mention(role="event"), mention(value="2026-11-18")))
    assert [(d.role, d.value) for d in dates_once(record, given).dates] == [
        ("event", "2026-11-19"), ("published", "2026-11-18")
    ]  # fmt: skip
    assert dates_once(record, TEXT) is record


def test_two_lines_that_say_the_same_day_are_one_with_the_words_of_both():
    record = extraction(TEXT, dates=(mention("19 November 2026"), mention("Posted on 19 November 2026")))
    (once,) = dates_once(record, TEXT).dates
    assert [each.quote for each in once.evidence] == ["19 November 2026", "Posted on 19 November 2026"]
    report = Report(article=TEXT, status="done", extraction=record)
    assert with_dates_once(report).extraction == dates_once(record, TEXT)


def test_events_are_left_as_they_are():
    record = extraction(TEXT, dates=(mention("19 November 2026", role="event"), mention(role="event")))
    assert dates_once(record, TEXT) is record

"""By what a day's stories can be filtered: a choice fits some of them and not all; a name is one in every script."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from briefing.models import Briefing, Continuation, SentenceNews
from briefing.render.html.on_page import names_of
from briefing.render.view import view_of

NAMES = (("Nino Kvaratelia", "نينو كفاراتيليا"), ("Nino Kwaratelia", "نينو كفاراتيليا"), ("Somebody Else", "其他人"))


def days(briefing: Briefing) -> Briefing:
    """Three stories: the first goes on, the first two share a person under two spellings, the last has one outlet."""
    (story,) = briefing.stories
    (name,) = story.names
    told = []
    for n, forms in enumerate(NAMES):
        variant = name.variants[0].replace(form=forms[1])
        one = name.replace(english=forms[0], kind="person", variants=(variant,))
        told.append(story.replace(id=f"s{n}", names=(one,), discrepancies=story.discrepancies if n else ()))
    news = tuple(SentenceNews(n=each.n, kind="new", old=None) for each in story.sentences)
    link = Continuation(date="2026-11-20", story="old", number=1, headline="Before", sentences=news)
    told[0] = told[0].replace(continues=link)
    told[2] = told[2].replace(articles=told[2].articles[:1])
    return briefing.replace(stories=tuple(told))


def test_each_choice_fits_some_stories_and_not_all(briefing: Briefing):
    rows = {
        row[0]: {choice[0]: list(choice[1]) for choice in row[1:]} for row in names_of(view_of(days(briefing)))["sieve"]
    }
    assert rows["Show"] == {"New": [1, 2], "Updated": [0], "Contradictions": [1, 2], "1 outlet only": [2]}
    assert rows["Who"] == {"Nino Kvaratelia": [0, 1]}
    assert "Where" not in rows
    assert rows["Language"] == {"Arabic": [0, 1], "Chinese (zh-Hans)": [0, 1]}


def test_the_rows_are_in_the_same_order_in_every_process():
    code = (
        "from report_samples import day; from briefing.render.html.on_page import names_of; "
        "from briefing.render.view import view_of; made = day(); "
        "stories = tuple(made.stories[0].replace(id=str(n), articles=made.stories[0].articles[n:]) for n in range(3)); "
        "print(names_of(view_of(made.replace(stories=stories)))['sieve'])"
    )
    paths = os.pathsep.join([str(Path(__file__).parents[2] / "_support"), *sys.path])
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(printed) == 1
    assert b"Arabic" in printed.pop()


def test_a_day_that_is_seen_at_once_is_not_filtered(briefing: Briefing):
    assert names_of(view_of(briefing))["sieve"] == []

"""Evidence: what overlaps what, and all that a story rests on, in one place for every part of the program."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import briefing
from briefing.models import Citation, Evidence, Flag, Sentence, inside, overlap
from briefing.render.view import view_of
from report_samples import day


def piece(start, end, article="a"):
    return Evidence(article=article, paragraph=1, quote="x" * (end - start), start=start, end=end)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((2, 5), (4, 9), True),
        ((2, 9), (4, 5), True),
        ((2, 5), (2, 5), True),
        ((2, 5), (5, 9), False),
        ((2, 5), (6, 9), False),
        ((2, 5), (2, 5, "b"), False),
    ],
)
def test_evidence_overlaps_where_one_article_has_a_code_point_of_both(one, other, expected):
    assert piece(*one).overlaps(piece(*other)) is expected
    assert piece(*other).overlaps(piece(*one)) is expected
    assert overlap(iter([piece(90, 91), piece(*one)]), iter([piece(80, 81), piece(*other)])) is expected
    assert not overlap([], [piece(*other)])


def withholding():
    """A story with flags and evidence in every part that can have some."""
    story = day().stories[0]
    held = Sentence(
        n=9, text="It fell.", status="happened", verdict="flagged", flags=(Flag(code="held", message="no"),),
        citations=(Citation(article=story.articles[0], paragraph=1, quote="B", start=0, end=1),),
    )  # fmt: skip
    return story.replace(withheld=(held,))


def test_a_storys_evidence_is_all_that_it_holds_each_as_often_as_it_holds_it():
    story = withholding()
    assert Counter(story.evidence()) == Counter(found for _, found in inside(story, Evidence))
    variants = [e for name in story.names for variant in name.variants for e in variant.evidence]
    assert variants
    assert Counter(story.evidence()) - Counter(story.cited()) == Counter(variants)
    assert list(story.cited())[: len(story.headline.citations)] == list(story.headline.citations)


def test_flags_of_withheld_sentences_are_not_among_those_shown():
    story = withholding()
    everything = Counter(flag.code for _, flag in inside(story, Flag))
    assert everything - Counter(flag.code for flag in story.flags_shown()) == Counter({"held": 1})
    assert list(story.replace(withheld=()).flags_shown()) == list(story.flags_shown())


def test_the_flags_beside_an_article_are_all_of_its_translation_and_extraction():
    for source in view_of(day()).sources:
        assert Counter(flag for _, flag in source.flags) == Counter(flag for _, flag in inside(source.report, Flag))


def test_paths_lead_to_what_was_found():
    story = day().stories[0]
    for where, found in inside(story, Evidence):
        value = story
        for step in where.split("."):
            value = value[int(step)] if step.isdigit() else getattr(value, step)
        assert value is found


def test_nobody_compares_offsets_of_evidence_in_a_way_of_their_own():
    own_way = re.compile(r"(\w+)\.start < (\w+)\.end and (\w+)\.start < (\w+)\.end")
    root = Path(briefing.__file__).parent
    found = [
        path.relative_to(root).as_posix() for path in root.rglob("*.py") if own_way.search(path.read_text("utf-8"))
    ]
    assert found == ["models/evidence.py"]

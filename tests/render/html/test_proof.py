"""What is said to stand behind a sentence, and which of its words a warning is about."""

from __future__ import annotations

import pytest

from briefing.models import Briefing, Flag, Objection, SecondReading
from briefing.render.html.page import to_html
from briefing.render.html.proof import pieces_of, proof_of
from briefing.render.html.warned import first_warning, warned
from briefing.render.view import StoryView, view_of


def told(briefing: Briefing, reading: SecondReading | None = None) -> StoryView:
    return view_of(briefing.replace(stories=(briefing.stories[0].replace(reading=reading),))).stories[0]


def reading(*objections: Objection, unanswered: tuple[str, ...] = ()) -> SecondReading:
    return SecondReading(model="other", statements=4, supported=3, objections=objections, unanswered=unanswered)


def test_what_code_found_is_counted(briefing: Briefing):
    story = told(briefing)
    first, second, _ = story.story.sentences
    assert proof_of(story, first)[0] == (
        "Code: all 4 quotes were found word for word in their sources; "
        "a check failed once; the sentence was corrected and passed."
    )
    assert proof_of(story, second)[0].endswith("see the warning next to it.")


def test_nobody_is_said_to_have_read_what_nobody_read(briefing: Briefing):
    story = told(briefing)
    assert proof_of(story, story.story.headline)[1:] == ["Second reader: not used."]
    story = told(briefing, reading(unanswered=("sentences.1",)))
    assert proof_of(story, story.story.sentences[0])[1:] == ["Second reader: other gave no answer for this sentence."]


def test_the_second_reader_is_named_with_what_it_found_or_has_against_it(briefing: Briefing):
    doubt = Objection(
        where="sentences.2", verdict="not supported", words="on Friday", start=16, kind="date", why="No day is named."
    )
    story = told(briefing, reading(doubt))
    assert proof_of(story, story.story.sentences[1])[1:] == [
        "Second reader other: not supported: “on Friday”: No day is named."
    ]
    assert "found it supported" in proof_of(story, story.story.sentences[2])[1]


@pytest.mark.parametrize(
    ("flags", "doubted"),
    [
        ([("Friday", 19)], ["Friday"]),
        ([("Friday", 3)], ["Friday"]),
        ([("Monday", 0)], []),
        ([(None, None)], []),
        ([("reopen on", 9), ("on Friday", 16)], ["reopen on", " Friday"]),
    ],
)
def test_a_warning_marks_its_words_where_they_stand_and_no_others(flags, doubted: list[str]):
    text = "It is to reopen on Friday."
    made = tuple(Flag(code="x", message="m", words=words, start=start) for words, start in flags)
    pieces = pieces_of(text, made)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.doubted] == doubted


def test_every_warning_is_counted_in_the_part_it_stands_in(briefing: Briefing):
    story = told(briefing)
    assert warned(story) == {"": 2, "sources": 1, "open": 2}
    assert sum(warned(story).values()) == story.warnings
    assert first_warning(story) == "story-1"
    assert "1 warning in its translation or record" in to_html(briefing)


def test_a_story_alone_without_a_dispute_needs_no_contents(briefing: Briefing):
    (story,) = briefing.stories
    assert "id=contents" in to_html(briefing)
    assert "id=contents" not in to_html(briefing.replace(stories=(story.replace(discrepancies=()),)))

"""What a model calls known, against the sentences of both days."""

from __future__ import annotations

import pytest

from briefing.checks.thread_checks import differs, ground
from briefing.models import Discrepancy, Sentence, Story, ToldStory
from briefing.prompting.schemas import ThreadReply


def sentence(n: int, text: str, status: str = "happened") -> Sentence:
    return Sentence.model_validate({"n": n, "text": text, "status": status, "citations": (), "verdict": "checked"})


def story(*texts: str, id_: str = "s1", event: str = "A dyke broke") -> Story:
    return Story(
        id=id_,
        event=event,
        articles=("a",),
        headline=sentence(0, "A dyke broke"),
        sentences=tuple(sentence(n, text) for n, text in enumerate(texts, start=1)),
        discrepancies=(),
        timeline=(),
        names=(),
        origins=(),
        open_questions=(),
        editor_notes=(),
        left_out=(),
        model="m",
    )


OLD = story("The flood left 14 dead.", "It began on 16 November.", id_="old")
LABELS = {"B1": ToldStory(date="2026-11-20", number=3, story=OLD)}


def reply(*sentences: tuple[int, str, str | None, str | None, str | None], continues: bool = True) -> ThreadReply:
    names = ("n", "kind", "old", "was", "now")
    label = {"label": "dead"}
    return ThreadReply.model_validate(
        {
            "earlier": [{"story": "B1", "continues": continues}],
            "sentences": [dict(zip(names, row, strict=True)) | label for row in sentences],
        }
    )


def test_a_continuation_says_where_the_earlier_story_stands_and_what_changed_in_both_days_words():
    today = story("Officials now count 17 dead.", "The flood began on 16 November.", "The county head resigned.")
    rows = [
        (1, "update", "B1.1", "14 dead", "17 dead"),
        (2, "repeated", "B1.2", None, None),
        (3, "new", None, None, None),
    ]
    told, findings = ground(reply(*rows), today, LABELS)
    assert not findings
    assert told is not None
    assert (told.date, told.story, told.number, told.headline) == ("2026-11-20", "old", 3, "A dyke broke")
    assert [(each.n, each.kind, each.was, each.now) for each in told.sentences] == [
        (1, "update", "14 dead", "17 dead"),
        (2, "repeated", None, None),
        (3, "new", None, None),
    ]
    assert told.sentences[0].old is not None
    assert told.sentences[0].old.text == "The flood left 14 dead."


def test_no_continuation_leaves_the_story_alone():
    assert ground(reply(continues=False), story("Anything."), LABELS) == (None, [])


@pytest.mark.parametrize("numbers", [(), (1,), (1, 1, 2), (1, 2, 3), (0, 1)])
def test_every_sentence_is_accounted_for_exactly_once(numbers):
    rows = [(n, "new", None, None, None) for n in numbers]
    told, findings = ground(reply(*rows), story("One.", "Two."), LABELS)
    assert told is None
    assert [f.severity for f in findings] == ["broken"]


@pytest.mark.parametrize("labels", [[], ["B1", "B1"], ["B1", "B2"]])
def test_every_earlier_story_is_answered_exactly_once(labels):
    value = ThreadReply.model_validate(
        {"earlier": [{"story": label, "continues": False} for label in labels], "sentences": []}
    )
    _, findings = ground(value, story("One."), LABELS)
    assert any(f.severity == "broken" for f in findings)


@pytest.mark.parametrize("old", ["B1.9", "B2.1", "1", "", None])
def test_what_is_called_known_without_an_earlier_sentence_is_shown_as_new_and_flagged(old):
    told, findings = ground(reply((1, "repeated", old, None, None)), story("The flood left 14 dead."), LABELS)
    assert told is not None
    assert told.sentences[0].kind == "new"
    assert [f.code for f in told.sentences[0].flags] == ["thread-no-such-sentence"] == [f.code for f in findings]


@pytest.mark.parametrize(
    ("was", "now"), [("13 dead", "17 dead"), ("14 dead", "18 dead"), ("14 dead", None), ("dead", "dead")]
)
def test_words_that_stand_in_no_sentence_are_never_shown_as_a_change(was, now):
    today = story("Officials now count 17 dead.")
    told, findings = ground(reply((1, "update", "B1.1", was, now)), today, LABELS)
    assert told is not None
    row = told.sentences[0]
    assert (row.kind, row.was, row.now) == ("update", None, None)
    assert [f.code for f in row.flags] == ["thread-words-not-found"] == [f.code for f in findings]
    assert findings[0].severity == "mend"


def test_an_update_on_what_was_left_open_has_no_old_words():
    told, findings = ground(
        reply((1, "update", "B1.1", None, "17 dead")), story("Officials now count 17 dead."), LABELS
    )
    assert not findings
    assert told is not None
    assert (told.sentences[0].was, told.sentences[0].now) == (None, "17 dead")


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("The flood left 14 dead.", "The flood left 17 dead."),
        ("Three people are missing.", "Two people are missing."),
        ("Three people are missing.", "4 people are missing."),
        ("The cost is put at €2.3 billion.", "The cost is put at €3.2 billion."),
        ("The cable is 1,195 km long.", "The cable is 1,100 km long."),
        ("The talks took place on 17 November.", "The talks took place on 18 November."),
        ("The talks took place on Tuesday.", "The talks took place on Wednesday."),
        ("It is to be built by 2030.", "It is to be built by 2031."),
        ("The letter was signed.", "The letter was not signed."),
        ("The ministry confirmed the report.", "The ministry denied the report."),
        ("Thousands were moved to safety.", "Some 23,000 people were moved to safety."),
    ],
)
def test_another_figure_day_or_no_makes_a_repetition_an_update(old, today):
    assert differs(sentence(1, today), sentence(1, old))
    known = {"B1": ToldStory(date="2026-11-20", number=1, story=story(old, id_="old"))}
    told, findings = ground(reply((1, "repeated", "B1.1", None, None)), story(today), known)
    assert told is not None
    assert told.sentences[0].kind == "update"
    assert [f.code for f in told.sentences[0].flags] == ["thread-not-repeated"]
    assert [f.severity for f in findings] == ["note"]


def test_another_status_makes_a_repetition_an_update():
    old, today = sentence(1, "The letter is to be signed.", "planned"), sentence(1, "The letter is signed.")
    assert differs(today, old) == "planned then, happened now"


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("The flood left 14 dead and 3 missing.", "14 people died in the flood."),
        ("Three people are missing.", "3 people are still missing."),
        ("The dyke broke in the night of 15 to 16 November.", "The dyke broke overnight from Sunday to Monday."),
        ("The talks took place on 17 and 18 November.", "Talks were held on 17 November."),
        ("The cable costs €2.3 billion.", "The cable is to cost 2,300,000,000 euros."),
        ("The ministry denied that papers were signed.", "According to the ministry, no papers were signed."),
    ],
)
def test_other_words_for_the_same_stay_a_repetition(old, today):
    assert differs(sentence(1, today), sentence(1, old)) is None


def row(*values: str) -> dict[str, object]:
    positions = [{"article": f"a{n}", "stance": "says", "statement": v, "value": v} for n, v in enumerate(values)]
    return {"point": "length", "kind": "number", "contradiction": True, "positions": positions}


def told(old: str, today: str, was: str, now: str, *, old_status: str = "happened", disputed: tuple[str, ...] = ()):
    earlier = story(old, id_="old").replace(
        sentences=(sentence(1, old, old_status),),
        discrepancies=(Discrepancy.model_validate(row(*disputed)),) if disputed else (),
    )
    known = {"B1": ToldStory(date="2026-11-20", number=1, story=earlier)}
    found, findings = ground(reply((1, "update", "B1.1", was, now)), story(today), known)
    assert not [f for f in findings if f.severity != "note"]
    assert found is not None
    return found.sentences[0]


def test_one_side_of_a_dispute_told_alone_is_no_change():
    pair = ("The Ledger has it 1,100 km long, the others 1,195 km.", "The cable is to be 1,195 km long.")
    found = told(*pair, "1,100 km", "1,195 km", disputed=("1,100 kilometres", "1,195 km"))
    assert (found.kind, found.was, found.now, found.flags) == ("repeated", None, None, ())
    # Where sources did not dispute it, the same words are a change.
    assert told(*pair, "1,100 km", "1,195 km").now == "1,195 km"


def test_a_correction_that_names_the_disputed_figure_is_a_change():
    found = told(
        "The Faro puts the cost at 2.3 billion euros, the Gazette at 3.2 billion.",
        "The Gazette corrects the cost to 2.3 billion euros, from 3.2 billion.",
        "3.2 billion", "2.3 billion euros", disputed=("€2.3 billion", "€3.2 billion"),
    )  # fmt: skip
    assert (found.kind, found.was, found.now) == ("update", "3.2 billion", "2.3 billion euros")


def test_a_new_figure_in_place_of_a_disputed_one_is_a_change():
    found = told(
        "Officials give 14 dead, an aid worker 17.", "Officials give 16 dead.", "14", "16", disputed=("14", "17")
    )
    assert (found.was, found.now) == ("14", "16")


def test_a_side_of_a_dispute_beside_a_new_figure_is_shown_once_more():
    found = told(
        "The Ledger has it 1,100 km long, the others 1,195 km.", "The 1,195 km are to cost 2.3 billion euros.",
        "1,100 km", "1,195 km", disputed=("1,100 km", "1,195 km"),
    )  # fmt: skip
    assert (found.kind, found.was, found.now) == ("update", None, None)


@pytest.mark.parametrize(
    ("old", "today", "was", "now"),
    [
        ("The museum is in final talks.", "It is in talks with the university.", "in final talks", "in talks"),
        ("Three people are missing.", "3 people are still missing.", "Three people", "3 people"),
    ],
)
def test_fewer_words_for_the_same_are_no_change(old, today, was, now):
    assert told(old, today, was, now).kind == "repeated"


@pytest.mark.parametrize(
    ("old", "today", "was", "now", "status"),
    [
        ("It is in talks.", "It is in final talks.", "in talks", "in final talks", "happened"),
        ("It meets in May or June.", "It meets in May.", "in May or June", "in May", "happened"),
        ("It is to be closed.", "It was closed.", "to be closed", "closed", "planned"),
        ("It may be closed.", "It is closed.", "may be closed", "closed", "alleged"),
        ("The letter was not signed.", "The letter was signed.", "not signed", "signed", "happened"),
        ("It left 14 dead and 3 missing.", "It left 14 dead.", "14 dead and 3 missing", "14 dead", "happened"),
        ("It opens on 3 and 4 May.", "It opens on 3 May.", "on 3 and 4 May", "on 3 May", "happened"),
    ],
)  # fmt: skip
def test_what_settles_or_adds_something_stays_a_change(old, today, was, now, status):
    found = told(old, today, was, now, old_status=status)
    assert (found.kind, found.was, found.now) == ("update", was, now)

"""What a reader doesn't want to see is left out of the told story, never out of the account."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefing.models import Briefing
from command import briefing, write_articles
from honest_model import answer, articles_in
from hostile_server import HostileServer, answer_json, reply

if TYPE_CHECKING:
    from hostile_server import Arrival

INVENTED = "Something is said of 417 euros (www.a.example/b)."
FOLDER = Path("outputs/2026-11-20")


def liar(arrival: Arrival) -> Any:
    """Honest, but for one sentence in every story, which no repair mends: it holds a link."""
    told = json.loads(answer(arrival.body))
    if "headline" in told:
        text = arrival.body["messages"][1]["content"]
        label, paragraphs = articles_in(text)[0]
        number, words = paragraphs[1]
        cited = [f"{label}.{number} {words}"]
        told["sentences"].append({"text": INVENTED, "status": "happened", "cites": cited})
        told["left_out"] = [
            row
            | {
                "paragraphs": row["paragraphs"].replace(str(number), "")
                if row["article"] == label
                else row["paragraphs"]
            }
            for row in told["left_out"]
        ]
        told["editor_notes"] = [{"about": "the cost", "note": "Check the cost."}]
    return reply(answer_json(told))


def headless(arrival: Arrival) -> Any:
    """Nothing of its stories holds."""
    told = json.loads(answer(arrival.body))
    if "headline" in told:
        for sentence in (told["headline"], *told["sentences"]):
            sentence["text"] = INVENTED
    return reply(answer_json(told))


def made() -> Briefing:
    return Briefing.model_validate_json((FOLDER / "briefing.json").read_text(encoding="utf-8"))


def run(server: HostileServer, *flags: str) -> str:
    done = briefing("run", "in", "--date", "2026-11-20", *flags, server=server)
    assert done.returncode == 0, done.stderr
    assert briefing("check", str(FOLDER)).returncode == 0
    return done.stdout


@pytest.fixture
def lied():
    write_articles(Path("in"), 4, events=2)
    with HostileServer(liar) as server:
        yield server


def test_by_default_a_flagged_sentence_is_shown_and_marked(lied):
    closing = run(lied)
    told = made()
    assert all(story.sentences[-1].verdict == "flagged" and not story.withheld for story in told.stories)
    assert (told.sums.flagged, told.sums.withheld) == (2, 0)
    assert told.sums.flags == {"markup": 2}
    assert "warnings: markup 2" in closing
    assert told.verdict in closing
    assert "Of 6 sentences, 4 passed all checks; 2 have warnings." in told.verdict
    assert "⚠ holds a link; only plain text is allowed" in (FOLDER / "briefing.md").read_text()


def test_strict_lists_it_behind_its_story_with_why_and_asks_nothing_anew(lied):
    run(lied)
    calls = len(lied.arrivals)
    closing = run(lied, "--strict")
    assert len(lied.arrivals) == calls
    told = made()
    for story in told.stories:
        assert INVENTED not in [sentence.text for sentence in story.sentences]
        (withheld,) = story.withheld
        assert (withheld.text, withheld.flags[0].code) == (INVENTED, "markup")
        assert story.headline.verdict == "checked"
    assert (told.sums.sentences, told.sums.flagged, told.sums.withheld) == (4, 0, 2)
    assert (told.sums.flags, told.sums.withheld_flags) == ({}, {"markup": 2})
    assert "warnings on sentences left out: markup 2" in closing
    assert "All 4 sentences passed all checks. 2 more did not, and are listed separately." in told.verdict
    for name, heading in (("briefing.md", "Sentences left out"), ("briefing.html", ">Left out")):
        text = (FOLDER / name).read_text(encoding="utf-8")
        # Formats put a mark into what could become a link.
        assert text.count(INVENTED[:30]) == 2
        assert text.index(heading) < text.index(INVENTED[:30])


def test_what_only_a_withheld_sentence_cites_is_no_longer_used(lied):
    run(lied)
    before = {story.id: story for story in made().stories}
    run(lied, "--strict")
    for story in made().stories:
        rows = {(row.article, n) for row in story.left_out for n in row.paragraphs}
        cited = (story.withheld[0].citations[0].article, story.withheld[0].citations[0].paragraph)
        assert cited in rows
        assert cited not in {(row.article, n) for row in before[story.id].left_out for n in row.paragraphs}


def test_strict_can_be_set_for_good_and_taken_back(lied):
    Path("briefing.toml").write_text("strict = true\n")
    run(lied)
    assert made().sums.withheld == 2
    assert json.loads((FOLDER / "run.json").read_text())["settings"]["strict"] == "True"
    run(lied, "--no-strict")
    assert made().sums.withheld == 0


def test_a_flagged_headline_gives_way_to_the_first_sentence_that_passed():
    def tells(arrival: Arrival) -> Any:
        told = json.loads(answer(arrival.body))
        if "headline" in told:
            told["headline"]["text"] = INVENTED
        return reply(answer_json(told))

    write_articles(Path("in"), 2, events=1)
    with HostileServer(tells) as server:
        run(server, "--strict")
    (story,) = made().stories
    assert (story.headline.n, story.headline.text, story.headline.verdict) == (0, "Something happened.", "checked")
    assert [(sentence.n, sentence.text) for sentence in story.withheld] == [(0, INVENTED)]


def test_a_story_of_which_nothing_holds_says_so():
    write_articles(Path("in"), 2, events=1)
    with HostileServer(headless) as server:
        run(server, "--strict")
    (story,) = made().stories
    assert story.headline.text == "No sentence of this story passed the checks"
    assert not story.sentences
    assert len(story.withheld) == 2
    rows = {(row.article, n) for row in story.left_out for n in row.paragraphs}
    assert len(rows) == 6


def test_editors_notes_are_shown_by_default_and_gone_when_switched_off(lied):
    run(lied)
    assert all(story.editor_notes for story in made().stories)
    calls = len(lied.arrivals)
    run(lied, "--no-editor-notes")
    assert len(lied.arrivals) == calls
    assert not any(story.editor_notes for story in made().stories)
    for name in ("briefing.json", "briefing.md", "briefing.html"):
        assert "Check the cost." not in (FOLDER / name).read_text(encoding="utf-8")


def test_one_article_alone_is_summarised_strictly_too(lied):
    article = str(next(Path("in").iterdir()))
    shown = briefing("summarize", article, server=lied)
    assert "⚠ warning: holds a link" in shown.stdout
    strict = briefing("summarize", article, "--strict", server=lied)
    assert "Left out, for they did not pass the checks" in strict.stdout
    assert strict.stdout.startswith("All 2 sentences passed all checks. 1 more did not")
    as_json = json.loads(briefing("summarize", article, "--strict", "--json", server=lied).stdout)
    assert as_json["verdict"].startswith("All 2 sentences")
    assert [sentence["text"] for sentence in as_json["story"]["withheld"]] == [INVENTED]


def test_what_made_a_reply_no_answer_is_counted_by_its_code():
    def empty(arrival: Arrival) -> Any:
        told = json.loads(answer(arrival.body))
        if "headline" in told:
            told["sentences"] = []
        return reply(answer_json(told))

    write_articles(Path("in"), 2, events=1)
    with HostileServer(empty) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server)
    assert done.returncode == 1
    assert "unusable replies: story-empty 1" in done.stdout
    assert made().sums.unusable == {"story-empty": 1}
    assert made().unusable[0].message.startswith("no answer to merge of 2 articles")
    assert briefing("check", str(FOLDER)).returncode == 0


def test_what_a_repair_mended_is_counted_by_its_code_in_this_run_and_the_next():
    seen = set()

    def hasty(arrival: Arrival) -> Any:
        """Each first reply of grouping and writing is wrong, each repair right."""
        told, kind = json.loads(answer(arrival.body)), arrival.body["response_format"]["json_schema"]["name"]
        if kind not in seen and kind in ("GroupingReply", "StoryReply"):
            seen.add(kind)
            if kind == "GroupingReply":
                told["groups"].append(told["groups"][0])
            else:
                told["headline"]["cites"][0] = "A1.1 nie geschrieben"
        return reply(answer_json(told))

    write_articles(Path("in"), 2, events=1)
    with HostileServer(hasty) as server:
        for _ in range(2):
            closing = run(server)
            assert "fixed automatically: grouping 1, quote-not-found 1" in closing
            assert made().sums.repairs == {"grouping": 1, "quote-not-found": 1}
            assert made().stories[0].headline.repairs == ("quote-not-found",)
            assert made().repairs == ("grouping",)
            stages = json.loads((FOLDER / "run.json").read_text())["stages"]
            assert (stages["group"]["mended"], stages["merge"]["mended"]) == ({"grouping": 1}, {"quote-not-found": 1})
    assert "All 2 sentences passed all checks (1 of them after a correction)." in made().verdict

"""One article in other words: another language, a telegram, so many words, a page."""

from __future__ import annotations

import json
from pathlib import Path

import honest_model
from command import briefing, write_articles
from hostile_server import HostileServer, reply

GERMAN_TARGET = "Translate into German."


def _model(told: dict[str, str] | None = None, sentence: str = "Something happened."):
    """The honest model, but for its sentence, and for how it turns English into German."""
    told = told or {}

    def act(arrival):
        text = arrival.body["messages"][1]["content"]
        value = json.loads(honest_model.answer(arrival.body))
        if GERMAN_TARGET in text:
            ((_, paragraphs),) = honest_model.articles_in(text)
            english = [{"n": n, "text": told.get(t, "Es geschah.")} for n, t in paragraphs]
            value = {"paragraphs": english, "website_text": []}
        elif "headline" in value:
            value["sentences"][0] = value["sentences"][0] | {"text": sentence}
        return reply(honest_model.answer_json(value))

    return act


def test_another_language_is_told_from_the_checked_english_with_the_same_citations():
    write_articles(Path("in"), 1)
    with HostileServer(_model({"Something happened.": "Etwas geschah."})) as server:
        english = json.loads(briefing("summarize", "in/000.txt", "--json", server=server).stdout)["story"]
        done = briefing("summarize", "in/000.txt", "--json", "--lang", "German", server=server)
        card = briefing("summarize", "in/000.txt", "--lang", "de", server=server).stdout
    german = json.loads(done.stdout)["story"]
    assert german["language"] == "de"
    assert [s["text"] for s in german["sentences"]] == ["Etwas geschah."]
    assert [s["english"] for s in german["sentences"]] == [s["text"] for s in english["sentences"]]
    assert [s["citations"] for s in german["sentences"]] == [s["citations"] for s in english["sentences"]]
    assert "\n\nEtwas geschah. [1]\n" in card


def test_a_figure_that_changed_in_the_other_language_is_a_suspicion_and_shown_to_nobody():
    write_articles(Path("in"), 1)
    with HostileServer(_model({"It cost 40 euros.": "Es kostete 400 Euro."}, "It cost 40 euros.")) as server:
        done = briefing("summarize", "in/000.txt", "--json", "--lang", "de", server=server)
    told = json.loads(done.stdout)
    (sentence,) = told["story"]["sentences"]
    assert (sentence["flags"], sentence["verdict"]) == ([], "checked")
    assert "its German is a translation that nobody compared with it" in told["verdict"]


def test_a_sentence_that_comes_back_empty_is_no_checked_one():
    write_articles(Path("in"), 1)
    with HostileServer(_model({"Something happened.": " "})) as server:
        done = json.loads(briefing("summarize", "in/000.txt", "--json", "--lang", "de", server=server).stdout)
    assert "paragraph-empty" in {flag["code"] for flag in done["story"]["sentences"][0]["flags"]}


def test_the_verdict_of_another_language_says_what_was_checked_in_which():
    write_articles(Path("in"), 1)
    with HostileServer(_model()) as server:
        english = briefing("summarize", "in/000.txt", "--html", server=server).stdout
        german = briefing("summarize", "in/000.txt", "--html", "--lang", "de", server=server).stdout
    assert "word for word in their sources." in english
    assert "nobody compared" not in english
    assert "its German is a translation that nobody compared with it" in german


def test_a_summary_that_stays_too_long_after_its_repair_is_flagged():
    write_articles(Path("in"), 1)
    long = "Something happened and " + "happened again and " * 20 + "ended."
    with HostileServer(_model(sentence=long)) as server:
        done = briefing("summarize", "in/000.txt", "--words", "20", server=server)
        asked = [a.body["messages"] for a in server.arrivals if "at most 20 words" in a.body["messages"][0]["content"]]
    assert len(asked) == 2, "one question, one repair"
    assert "were asked for (too-long)" in done.stdout


def test_telegram_style_is_asked_of_the_model_and_an_abstract_is_one_paragraph():
    write_articles(Path("in"), 1)
    with HostileServer(_model()) as server:
        briefing("summarize", "in/000.txt", "--style", "telegram", server=server)
        asked = [a for a in server.arrivals if "Telegram style" in a.body["messages"][0]["content"]]
        abstract = briefing("summarize", "in/000.txt", "--style", "abstract", server=server).stdout
    assert len(asked) == 1
    assert "\n\nSomething happened. [1]\n" in abstract


def test_the_page_of_one_article_is_whole_and_nothing_but_the_page_is_printed():
    write_articles(Path("in"), 1)
    with HostileServer(_model()) as server:
        done = briefing("summarize", "in/000.txt", "--html", server=server)
    assert done.stdout.startswith("<!doctype html>")
    assert "Die Direktorin kam nach Rabat" in done.stdout


def test_a_language_nobody_knows_is_refused_before_anything_is_sent():
    write_articles(Path("in"), 1)
    with HostileServer(_model()) as server:
        done = briefing("summarize", "in/000.txt", "--lang", "Klingon", server=server)
        assert not server.arrivals
    assert done.returncode == 2
    assert "--lang Klingon" in done.stderr

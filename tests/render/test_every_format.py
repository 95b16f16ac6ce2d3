"""What a reader must be told is told in every form: flags with their reasons, status, what was left out, what failed.

Each part of one day carries a word of its own, which is looked for in every form. What a form leaves to the page
stands in `ELSEWHERE`, and the form must say where it is.
"""

from __future__ import annotations

import csv
import email
import email.policy
import html as markup
import io
import re

import docx
import pytest
from rich.console import Console

from briefing.deliver.chat import summary
from briefing.models import Briefing, Continuation, CopyOf, Flag, OldSentence, Report, SentenceNews
from briefing.output.archive import rebuild
from briefing.render import terminal
from briefing.render.card import summary_card
from briefing.render.csv import to_csv
from briefing.render.document import document_of
from briefing.render.docx import to_docx
from briefing.render.email import to_eml
from briefing.render.html.page import to_html
from briefing.render.html_inline import page
from briefing.render.markdown import to_markdown
from briefing.render.plain_text import to_text
from report_samples import article, day

#: Where a flag can stand, each with its reason.
FLAGGED = [
    *("Headlineflag", "Freshflag", "Knownflag", "Newsflag", "Oldnewsflag", "Storyflag", "Withheldflag"),
    *("Rowflag", "Positionflag", "Timelineflag", "Roleflag", "Variantflag", "Originflag", "Questionflag", "Noteflag"),
    *("Claimflag", "Translationflag"),
]
#: What else must stand there, as a pattern.
TOLD = {
    "status of the headline": r"alleged\W+Theheadline",
    "status of a sentence": r"planned\W+Freshsentence",
    "status of a known sentence": r"denied\W+Knownsentence",
    "status of a withheld sentence": r"alleged\W+Withheldsentence",
    "status in the timeline": r"planned\W+the reopening",
    "a flagged headline's sign": r"Theheadline[^⚠]{0,60}⚠",
    "a flagged sentence's sign": r"Freshsentence[^⚠]{0,160}⚠",
    "a known sentence's sign": r"Knownsentence[^⚠]{0,160}⚠",
    "a withheld sentence's sign": r"Withheldsentence[^⚠]{0,160}⚠",
    "the words of a sentence that are objected to": r"“Freshsentence”: Freshflag",
    "a denial": r"denies\W+not two but three",
    "a contradiction": r"Number of injured\W+contradiction",
    "the number of origins": r"1 origin",
    "the note's mark": r"not from the sources",
    "a note": r"There are two of this name",
    "an open question": r"Who was hurt",
    "left-out paragraphs": r"1–2, 5\W+website text",
    "a copy": r"a copy of aaa111",
    "a failed article": r"the model declined",
    "a skipped article": r"told yesterday",
    "a source that never was one": r"no text layer",
    "the notice": r"Noticefirst",
    "the verdict": r"Of 4 sentences, 3 passed all checks",
    "the article's address": r"norde\.example",
    "possible prompt injection": r"wants praise",
    "replies that were no answer": r"reply-invalid",
}
#: A mail is a brief; it has every warning all the same, as far as there is room.
_AT_LENGTH = {"status in the timeline", "left-out paragraphs"}
#: What a form leaves to the page, or is not made for.
ELSEWHERE: dict[str, set[str]] = {
    "markdown": set(),
    "html": set(),
    "text": set(),
    "docx": set(),
    "pdf": set(),
    "terminal": set(),
    "mail, text": _AT_LENGTH,
    "mail, HTML": _AT_LENGTH,
}


def flagged(word: str, words: str | None = None) -> tuple[Flag, ...]:
    start = None if words is None else 0
    return (Flag(code="quote-not-found", message=word, words=words, start=start),)


@pytest.fixture(scope="module")
def everything() -> Briefing:
    """The made-up day, with a flag at each part and one of everything that can become of an article."""
    made = day()
    story = made.stories[0]
    fresh, first, known = story.sentences
    row, other = story.discrepancies
    old = OldSentence(date="2026-11-20", story="st0", n=1, text="As before.", status="denied")
    marked = {"flags": flagged("Headlineflag"), "verdict": "flagged", "text": "Theheadline", "status": "alleged"}
    sentences = (
        fresh,
        first.model_copy(update={"text": "Freshsentence", "flags": flagged("Freshflag", "Freshsentence")}),
        known.model_copy(update={"text": "Knownsentence", "flags": flagged("Knownflag"), "verdict": "flagged"}),
    )
    left = known.model_copy(
        update={"n": 4, "text": "Withheldsentence", "status": "alleged", "flags": flagged("Withheldflag")}
    )
    story = story.model_copy(
        update={
            "headline": story.headline.model_copy(update=marked),
            "sentences": sentences,
            "withheld": (left.model_copy(update={"verdict": "flagged"}),),
            "flags": flagged("Storyflag"),
            "discrepancies": (_with(row, "Rowflag"), _position(other)),
            "timeline": (_with(story.timeline[0], "Timelineflag"), *story.timeline[1:]),
            "names": (
                story.names[0].model_copy(
                    update={
                        "roles": (_with(story.names[0].roles[0], "Roleflag"),),
                        "variants": (_with(story.names[0].variants[0], "Variantflag"), *story.names[0].variants[1:]),
                    }
                ),
            ),
            "origins": (_with(story.origins[0], "Originflag"),),
            "open_questions": (_with(story.open_questions[0], "Questionflag"),),
            "editor_notes": (_with(story.editor_notes[0], "Noteflag"),),
            "continues": Continuation(
                date="2026-11-20",
                story="st0",
                number=1,
                headline="The bridge",
                sentences=(
                    SentenceNews(n=1, kind="new", old=None, flags=flagged("Newsflag")),
                    SentenceNews(n=2, kind="new", old=None),
                    SentenceNews(n=3, kind="repeated", old=old, flags=flagged("Oldnewsflag")),
                ),
            ),
        }
    )
    report = made.reports[0]
    record = report.extraction
    told = report.model_copy(
        update={
            "translation": report.translation.model_copy(update={"flags": flagged("Translationflag")}),
            "extraction": record.model_copy(update={"claims": (_with(record.claims[0], "Claimflag"),)}),
        }
    )
    copy = Report(
        article=article("fff666", "de", (("body", "Brücke gesperrt."),), outlet="Kopierblatt"),
        status="copy",
        reason="a copy of aaa111",
        copy_of=CopyOf(article="aaa111", by="text", alike=1),
        story="st1",
    )
    return made.model_copy(
        update={
            "stories": (story,),
            "reports": (told, *made.reports[1:], copy),
            "notices": ("Noticefirst",),
            "unusable": (Flag(code="reply-invalid", message="no answer"),),
            "sums": made.sums.model_copy(update={"unusable": {"reply-invalid": 1}, "withheld": 1}),
        }
    )


def _with(part, word):
    return part.model_copy(update={"flags": flagged(word)})


def _position(row):
    first, *rest = row.positions
    return row.model_copy(update={"positions": (_with(first, "Positionflag"), *rest)})


def _plain(text: str) -> str:
    """Without markup, escapes and marks of direction, on one line."""
    text = re.sub("[\u2066-\u2069\u200b-\u200f]", "", text)
    return " ".join(text.split())


def _of_html(text: str) -> str:
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return markup.unescape(re.sub(r"<[^>]+>", " ", text))


def _of_mail(briefing: Briefing, kind: str) -> str:
    message = email.message_from_bytes(to_eml(briefing), policy=email.policy.default)
    body = message.get_body((kind,)).get_content()
    return _of_html(body) if kind == "html" else body


def _drawn(briefing: Briefing) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(terminal.drawn(document_of(briefing).blocks))
    return console.file.getvalue()


FORMS = {
    "markdown": lambda briefing: re.sub(r"\\(?=\W)|\*", "", to_markdown(briefing)),
    "html": lambda briefing: _of_html(to_html(briefing)),
    "text": to_text,
    "docx": lambda briefing: "\n".join(p.text for p in docx.Document(io.BytesIO(to_docx(briefing))).paragraphs),
    "pdf": lambda briefing: _of_html(page("", document_of(briefing).blocks, linked=True)),
    "terminal": _drawn,
    "mail, text": lambda briefing: _of_mail(briefing, "plain"),
    "mail, HTML": lambda briefing: _of_mail(briefing, "html"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_what_a_reader_must_know(everything, form):
    text = _plain(FORMS[form](everything))
    wanted = TOLD | {word: word for word in FLAGGED}

    missing = [what for what, pattern in wanted.items() if not re.search(pattern, text)]

    assert set(missing) == ELSEWHERE[form]
    if missing:
        assert "Left to briefing.html: the quotes for each sentence, timelines, dates, names, origins" in text


def test_the_table_tells_status_denials_flags_and_what_is_missing(everything):
    rows = list(csv.DictReader(io.StringIO(to_csv(everything))))
    first = {row["text"]: row for row in reversed(rows)}

    told = [(row["row"], row["status"], row["verdict"], row["flags"]) for row in map(first.__getitem__, first)]
    assert ("headline", "alleged", "flagged", "Headlineflag") in told
    assert ("sentence", "planned", "flagged", "“Freshsentence”: Freshflag") in told
    assert ("withheld", "alleged", "flagged", "Withheldflag") in told
    assert first["Number of injured: not two but three"]["status"] == "denies"
    assert first["Number of injured: not two but three"]["number"] == "contradiction"
    assert "Rowflag" in first["Source of the news: Norde Post"]["flags"]
    assert any(row["flags"] == "Claimflag" for row in rows)
    missing = {row["text"]: row["status"] for row in rows if row["row"] in ("notice", "fate")}
    assert missing == {
        "Noticefirst": "",
        "the model declined": "failed",
        "told yesterday": "skipped",
        "a copy of aaa111": "copy",
        "scan.pdf: no text layer": "failed",
    }


def test_a_chat_is_told_what_is_missing_and_what_a_headline_must_not_stand_without(everything):
    text = _plain("\n".join(summary(everything)))
    for pattern in ("Noticefirst", r"alleged\W+Theheadline ⚠", "2 failed, 1 skipped", "1 with warnings", "left out"):
        assert re.search(pattern, text), pattern


@pytest.mark.parametrize("running", [False, True])
def test_the_card_of_one_article_shows_no_flagged_sentence_as_a_checked_one(everything, running):
    text = _plain(summary_card(everything.reports[0], everything.stories[0], running=running))
    told = {"Headlineflag", "Freshflag", "Knownflag", "Storyflag", "Withheldflag", "Claimflag", "Translationflag"}
    assert {word for word in FLAGGED if word in text} == told
    for pattern in (r"ALLEGED: Theheadline [^⚠]{0,20}⚠", r"Freshsentence [^⚠]{0,20}⚠", r"Knownsentence [^⚠]{0,20}⚠"):
        assert re.search(pattern, text), pattern
    assert re.search("Left out, for they did not pass.*ALLEGED: Withheldsentence.*Withheldflag", text)
    assert "possible prompt injection: wants praise" in text.lower()


def test_the_feed_and_the_archive_show_no_flagged_headline_as_a_checked_one(everything, tmp_path):
    folder = tmp_path / "2026-11-21"
    folder.mkdir()
    (folder / "briefing.json").write_text(everything.model_dump_json(), encoding="utf-8")
    rebuild(tmp_path)

    feed = (tmp_path / "feed.atom").read_text(encoding="utf-8")
    assert feed.count("Theheadline (alleged, ⚠ warning)") == 1
    for text in (_of_html(feed), _of_html((tmp_path / "index.html").read_text(encoding="utf-8"))):
        assert re.search(r"Theheadline\W+alleged\W+warning", text)
        assert "Noticefirst" in text

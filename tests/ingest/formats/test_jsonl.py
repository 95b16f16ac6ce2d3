"""JSON lines."""

from __future__ import annotations

import io
import json
import re

import pytest

from briefing.ingest import Limits, read_sources
from briefing.ingest.read import DEFAULT_LIMITS
from briefing.models import Unread

TEXT = "The ferry runs again from Monday, the harbour office said."


def read(*lines, limits=DEFAULT_LIMITS):
    content = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    return read_sources(["-"], stdin=io.BytesIO(content.encode()), limits=limits)


def one(**values):
    result = read({"text": TEXT, **values})
    assert not result.unread
    return result.articles[0]


def test_each_line_is_an_article_with_what_was_given_beside_it():
    article = one(title="Ferry", url="https://example.org/1", outlet="The Quay", published="2026-11-19")
    assert (article.raw, article.title, article.url) == (TEXT, "Ferry", "https://example.org/1")
    assert (article.outlet, article.published, article.notes) == ("The Quay", "2026-11-19", ())
    assert (article.origin, article.encoding) == ("stdin:1", "utf-8")


def test_blank_lines_are_passed_over_and_counted(in_folder):
    (in_folder / "day.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "One thing."}\r\n\r\n  \n{"text": "Another."}')
    result = read_sources(["day.jsonl"])
    assert [article.origin for article in result.articles] == ["day.jsonl:1", "day.jsonl:4"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{no", "no JSON: .* at column 2"),
        ("[1]", "no JSON object"),
        ('"text"', "no JSON object"),
        ("{}", 'no "text"'),
        ('{"text": null}', 'no "text"'),
        ('{"text": 3}', '"text" is no string'),
        ('{"text": "  "}', "empty"),
        ('{"text": "\\ud800 half"}', "half of a surrogate pair"),
        ('{"text": ' + "[" * 100_000, "nested too deep"),
        ('{"text": "x", "n": ' + "1" * 5_000 + "}", "a number too long"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong_and_the_others_are_read(line, reason):
    result = read({"text": TEXT}, line, {"text": f"{TEXT} Again."})
    assert [article.origin for article in result.articles] == ["stdin:1", "stdin:3"]
    (bad,) = result.unread
    assert (bad.origin, bad.status) == ("stdin:2", "failed")
    assert re.search(reason, bad.reason), bad.reason


def test_a_line_that_is_no_utf8_is_named_alone(in_folder):
    (in_folder / "day.jsonl").write_bytes(b'{"text": "Gr\xf6sse"}\n{"text": "Good words."}\n')
    result = read_sources(["day.jsonl"])
    assert [article.raw for article in result.articles] == ["Good words."]
    assert result.unread[0].origin == "day.jsonl:1"
    assert "not UTF-8" in result.unread[0].reason


def test_utf16_with_a_mark_is_read(in_folder):
    (in_folder / "day.jsonl").write_text('{"text": "Größe zählt."}\n', encoding="utf-16")
    (article,) = read_sources(["day.jsonl"]).articles
    assert article.raw == "Größe zählt."
    assert article.encoding == "utf-16-le (byte order mark)"


def test_unknown_keys_are_ignored_and_noted():
    article = one(section="Sports", lang="en")
    assert article.notes == ("""ignored what this tool doesn't know: "lang", "section\"""",)


@pytest.mark.parametrize(
    ("given", "author"),
    [
        ({"author": "Mira Kofler"}, "Mira Kofler"),
        ({"byline": "By Mira Kofler and Jan Brandt"}, "Mira Kofler, Jan Brandt"),
        ({"author": ["Mira Kofler", "Jan Brandt"]}, "Mira Kofler, Jan Brandt"),
        ({"author": "", "byline": "Von Mira Kofler"}, "Mira Kofler"),
        ({"author": "Mira Kofler", "byline": "From our desk"}, "Mira Kofler"),
        ({"byline": "متابعة: سامي الخطيب"}, "متابعة: سامي الخطيب"),
        ({"author": []}, None),
    ],
)
def test_the_author_is_read_from_author_or_byline(given, author):
    article = one(**given)
    assert (article.author, article.notes) == (author, ())


def test_an_author_that_is_no_text_is_left_out_and_noted():
    article = one(author={"name": "Mira Kofler"}, byline="Jan Brandt")
    assert article.author == "Jan Brandt"
    assert article.notes[0].startswith("author left out")


def test_a_line_separator_within_a_string_ends_no_line():
    result = read({"text": "One thing.\u2028Another thing."})
    assert [paragraph.text for paragraph in result.articles[0].paragraphs] == ["One thing.", "Another thing."]


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ("2026-11-19", "2026-11-19"),
        ("2026-11-19T08:30:00Z", "2026-11-19"),
        ("2026-11-19 08:30", "2026-11-19"),
        ("2026-11-19T08:30:00.123+01:00", "2026-11-19"),
        ("2026-11", "2026-11"),
        ("2026", "2026"),
        ("XXXX-09-24", "XXXX-09-24"),
        ("2026-11-17/2026-11-18", "2026-11-17/2026-11-18"),
    ],
)
def test_dates_are_kept_to_the_day(given, date):
    article = one(published=given)
    assert (article.published, article.notes) == (date, ())


@pytest.mark.parametrize(
    "given", ["19.11.2026", "yesterday", "٢٠٢٦-١١-١٩", "٢٠٢٦", "2026-13-01", "2026-02-31", 1763539200, "2026-11-19x"]
)
def test_what_is_no_iso_date_is_left_out_and_noted(given):
    article = one(published=given)
    assert article.published is None
    assert article.notes[0].startswith("published left out:")


@pytest.mark.parametrize("given", ["javascript:alert(1)", "example.org/1", "https://a b", 'https://a"b', "https://", 7])
def test_an_address_that_no_browser_should_open_is_left_out_and_noted(given):
    article = one(url=given)
    assert article.url is None
    assert article.notes[0].startswith("url left out:")


@pytest.mark.parametrize("given", [None, ""])
def test_empty_values_are_as_if_not_given(given):
    article = one(title=given, url=given, outlet=given, published=given)
    assert (article.title, article.url, article.outlet, article.published) == (None, None, None, None)
    assert article.notes == ()


def test_given_words_are_put_on_one_line():
    assert one(title="A\u2028title\nof two", outlet=" The\tQuay ").title == "A title of two"


def test_notes_show_a_strangers_values_printable_and_short():
    (note,) = one(published="\x1b[31m" + "x" * 500 + "\n").notes
    assert note.isprintable()
    assert len(note) < 200


def test_text_and_address_and_outlet_make_the_id_and_nothing_else_does():
    first = one(url="https://example.org/1", outlet="A", title="T", published="2026")
    assert first.id == one(url="https://example.org/1", outlet="A").id
    assert len({first.id, one(outlet="A").id, one(url="https://example.org/1").id, one().id}) == 4


def test_the_limit_holds_for_a_line_and_not_for_the_file():
    lines = [{"text": f"{n} {TEXT * 5}"} for n in range(20)]
    result = read(*lines[:10], {"text": "x" * 2_000}, *lines[10:], limits=Limits(max_bytes=1_000))
    assert len(result.articles) == 20
    (long,) = result.unread
    assert long.origin == "stdin:11"
    assert "2,013 bytes, the limit is 1,000" in long.reason
    assert "BRIEFING_MAX_BYTES" in long.reason


def test_a_file_without_lines_is_empty(in_folder):
    (in_folder / "day.jsonl").write_text("\n \n")
    assert read_sources(["day.jsonl"]).unread == (Unread(origin="day.jsonl", status="failed", reason="empty"),)


def test_a_given_title_makes_a_first_short_sentence_body():
    assert one(title="Ferry").paragraphs[0].kind == "body"

"""Where paragraphs begin and end."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import example, given

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import build, plain_spans
from briefing.ingest.paragraphs.split import MAX_PARAGRAPH
from briefing.text.one_line import one_line
from paragraph_texts import KLEIN, LOREM, pieces


@given(pieces)
@example("\ufeffa")
@example("a\r\n\r\nb")
@example("ab " * 3_000)
def test_paragraphs_hold_every_visible_character_once_and_in_order(raw):
    flat = one_line(raw)
    spans = plain_spans(raw, flat)
    gaps, at = [], 0
    for span in spans:
        assert at <= span.start < span.end <= len(raw)
        gaps.append(flat[at : span.start])
        at = span.end
    gaps.append(flat[at:])
    assert "".join(gaps).strip() == ""


@given(pieces)
def test_a_paragraph_is_its_raw_text_on_one_line(raw):
    try:
        article = build(raw, origin="x", encoding="utf-8")
    except ArticleUnreadable:
        assert one_line(raw).strip() == ""
        return
    assert [paragraph.n for paragraph in article.paragraphs] == list(range(1, len(article.paragraphs) + 1))
    for paragraph in article.paragraphs:
        literal = raw[paragraph.start : paragraph.end]
        assert len(paragraph.text) == len(literal) <= MAX_PARAGRAPH
        assert paragraph.text.splitlines() == [paragraph.text]
        assert paragraph.text == paragraph.text.strip() != ""
        assert all(a in (b, " ") for a, b in zip(paragraph.text, literal, strict=True))


def texts(article):
    return [paragraph.text for paragraph in article.paragraphs]


def test_blank_lines_separate(article):
    assert texts(article("One.\n\nTwo.\n \t\nThree.\r\n\r\nFour.")) == ["One.", "Two.", "Three.", "Four."]


def test_without_blank_lines_each_line_is_a_paragraph(article):
    assert texts(article(f"A headline\n{LOREM}\n{KLEIN}\nShort end.")) == ["A headline", LOREM, KLEIN, "Short end."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_of_unicode_ends_a_line(article, end):
    read = article(f"One thing.{end}Another thing.")
    assert texts(read) == ["One thing.", "Another thing."]
    assert end in read.raw


def test_line_ends_stay_in_the_raw_text_as_they_were(read_bytes):
    (read,) = read_bytes(b"One.\r\n\r\nTwo.\n")
    assert read.raw == "One.\r\n\r\nTwo.\n"


@pytest.mark.parametrize("width", [64, 72, 78, 99])
@pytest.mark.parametrize("text", [LOREM, KLEIN])
def test_text_wrapped_at_a_width_is_joined_between_blank_lines(article, text, width):
    wrapped = textwrap.fill(text, width)
    assert texts(article(f"{wrapped}\n\n{wrapped}\n")) == [text, text]


def test_arabic_text_wrapped_at_a_width_is_joined(article):
    text = (
        "أعلن مكتب الميناء أن العبارة ستعود إلى العمل يوم الاثنين بعد أسبوعين لم يكن فيهما أحد يعرف هل يمكن "
        "إصلاح المحرك أم لا، وكان الركاب ينقلون في قوارب أصغر بينما سلكت الشاحنات الطريق الطويل عبر الجسر "
        "الشمالي، ويتوقع المكتب طوابير "
        "طويلة في الأيام الأولى ويطلب من الجميع السفر في ساعات متأخرة من النهار"
    )
    assert texts(article(textwrap.fill(text, 70))) == [text]


def test_chinese_text_wrapped_at_a_width_is_joined(article):
    text = (
        "港务局周一宣布渡轮恢复通航此前两周没有人知道发动机能否修好乘客改乘小船卡车绕行北桥港务局预计头几天早晨会排长队"
        * 2
    )
    lines = [text[i : i + 36] for i in range(0, len(text), 36)]
    assert len(texts(article("\n".join(lines)))) == 1


def test_wrapped_text_keeps_headings_lists_and_signatures_apart(article):
    wrapped = textwrap.fill(LOREM, 72)
    text = f"FERRY NEWS\n{wrapped}\n- first point\n- second point\n\nRegards\nThe harbour office\n"
    assert texts(article(text)) == [
        "FERRY NEWS", LOREM, "- first point", "- second point", "Regards", "The harbour office",
    ]  # fmt: skip


def test_in_a_wrapped_document_blocks_of_two_lines_are_joined_too(article):
    two = "A remark of two lines follows the long one, and it is wrapped at the\nsame width as all the rest."
    assert texts(article(f"{textwrap.fill(LOREM, 72)}\n\n{two}"))[1] == two.replace("\n", " ")


def test_lists_of_headlines_are_not_taken_for_wrapped_text(article):
    lines = [
        "Harbour office expects the ferry to run again from early next week",
        "Northern bridge closed to lorries on Sunday, detour by the old road",
        "Council votes on the price of tickets for people who live on islands",
        "Museum shows paintings of storms, most of them never seen by anybody",
    ]
    assert texts(article("\n".join(lines))) == lines


def test_verses_stay_lines(article):
    lines = ["the boat goes out", "the tide comes in", "and nobody on the quay", "says what he thinks"]
    assert texts(article("\n".join(lines))) == lines


def test_an_overlong_paragraph_is_cut_at_sentence_ends(article):
    read = article((LOREM + " ") * 25)
    assert len(read.paragraphs) == 3
    assert all(len(text) <= MAX_PARAGRAPH and text.endswith(".") for text in texts(read))
    assert " ".join(texts(read)) == ((LOREM + " ") * 25).strip()


@pytest.mark.parametrize("stop", ["。", "！", "؟ ", "। ", "… ", "!” "])
def test_sentence_ends_of_other_scripts_cut_too(article, stop):
    sentence = "ab " * 30 + "cd" + stop
    assert all(text.endswith(stop.strip()) for text in texts(article(sentence * 60)))


def test_a_paragraph_without_sentence_ends_is_cut_at_a_space_else_anywhere(article):
    assert {len(text) for text in texts(article("word " * 2_000))} <= {3_999, 2_000, 1_999}
    assert [len(text) for text in texts(article("x" * 9_000))] == [4_000, 4_000, 1_000]


def test_decimals_and_abbreviations_within_words_are_no_sentence_end(article):
    cut = texts(article("3.5 " * 1_500))
    assert "3.5" in cut[0].split()[-1]
    assert cut[1].startswith("3.5")

"""Quotes are found through typography, and through nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.checks.quotes import find, fold, locate
from briefing.models import Article, Paragraph
from examples import examples


def article(*paragraphs: str) -> Article:
    raw = "\n\n".join(paragraphs)
    numbered, at = [], 0
    for n, text in enumerate(paragraphs, start=1):
        numbered.append(Paragraph(n=n, kind="body", text=text, start=at, end=at + len(text)))
        at += len(text) + 2
    return Article(id="a" * 12, raw=raw, paragraphs=tuple(numbered), language="und", origin="x", encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("er sagte: „Nein, danke“ und ging", 'sagte: "Nein, danke" und'),
        ("il a dit « non » hier", 'dit "non" hier'),
        ("il a dit « non » hier", "dit « non » hier"),
        ("l’accord signé", "l'accord signé"),
        ("2025–2026", "2025-2026"),
        ("und so weiter…", "und so weiter..."),
        ("Zusam\u00admenarbeit der Dienste", "Zusammenarbeit der Dienste"),
        ("10\u00a0000 Menschen", "10 000 Menschen"),
        ("zwei\n   Zeilen", "zwei Zeilen"),
        ("محمّد بن عليّ", "محمد بن علي"),
        ("الــرباط", "الرباط"),
        ("\u200fالرباط\u200e عاصمة", "الرباط عاصمة"),
        ("ا\u0653لاف", "آلاف"),
        ("cafe\u0301 noir", "café noir"),
        ("今日は、\n雨です", "今日は、雨です"),
        ("２０２６年", "2026年"),
        ("ไทย ไม่ มี", "ไทย ไม่ มี"),
    ],
)
def test_found_through_typography(text, quote):
    span = find(text, quote)
    assert span is not None
    assert fold(text[slice(*span)]).text.strip() == fold(quote).text.strip()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("der Vertrag wird unterzeichnet", "der Vertrag wurde unterzeichnet"),
        ("إن الخطر ليس وشيكا", "ان الخطر ليس وشيكا"),  # hamza is a letter
        ("مسؤول أمني", "مسئول أمني"),
        ("Bostyn", "bostyn"),
        ("1.195 km", "1.196 km"),
        ("erster Teil, zweiter Teil, dritter Teil", "dritter Teil … erster Teil"),
        ("erster Teil, zweiter Teil, dritter Teil", "erster Teil … dritter Teil …"),
        ("erster Teil, zweiter Teil, dritter Teil", "erster … zweiter … dritter Teil"),
        ("erster Teil, zweiter Teil", "erster Teil, zweiter … zweiter"),  # nothing goes on behind it
        ("erster Teil, zweiter Teil", "erster Teil … weiter Teil"),  # not within a word
        ("erster Teil, zweiter Teil", "… zweiter Teil"),
        ("١٧ نوفمبر", "17 نوفمبر"),  # digits of another script are another quote
        ("etwas", ""),
        ("etwas …", "…"),
    ],
)
def test_a_changed_letter_is_not_found(text, quote):
    assert find(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote", "stretch"),
    [
        ("Da sagte er, dass er im Mai geht. Im Mai kam er.", "sagte er … im Mai", "sagte er, dass er im Mai"),
        ("Er kam. Er ging nach Rom. Er ging nach Bonn.", "Er ging ... nach Bonn", "Er ging nach Bonn"),
        (
            "Sie bleibt offen bis zum 30. August 2027.",
            "bleibt offen bis zum 30. August … 30. August 2027",
            "bleibt offen bis zum 30. August 2027",
        ),  # the ends share words
        ("堤防决口造成14人死亡，1.2万人转移。", "堤防决口…转移", "堤防决口造成14人死亡，1.2万人转移"),
        ("قال الوزير إن الخطر ليس وشيكا", "قال الوزير … ليس وشيكا", "قال الوزير إن الخطر ليس وشيكا"),
        ("أما الأمن، فنقلت الصحيفة أن الوضع ليس حرجاً", "نقلت الصحيفة … ليس حرجاً", "نقلت الصحيفة أن الوضع ليس حرجاً"),
        ("So steht es … da.", "steht es … da", "steht es … da"),  # the source's own ellipsis
    ],
)
def test_a_long_stretch_is_given_by_its_first_and_last_words(text, quote, stretch):
    span = find(text, quote)
    assert span is not None
    assert text[span[0] : span[1]] == stretch


def test_many_first_and_last_words_take_no_longer_than_the_text():
    text = "da " * 20_000 + "dort " * 20_000
    began = time.monotonic()
    assert find(text, "da … dort") == (3 * 19_999, 3 * 20_000 + 4)
    assert time.monotonic() - began < 20


def test_a_whole_word_is_preferred_to_a_part_of_one():
    assert find("Berliner in Berlin", "Berlin") == (12, 18)


def test_marks_that_a_model_puts_around_a_quote_are_no_part_of_it():
    assert find("sie kam nach Rabat und blieb", '"nach Rabat"') == (8, 18)


def test_the_evidence_carries_the_sources_own_characters():
    source = article("Er sagte: „Ja“.")
    evidence = locate(source, 1, 'sagte: "Ja"')
    assert evidence is not None
    assert evidence.quote == "sagte: „Ja“"
    assert source.raw[evidence.start : evidence.end] == evidence.quote


def test_a_wrong_paragraph_number_is_corrected_to_the_nearest():
    source = article("eins Rabat", "zwei", "drei", "vier Rabat")
    evidence = locate(source, 3, "Rabat")
    assert evidence is not None
    assert evidence.paragraph == 4


def test_a_quote_never_runs_across_paragraphs():
    assert locate(article("erster Satz", "zweiter Satz"), 1, "erster Satz zweiter Satz") is None


SCRIPTS = (
    "abcäöüßéñ",
    "абвгдеёжз",
    "ابتثجحخأإآئؤىة",
    "אבגדהוזחט",
    "αβγδεζηθά",
    "अआइईउऊकखग",
    "漢字中文简体",
    "ひらがなカタカナ",
    "한국어조선말",
    "ไทยภาษากขค",
    "აბგდევზთ",
)
NOISE = "\u00ad\u200b\u200f\u2067\ufeff\u0640\u064b\u0651"
SPACES = " \u00a0\u2009\u3000\n\t"


@st.composite
def texts_and_spans(draw):
    """A text of one script with typography strewn in, and a stretch of it that begins and ends with a letter."""
    letters = st.sampled_from(draw(st.sampled_from(SCRIPTS)))
    piece = st.one_of(
        letters, letters, letters, st.sampled_from(SPACES), st.sampled_from(NOISE), st.sampled_from("„“«»\"'’–-….,1٣")
    )
    text = "".join(draw(st.lists(piece, min_size=1, max_size=60)))
    inside = [i for i, char in enumerate(text) if char.isalnum() and char not in NOISE]
    if not inside:
        text, inside = "x" + text, [0]
    first, last = sorted((draw(st.sampled_from(inside)), draw(st.sampled_from(inside))))
    return text, first, last + 1


@given(texts_and_spans(), st.randoms(use_true_random=False))
@settings(max_examples=examples(400))
def test_any_stretch_is_found_again_after_any_change_of_typography(drawn, random):
    text, first, last = drawn
    quote = text[first:last]
    changed = "".join(
        random.choice(SPACES) if char in SPACES and char != "\t" else char for char in quote if char not in NOISE
    )
    span = find(text, changed)
    assert span is not None, (text, quote, changed)
    assert fold(text[slice(*span)]).text == fold(changed).text


@given(texts_and_spans())
@settings(max_examples=examples(200))
def test_offsets_of_the_folded_text_never_run_backwards(drawn):
    folded = fold(drawn[0])
    assert list(folded.starts) == sorted(folded.starts)
    assert all(start < end for start, end in zip(folded.starts, folded.ends, strict=True))

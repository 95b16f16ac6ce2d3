"""Words of large numbers, clock times, decades and centuries: the same is carried in any language, another is not."""

from __future__ import annotations

import pytest

from briefing.checks.number_support import figures, scaled, unsupported, unsupported_reading
from briefing.checks.sentence_checks import _numbered
from briefing.text.language_data import data, known
from briefing.text.languages import Written
from briefing.text.scale_words import scale_at

SAME = [
    ("1.77 trillion yuan", "1.77万亿元", "zh"),
    ("250,000 people", "25万人", "zh"),
    ("between 250,000 and 300,000 people", "25至30万人", "zh"),
    ("about 400,000", "約40万人", "ja"),
    ("350 million won", "3억5천만 원", "ko"),
    ("3.4 billion zloty", "3,4 mld zł", "pl"),
    ("25,000 people", "25 tys. osób", "pl"),
    ("3.4 billion euros", "3.400 millones de euros", "es"),
    ("3.4 trillion euros", "3,4 billones de euros", "es"),
    ("more than 20 million people", "20 milyondan fazla kişi", "tr"),
    ("35 million euros", "35 miljoonan euron", "fi"),
    ("2.3 million", "2,3 millióan", "hu"),
    ("12 million lei", "12 milioane de lei", "ro"),
    ("20 million people", "20 מיליון איש", "he"),
    ("300,000 baht", "3 แสนบาท", "th"),
    ("50 million rupees", "5 करोड़ रुपये", "hi"),
    ("2 trillion rupees", "2 lakh crore rupees", "hi"),
    ("45 million", "45 εκατομμύρια", "el"),
    ("15 trillion dong", "15 nghìn tỷ đồng", "vi"),
    ("1,234 people", "১২৩৪ জন", "bn"),
    ("125 metres", "125 m hoch", "de"),
    ("18 tonnes", "18 t", "de"),
    ("at 9.30 p.m.", "um 21.30 Uhr", "de"),
    ("at 7.55am", "午前7時55分", "ja"),
    ("at 4.40 am", "à 04h40", "fr"),
    ("at 4.30 p.m.", "alle 16,30", "it"),
    ("between 9.27 and 9.30 p.m.", "zwischen 21.27 und 21.30 Uhr", "de"),
    ("in the 1930s", "dans les années 30", "fr"),
    ("in the 1980s", "上世纪八十年代", "zh"),
    ("in the 1930s", "في ثلاثينيات القرن العشرين", "ar"),
    ("in the 19th century", "au XIXe siècle", "fr"),
    ("in the 19th century", "у ХІХ столітті", "uk"),
    ("in the 19th century", "القرن التاسع عشر", "ar"),
    ("in the early 2000s", "all’inizio del XXI secolo", "it"),
]
OTHER = [
    ("25 people", "25万人", "zh", "25"),
    ("17,700 yuan", "1.77万亿元", "zh", "17,700"),
    ("3.4 yuan", "约3.4亿元", "zh", "3.4"),
    ("3.4 million euros", "3.400 millones de euros", "es", "3.4"),
    ("40 people", "約40万人", "ja", "40"),
    ("120 won", "120조 원", "ko", "120"),
    ("25 people", "25 tys. osób", "pl", "25"),
    ("25 million people", "25 tys. osób", "pl", "25"),
    ("20 people", "20 milyondan fazla kişi", "tr", "20"),
    ("35 euros", "35 miljoonan euron", "fi", "35"),
    ("15 lei", "15 milioane de lei", "ro", "15"),
    ("20 people", "20 מיליון איש", "he", "20"),
    ("300 baht", "300 ล้านบาท", "th", "300"),
    ("500 rupees", "500 करोड़ रुपये", "hi", "500"),
    ("45 euros", "45 εκατομμύρια ευρώ", "el", "45"),
    ("13 people", "13 тыс. человек", "ru", "13"),
    ("at 9.40 p.m.", "um 21.30 Uhr", "de", "9.40"),
    ("at 9.30 a.m.", "um 21.30 Uhr", "de", "9.30"),
    ("between 9.17 and 9.30 p.m.", "zwischen 21.27 und 21.30 Uhr", "de", "9.17"),
    ("at 4.40 p.m.", "alle 16,30", "it", "4.40"),
    ("in the 1940s", "dans les années 30", "fr", "1940"),
    ("in the 18th century", "au XIXe siècle", "fr", "18"),
    ("in the 17th century", "القرن التاسع عشر", "ar", "17"),
]


@pytest.mark.parametrize(("english", "source", "language"), SAME)
def test_the_same_figure_is_carried_with_its_language_known_and_without(english, source, language):
    assert unsupported(english, [Written(source, language)]) == []
    assert unsupported(english, [source]) == []


@pytest.mark.parametrize(("english", "source", "language", "figure"), OTHER)
def test_a_figure_whose_unit_was_dropped_or_changed_is_noticed(english, source, language, figure):
    assert unsupported(english, [Written(source, language)]) == [figure]
    assert unsupported(english, [source]) == [figure]


@pytest.mark.parametrize("tag", sorted(known()))
def test_every_long_word_of_cldr_is_read_behind_a_numeral(tag):
    for power, words in data(tag, "numbers")["powers"].items():
        for word in words:
            if len(word) > 4 and " " not in word and "\u00a0" not in word:
                scale = scale_at(f"25 {word}", 2, tag)
                assert scale, (tag, word)
                assert int(power) in scale.powers, (tag, word)


def test_a_numeral_counts_alone_where_that_is_asked():
    assert figures("25万人") == {250_000}
    assert figures("25万人", bare=True) == {25, 250_000}
    assert scaled("25万人和3亿元") == {300_000_000}


def test_marks_mean_what_they_mean_in_the_language():
    assert unsupported("1.195 km", [Written("1.195 km", "es")]) == []
    assert unsupported("1.195 km", [Written("1.195 km", "fr")]) == ["1.195"]
    assert unsupported("1,195 km", [Written("1.195 km", "fr")]) == []


def test_a_translation_into_another_language_may_write_an_english_time_in_its_own_way():
    english = "It opened in the 1930s at 7.55 a.m. and cost two hundred euros."
    assert unsupported_reading("In den 30er Jahren um 7:55 Uhr für 200 Euro eröffnet.", english, "de") == []
    assert unsupported_reading("In den 40er Jahren um 7:45 Uhr für 200 Euro.", english, "de") == ["40", "45"]


def test_a_row_of_marks_without_a_figure_ends_no_check():
    # Three parts, none of them above twelve: once this ended in an error.
    assert unsupported_reading("1 2 3", "one, two, three", "de") == []


def test_a_figure_in_an_outlets_name_is_none():
    pattern = _numbered(["20 minutes online", "24horas.cl", "Il Faro"])
    assert pattern
    assert pattern.sub("", "20 minutes says 24 people came, 24horas.cl says 20.") == " says 24 people came,  says 20."
    assert _numbered(["Il Faro"]) is None

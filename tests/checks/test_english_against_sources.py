"""The proxies, one by one, in many languages: what they must see, and above all what they must leave in peace."""

from __future__ import annotations

import difflib

import pytest

from briefing.checks.language import looks_foreign
from briefing.checks.markup import markup_in
from briefing.checks.name_support import another_name, is_known, names_in, sounds_in, words_of
from briefing.text.calendar import english_dates, read_calendar


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("am 17. und 18. November", 11, 17),
        ("le 3 août dernier", 8, 3),
        ("la noche del 15 al 16 de noviembre", 11, 15),
        ("в среду, 18 ноября", 11, 18),
        ("يومي ١٧ و١٨ نوفمبر الجاري", 11, 17),
        ("في 4 تشرين الثاني", 11, 4),
        ("24 Eylül'de", 9, 24),
        ("2 grudnia", 12, 2),
        ("11月15日夜至16日凌晨", 11, 16),
        ("11월 3일", 11, 3),
        ("2026-11-18 08:30", 11, 18),
        ("25.09.2026", 9, 25),
        ("19/11/2026", 11, 19),
        ("Nov. 17", 11, 17),
    ],
)
def test_a_day_is_read_in_the_languages_at_hand(text, month, day):
    calendar = read_calendar(text)
    assert calendar.holds(month, day)
    assert not calendar.holds(month, day % 28 + 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 17 and 18 November", [(11, (17, 18))]),
        ("in the night of 15 to 16 November 2026", [(11, (15, 16))]),
        ("on November 3, 2026", [(11, (3,))]),
        ("It may be signed in May.", [(5, ())]),
        ("The ministers may sign it.", []),
        ("by 1 May", [(5, (1,))]),
        ("December 20 megawatts", [(12, ())]),
    ],
)
def test_english_dates_are_read_exactly(text, found):
    assert [(date.month, date.days) for date in english_dates(text)] == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kvaratelia", "министр Нино Кварателия"),
        ("Kvaratelia", "نينو كفاراتيليا"),
        ("Kolkhida", "«Колхида-Линк»"),
        ("Trieste", "في مدينة ترييستي الإيطالية"),
        ("Trieste", "kam nach Triest"),
    ],
)
def test_a_name_is_heard_in_another_script(name, text):
    assert sounds_in(name, text)


def test_a_name_that_is_not_there_is_not_heard():
    assert not sounds_in("Orlov", "министр Нино Кварателия прибыла в Триест")
    assert not another_name("Tommaso Vedrani", "Томмазо Ведрани")
    assert not another_name("Wei Chengyue", "韦承岳")
    assert another_name("Giorgio Bellini", "Томмазо Ведрани")


@pytest.mark.parametrize(
    ("name", "known"),
    [("Georgian", "Georgia"), ("Italian", "Italy"), ("Chinese", "China"), ("Turkish", "Turkey"), ("French", "France"),
     ("European", "Europe"), ("Romania's", "Romania"), ("L’Écho", "L'Écho de la Combe"), ("Zurich", "Zürich")],
)  # fmt: skip
def test_adjectives_and_possessives_are_the_name(name, known):
    assert is_known(name, set(words_of(known)))


def test_another_country_is_not():
    assert not is_known("Bulgaria", {"romania", "georgia"})
    assert not is_known("Armenian", {"romania", "georgia"})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Officials said that Pavel Orlov came.", ["Pavel", "Orlov"]),
        ("On Tuesday Mr Orlov met the Prime Minister.", ["Orlov"]),
        ("Dyke Breach in Southern China Leaves Fourteen Dead", []),
        ("The COP30 summit ended; Police counted 40 people.", []),
        ("He said: “Nobody came.” Then it ended.", []),
    ],
)
def test_what_looks_like_a_name(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Das Museum hat beschlossen, die Karten an die Universität zurückzugeben, und ist im Gespräch.", True),
        ("Le musée a décidé de rendre les cartes et les négociations sont en cours avec des experts.", True),
        ("El museo ha decidido devolver los mapas, pero las negociaciones no han terminado por ahora.", True),
        ("Министр приехала в Триест в среду.", True),
        ("L'Écho de la Combe says that the European Union's envoy took part.", False),
        ("Il Faro Giuliano", False),
        ("La Gaceta del Almirez could not verify the account of the aid worker.", False),
        ("Kvaratelia met Vedrani.", False),
    ],
)
def test_a_text_in_another_language(text, foreign):
    assert looks_foreign(text) is foreign


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("see https://example.org", "a link"), ("see example.org/path", "a link"), ("www.example.org", "a link"),
        ("<b>bold</b>", "HTML"), ("<!-- x -->", "HTML"), ("a &lt; b", "HTML"), ("[a](b)", "a Markdown link or picture"),
        ("**bold**", "Markdown"), ("2 < 3 and 4 > 3", None), ("AT&T; R&D", None), ("a [sic] b (c)", None),
        ("1,195 km/h and/or 5*3*2", None), ("Amazon.com and U.S. officials", None),
    ],
)  # fmt: skip
def test_markup_is_told_from_text(text, kind):
    assert markup_in(text) == kind


def test_names_longer_than_a_name_can_be_take_no_longer(monkeypatch):
    """Two names of 6,000 letters took seconds; a model chooses how long a name is."""
    compared = []
    real = difflib.SequenceMatcher

    class Watched(real):
        def set_seq1(self, a):
            compared.append(len(a))
            super().set_seq1(a)

        def set_seq2(self, b):
            compared.append(len(b))
            super().set_seq2(b)

    monkeypatch.setattr(difflib, "SequenceMatcher", Watched)
    long = "".join(chr(ord("b") + n * n % 23) + "a" for n in range(3_000)).title()
    other = "".join(chr(ord("c") + n * n % 22) + "a" for n in range(3_000)).title()
    another_name(long, other)
    sounds_in(long, f"{other} came. {long} went.")
    another_name("Giorgio Bellini", "Томмазо Ведрани")
    assert compared
    assert max(compared) <= 64

"""Months and weekdays by their names, in the language that is known, and in any where none is."""

from __future__ import annotations

import pytest

from briefing.text.calendar import read_calendar, weekdays_in
from briefing.text.calendar_names import named
from briefing.text.dates import date_in
from briefing.text.language_data import data, known


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("18. listopada", "hr", {10}),
        ("18. listopadu", "cs", {11}),
        ("18 listopada", "pl", {11}),
        ("18 listopada", None, {10, 11}),
        ("u listopadu", "bs", {10}),
        ("12 srpnja", "hr", {7}),
        ("12. srpna", "cs", {8}),
        ("у травні", "uk", {5}),
        ("u travnju", "hr", {4}),
        ("24 Eylül'de", "tr", {9}),
        ("eylülden beri", "tr", {9}),
        ("marraskuussa", "fi", {11}),
        ("novemberben", "hu", {11}),
        ("novembrī", "lv", {11}),
        ("lapkričio", "lt", {11}),
        ("у листопаді", "uk", {11}),
        ("в мае и августе", "ru", {5, 8}),
        ("نيسان", "ar", {4}),
        ("18 شتنبر", "ar", {9}),
        ("في كانون الثاني", "ar", {1}),
        ("وكانون الأول", "ar", {12}),
        ("ב-18 בנובמבר", "he", {11}),
        ("17 พฤศจิกายน", "th", {11}),
        ("tháng 11", "vi", {11}),
        ("tháng Mười Một", "vi", {11}),
        ("18 नवंबर", "hi", {11}),
        ("am 3. Jänner", "de", {1}),
        ("3 d’octubre", "ca", {10}),
        ("十一月", "zh", {11}),
        ("Marcin Kowalski", "pl", set()),
        ("por mar y aire", "es", set()),
        ("3 mar. 2026", "es", {3}),
        ("es hat sich so ergeben", "de", set()),
    ],
)
def test_a_month_is_named_in_its_language(text, language, months):
    assert {value for name in named(text, "months", language) for value in name.values} == months


@pytest.mark.parametrize("tag", sorted(known()))
def test_every_months_first_form_is_read_in_its_language_and_in_any(tag):
    for number, forms in enumerate(data(tag, "calendar")["months"], start=1):
        # ༡ and 1月 are figures.
        if not forms[0][0].isdecimal():
            text = f"18 {forms[0]} 2026"
            assert [name.values for name in named(text, "months", tag)] == [{number}], (text, tag)
            assert any(number in name.values for name in named(text, "months")), text


@pytest.mark.parametrize("tag", sorted(known()))
def test_every_weekdays_first_form_is_read_in_its_language(tag):
    for number, forms in enumerate(data(tag, "calendar")["weekdays"]):
        assert weekdays_in(f"{forms[0]}, 18", tag) == {number}, (forms[0], tag)


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("в среду и пятницу", "ru", {2, 4}),
        ("w środę", "pl", {2}),
        ("pazar günü", "tr", {6}),
        ("pazartesi", "tr", {0}),
        ("Cumartesi'den", "tr", {5}),
        ("Dienstagabend", "de", {1}),
        ("na segunda vez", "pt", set()),
        ("segunda-feira", "pt", {0}),
        ("三名星期天", "zh", {6}),
        ("日曜の朝", "ja", {6}),
        ("يوم الاربعاء", "ar", {2}),
        ("on to 16", None, set()),
    ],
)
def test_weekdays(text, language, days):
    assert weekdays_in(text, language) == days


def test_a_month_of_two_meanings_holds_in_its_own_language_alone():
    assert read_calendar("18. listopada 2026.", "hr").holds(10, 18)
    assert not read_calendar("18. listopada 2026.", "hr").holds(11, 18)
    assert not read_calendar("18 listopada 2026", "pl").holds(10, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18 de noviembre del 2026", "2026-11-18"),
        ("2026. november 18.", "2026-11-18"),
        ("2026 m. lapkričio 18 d.", "2026-11-18"),
        ("2026. gada 18. novembris", "2026-11-18"),
        ("17 พฤศจิกายน 2569", "2026-11-17"),
        ("ngày 18 tháng 11 năm 2026", "2026-11-18"),
        ("18 تشرين الثاني 2026", "2026-11-18"),
        ("18-Nov-2026", "2026-11-18"),
        ("18 नवंबर 2026", "2026-11-18"),
        ("18. marraskuuta 2026", "2026-11-18"),
        ("In 18 Ländern, November, 2026", None),
    ],
)
def test_a_date_of_any_language_is_read_to_the_day(text, day):
    assert date_in(text) == day


def test_a_date_that_is_another_elsewhere_is_read_where_the_language_is_known():
    assert date_in("18. listopada 2026.") is None
    assert date_in("18. listopada 2026.", language=lambda: "hr") == "2026-10-18"
    assert date_in("18 listopada 2026", language=lambda: "pl") == "2026-11-18"

"""Dates as feeds and mails state them: read where they can mean one day only, left out with a reason elsewhere."""

# ruff: noqa: E501 -- tables of dates and files

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.text.calendars import ETHIOPIAN_LANGUAGES
from briefing.text.dates import date_in
from briefing.text.stated_dates import stated_date
from examples import examples

DAY = "2024-12-15"
SURE = [
    "Sun, 15 Dec 2024 12:15:00 +0100", "sun, 15 DEC 2024 12:15:00 gmt", "15 Dec 24 08:00 EST", "Sun, 15 Dec 2024", "15-Dec-2024",
    "Sunday, 15 December 2024 12:15 CEST", "Sun, 15 Dec 2024 12:15:00 +0100 (CET)", "Sun, 15 Dec 2024 12:15:00 GMT+1",
    "Sunday, December 15, 2024 at 09:12:00 AM GMT+1", "December 15, 2024, 9:12 UTC-05:00",
    "Sun Dec 15 09:00:00 2024", "Sun Dec 15 09:00:00 CET 2024", "December 15, 2024 9:12 am EST", "Dec. 15th, 2024",
    "2024-12-15", "2024-12-15T23:30:00-05:00", "2024-12-15 09:12:11.123 +01:00", "2024-12-15T09:12Z", "20241215", "20241215T091500Z",
    "2024-W50-7", "2024/12/15 09:00", "2024.12.15", "2024年12月15日", "2024년 12월 15일", "15-12-2024", "15.12.2024 09:00", "12/15/2024",
]  # fmt: skip


@pytest.mark.parametrize("text", SURE)
def test_a_day_that_can_only_be_one_is_read_without_a_language(text):
    found = stated_date(text)
    assert (found.value, found.basis, found.note) == (DAY, "stated", None)


@pytest.mark.parametrize(("text", "value"), [("2024", "2024"), ("2024-12", "2024-12")])
def test_a_partial_date_stays_partial(text, value):
    assert stated_date(text).value == value


WORDS = {
    "de": "So., 15. Dez. 2024 um 09:12 Uhr", "fr": "dim. 15 déc. 2024 à 9h12", "es": "15 de diciembre de 2024",
    "it": "dom 15 dic 2024 alle ore 09:12", "pt-BR": "dom., 15 de dez. de 2024 às 09:12", "nl": "zo 15 dec 2024 om 09:12",
    "pl": "niedz., 15 gru 2024 o 09:12", "cs": "15. prosince 2024", "ru": "15 декабря 2024 г. в 09:12", "uk": "15 грудня 2024",
    "tr": "15 Aralık 2024 Pazar", "ar": "١٥ كانون الأول ٢٠٢٤", "ar-MA": "15 دجنبر 2024", "fa": "۱۵ دسامبر ۲۰۲۴", "he": "15 בדצמבר 2024",
    "hi": "१५ दिसंबर २०२४", "zh": "2024年12月15日 周日 09:12", "ja": "2024年12月15日(日) 9時12分", "ko": "2024년 12월 15일 (일) 오전 9:12",
    "sv": "sön 15 dec. 2024 kl 09:12", "no": "15. desember 2024", "fi": "15. joulukuuta 2024 klo 9.12", "hu": "2024. december 15.",
    "lt": "2024 m. gruodžio 15 d.", "lv": "2024. gada 15. decembris", "el": "15 Δεκεμβρίου 2024", "th": "15 ธันวาคม 2024",
    "vi": "15 tháng 12 năm 2024", "bn": "১৫ ডিসেম্বর ২০২৪", "ro": "15 decembrie 2024", "bg": "15 декември 2024",
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), WORDS.items())
def test_months_in_words_are_read_in_the_language_given(language, text):
    found = stated_date(text, language)
    assert (found.value, found.basis) == (DAY, "stated")


OPEN = [
    (None, "03/04/2024"), ("en", "03/04/2024"), (None, "3-4-2024"), (None, "10:30"), (None, "10:30 GMT"), (None, "0000-00-00 00:00:00"),
    (None, "0001-01-01T00:00:00"), (None, "Thu, 01 Jan 1970 00:00:00 GMT"), (None, "Wed, 30 Nov -0001 00:00:00 +0000"),
    (None, "2024-15-12"), (None, "Sun, 31 Feb 2024 10:00:00 GMT"), (None, "2024-02-30"), (None, "15/12/24"), (None, "24-12-15"),
    ("de", "1. Dezember 15"), ("ru", "вчера"), ("en", "yesterday"), ("de", "Sonntag"), (None, "1734220800"), (None, "15 listopada 2024"),
    (None, "Dec 15, 2024 - Dec 16, 2024"), (None, "2024-12-15 2024-12-16"), (None, "Sun, 15 Dec 124 10:00:00 GMT"), (None, "2099-12-15"),
    ("de", "15. Dezember"), ("de", "Dezember 2024, Heft 3"), (None, "²024-12-15"), ("th", "15 ธ.ค. 67"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), OPEN)
def test_what_may_be_another_day_or_none_is_left_out_with_a_reason(language, text):
    found = stated_date(text, language)
    assert found.value is None
    assert found.note is not None
    assert text[:6] in found.note


@pytest.mark.parametrize(
    ("language", "value"), [("fr", "2024-04-03"), ("en-GB", "2024-04-03"), ("en-US", "2024-03-04"), ("xx", None)]
)
def test_the_order_of_numbers_follows_from_the_language_and_is_inferred(language, value):
    found = stated_date("03/04/2024", language)
    assert (found.value, found.basis) == (value, "inferred" if value else "stated")


def test_a_language_that_is_only_likely_settles_no_order():
    assert stated_date("03/04/2024", None, likely="fr").value is None
    assert stated_date("15 avril 2024", None, likely="fr").value == "2024-04-15"


CALENDARS = [
    ("th", "15 ธันวาคม 2567"), ("th", "Sun, 15 Dec 2567 09:00:00 +0700"), ("th", "2567-12-15T09:00:00+07:00"), (None, "๑๕ ธ.ค. ๒๕๖๗"),
    ("th", "15/12/2567 09:30"), ("fa", "۱۴۰۳/۰۹/۲۵"), ("fa", "یکشنبه ۲۵ آذر ۱۴۰۳ ساعت ۱۲:۳۰"), ("fa-IR", "1403-09-25T10:00:00Z"),
    ("prs", "۲۵ قوس ۱۴۰۳"), ("ja", "令和6年12月15日"), ("ja", "令和６年１２月１５日（日）"), ("zh-TW", "民國113年12月15日"), ("zh-Hant", "113-12-15"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), CALENDARS)
def test_years_of_other_calendars_are_converted_and_called_inferred(language, text):
    found = stated_date(text, language)
    assert (found.value, found.basis) == (DAY, "inferred")
    assert found.note is not None


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [("ar", "14 جمادى الآخرة 1446", "Islamic"), ("ar", "١٤٤٦/٠٦/١٤", "calendar"), (None, "1403-09-25", "calendar"),
     ("he", "ט״ו בכסלו תשפ״ה", "Hebrew"), ("he", "5785-03-14", "calendar"), ("am", "6 ታኅሣሥ 2017", "Ethiopian"),
     ("ne", "2081-08-30", "calendar"), ("de", "2567-12-15", "calendar"), ("ja", "昭和99年12月15日", "")],
)  # fmt: skip
def test_a_year_of_a_calendar_that_is_not_converted_is_no_common_year(language, text, name):
    found = stated_date(text, language)
    assert found.value is None or found.basis == "inferred"
    assert name in (found.note or "")


#: Dates of calendars that are not converted, as papers write them: none of them is a day of the common calendar.
OTHERS = {
    "Islamic": [("ur", "14 جمادی الثانی 1446ھ"), ("fa", "۱۴ رمضان ۱۴۴۶"), ("tr", "14 Cemaziyelahir 1446"), ("id", "14 Jumadilakhir 1446 H"),
                ("ms", "14 Jamadilakhir 1446"), ("fr", "14 chaabane 1446"), ("en", "14 Dhu’l-Hijjah 1446"), ("bn", "১৪ রমজান ১৪৪৬"), (None, "1446/6/14 هـ")],
    "Hebrew": [("he", "14 בכסלו 5785"), ("en", "14 Kislev 5785"), ("he", "י״ד כסלו תשפ״ה")],
    "Ethiopian": [("am", "ታህሳስ 6 ቀን 2017 ዓ.ም"), ("am", "ጥር 15 2017"), ("ti", "15 ታሕሳስ 2017"), ("ti", "መጋቢት 6 2017"), (None, "መጋቢት 6 2017"), ("en", "Tahsas 6, 2017"),
                  ("om", "Mudde 6, 2017"), ("am", "6/4/2017"), ("am", "6.4.2017"), ("ti", "15/4/2017"), ("am", "2017/4/6")],
    "": [("ne", "२०८१ मंसिर ३०"), ("hi", "24 पौष 1946"), ("ckb", "15ی سەرماوەز 2724"), ("ko", "단기 4357년 12월 15일"), ("my", "15 ဒီဇင်ဘာ 1386"), ("kab", "15 Duǧember 2974"),
         ("ta", "15 மார்கழி 2055"), ("bn", "১৫ পৌষ ১৪৩১"), ("th", "15 ธ.ค. 67"), ("ja", "R6.12.15"), ("ja", "6.12.15"), ("zh", "113年12月15日"), ("fa", "1446/06/14"), ("ar", "15 كانون الأول 1446")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "language", "text"), [(name, *one) for name, all_ in OTHERS.items() for one in all_]
)
def test_no_day_of_another_calendar_is_taken_for_a_common_one(calendar, language, text):
    found = stated_date(text, language)
    assert found.value is None
    assert calendar in (found.note or "")
    assert date_in(text) is None or (text.isascii() and language in ETHIOPIAN_LANGUAGES), "nor on a page"


@pytest.mark.parametrize(
    ("language", "text", "basis"),
    [("ti", "15 ታሕሳስ 2024", "stated"), ("am", "ዲሴምበር 15, 2024", "stated"), ("am", "Sun, 15 Dec 2024 10:00:00 +0300", "stated"), ("am", "2024-12-15", "stated"),
     ("am", "15/12/2024", "stated"), ("ku", "15 Kanûn 2024", None), ("tr", "15 Nisan 2024", None), ("lo", "15 ທັນວາ 2567", "inferred"), ("km", "15 ធ្នូ 2567", "inferred"),
     ("fa", "25 آذر 1403", "inferred"), ("fa", "۲۵ آذر ۱۴۰۳ - ۱۰:۳۰", "inferred"), ("fa-AF", "۲۵ قوس ۱۴۰۳", "inferred"), ("en", "25 Azar 1403", "inferred"), ("ja", "令和6年12月15日", "inferred")],
)  # fmt: skip
def test_common_days_of_these_languages_and_converted_ones_are_read(language, text, basis):
    found = stated_date(text, language)
    if basis:
        assert (found.value, found.basis) == (DAY, basis)
    else:
        assert (found.value or "2024")[:4] == "2024"


@settings(max_examples=examples(200))
@given(st.text(max_size=60), st.sampled_from([None, "de", "th", "fa", "x" * 50, "zz", "en_US", "\x00"]))
def test_any_words_give_a_day_or_none(text, language):
    found = stated_date(text, language)
    assert found.value is None or found.value[:2] in {"19", "20"}


@settings(max_examples=examples(200))
@given(st.from_regex(r"\\A[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}\\Z"))
def test_no_number_is_read_that_does_not_stand_there(text):
    found = stated_date(text)
    if found.value and found.basis == "stated":
        assert str(int(found.value[:4])) in text

"""Numbers that a source writes in words, or in several parts, support the figure; another figure they don't."""

from __future__ import annotations

import pytest

from briefing.checks.number_support import unsupported
from briefing.text.calendar import read_calendar

SAME = (
    ("fünfundzwanzig Soldaten", "25 soldiers"),
    ("dreihundertvierzig Häuser", "340 houses"),
    ("In den 1980er Jahren 2½ Millionen", "2.5 million in the 1980s"),
    ("um halb drei", "at 2:30"),
    ("vingt-cinq soldats", "25 soldiers"),
    ("quatre-vingts tonnes", "80 tonnes"),
    ("veinte muertos", "20 dead"),
    ("treinta y cinco detenidos", "35 arrests"),
    ("двадцать пять солдат", "25 soldiers"),
    ("триста сорок домов", "340 houses"),
    ("двадцять п’ять будинків", "25 houses"),
    ("yirmi beş asker", "25 soldiers"),
    ("34 bin 500 lira", "34,500 lira"),
    ("1 milyon 250 bin kişi", "1.25 million people"),
    ("خمسة وعشرون جنديا", "25 soldiers"),
    ("مئتا شخص", "200 people"),
    ("ألفا جندي", "2,000 soldiers"),
    ("حوالي مليوني نازح", "about 2 million displaced"),
    ("۱۵ میلیون نفر", "15 million people"),
    ("بیست و پنج سرباز", "25 soldiers"),
    ("三百多人", "more than 300 people"),
    ("两千五百万元", "25 million yuan"),
    ("百分之五点三", "5.3 per cent"),
    ("3億5000万円", "350 million yen"),
    ("1万2345人", "12,345 people"),
    ("午後3時ごろ", "at about 15:00"),
    ("anderthalb Millionen", "1.5 million"),
    ("une trentaine de blessés", "about 30 injured"),
    ("ciento veinte mil euros", "120,000 euros"),
    ("полтора миллиона", "1.5 million"),
    ("півтори тисячі", "1,500"),
    ("bir buçuk milyon", "1.5 million"),
    ("مليون ونصف المليون", "1.5 million"),
    ("مئة وعشرون ألف", "120,000"),
    ("عام ألفين وعشرين", "in 2020"),
    ("دو و نیم میلیون", "2.5 million"),
    ("یکصد و بیست هزار", "120,000"),
    ("约一点五亿人", "about 150 million people"),
    ("1,5 трлн рублей", "1.5 trillion roubles"),
    ("2 Billionen Euro", "2 trillion euros"),
)


@pytest.mark.parametrize(("source", "english"), SAME)
def test_the_same_number_is_supported(source, english):
    assert unsupported(english, [source]) == []


@pytest.mark.parametrize(("source", "english"), SAME)
def test_another_number_is_not(source, english):
    assert unsupported(english + ", or 7413 of them", [source]) == ["7413"]
    assert unsupported("47 of them", [source]) == ["47"]


def test_a_day_in_words_is_a_day_and_no_other():
    calendar = read_calendar("في العشرين من نوفمبر")
    assert calendar.holds(11, 20)
    assert not calendar.holds(11, 21)

"""The file of language data is Babel's CLDR, to the byte; nothing else may stand in it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from briefing.text import cldr_generate
from briefing.text.language_data import data, extra, known
from briefing.text.language_id import identified

#: A language with two contexts, one with two scripts, one with regions, one that CLDR files under another tag.
SAMPLE = ("hr", "mn", "ro", "tl")


def stored() -> list[str]:
    return cldr_generate.FILE.read_text("utf-8").splitlines()


@pytest.fixture
def _same_cldr() -> None:
    mine, theirs = int(json.loads(stored()[0])["cldr"]), int(cldr_generate.version())
    if theirs < mine:
        pytest.skip(f"the installed Babel has CLDR {theirs}, the file {mine}")
    assert mine == theirs, "Babel brings a newer CLDR: run `make language-data`"


@pytest.mark.usefixtures("_same_cldr")
def test_a_sample_is_what_babel_says():
    assert stored()[0] == cldr_generate.head()
    own = [line for line in stored()[1:] if json.loads(line)[0] in SAMPLE]
    assert own == list(cldr_generate.lines(SAMPLE))


@pytest.mark.slow
@pytest.mark.usefixtures("_same_cldr")
def test_the_whole_file_is_what_babel_says():
    assert stored()[1:] == list(cldr_generate.lines(cldr_generate.tags()))


def test_every_language_that_reading_can_name_has_months_weekdays_and_countries():
    assert identified() <= set(known())
    for tag in identified():
        calendar = data(tag, "calendar")
        assert len(calendar["months"]) == 12
        assert len(calendar["weekdays"]) == 7
        assert all(calendar["months"]), tag
        assert all(calendar["weekdays"]), tag
        assert data(tag, "numbers")["powers"], tag
        assert len(data(tag, "territories")) > 200 or tag in {"la", "om", "rw", "sn", "st", "xh"}, tag


def test_the_supplement_repeats_nothing_that_cldr_has():
    for kind in ("months", "weekdays"):
        for tag, numbers in extra(kind).items():
            for number, forms in numbers.items():
                known_forms = data(tag, "calendar")[kind][int(number) - 1]
                assert not set(forms) & set(known_forms), (tag, number)


def test_help_and_imports_read_no_language_data():
    code = (
        "import sys, briefing.cli, briefing.checks.grounding, briefing.text.dates\n"
        "from briefing.text import language_data\n"
        "assert not language_data._lines.cache_info().currsize\n"
        "assert 'babel' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


#: Reads the data files with one line added: what stands behind it is the code as it is.
ONE_LINE_MORE = """
import tomllib
from decimal import Decimal
read = tomllib.loads
def loads(text):
    assert text.count(BEFORE) == 1
    return read(text.replace(BEFORE, AFTER))
tomllib.loads = loads
from briefing.text.calendar_names import named
from briefing.text.number_words import worded
"""


def with_one_line(before: str, after: str, says: str) -> None:
    code = ONE_LINE_MORE.replace("BEFORE", repr(before)).replace("AFTER", repr(after)) + says
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_months_of_a_language_are_no_line_where_cldr_has_them_and_one_line_where_it_lacks_a_name():
    says = "assert [set(each.values) for each in named('am 7. Lenzing', 'months', 'de')] == "
    with_one_line("[months.de]\n", "[months.de]\n", says + "[]")
    with_one_line("[months.de]\n", '[months.de]\n3 = ["Lenzing"]\n', says + "[{3}]")
    with_one_line("[months.de]\n", "[months.de]\n", "assert named('7 Machi 2026', 'months', 'sw')[0].values == {3}")


def test_a_new_number_word_is_one_word_on_a_line():
    says = "assert worded('sieben Leute, zeven mensen, syv mennesker') == "
    line = '"7" = "sieben '
    with_one_line(line, line, says + "{Decimal(7)}")
    with_one_line(line, line + "zwobel ", "assert worded('zwobel Leute') == {Decimal(7)}")

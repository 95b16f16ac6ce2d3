"""Articles that a story puts together though they share nothing."""

from __future__ import annotations

import pytest

from briefing.checks.objections import findings_of, marked
from briefing.checks.reading_matter import read_of
from briefing.checks.unrelated import grouped
from briefing.models import Claim, DateMention, Objection, Place, Report, SecondReading
from report_samples import ARABIC, CHINESE, GERMAN, article, extraction, quote, story


def report(name: str, raw: str, text: str, *, place: str = "", date: str = "") -> Report:
    source = article(name, name, raw)
    here = (quote(source, source.paragraphs[2].text),)
    record = extraction(
        source,
        people=(),
        organisations=(),
        places=(Place(name=place, original=place),) if place else (),
        dates=(DateMention(role="event", value=date, basis="stated", about="it", reasoning=None, evidence=here),)
        * bool(date),
        claims=(Claim(id="c1", text=text, status="happened", attribution=(), evidence=here),),
    )
    return Report(article=source, status="done", translation=None, extraction=record)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"place": "Altstadt"}, {"place": "The Altstadt harbour"}),
        ({"date": "2026-11-17"}, {"date": "2026-11-17"}),
        ({"text": "1,400 people marched."}, {"text": "Some 1,400 were counted."}),
    ],
)
def test_a_name_a_date_or_a_figure_in_common_asks_nothing(mine, theirs):
    both = [report("de", GERMAN, mine.pop("text", "It rained."), **mine)]
    both.append(report("ar", ARABIC, theirs.pop("text", "A ship sank."), **theirs))
    assert list(grouped(both)) == []


def test_nothing_in_common_is_a_question_about_what_each_tells_first_and_a_warning_on_the_story():
    both = [report("de", GERMAN, "It rained.", place="Altstadt"), report("ar", ARABIC, "A ship sank.", place="Tripoli")]
    found = list(grouped(both))
    assert [(each.where, each.cites) for each in found] == [
        ("grouping de", (("de", 3), ("ar", 3))), ("grouping ar", (("ar", 3), ("de", 3)))
    ]  # fmt: skip
    told = story(both[0].article, both[1].article, article("zh", "zh", CHINESE))
    assert [each.where for each in read_of(told, both) if each.where.startswith("grouping")] == [e.where for e in found]
    said = Objection(
        where="grouping ar", verdict="not supported", words="One event", start=0, kind="scope", why="A ship sank there."
    )
    reading = SecondReading(model="m", statements=9, supported=8, objections=(said,))
    assert findings_of(reading) == []  # its writer was handed the group
    (*_, flag) = marked(told, reading).flags
    assert (flag.code, flag.message) == ("not-supported", "an article may not belong to this story: A ship sank there.")

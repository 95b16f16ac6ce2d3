"""The archive: all days on one page and in one feed, made anew from the days' folders alone."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import feedparser
import lxml.html
import pytest
from lxml import etree

from briefing.demo import DAYS, recorded_days
from briefing.models import ArchivedDay, ArchivedName, ArchivedStory
from briefing.output.archive import rebuild
from briefing.render.atom import MOST, to_feed
from briefing.render.html.archive import to_archive_page, united
from command import briefing

HOSTILE = "<script>alert(1)</script> \" onclick='x' ]]> &lt; </script> \u202eoverride \x1b[31m \x00 \ufffe {{ 7*7 }}"


def name(english: str, *forms: str, kind: str = "person") -> ArchivedName:
    return ArchivedName(kind=kind, english=english, forms=forms)


def day(date: str, *names: ArchivedName, headline: str = "A dyke broke", **more) -> ArchivedDay:
    story = ArchivedStory(
        id="s", number=1, headline=headline, status="happened", event="An event", continues=None, names=names
    )
    values = {
        "date": date,
        "title": f"Briefing of {date}",
        "started": f"{date}T05:00:00+00:00",
        "articles": 3,
        "languages": ("de", "ar"),
        "flagged": 0,
        "notices": (),
        "stories": (story,),
    }
    return ArchivedDay.model_validate(values | more)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_the_forms_of_all_days_are_one_name():
    names = united(
        [
            day("2026-11-21", name("Nino Kvaratelia", "Nino Kvaratélia")),
            day("2026-11-20", name("Nino Kvaratelia", "Нино Кварателия", "نينو كفاراتيليا")),
            day("2026-11-19", name("N. Kwaratelia", "Нино Кварателия")),
        ]
    )
    (one,) = names
    assert set(one.forms) == {
        "Nino Kvaratelia", "Nino Kvaratélia", "Нино Кварателия", "نينو كفاراتيليا", "N. Kwaratelia",
    }  # fmt: skip


def test_a_family_name_alone_unites_nobody_and_a_place_is_no_person():
    names = united(
        [
            day("2026-11-21", name("Anna Berg", "Berg"), name("Otto Berg", "Berg")),
            day("2026-11-20", name("Paris Hale", "Paris Hale"), name("Paris Hale", kind="place")),
        ]
    )
    assert len(names) == 4


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


def test_the_page_lists_every_day_and_story_with_links_that_work_from_disk():
    page = lxml.html.fromstring(to_archive_page([day("2026-11-21"), day("2026-11-20")], {"2026-11-19": "is damaged"}))
    links = page.xpath("//section[@class='day']//a/@href")
    assert links == [
        "2026-11-21/briefing.html",
        "2026-11-21/briefing.html#story-1",
        "2026-11-20/briefing.html",
        "2026-11-20/briefing.html#story-1",
    ]
    assert "2026-11-19: is damaged" in page.text_content()


def test_no_text_becomes_markup_and_only_our_own_script_runs():
    text = to_archive_page([day("2026-11-21", name(HOSTILE, HOSTILE), headline=HOSTILE, title=HOSTILE)], {HOSTILE: "x"})
    page = lxml.html.fromstring(text)
    assert len(page.xpath("//script")) == 2
    assert not [a for element in page.iter() for a in element.attrib if a.startswith("on")]
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    (data,) = page.xpath("//script[@type='application/json']/text()")
    assert json.loads(data)[0][1].startswith("<script>alert(1)</script>")
    assert "\u202e" not in text
    assert "\x1b" not in text


# ── the feed ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def atom() -> etree.RelaxNG:
    return etree.RelaxNG(file=str(Path(__file__).with_name("atom.rng")))


def valid(atom: etree.RelaxNG, text: str) -> etree._Element:
    root = etree.fromstring(text.encode())
    assert atom.validate(root), atom.error_log
    parsed = feedparser.parse(text)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return root


def test_the_feed_is_atom_as_rfc_4287_has_it(atom):
    days = [day(f"2026-11-{n:02}") for n in range(21, 1, -1)]
    text = to_feed(days)
    valid(atom, text)
    parsed = feedparser.parse(text)
    assert parsed.version == "atom10"
    assert [entry.link for entry in parsed.entries[:2]] == ["2026-11-21/briefing.html", "2026-11-20/briefing.html"]
    assert len({entry.id for entry in parsed.entries}) == 20
    assert parsed.feed.updated == "2026-11-21T05:00:00+00:00"
    valid(atom, to_feed([]))


def test_the_schema_refuses_what_is_no_feed(atom):
    text = to_feed([day("2026-11-21")])
    for wrong in (
        re.sub(r"<updated>[^<]*</updated>", "", text, count=1),
        text.replace("<name>briefing</name>", ""),
        re.sub(r"2026-11-21T05:00:00\+00:00", "yesterday", text),
        text.replace('rel="self"', 'rel="self" rel2="x"').replace('href="feed.atom"', ""),
        text.replace("<id>", "<ident>").replace("</id>", "</ident>"),
    ):
        assert wrong != text
        assert not atom.validate(etree.fromstring(wrong.encode())), wrong


def test_hostile_text_stays_text_in_the_feed(atom):
    root = valid(atom, to_feed([day("2026-11-21", headline=HOSTILE, title=HOSTILE, notices=(HOSTILE,))]))
    assert not root.xpath("//*[local-name()='script']")
    assert "alert(1)" in "".join(root.itertext())


def test_a_rebuilt_feed_keeps_its_name_and_the_dates_of_what_did_not_change():
    first = [day("2026-11-20")]
    text = to_feed(first)
    assert to_feed(first, text.encode()) == text
    again = [first[0].model_copy(update={"started": "2026-11-20T18:00:00+00:00"})]
    assert to_feed(again, text.encode()) == text
    changed = [day("2026-11-20", headline="The dyke holds", started="2026-11-20T18:00:00+00:00")]
    new = feedparser.parse(to_feed([day("2026-11-21"), *changed], text.encode()))
    old = feedparser.parse(text)
    assert new.feed.id == old.feed.id
    assert new.entries[1].id == old.entries[0].id
    assert new.entries[1].updated == "2026-11-20T18:00:00+00:00"
    assert new.entries[1].published == "2026-11-20T05:00:00+00:00"


@pytest.mark.parametrize(
    "old", [b"", b"<feed", b"<feed/>", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>']
)
def test_a_damaged_feed_is_made_anew(atom, old):
    assert to_feed([day("2026-11-20")], old) == to_feed([day("2026-11-20")])


def test_a_feed_ends_somewhere():
    days = [day(f"20{y:02}-01-01") for y in range(60, 10, -1)]
    assert len(feedparser.parse(to_feed(days)).entries) == MOST


# ── from the folders ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def outputs(demo_days, tmp_path):
    return Path(shutil.copytree(demo_days, tmp_path / "outputs"))


def test_every_run_leaves_the_archive_up_to_date(demo_days):
    page = (demo_days / "index.html").read_text(encoding="utf-8")
    for date in recorded_days():
        assert f'href="{date}/briefing.html"' in page
    assert (demo_days / "feed.atom").is_file()


def test_each_day_s_page_leads_to_the_days_beside_it(outputs):
    days = sorted(folder.name for folder in outputs.iterdir() if (folder / "briefing.json").is_file())
    rebuild(outputs)
    first, *_, last = ((outputs / day / "briefing.html").read_text(encoding="utf-8") for day in days)
    assert f'href="../{days[1]}/briefing.html"' in first
    assert f'href="../{days[-2]}/briefing.html"' in last
    # The Arabic form of a name stands in the first day's articles alone, and finds it on the last day's page too.
    names = json.loads(last.split("id=names>", 1)[1].split("</script>", 1)[0])
    assert any("نينو كفاراتيليا" in forms for forms in names["forms"])
    (outputs / days[0] / "briefing.html").write_text("<p>not ours</p>", encoding="utf-8")
    rebuild(outputs)
    assert (outputs / days[0] / "briefing.html").read_text(encoding="utf-8") == "<p>not ours</p>"


def test_a_rebuild_gives_the_same_bytes_with_and_without_what_it_remembers(outputs):
    before = [(outputs / name).read_bytes() for name in ("index.html", "feed.atom")]
    for fresh in (False, True):
        rebuild(outputs, fresh=fresh)
        assert [(outputs / name).read_bytes() for name in ("index.html", "feed.atom")] == before
    shutil.rmtree(outputs / ".archive")
    rebuild(outputs)
    assert [(outputs / name).read_bytes() for name in ("index.html", "feed.atom")] == before


@pytest.mark.parametrize(
    "damage",
    ["{", "[]", "{}", '{"schema_version": "0"}', "\x00", '{"schema_version": "1", "date": "x"}', "[" * 100_000],
    ids=range(7),
)
def test_a_damaged_day_is_named_and_the_others_stay(outputs, damage):
    bad = outputs / "2026-11-19"
    bad.mkdir()
    (bad / "briefing.json").write_text(damage)
    (outputs / "2026-13-45").mkdir()
    (outputs / "notes").mkdir()
    done = briefing("archive", "--output", str(outputs))
    assert done.returncode == 1
    assert "2026-11-19" in done.stdout
    page = (outputs / "index.html").read_text(encoding="utf-8")
    assert "2026-11-19" in page
    assert 'href="2026-11-20/briefing.html"' in page
    assert "2026-13-45" not in page


def test_a_day_of_another_shape_stays_readable_where_it_tells_the_same(outputs):
    path = outputs / DAYS[0] / "briefing.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    for story in value["stories"]:
        story |= {"open_questions": 7, "a_later_field": {}, "discrepancies": "of another shape"}
    value["sums"] = {name: value["sums"][name] for name in ("articles_in", "languages", "flagged")}
    path.write_text(json.dumps(value), encoding="utf-8")
    before = (outputs / "index.html").read_bytes()
    assert not rebuild(outputs).unread
    assert (outputs / "index.html").read_bytes() == before


def test_a_time_or_a_letter_that_cannot_be_takes_no_other_day_with_it(outputs):
    (outputs / DAYS[0] / "run.json").write_text('{"started": "0001-01-01T00:00:00+14:00"}')
    path = outputs / DAYS[0] / "briefing.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["stories"][0]["headline"]["text"] = "Half a letter: \ud800"
    path.write_text(json.dumps(value), encoding="utf-8")
    (outputs / "feed.atom").unlink()
    assert not rebuild(outputs).unread
    assert "Half a letter: \ufffd" in (outputs / "feed.atom").read_text(encoding="utf-8")


def test_a_day_that_was_removed_or_changed_is_seen(outputs):
    path = outputs / DAYS[0] / "briefing.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["stories"][0]["headline"]["text"] = "Quite another headline"
    path.write_text(json.dumps(value), encoding="utf-8")
    rebuild(outputs)
    assert "Quite another headline" in (outputs / "index.html").read_text(encoding="utf-8")
    for date in DAYS:
        shutil.rmtree(outputs / date, ignore_errors=True)
    rebuild(outputs)
    assert "No briefings yet" in (outputs / "index.html").read_text(encoding="utf-8")
    assert not list((outputs / ".archive").glob("*.json"))


def test_what_is_remembered_is_never_believed_where_it_is_damaged(outputs):
    before = (outputs / "index.html").read_bytes()
    for path in (outputs / ".archive").glob("*.json"):
        path.write_text('{"mark": 1')
    rebuild(outputs)
    assert (outputs / "index.html").read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_archive_that_cannot_be_written_takes_nothing_from_the_day(outputs):
    outputs.chmod(0o500)
    try:
        assert briefing("archive", "--output", str(outputs)).returncode == 2
    finally:
        outputs.chmod(0o700)


def test_a_person_stands_in_the_page_in_every_form_of_the_sources(demo_days):
    page = lxml.html.fromstring((demo_days / "index.html").read_text(encoding="utf-8"))
    names = json.loads(page.xpath("//script[@type='application/json']/text()")[0])
    forms = next(forms for _, *forms in names if "Nino Kvaratelia" in forms)
    for form in ("Nino Kwaratelia", "Нино Кварателия", "نينو كفاراتيليا"):
        assert form in forms
    number = next(n for n, name in enumerate(names) if "Nino Kvaratelia" in name[1:])
    stories = page.xpath("//li[@data-n]")
    told = [li for li in stories if str(number) in li.get("data-n").split()]
    assert len(told) >= 2

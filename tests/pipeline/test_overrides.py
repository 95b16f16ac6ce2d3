"""Decisions of a person on the grouping: kept, applied, taken back, never contradicting each other."""

from __future__ import annotations

import itertools
import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import InputError, OutputError
from briefing.models import Article, Extraction, Group, Member, Paragraph
from briefing.pipeline import overrides as grouping
from briefing.pipeline.overrides import NONE, Decisions, apply, forget, load, merge, save, split
from examples import examples

A, B, C, D, E, F = (letter * 12 for letter in "abcdef")


def groups(*held: str) -> list[Group]:
    """`groups("ab", "c")`: one of two articles, one of one."""
    return [Group(event=f"event {ids}", members=tuple(map(member, ids))) for ids in held]


def member(letter: str) -> Member:
    of = letter * 12
    extraction = Extraction(
        article=of, title=None, outlet=None, dates=(), people=(), organisations=(), places=(), quotations=(),
        claims=(), cited_sources=(), instructions=(), model="m",
    )  # fmt: skip
    paragraph = Paragraph(n=1, kind="body", text="x", start=0, end=1)
    article = Article(id=of, raw="x", paragraphs=(paragraph,), language="de", origin=letter, encoding="utf-8")
    return Member(article=article, extraction=extraction)


def stories(*held: str):
    return [SimpleNamespace(articles=tuple(letter * 12 for letter in ids)) for ids in held]


def held(told: list[Group]) -> list[str]:
    return ["".join(m.article.id[0] for m in g.members) for g in told]


def test_articles_split_off_become_a_group_of_their_own_right_after_it():
    decisions = split(NONE, [C, D], stories("abcd", "e"))
    after = apply(groups("abcd", "e"), decisions)
    assert held(after) == ["ab", "cd", "e"]
    assert [g.event for g in after] == ["event abcd", "c", "event e"]


def test_a_whole_story_split_is_parted_into_each_of_its_articles():
    assert sorted(held(apply(groups("abc"), split(NONE, [A, B, C], stories("abc"))))) == ["a", "b", "c"]


def test_a_merge_takes_along_what_stands_beside_each():
    after = apply(groups("ab", "e", "cdf"), merge(NONE, [A, C], stories("ab", "e", "cdf")))
    assert held(after) == ["abcdf", "e"]
    assert after[0].event == "event cdf"


def test_a_new_article_goes_with_the_part_that_stays():
    decisions = split(NONE, [C], stories("abc"))
    assert held(apply(groups("abcf"), decisions)) == ["abf", "c"]


def test_decisions_on_articles_of_another_day_change_nothing():
    decisions = merge(split(NONE, [C], stories("abc", "d", "e")), [D, E], stories("abc", "d", "e"))
    assert apply(groups("f", "a"), decisions) == groups("f", "a")


def test_a_split_takes_along_what_a_person_merged_with_it():
    told = stories("ab", "c", "d")
    decisions = merge(split(NONE, [B], told), [B, D], told)
    assert held(apply(groups("abd", "c"), decisions)) == ["a", "bd", "c"]
    assert held(apply(groups("ad", "bc"), decisions)) == ["a", "dbc"]


def test_merges_hold_over_any_number_of_them():
    told = stories("a", "b", "c", "d")
    decisions = merge(merge(merge(NONE, [A, B], told), [C, D], told), [B, C], told)
    assert held(apply(groups("a", "b", "c", "d"), decisions)) == ["abcd"]
    assert [set(bundle) for bundle in grouping.together(decisions)] == [{A, B, C, D}]


def test_a_contradiction_is_refused_and_names_what_to_take_back():
    told = stories("abc", "d")
    parted = split(NONE, [C], told)
    with pytest.raises(InputError, match="--undo 1"):
        merge(parted, [A, C], told)
    joined = merge(NONE, [A, D], told)
    with pytest.raises(InputError, match="decision 1 puts these articles together; take it back first with --undo 1"):
        split(joined, [A], stories("abcd"))
    assert held(apply(groups("abc"), forget(parted, 1))) == ["abc"]


def test_a_contradiction_over_others_is_refused_too():
    told = stories("ab", "c")
    decisions = merge(split(NONE, [A], told), [A, C], told)
    with pytest.raises(InputError, match="--undo 1"):
        merge(decisions, [C, B], told)


@pytest.mark.parametrize(
    ("work", "ids", "says"),
    [
        (split, ["ffff"], "no article"),
        (split, ["aa"], "no article"),
        (split, [A, D], "2 stories"),
        (split, [D], "already a story of its own"),
        (merge, [A], "two articles or more"),
        (merge, [A, A[:6]], "two articles or more"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(work, ids, says):
    with pytest.raises(InputError, match=says):
        work(NONE, ids, stories("abc", "d"))


def test_the_beginning_of_an_id_is_enough_where_it_fits_one():
    assert split(NONE, ["cccc"], stories("abc")).decisions[0].parts == ((C,), (A, B))
    twins = [SimpleNamespace(articles=("aaaa11112222", "aaaa33334444"))]
    with pytest.raises(InputError, match="several"):
        split(NONE, ["aaaa"], twins)


def test_taking_back_what_is_not_there_is_refused():
    with pytest.raises(InputError, match="there are 0"):
        forget(NONE, 1)


def test_decisions_come_back_from_the_file_as_they_were(tmp_path):
    path = grouping.file_beside(tmp_path / "deep" / "ledger.sqlite3")
    decisions = merge(split(NONE, [C], stories("abc", "d")), [A, D], stories("abc", "d"))
    save(path, decisions)
    assert load(path) == decisions
    assert path.name == "ledger.grouping.json"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_no_file_and_no_place_for_one_are_no_decisions(tmp_path):
    assert load(tmp_path / "none.json") == load(None) == NONE


@pytest.mark.parametrize("text", ["", "{", '{"version": "2"}', '{"decisions": [{"kind": "x"}]}', "\x00"])
def test_a_damaged_file_is_named_and_never_ignored(tmp_path, text):
    path = tmp_path / "x.grouping.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"x\.grouping\.json"):
        load(path)


def test_a_file_edited_into_a_contradiction_is_refused(tmp_path):
    path = tmp_path / "x.json"
    rows = [{"kind": "merge", "parts": [[A, B]], "at": ""}, {"kind": "split", "parts": [[A], [B]], "at": ""}]
    path.write_text(json.dumps({"decisions": rows}))
    with pytest.raises(InputError, match="decision 2"):
        load(path)


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    save(path, NONE)
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        save(path, split(NONE, [A], stories("ab")))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


LETTERS = "abcdefgh"
PARTITION = st.lists(st.integers(0, 3), min_size=len(LETTERS), max_size=len(LETTERS)).map(
    lambda places: ["".join(x for x, p in zip(LETTERS, places, strict=True) if p == n) for n in sorted(set(places))]
)
CHOICE = st.tuples(st.booleans(), st.lists(st.sampled_from(LETTERS), min_size=1, max_size=3, unique=True), PARTITION)


@settings(max_examples=examples(60))
@given(st.lists(CHOICE, max_size=6), PARTITION)
def test_whatever_the_model_says_every_decision_holds_and_no_article_is_lost(choices, model):
    decisions: Decisions = NONE
    for cuts, letters, told in choices:
        try:
            decisions = (split if cuts else merge)(decisions, [x * 12 for x in letters], stories(*told))
        except InputError:
            continue
    after = apply(groups(*model), decisions)
    assert sorted("".join(held(after))) == sorted(LETTERS)
    place = {m.article.id: n for n, g in enumerate(after) for m in g.members}
    assert all(place[one] != place[other] for one, other in grouping.apart(decisions))
    for bundle in grouping.together(decisions):
        assert all(place[one] == place[other] for one, other in itertools.pairwise(bundle))
    assert held(apply(after, decisions)) == held(after), "applying twice changes nothing"

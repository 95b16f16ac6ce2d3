"""Patches: the schema that is sent for them, and what they change and leave."""

from __future__ import annotations

import copy
import json

import pytest

from briefing.prompting.own_fields import fields_reply
from briefing.prompting.patches import Change, Patch, apply, from_whole, locate, patch_schema
from briefing.prompting.schemas import SCHEMAS, Reply

#: What strict mode knows; `$ref` and the rest of our schemas are looked at in test_templates.
_KEYWORDS = {"$defs", "$ref", "type", "properties", "required", "additionalProperties", "items", "anyOf", "description"}


class Leaf(Reply):
    text: str
    marks: list[int]


class Row(Reply):
    n: int
    text: str


class Tree(Reply):
    title: str
    note: str | None
    leaves: list[Leaf]
    rows: list[Row]
    sure: bool


WHOLE = {
    "title": "t",
    "note": "n",
    "leaves": [{"text": f"leaf {i}", "marks": [i]} for i in range(4)],
    "rows": [{"n": n, "text": f"row {n}"} for n in (11, 12, 14)],
    "sure": True,
}


def patched(changes=(), removed=(), places=("",)):
    made = Patch(changes=[Change(where=w, value=v) for w, v in changes], removed=list(removed))
    return apply(WHOLE, made, places, Tree)


def changed(**parts):
    return copy.deepcopy(WHOLE) | parts


# ── the schema ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reply", SCHEMAS.values(), ids=SCHEMAS)
def test_the_schema_of_a_patch_holds_only_what_strict_mode_takes(reply):
    def walk(node, names=False):
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict):
            assert names or set(node) <= _KEYWORDS | {"enum", "const"}, node
            if not names and node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
            for key, part in node.items():
                walk(part, names=not names and key in ("properties", "$defs"))

    shape = patch_schema(reply)
    walk(shape)
    assert shape["type"] == "object"
    for name in {ref.rpartition("/")[2] for ref in _values_of(shape, "$ref")}:
        assert name in shape["$defs"]


@pytest.mark.parametrize("reply", SCHEMAS.values(), ids=SCHEMAS)
def test_no_two_objects_of_the_union_begin_with_the_same_key(reply):
    """OpenAI refuses such a schema with 400."""
    union = patch_schema(reply)["properties"]["changes"]["items"]["properties"]["value"]["anyOf"]
    firsts = [next(iter(kind["properties"])) for kind in union if kind["type"] == "object"]
    assert firsts
    assert len(firsts) == len(set(firsts))


def test_a_value_has_the_types_that_occur_in_the_reply_and_no_others():
    union = patch_schema(Tree)["properties"]["changes"]["items"]["properties"]["value"]["anyOf"]
    assert [kind["type"] for kind in union] == ["string", "integer", "boolean", "null", "array", "object", "object"]
    assert union[4]["items"] == {"type": "integer"}
    assert [list(kind["properties"]) for kind in union[5:]] == [["Leaf"], ["Row"]]


def _values_of(node, key):
    if isinstance(node, dict):
        if isinstance(node.get(key), str):
            yield node[key]
        for part in node.values():
            yield from _values_of(part, key)
    elif isinstance(node, list):
        for part in node:
            yield from _values_of(part, key)


# ── what changes ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "where",
    [
        "leaves.1.text",
        "leaves/1/text",
        "/leaves/1/text",
        "$.leaves[1].text",
        "leaves[1]['text']",
        "$['leaves'][1].text",
    ],
)
def test_a_place_is_found_however_it_is_written(where):
    done = patched([(where, "new")])
    assert done.value["leaves"][1] == {"text": "new", "marks": [1]}
    assert done.value == changed(leaves=[*WHOLE["leaves"][:1], done.value["leaves"][1], *WHOLE["leaves"][2:]])


@pytest.mark.parametrize(
    "where",
    ["", "$", "leaf.1", "leaves.1.words", "leaves.-1", "leaves.-.text", "title.0", "leaves.99.text"],
)
def test_an_unknown_place_is_passed_over_and_said(where):
    done = patched([(where, "new"), ("title", "T")])
    assert done.value == changed(title="T")
    (told,) = done.passed_over
    assert told.startswith(where)


def test_the_reply_handed_in_is_not_touched():
    before = copy.deepcopy(WHOLE)
    patched([("leaves.0.text", "new"), ("leaves.-", {"text": "l", "marks": []})], ["leaves.2"])
    assert before == WHOLE


def test_all_places_are_those_of_the_reply_before_whatever_goes():
    done = patched([("leaves.3.marks", [7, 8]), ("leaves.2.marks.-", 9)], ["leaves.0", "leaves.2.marks.0", "leaves.0"])
    assert [leaf["text"] for leaf in done.value["leaves"]] == ["leaf 1", "leaf 2", "leaf 3"]
    assert [leaf["marks"] for leaf in done.value["leaves"]] == [[1], [9], [7, 8]]


@pytest.mark.parametrize("where", ["leaves.-", "leaves.4", "leaves[4]", "leaves.7"])
def test_an_entry_is_added_at_the_end(where):
    done = patched([(where, {"Leaf": {"text": "l", "marks": []}})])
    assert done.value["leaves"] == [*WHOLE["leaves"], {"text": "l", "marks": []}]


def test_entries_that_carry_a_number_go_by_it():
    done = patched([("rows.12.text", "new"), ("rows.13", {"n": 13, "text": "row 13"})], ["rows.11"])
    assert done.value["rows"] == [{"n": 12, "text": "new"}, {"n": 13, "text": "row 13"}, {"n": 14, "text": "row 14"}]


def test_a_field_that_may_be_empty_is_emptied_and_another_is_not():
    done = patched(removed=["note", "title", "rows.99"])
    assert done.value == changed(note=None)
    assert len(done.passed_over) == 2


def test_what_does_not_fit_the_schema_is_passed_over_and_the_rest_is_taken():
    done = patched([("leaves.0.marks", "three"), ("sure", "yes"), ("leaves.0.text", "new"), ("title", {"Leaf": {}})])
    assert done.value == changed(leaves=[{"text": "new", "marks": [0]}, *WHOLE["leaves"][1:]])
    assert len(done.passed_over) == 3
    assert len(done.applied) == 1


def test_what_nobody_asked_for_is_not_applied_and_counted():
    done = patched(
        [("leaves.1.text", "new"), ("leaves.2.text", "bent"), ("title", "bent"), ("leaves.-", WHOLE["leaves"][0])],
        ["rows.11", "leaves.0"],
        places=["leaves.1"],
    )
    assert json.dumps(done.value) == json.dumps(WHOLE).replace('"leaf 1"', '"new"')
    assert done.outside == ("leaves.2.text", "title", "leaves.-", "rows.11", "leaves.0")


def test_a_section_covers_its_entries_and_new_ones_and_no_other_section():
    done = patched([("leaves.-", {"text": "l", "marks": []}), ("title", "x")], ["leaves.0"], places=["leaves"])
    assert len(done.value["leaves"]) == 4
    assert done.outside == ("title",)


def test_a_place_is_no_other_that_begins_with_the_same_digits():
    assert patched([("rows.12.text", "x")], places=["rows.1", "leaves.1"]).outside == ("rows.12.text",)


def test_what_changed_at_a_place_is_known():
    done = patched([("leaves.1.text", "new")])
    assert done.changed("leaves.1", WHOLE)
    assert done.changed("leaves", WHOLE)
    assert not done.changed("leaves.0", WHOLE)
    assert not done.changed("nowhere", WHOLE)


def test_a_whole_reply_is_taken_for_the_places_that_were_asked_about():
    after = changed(title="bent", note=None)
    after["leaves"][1]["text"] = "new"
    after["rows"].pop(0)
    patch = from_whole(WHOLE, after, ["leaves.1", "rows.12", "note"])
    assert apply(WHOLE, patch, ["leaves.1", "rows.12", "note"], Tree).value == changed(
        note=None, leaves=after["leaves"]
    )
    assert apply(WHOLE, from_whole(WHOLE, after, [""]), [""], Tree).value == after


def test_places_that_findings_name_are_found_in_lists_of_every_kind():
    assert locate(WHOLE, "") == ()
    assert locate(WHOLE, "rows.14") == ("rows", 2)
    assert locate(WHOLE, "leaves.3.marks") == ("leaves", 3, "marks")
    assert locate(WHOLE, "rows.3") == ("rows", "-")


def test_fields_of_the_users_own_can_be_mended(tmp_path):
    (tmp_path / "port.py").write_text(
        "from pydantic import BaseModel\nclass Port(BaseModel):\n    draught: float\n    berths: int\n    name: str\n"
    )
    union = patch_schema(fields_reply(f"{tmp_path}/port.py:Port"))["properties"]["changes"]["items"]["properties"]
    firsts = [next(iter(kind["properties"])) for kind in union["value"]["anyOf"] if kind["type"] == "object"]
    assert {"DraughtEntry", "BerthsEntry", "NameEntry"} < set(firsts)
    assert {"type": "number"} in union["value"]["anyOf"]

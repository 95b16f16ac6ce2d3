"""A reply is one JSON object, or it is refused with a named reason."""

from __future__ import annotations

import pytest

from briefing.llm.json_reply import MAX_DEPTH, Unparsable, parse, validate
from briefing.prompting.schemas import GroupingReply

ACCEPTED = {
    "plain": '{"a": 1}',
    "byte order mark": '\ufeff{"a": 1}',
    "white space": '\n  {"a": 1}\n',
    "fence": '```json\n{"a": 1}\n```',
    "fence without a language": '```\n{"a": 1}\n```',
    "fence, then prose": '```json\n{"a": 1}\n```\nI hope this helps.',
    "prose before": 'Here it is:\n{"a": 1}',
    "prose after": '{"a": 1}\nAnything else?',
    "carriage returns": '```json\r\n{"a": 1}\r\n```',
    "braces in a text": '{"a": "}{"}',
    "escapes": '{"a": "\\u0645\\n\\"\\\\"}',
    "a pair of surrogates": '{"a": "\\ud83d\\ude00"}',
    "deep but allowed": '{"a": ' + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "}",
    "numbers": '{"a": [0, -1, 1.5, 1e3, 123456789012345678901234567890]}',
    "the same key in two objects": '{"a": {"b": 1}, "c": {"b": 2}}',
}

REFUSED = {
    "": "empty",
    "   ": "empty",
    "I can't do that.": "no-object",
    "[1, 2]": "no-object",
    '[{"a": 1}]': "no-object",
    '"{}"': "no-object",
    '{"a": 1': "truncated",
    '{"a": "half': "truncated",
    '{"a": 1}}': "trailing-garbage",
    '{"a": 1} {"a": 2}': "trailing-garbage",
    '{"a": 1, "a": 2}': "duplicate-key",
    '{"x": {"a": 1, "a": 1}}': "duplicate-key",
    '{"a": NaN}': "not-a-number",
    '{"a": Infinity}': "not-a-number",
    '{"a": -Infinity}': "not-a-number",
    '{"a": 1e999}': "number-too-large",
    '{"a": ' + "9" * 5000 + "}": "number-too-long",
    '{"a": ' + "[" * 5000 + "]" * 5000 + "}": "too-deep",
    '{"a": ' * 5000: "too-deep",
    '{"a": "\\ud800"}': "lone-surrogate",
    '{"a": ["\\udc00"]}': "lone-surrogate",
    '{"\\ud800": 1}': "lone-surrogate",
    "{'a': 1}": "not-json",
    '{"a": 1,}': "not-json",
    "{a: 1}": "not-json",
    '{"a": 01}': "not-json",
    '{"a": +1}': "not-json",
    '{"a": .5}': "not-json",
    '{"a": "line\nbreak"}': "not-json",
    '{"a": "\\x41"}': "not-json",
    '{"a": undefined}': "not-json",
    '{"a" 1}': "not-json",
    '{"a": 1 // why\n}': "not-json",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepted(text):
    assert isinstance(parse(text), dict)


@pytest.mark.parametrize(("text", "reason"), REFUSED.items(), ids=[text[:20] for text in REFUSED])
def test_refused_with_its_reason(text, reason):
    with pytest.raises(Unparsable) as caught:
        parse(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        '{"groups": [], "more": 1}',
        "{}",
        '{"groups": [{"event": 1, "articles": [], "reason": ""}]}',
        '{"groups": [{"event": "e", "articles": ["A1"]}]}',
        '{"groups": {"event": "e"}}',
        '{"groups": null}',
    ],
)
def test_json_of_another_shape_is_told_field_by_field(text):
    with pytest.raises(Unparsable) as caught:
        validate(text, GroupingReply)
    assert caught.value.reason == "schema"
    assert caught.value.detail


def test_a_text_is_no_number_and_a_number_no_text():
    from briefing.prompting.schemas import TranslatedParagraphReply

    with pytest.raises(Unparsable):
        validate('{"n": "3", "text": "x"}', TranslatedParagraphReply)
    assert validate('{"n": 3, "text": "x"}', TranslatedParagraphReply).n == 3


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"groups": []}, "b": {"groups": []}}',
        '{"draft": {"groups": []}, "more": "{\\"groups\\": []}"}',
        '{"arguments": {"groups": "none"}}',
        '{"arguments": {"inner": {"groups": []}}}',
        '{"arguments": "{\\"groups\\": [],"}',
    ],
)
def test_an_object_within_another_is_taken_only_where_it_is_the_one_that_fits(text):
    assert validate('{"arguments": {"groups": []}}', GroupingReply).groups == []
    with pytest.raises(Unparsable):
        validate(text, GroupingReply)

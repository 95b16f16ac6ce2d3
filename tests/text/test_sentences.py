"""Where sentences end, for paragraphs, pictures of a page and the English beside a quote alike."""

from __future__ import annotations

import pytest

from briefing.text.sentences import ends_sentence, sentence_ends, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose. It fell!", ["It rose.", "It fell!"]),
        ("Er ging am 3. Mai um 3.5 Uhr.", ["Er ging am 3. Mai um 3.5 Uhr."]),
        ("«Sí.» Se fue.", ["«Sí.»", "Se fue."]),
        ("J. Smith came. He left.", ["J. Smith came.", "He left."]),
        ("他来了。他走了！", ["他来了。", "他走了！"]),
        ("彼は言った。」彼は去った。", ["彼は言った。」", "彼は去った。"]),
        ("वह आया। वह गया।", ["वह आया।", "वह गया।"]),
        ("هل جاء؟ نعم.", ["هل جاء؟", "نعم."]),
        ("وہ آیا۔ وہ گیا۔", ["وہ آیا۔", "وہ گیا۔"]),
        ("No stop", ["No stop"]),
        ("  ", []),
    ],
)
def test_sentences_of_many_scripts(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_an_end_is_one_past_what_closes():
    assert list(sentence_ends("A.” B.", 0, 4)) == [3]
    assert ends_sentence("He said: “no.”")
    assert not ends_sentence("He said: no,")
    assert ends_sentence("xx no. yy", 3, 6)

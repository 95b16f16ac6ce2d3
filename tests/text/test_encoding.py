"""Bytes to text."""

from __future__ import annotations

import codecs
import contextlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ArticleUnreadable
from briefing.text.decode import decode
from briefing.text.encoding import guess

ARABIC = "أعلن مكتب الميناء عودة العبارة إلى العمل يوم الاثنين، وقال إن الركاب ينتظرون ذلك منذ أسبوعين."
GERMAN = "Die Fähre fährt wieder, sagte der Bürgermeister. „Größere Schäden gab es nicht.“"
FRENCH = "Le bac a été réparé à temps ; les pêcheurs, eux, n’étaient guère inquiets."
RUSSIAN = "Паром снова ходит через пролив, сообщила администрация порта."
CHINESE = "港务局宣布，渡轮周一恢复通航。\n市长表示满意。"

SHORT = [
    ("windows-1256", "cp1256", ["مرحبا", "عاجل: إغلاق المطار", "قال المتحدث إن المحادثات مستمرة", "پل بسته است"]),
    ("windows-1252", "cp1252", ["Größe", "Für drei Tage", "Müller wählt", "Die Brücke öffnet für Busse", "Straße"]),
    ("windows-1252", "cp1252", ["Été", "Ça ira", "L’école ferme à midi", "Où est le préfet ?", "Noël à Sète"]),
    ("windows-1252", "cp1252", ["¿Qué pasó?", "El niño llegó mañana", "Eleições", "A ponte não será", "Håller på"]),
    ("windows-1251", "cp1251", ["Привет", "Срочно: аэропорт закрыт", "Мэр сообщил об этом", "Міст знову відкрито"]),
    ("windows-1254", "cp1254", ["Şehir", "Işık", "İstanbul'da yağış bekleniyor", "Köprü yarın açılacak"]),
    ("windows-1250", "cp1250", ["Łódź", "Źródło", "Most bude otevřen příští středu"]),
    ("koi8-r", "koi8_r", ["Мэр сообщил об этом в среду"]),
    ("gb18030", "gb18030", ["渡轮恢复通航", "北京", "市长宣布大桥周三重新开放"]),
    ("shift_jis", "shift_jis", ["市長は水曜日に橋を再開すると発表した"]),
    ("euc-jp", "euc_jp", ["市長は水曜日に橋を再開すると発表した"]),
    ("big5", "big5", ["市長宣布大橋週三重新開放"]),
    ("euc-kr", "euc_kr", ["시장은 수요일에 다리를 다시 연다고 발표했다"]),
]


@pytest.mark.parametrize(
    ("name", "codec", "text"), [(name, codec, text) for name, codec, texts in SHORT for text in texts]
)
def test_a_short_text_in_a_legacy_encoding_is_read_right_and_says_it_was_guessed(name, codec, text):
    text = text.replace("ی", "ي")
    decoded = decode(text.encode(codec), "x")
    assert (decoded.text, decoded.encoding) == (text, f"{name} (guessed)")


@pytest.mark.parametrize("text", [ARABIC, GERMAN, FRENCH, RUSSIAN, CHINESE])
def test_utf8_is_read_with_and_without_a_mark_and_the_mark_is_no_text(text):
    assert decode(text.encode(), "x").encoding == "utf-8"
    marked = decode(codecs.BOM_UTF8 + text.encode(), "x")
    assert (marked.text, marked.encoding) == (text, "utf-8 (byte order mark)")


@pytest.mark.parametrize("text", [ARABIC, GERMAN, FRENCH, RUSSIAN, CHINESE, "Plain English words.\n", "好的。\n" * 3])
@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_is_read_with_and_without_a_mark(text, name):
    mark = codecs.BOM_UTF16_LE if name.endswith("le") else codecs.BOM_UTF16_BE
    marked, bare = decode(mark + text.encode(name), "x"), decode(text.encode(name), "x")
    assert (marked.text, marked.encoding) == (text, f"{name} (byte order mark)")
    assert (bare.text, bare.encoding) == (text, f"{name} (guessed)")


def test_long_utf16_is_read_to_its_end():
    text = (ARABIC + " 😀\n") * 500
    assert decode(text.encode("utf-16-le"), "x").text == text


def test_utf32_is_not_taken_for_utf16():
    assert decode(codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), "x").text == GERMAN


def test_english_with_typographic_quotes_is_western():
    text = "“It’s open,” she said – at last…"
    assert decode(text.encode("cp1252"), "x").text == text


def test_a_few_foreign_letters_don_t_turn_the_guess():
    text = f"{GERMAN} Dazu gab es Café crème mit Søren und Núria. {GERMAN}"
    assert decode(text.encode("cp1252"), "x").text == text


@pytest.mark.parametrize("text", [ARABIC, GERMAN * 3, RUSSIAN, CHINESE])
def test_damaged_utf8_is_refused_and_not_read_as_another_encoding(text):
    damaged = text.encode()[:-1] + b"\xff" if text is GERMAN else text.encode()[:20] + b"\xff" + text.encode()[20:]
    with pytest.raises(ArticleUnreadable, match=r"damaged UTF-8: .* at byte"):
        decode(damaged, "x")


def test_what_no_encoding_makes_sense_of_is_refused_and_names_those_tried():
    with pytest.raises(ArticleUnreadable, match=r"utf-8, utf-16, windows-1252, windows-1251, windows-1256"):
        decode(bytes(range(128, 256)) * 3, "x")


def test_a_wrong_byte_order_mark_is_named():
    with pytest.raises(ArticleUnreadable, match="byte order mark says utf-16-le"):
        decode(codecs.BOM_UTF16_LE + b"abc", "x")


@pytest.mark.parametrize("content", [b"text\0with\0nul", b"\x01\x02\x03\x04 some words", b"\0" * 50])
def test_binary_is_refused(content):
    with pytest.raises(ArticleUnreadable, match="binary"):
        decode(content, "x")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_utf8_without_many_controls_comes_back_as_it_was(text):
    if sum(ord(char) < 32 or ord(char) == 127 for char in text) <= len(text.encode()) / 20:
        assert decode(text.encode(), "x").text == text.removeprefix("\ufeff")


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fall_over(content):
    with contextlib.suppress(ArticleUnreadable):
        decode(content, "x").text.encode()


@given(st.binary(min_size=60, max_size=300))
def test_guessing_at_noise_is_rare_and_never_an_error(content):
    found = guess(content)
    assert found is None or found.text


LONG = """
from briefing.text.encoding import guess
found = guess(("b" * 400_000 + " " + "a" * 400_000 + "\u00fc Gr\u00f6\u00dfe f\u00fcr M\u00fcller").encode("cp1252"))
assert found.encoding == "windows-1252" and found.text.endswith("M\u00fcller"), found
"""


def test_a_long_run_without_a_blank_holds_nothing_up():
    # A pattern that went back at each letter took hours for as long a run; the limit is far above what is needed.
    subprocess.run([sys.executable, "-c", LONG], check=True, timeout=60)

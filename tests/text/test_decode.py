"""Labels as the web means them, one decoder for texts, pages, feeds and mails."""

from __future__ import annotations

import pytest

from briefing.errors import ArticleUnreadable
from briefing.text.decode import decode, decode_labelled
from charset_texts import TEXTS, USED, encoded

#: A label, the codec that its texts are really in, and a text that the label's own name doesn't hold.
WIDER = [
    ("gb2312", "gb18030", "朱镕基会见外宾，双方就经贸合作交换了意见。"),
    ("GBK", "gb18030", "𠮷野家在北京开店"),
    ("euc-kr", "cp949", "펲시콜라가 똠방각하를 후원한다고 밝혔다."),
    ("ks_c_5601-1987", "cp949", "펲시콜라가 똠방각하를 후원한다고 밝혔다."),
    ("Shift_JIS", "cp932", "①髙橋市長は㈱山﨑の計画を発表した。"),
    ("euc-jp", "euc_jis_2004", "①市長は計画を発表した。"),
    ("big5", "big5hkscs", "香港嘅銅鑼灣喺港島，佢哋話。"),
    ("iso-8859-1", "cp1252", "Le maire a dit : « L’œuvre coûte 3 € – c’est trop… »"),
    ("latin1", "cp1252", "„Größer“ – sagte er…"),
    ("tis-620", "cp874", "นายกกล่าวว่า “ไม่มีความเสียหาย”…"),
    ("iso-8859-9", "cp1254", "“Köprü” yarın açılacak…"),
]


@pytest.mark.parametrize(("label", "codec", "text"), WIDER)
def test_a_label_means_all_that_is_written_under_it_on_the_web(label, codec, text):
    found = decode_labelled(text.encode(codec), "x", label)
    assert (found.text, found.encoding, found.note) == (text, f"{label.lower()} (declared)", None)


@pytest.mark.parametrize("label", [None, "gb2312", "euc-kr", "iso-8859-1", "utf-16", "us-ascii", "no-such"])
def test_valid_utf8_is_utf8_whatever_the_label_says(label):
    text = TEXTS["ko"]
    assert decode_labelled(text.encode(), "x", label).text == text


@pytest.mark.parametrize("label", ["ascii", "us-ascii", "unknown-8bit", "x-unknown", "utf-8", "iso-8859-1", "8bit", ""])
@pytest.mark.parametrize(
    ("language", "codec"), [("ru", "cp1251"), ("ko", "cp949"), ("zh", "gb18030"), ("el", "cp1253")]
)
def test_a_label_of_a_program_that_never_asked_is_not_believed(label, language, codec):
    found = decode_labelled(TEXTS[language].encode(codec), "x", label)
    assert found.text == TEXTS[language]
    assert found.encoding.endswith("(guessed)")
    assert (f"labelled {label}" in (found.note or "")) == bool(label)


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "ca"])
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
def test_an_honest_western_label_is_never_overruled(label, language):
    for line in TEXTS[language].splitlines():
        found = decode_labelled(line.encode("cp1252"), "x", label)
        assert (found.text, found.note) == (line, None)


def test_japanese_and_chinese_and_korean_of_seven_bits_are_no_utf8():
    for language, codec in (("ja", "iso2022_jp"), ("ko", "iso2022_kr"), ("zh", "hz")):
        for label in (None, codec.replace("_", "-").replace("iso2022", "iso-2022"), "us-ascii"):
            content = TEXTS[language].encode(codec)
            assert decode_labelled(content, "x", label).text == TEXTS[language]
            assert decode(content, "x").text == TEXTS[language]


def test_japanese_mail_may_have_the_characters_of_windows():
    # ① and ㈱, which ISO-2022-JP itself doesn't have; half-width kana; a line that ends without an escape.
    content = b"\x1b$B-!;T-j\x1b(B ok\r\n\x1b(I\x36\x37\x1b(B\x1b$B;TD9\nabc"
    assert decode_labelled(content, "x", "iso-2022-jp").text == "①市㈱ ok\r\nｶｷ市長\nabc"


@pytest.mark.parametrize("text", ["a ~{b}~ c", "~{~}", "ls ~{a,b}", "\x1b[31mred\x1b[0m", "~{ not hz ~}"])
def test_tildes_and_escapes_of_other_texts_stay(text):
    assert decode(text.encode(), "x").text == text


@pytest.mark.parametrize(
    ("language", "codec", "encoding"),
    [("lt", "cp1257", "windows-1257"), ("lv", "cp1257", "windows-1257"), ("th", "cp874", "windows-874"),
     ("pl", "iso8859_2", "iso-8859-2"), ("cs", "iso8859_2", "iso-8859-2"), ("uk", "koi8_u", "koi8-u"),
     ("ru", "iso8859_5", "iso-8859-5"), ("ru", "cp866", "ibm866"), ("vi", "cp1258", "windows-1258"),
     ("hr", "cp1250", "windows-1250"), ("ro", "cp1250", "windows-1250"), ("is", "cp1252", "windows-1252"),
     ("el", "iso8859_7", "iso-8859-7"), ("ko", "cp949", "euc-kr"), ("ja", "cp932", "shift_jis")],
)  # fmt: skip
def test_each_legacy_encoding_of_a_language_is_guessed(language, codec, encoding):
    content = encoded(TEXTS[language], codec)
    found = decode(content, "x")
    assert (found.text, found.encoding) == (content.decode(codec), f"{encoding} (guessed)")


def test_a_close_call_says_so():
    # One word, one letter: Croatian by its first reading, Italian by its second.
    found = decode("tri čovjeka".encode("cp1250"), "x")
    assert found.note is not None
    assert "nearly as likely" in found.note


def test_a_clear_guess_says_nothing():
    assert decode(TEXTS["ru"].encode("cp1251"), "x").note is None


def test_a_sentence_of_each_language_is_read_right_in_nearly_all_encodings():
    """The floor of bench/read_charsets.py over our own sentences; figures in docs/reading.md."""
    right = wrong = 0
    for codec, languages in USED.items():
        for language in languages.split():
            for line in TEXTS[language].splitlines():
                content = encoded(line, codec)
                if content is None or line.isascii():
                    continue
                try:
                    good = decode(content, "x").text == content.decode(codec)
                except ArticleUnreadable:
                    good = False
                right, wrong = right + good, wrong + (not good)
    assert right + wrong > 230
    assert right / (right + wrong) >= 0.96


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_broken_byte_behind_a_byte_order_mark_is_replaced_in_a_page_and_refused_in_a_file(name):
    text = "Žluťoučký kůň úpěl ďábelské ódy. " * 20
    content = text.encode(name) + b"\xff"
    read = decode_labelled(content, "test", None)
    assert (read.text[: len(text)], read.text[len(text) :]) == (text, "\ufffd")
    assert "1 broken bytes replaced" in read.encoding
    with pytest.raises(ArticleUnreadable, match="byte order mark"):
        decode(content, "test")
    with pytest.raises(ArticleUnreadable, match="byte order mark"):
        decode_labelled("ab".encode(name) + b"\xff" * 9, "test", None)

"""What the label of an encoding means on the web, and text in it.

A label names less than what is written under it: `gb2312` is GB18030, `euc-kr` has all of cp949, `shift_jis` is
cp932, `iso-8859-1` is windows-1252 (WHATWG Encoding). webencodings knows the labels; the rest, which mail programs
and old files have, is here.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

import webencodings  # type: ignore[import-untyped]

#: Labels that say nothing: the sender's program didn't know, or didn't look.
_EMPTY = frozenset({"unknown-8bit", "x-unknown", "unknown", "8bit", "binary", "default", "none", "ascii", "us-ascii"})
#: WHATWG names whose Python codec is narrower, or that the WHATWG gives up for safety's sake in browsers.
_CODECS: Final = {
    "gbk": ("gb18030",), "euc-jp": ("euc_jp", "euc_jis_2004"), "shift_jis": ("cp932", "shift_jis_2004"),
    "big5": ("big5hkscs", "cp950"), "euc-kr": ("cp949",), "utf-16le": ("utf-16-le",), "utf-16be": ("utf-16-be",),
}  # fmt: skip
_OTHERS: Final = {
    "hz-gb-2312": "hz", "hz": "hz", "iso-2022-kr": "iso2022_kr", "cp936": "gb18030", "ms936": "gb18030",
    "windows-936": "gb18030", "euc-cn": "gb18030", "cp949": "cp949", "ms949": "cp949", "uhc": "cp949",
    "x-windows-949": "cp949", "cp932": "cp932", "windows-932": "cp932", "cp950": "big5hkscs",
    "windows-950": "big5hkscs", "ms950": "big5hkscs", "johab": "johab", "cp1361": "johab", "euc-kr": "cp949",
    "latin-1": "cp1252",
    "iso-latin-1": "cp1252", "ansi": "cp1252",
}  # fmt: skip
#: Python's codecs of DOS, Mac and Central Asian texts. Others are no encodings of texts, or could hide markup.
_OLD = re.compile(
    r"(?:cp|ibm)-?(437|720|737|775|85[02578]|86\d|1125)|(koi8-t|kz-?1048|ptcp154|mac-[a-z]{4,9}|iso-?8859-\d{1,2})"
)
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\$\([@BDOPQ]|\([BIJ])")
_KOREAN = re.compile(rb"\x1b\$\)C")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){1,200}~\}")


def codecs_of(label: str | None) -> tuple[str, ...]:
    """Python's codecs for a label, the likeliest first; none for a label that is unknown or says nothing."""
    if not label:
        return ()
    name = label.strip(" \t\r\n\"'").lower()
    known = webencodings.lookup(name) or webencodings.lookup(name.replace("_", "-"))
    if name in _EMPTY:
        return ()
    if known is not None and known.name not in {"replacement", "x-user-defined"}:
        return _CODECS.get(known.name, (codecs.lookup(known.codec_info.name).name,))
    name = name.replace("_", "-")
    if name in _OTHERS:
        return (_OTHERS[name],)
    found = _OLD.fullmatch(name)
    codec = (f"cp{found[1]}" if found[1] else found[2]) if found else None
    try:
        return (codecs.lookup(codec).name,) if codec else ()
    except LookupError:
        return ()


def decoded(content: bytes, codec: str) -> str | None:
    """The text, without a byte that doesn't fit; None where there is one."""
    try:
        return from_jis(content) if codec == "iso2022_jp" else content.decode(codec)
    except UnicodeDecodeError:
        return None


def seven_bit(content: bytes) -> tuple[str, str] | None:
    """Text in an encoding that has ASCII bytes only and switches by escapes, and the encoding's name.

    To be asked before UTF-8, which such bytes are too.
    """
    if b"\x1b" in content:
        for pattern, codec, name in ((_KOREAN, "iso2022_kr", "iso-2022-kr"), (_ESCAPES, "iso2022_jp", "iso-2022-jp")):
            if pattern.search(content) and (text := decoded(content, codec)) and not text.isascii():
                return text, name
    # `~{…}~` may stand in a program's text: all of what they enclose must be Chinese.
    if _HZ.search(content) and content.isascii() and (text := decoded(content, "hz")):
        beyond = [char for char in text if not char.isascii()]
        if len(beyond) > 1 and any("\u4e00" <= char <= "\u9fff" for char in beyond):
            return text, "hz-gb-2312"
    return None


def from_jis(content: bytes) -> str:
    """ISO-2022-JP as mail programs write it, with the characters that only Microsoft's code page has.

    Raises:
        UnicodeDecodeError: There are bytes that it hasn't.
    """
    pieces: list[str] = []
    at, mode = 0, b"("
    for found in (*_ESCAPES.finditer(content), None):
        piece = content[at : found.start() if found else len(content)]
        pieces.append(_jis_piece(piece, mode))
        if found:
            at, mode = found.end(), found[0][1:]
    return "".join(pieces)


def _jis_piece(piece: bytes, mode: bytes) -> str:
    if mode in {b"$@", b"$B", b"$(@", b"$(B"}:
        # A line break ends the two-byte mode; some programs forget to say so.
        double, line_break, rest = (bytes(part) for part in _LINE.findall(piece)[0])
        words = _BLANKS.split(double)
        return "".join(_double(word) if n % 2 == 0 else word.decode("ascii") for n, word in enumerate(words)) + (
            line_break + rest
        ).decode("ascii")
    if mode == b"(I":
        return bytes(byte | 0x80 if 0x20 < byte < 0x60 else byte for byte in piece).decode("cp932")
    if mode[:1] == b"$":
        return (b"\x1b" + mode + piece + b"\x1b(B").decode("iso2022_jp_2004")
    return piece.decode("ascii")


_LINE = re.compile(rb"([^\r\n]*)([\r\n]*)(.*)", re.DOTALL)
_BLANKS = re.compile(rb"([\t ]+)")


def _double(piece: bytes) -> str:
    """Two bytes a character: JIS X 0208 with its extensions, by way of Shift_JIS."""
    shifted = bytearray()
    for first, second in zip(piece[::2], piece[1::2], strict=False):
        lead = (first + 1) // 2 + (0x70 if first < 0x5F else 0xB0)
        trail = second + (0x1F if second < 0x60 else 0x20) if first % 2 else second + 0x7E
        shifted += bytes((lead, trail))
    if len(piece) % 2:
        shifted.append(0xFF)
    return bytes(shifted).decode("cp932")

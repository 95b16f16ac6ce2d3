"""Where two files of one form first differ, in words that a reader of the file can follow."""

from __future__ import annotations

import csv
import email
import email.policy
import hashlib
import io
import json
import zipfile
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import lxml.etree
import lxml.html

from briefing.render.sanitize import one_line
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: A place, and what stands there.
Piece = tuple[str, str]
#: Letters shown before the first difference, and from it on.
_BEFORE, _AFTER = 24, 60
_NOTHING = ("at its end", "")
#: Of a Word file, what is read.
_WORDS = "word/document.xml"
#: How a place in it begins.
PARAGRAPH = "paragraph "


def first_difference(name: str, found: bytes, made: bytes) -> str | None:
    """The first place where a file isn't what it should be; None where no reader could see a difference.

    Args:
        name: Of the file; its ending says how it is read.
        found: As it lies there.
        made: As it was made again.
    """
    read = _READERS.get(name.rpartition(".")[2], _lines)
    try:
        return _compared(read(found), read(made))
    except (ValueError, KeyError, lxml.etree.LxmlError, zipfile.BadZipFile, csv.Error, RecursionError) as error:
        return f"it can't be read: {one_line(str(error))[:80]}"


def _compared(found: Iterable[Piece], made: Iterable[Piece]) -> str | None:
    for there, here in zip_longest(found, made, fillvalue=_NOTHING):
        if there == here:
            continue
        if there[0] == here[0] or _NOTHING in (there, here):
            return f"{here[0] if there is _NOTHING else there[0]}: {told(there[1], here[1])}"
        return f"{there[0]}: found “{_cut(there[1], 0)}”, expected {here[0]}: “{_cut(here[1], 0)}”"
    return None


def told(found: str, made: str) -> str:
    """`found “All quiet”, expected “Ten dead”`, cut around the first letter that differs."""
    same = next((n for n, pair in enumerate(zip(found, made, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(found), len(made)) if same is None else same
    there, here = (_cut(text, at) for text in (found, made))
    if not here.strip():
        return f"unexpected “{there}”"
    if not there.strip():
        return f"“{here}” is missing"
    return f"found “{there}”, expected “{here}”"


def _cut(text: str, at: int) -> str:
    start = max(0, at - _BEFORE)
    start = 0 if start == 0 else max(text.rfind(" ", 0, start) + 1, start - _BEFORE)
    end = at + _AFTER
    return f"{'…' if start else ''}{one_line(text[start:end])}{'…' if end < len(text) else ''}"


def differing_values(found: bytes, made: bytes) -> list[Piece]:
    """Every place of two JSON texts with different values; a list or table that is longer or shorter is one place."""
    return list(_differing(parsed(found), parsed(made), ""))


def _differing(found: Any, made: Any, where: str) -> Iterator[Piece]:
    if isinstance(found, dict) and isinstance(made, dict):
        for key in {**made, **found}:
            place = f"{where}.{key}" if where else key
            if key not in found:
                yield place, "it is missing"
            elif key not in made:
                yield place, "it is unexpected"
            else:
                yield from _differing(found[key], made[key], place)
    elif isinstance(found, list) and isinstance(made, list):
        if len(found) != len(made):
            yield where, f"it has {len(found)} entries instead of {len(made)}"
        for number, (there, here) in enumerate(zip(found, made, strict=False)):
            yield from _differing(there, here, f"{where}.{number}")
    elif found != made or type(found) is not type(made):
        yield where, told(_shown(found), _shown(made))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# ── forms ────────────────────────────────────────────────────────────────────────────────────────


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _lines(data: bytes) -> Iterator[Piece]:
    for number, line in enumerate(_text(data).split("\n"), start=1):
        yield f"line {number}", line


def _html(data: bytes) -> Iterator[Piece]:
    """Texts and attributes in their order; of each the nearest element that has an id, or its heading."""
    root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    near, heading = "at its top", ""
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "end":
            yield near + heading, element.tail or ""
            continue
        if event in {"comment", "pi"}:
            yield f"{near}{heading}, a comment", element.text or ""
            yield near + heading, element.tail or ""
            continue
        if (identifier := element.get("id")) is not None:
            near = f"element #{identifier}"
        if element.tag in {"h1", "h2", "h3"}:
            heading = f" (under “{one_line(element.text_content())[:40].strip()}”)"
        place = f"{near}{heading}, <{element.tag}>"
        yield place, str(element.tag)
        for key, value in element.attrib.items():
            yield f"{place}, {key}", value
        yield place, element.text or ""


def _mail(data: bytes) -> Iterator[Piece]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield from ((f"header {key}", str(value)) for key, value in message.items())
    for number, part in enumerate(message.walk(), start=1):
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        content = part.get_payload(decode=True)
        body = content if isinstance(content, bytes) else b""
        read = {"text/html": _html, "text/plain": _lines}.get(kind, _octets)
        yield from ((f"part {number} ({kind}), {where}", what) for where, what in read(body))


def _octets(data: bytes) -> Iterator[Piece]:
    yield "its bytes", hashlib.sha256(data).hexdigest()


def _csv(data: bytes) -> Iterator[Piece]:
    rows = csv.reader(io.StringIO(_text(data).removeprefix("\ufeff"), newline=""))
    head: list[str] = []
    for number, row in enumerate(rows, start=1):
        head = head or row
        for column, cell in enumerate(row):
            name = head[column] if column < len(head) else str(column + 1)
            yield f"row {number}, column {one_line(name)}", cell


def _json(data: bytes) -> Iterator[Piece]:
    yield from _values(parsed(_text(data)), "")


def _values(value: Any, where: str) -> Iterator[Piece]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(inner, f"{where}.{number}")
    else:
        yield where, json.dumps(value, ensure_ascii=False).strip('"')


def _docx(data: bytes) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(archive.namelist(), key=lambda name: (name != _WORDS, name)):
            content = archive.read(name)
            if name != _WORDS:
                yield f"its part {name}", content.decode("utf-8", "backslashreplace")
                continue
            root = lxml.etree.fromstring(content, parser=lxml.etree.XMLParser(resolve_entities=False, no_network=True))
            for number, paragraph in enumerate(root.iter("{*}p"), start=1):
                yield f"{PARAGRAPH}{number}", "".join(text.text or "" for text in paragraph.iter("{*}t"))


#: A PDF is read by native code, and never a stranger's in this process.
_READERS: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    "html": _html, "eml": _mail, "csv": _csv, "json": _json, "docx": _docx, "pdf": _octets
}  # fmt: skip

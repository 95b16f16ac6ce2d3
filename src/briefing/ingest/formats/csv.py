"""Reader of CSV and TSV tables: a header, then one article for a row.

    text,title,author,url,outlet,published

Comma, semicolon, tab and bar are told apart by the header. Columns are found by name, capitals or not;
`text` is required. A row that can't be read becomes an Unread of its own.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.formats.base import too_large
from briefing.ingest.formats.fields import KEYS, article_of
from briefing.models import Article, Unread
from briefing.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest.formats.base import Source
    from briefing.ingest.sandbox.job import Job
    from briefing.text.decode import Decoded

_DELIMITERS = ",;\t|"


def read_table(source: Source) -> Iterator[Article | Unread | Job]:
    """Read a table; the limit of bytes holds for each row, that of files for the whole."""
    decoded = decode(source.all_of_file(), source.origin)
    text = decoded.text
    if not text.strip():
        raise ArticleUnreadable("empty", origin=source.origin)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = delimiter_of(first)
    if delimiter is None:
        raise ArticleUnreadable(
            'no table of articles: its first line must name the columns, "text" among them '
            "(and title, author, url, outlet, published, where they are known)",
            origin=source.origin,
        )
    csv.field_size_limit(source.limits.max_file_bytes)
    rows = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)
    header = [name.strip().lower() for name in next(rows)]
    empty = True
    for record in _rows(rows, source):
        if isinstance(record, Unread):
            yield record
        elif record[1]:
            yield _article(header, record, decoded, source)
        else:
            continue
        empty = False
    if empty:
        raise ArticleUnreadable("empty: a header without rows", origin=source.origin)


def delimiter_of(header: str) -> str | None:
    """What parts the columns of a header that has `text` among them; None for another line."""
    for delimiter in _DELIMITERS:
        names = [name.strip().strip('"').lower() for name in header.strip("\ufeff\r\n ").split(delimiter)]
        if "text" in names and (len(names) > 1 or delimiter == ","):
            return delimiter
    return None


def _rows(rows: Iterator[list[str]], source: Source) -> Iterator[tuple[int, list[str]] | Unread]:
    """Rows with their numbers, from 2 as spreadsheets count; of blank ones the list is empty."""
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield _failed(source, number, f"no row that can be read: {error}")
            continue
        yield number, row if any(cell.strip() for cell in row) else []


def _article(
    header: list[str], record: tuple[int, list[str]], decoded: Decoded, source: Source
) -> Article | Unread | Job:
    number, row = record
    if len(row) > len(header):
        return _failed(source, number, f"{len(row)} cells for {len(header)} columns: a cell isn't quoted")
    size = sum(len(cell.encode("utf-8", "replace")) for cell in row)
    if size > source.limits.max_bytes:
        return _failed(source, number, too_large(size, source.limits))
    values = {name: cell for name, cell in zip(header, row, strict=False) if name in KEYS or cell.strip()}
    values.pop("", None)
    # An article that came through a spreadsheet may begin with the mark that keeps it from being a formula.
    if re.match(r"'[=+\-@]", values.get("text", "")):
        values["text"] = values["text"][1:]
    try:
        origin = f"{source.origin}:{number}"
        return article_of(values, origin, decoded.encoding, source.limits.max_bytes, decoded.note)
    except ArticleUnreadable as error:
        return _failed(source, number, error.message)


def _failed(source: Source, number: int, reason: str) -> Unread:
    return Unread(origin=f"{source.origin}:{number}", status="failed", reason=reason)

"""The source formats that ship with briefing."""

from __future__ import annotations

from typing import Final

from briefing.ingest.formats.base import SourceFormat
from briefing.ingest.formats.csv import read_table
from briefing.ingest.formats.jsonl import read_jsonl
from briefing.ingest.formats.mbox import read_mbox
from briefing.ingest.formats.sandboxed import queue_docx, queue_eml, queue_html, queue_mhtml, queue_pdf
from briefing.ingest.formats.text import read_markdown, read_text
from briefing.ingest.formats.warc import read_warc

TEXT: Final = SourceFormat("text", (".txt",), read_text, "plain text")
MARKDOWN: Final = SourceFormat("markdown", (".md", ".markdown"), read_markdown, "Markdown")
JSONL: Final = SourceFormat("jsonl", (".jsonl",), read_jsonl, "an article a line, as JSON")
HTML: Final = SourceFormat("html", (".html", ".htm", ".xhtml"), queue_html, "web pages")
MHTML: Final = SourceFormat("mhtml", (".mhtml", ".mht"), queue_mhtml, "saved web pages")
EML: Final = SourceFormat("eml", (".eml",), queue_eml, "e-mail")
PDF: Final = SourceFormat("pdf", (".pdf",), queue_pdf, "PDF")
DOCX: Final = SourceFormat("docx", (".docx",), queue_docx, "Word")
TABLE: Final = SourceFormat("table", (".csv", ".tsv"), read_table, "an article a row")
WARC: Final = SourceFormat("warc", (".warc", ".gz"), read_warc, "web archives")
MBOX: Final = SourceFormat("mbox", (".mbox", ".mbx"), read_mbox, "mailboxes")

"""Right-to-left lines of a PDF."""

from __future__ import annotations

import pytest

from briefing.ingest.article import Page
from briefing.ingest.formats.pdf import read_pdf
from briefing.ingest.formats.pdf_layout import _mirrored
from briefing.ingest.sandbox.job import Job

LINES = [
    "قال المتحدث (أحمد علي) إن الجسر مغلق منذ أسبوعين",
    "وصل المدير (UNHCR) إلى المدينة يوم الاثنين (15 ديسمبر)",
    "بلغت النسبة (3.5%) في المئة و[ملاحظة] من «المصدر» نفسه",
    "أعلن (أ) و(ب) و(ج) في وقت واحد",
    "זה משפט (בסוגריים) בעברית",
]


@pytest.mark.parametrize("line", LINES)
def test_brackets_of_a_right_to_left_line_are_read_as_they_were_written(line):
    weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    page = f"<html dir='rtl'><body style='font-family: DejaVu Sans'><p>{line}</p></body></html>"
    article = read_pdf(Job("pdf", Page(weasyprint.HTML(string=page).write_pdf(), "x"), 1_000_000))
    assert article.raw == line


@pytest.mark.parametrize(
    ("read", "written"),
    [(")أ( ب (ج)", "(أ) ب (ج)"), ("(أ) ب )ج(", "(أ) ب (ج)"), ("( أ )", "(أ)"), (")أ )ب( ج(", "(أ (ب) ج)"),
     ("(أ (ب) ج)", "(أ (ب) ج)"),
     ("»أ« [ب]", "«أ» [ب]"), ("أ (ب", "أ (ب"), ("أ", "أ")],
)  # fmt: skip
def test_the_first_bracket_of_a_pair_opens_it(read, written):
    assert _mirrored(read) == written

"""The forms a briefing can be written in, each from the briefing alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.report.csv_table import to_csv
from briefing.report.html import to_html
from briefing.report.json_text import to_json
from briefing.report.mail import to_eml
from briefing.report.markdown import to_markdown
from briefing.report.pdf_file import load as load_pdf
from briefing.report.pdf_file import to_pdf
from briefing.report.plain_text import to_text
from briefing.report.word_file import to_docx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from briefing.models import Briefing
    from briefing.targets import FormName


@dataclass(frozen=True)
class Form:
    """One form."""

    file: str
    """What its file is called."""
    mime: str
    render: Callable[[Briefing], str | bytes]


FORMS: Final[Mapping[FormName, Form]] = {
    "html": Form("briefing.html", "text/html", to_html),
    "markdown": Form("briefing.md", "text/markdown", to_markdown),
    "json": Form("briefing.json", "application/json", to_json),
    "eml": Form("briefing.eml", "message/rfc822", to_eml),
    "docx": Form("briefing.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "pdf": Form("briefing.pdf", "application/pdf", to_pdf),
    "csv": Form("briefing.csv", "text/csv", to_csv),
    "text": Form("briefing.txt", "text/plain", to_text),
}


def require(names: Iterable[FormName]) -> None:
    """See that what a form needs is installed, before anything is paid for.

    Raises:
        ConfigError: It isn't; the message has the line that installs it.
    """
    if "pdf" in names:
        load_pdf()

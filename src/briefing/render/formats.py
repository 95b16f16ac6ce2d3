"""The forms a briefing can be written in, each from the briefing alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.render.csv import to_csv
from briefing.render.docx import to_docx
from briefing.render.email import to_eml
from briefing.render.html.page import to_html
from briefing.render.json import to_json
from briefing.render.markdown import to_markdown
from briefing.render.pdf import load as load_pdf
from briefing.render.pdf import to_pdf
from briefing.render.plain_text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from briefing.models import Briefing
    from briefing.settings.delivery import FormName


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

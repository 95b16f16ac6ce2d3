"""The formats a briefing can be written in, each from the briefing alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.errors import OutputError
from briefing.plugins import BUILTIN, OUTPUTS, OutputFormat
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
    from collections.abc import Callable, Iterable

    from briefing.models import Briefing

HTML: Final = OutputFormat(
    "html", "briefing.html", "text/html", to_html, "reading and checking: one click from a sentence to its words"
)
MARKDOWN: Final = OutputFormat("markdown", "briefing.md", "text/markdown", to_markdown, "code hosts, editors")
JSON: Final = OutputFormat(
    "json", "briefing.json", "application/json", to_json, "programs; every other format is made from it"
)
EML: Final = OutputFormat("eml", "briefing.eml", "message/rfc822", to_eml, "a mail as a draft")
DOCX: Final = OutputFormat(
    "docx",
    "briefing.docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    to_docx,
    "editing in Word",
)
PDF: Final = OutputFormat("pdf", "briefing.pdf", "application/pdf", to_pdf, "print and archives")
CSV: Final = OutputFormat("csv", "briefing.csv", "text/csv", to_csv, "spreadsheets: a row for each piece of evidence")
TEXT: Final = OutputFormat("text", "briefing.txt", "text/plain", to_text, "pipes")


def require(names: Iterable[str]) -> None:
    """See that every format can be written, before anything is paid for.

    Raises:
        ConfigError: What it needs isn't installed; the message has the line that installs it.
    """
    for name in names:
        OUTPUTS[name]
    if "pdf" in names:
        load_pdf()


#: Forms whose evidence stands behind all stories, and can be left out.
WITH_APPENDIX: Final[dict[str, Callable[..., str | bytes]]] = {
    "markdown": to_markdown,
    "docx": to_docx,
    "pdf": to_pdf,
    "text": to_text,
}


def rendered(name: str, briefing: Briefing, *, appendix: bool = True) -> str | bytes:
    """A briefing in one format.

    Args:
        name: Of the format.
        briefing: What to write.
        appendix: Whether the evidence follows, in the formats of `WITH_APPENDIX`; the others are whole in any case.

    Raises:
        ConfigError: There is no such format, or it can't be used.
        OutputError: It is an installed one, and failed; the message says how.
    """
    if not appendix and name in WITH_APPENDIX:
        return WITH_APPENDIX[name](briefing, appendix=False)
    form = OUTPUTS[name]
    if name in BUILTIN["briefing.outputs"]:
        return form.render(briefing)
    try:
        return form.render(briefing)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise OutputError(f"output format {name!r}, which is installed, failed: {why}") from error

"""A briefing written down: JSON, Markdown, one HTML page, and a card for the terminal.

Pure functions from values to text; the same briefing gives the same bytes.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from briefing.render.card import summary_card
from briefing.render.html.page import to_html
from briefing.render.json import to_article_json, to_json
from briefing.render.markdown import to_markdown
from briefing.render.sanitize import clean, safe_url

if TYPE_CHECKING:
    from briefing.models import Briefing

__all__ = [
    "clean",
    "render",
    "safe_url",
    "summary_card",
    "to_article_json",
    "to_html",
    "to_json",
    "to_markdown",
]


def render(briefing: Briefing, format: str) -> str | bytes:  # noqa: A002 - the word that everybody uses
    """Write a briefing in one format: html, markdown, json, eml, docx, pdf, csv, text, or an installed one.

    Raises:
        ConfigError: There is no such format, or what it needs isn't installed.
        OutputError: An installed format failed.
    """
    from briefing.render.formats import rendered, require  # noqa: PLC0415 - all formats load with it

    require((format,))
    return rendered(format, briefing)


class _Package(ModuleType):
    """`briefing.render` is this package, once it is imported, and in any case a function of the API."""

    def __call__(self, briefing: Briefing, format: str) -> str | bytes:  # noqa: A002
        return render(briefing, format)


sys.modules[__name__].__class__ = _Package

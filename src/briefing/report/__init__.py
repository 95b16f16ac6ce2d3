"""A briefing written down: JSON, Markdown, one HTML page, and a card for the terminal.

Pure functions from values to text; the same briefing gives the same bytes.
"""

from briefing.report.card import summary_card
from briefing.report.html import to_html
from briefing.report.json_text import to_article_json, to_json
from briefing.report.markdown import to_markdown
from briefing.report.text import clean, safe_url

__all__ = [
    "clean",
    "safe_url",
    "summary_card",
    "to_article_json",
    "to_html",
    "to_json",
    "to_markdown",
]

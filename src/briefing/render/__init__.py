"""A briefing written down: JSON, Markdown, one HTML page, and a card for the terminal.

Pure functions from values to text; the same briefing gives the same bytes.
"""

from briefing.render.card import summary_card
from briefing.render.html.page import to_html
from briefing.render.json import to_article_json, to_json
from briefing.render.markdown import to_markdown
from briefing.render.sanitize import clean, safe_url

__all__ = [
    "clean",
    "safe_url",
    "summary_card",
    "to_article_json",
    "to_html",
    "to_json",
    "to_markdown",
]

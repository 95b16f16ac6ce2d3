"""The briefing as one HTML page that works from disk, offline, and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from briefing.render import phrasing as words
from briefing.render.ages import PASSED
from briefing.render.html.compress import PLAIN, Ways
from briefing.render.html.day_links import EMPTY
from briefing.render.html.masthead import contents_of, differing_at_once, head_of, told_at_once
from briefing.render.html.on_page import OnPage, trust_of
from briefing.render.html.proof import pieces_of, proof_of
from briefing.render.html.warned import first_warning, warned
from briefing.render.sanitize import clean, direction, host_of, page_of
from briefing.render.view import forms, paragraphs_text, view_of

if TYPE_CHECKING:
    from briefing.models import Briefing, DateStyle, RunManifest

TEMPLATES: Final = Path(__file__).parent.parent / "templates"
#: The script's chapters, in their order.
_PARTS: Final = ("base", "fold", "quotes", "pane", "stories", "search", "keys", "paper")
#: Where style and script go, unescaped, once nothing else is left to be done. No cleaned text holds these.
_STYLE: Final = "\x01style"
_SCRIPT: Final = "\x01script"
_QUOTED: Final = re.compile(r'="([A-Za-z0-9_#.:-]+)"(?=[ >])')


def to_html(briefing: Briefing, run: RunManifest | None = None) -> str:
    """The whole briefing as one self-contained page.

    Its security policy admits the page's own style and script by their digests, and nothing else: no
    request leaves it, and a handler or script that got into the text would not run. Every text is
    cleaned and escaped; links lead into the page, to an earlier day's page beside this one, or to the
    articles' http and https addresses.

    Args:
        briefing: The day.
        run: What it took; the page then says what it cost.
    """
    view = view_of(briefing)
    values = OnPage(view).values() | {
        "view": view,
        "head": head_of(view, run),
        "contents": contents_of(view),
        "briefing": briefing,
        "days": EMPTY,
        "policy": _policy(_style(), _script()),
        "style": Markup(_STYLE),  # noqa: S704 - ours
        "script": Markup(_SCRIPT),  # noqa: S704
    }
    ways = Ways()
    written = _environment(briefing.dates).get_template("briefing.html.j2").render(values, ways=ways)
    # Where the texts alone are too much, the plain page need not be made to know it.
    large = sum(len(source.article.raw) for source in view.sources) > PLAIN // 2
    page = "" if large else _tight(ways.plain(written))
    if not page or len(page.encode()) > PLAIN:
        page = _tight(ways.packed(written))
    return page.replace(_STYLE, _style(), 1).replace(_SCRIPT, _script(), 1)


@cache
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def _script() -> str:
    # One scope for all parts: each is a chapter, none can be reached from outside.
    parts = "\n".join((TEMPLATES / "script" / f"{name}.js").read_text(encoding="utf-8") for name in _PARTS)
    return f'(async () => {{\n"use strict";\n{parts}}})();\n'


def _tight(page: str) -> str:
    """The page without line ends and needless quotation marks; a tenth of its bytes.

    No text of others can be touched: cleaned, it has no line end, and escaped, no quotation mark.
    """
    return _QUOTED.sub(r"=\1", page.replace("\n", ""))


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _environment(dates: DateStyle) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        # Said outright: `select_autoescape` goes by the ending and leaves `.j2` unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        PASSED=PASSED,
        count=words.count,
        date_role=words.date_role,
        first_warning=first_warning,
        date_text=partial(words.date_text, dates=dates),
        dates_in_order=words.dates_in_order,
        differing_at_once=differing_at_once,
        direction=direction,
        flag_text=words.flag_text,
        forms=forms,
        host_of=host_of,
        language_tag=words.language_tag,
        page_of=page_of,
        paragraphs_text=paragraphs_text,
        pieces_of=pieces_of,
        proof_of=proof_of,
        told_as=words.TOLD_AS,
        told_at_once=told_at_once,
        trust_of=trust_of,
        warned=warned,
    )
    return environment


def _cleaned(value: object) -> object:
    # Jinja calls this for every expression that is written out, before it escapes. What has `__html__`
    # is markup of the templates' own, put together from cleaned pieces.
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value

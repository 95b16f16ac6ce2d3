"""The briefing as one HTML page that works from disk, offline, and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from briefing.report import words
from briefing.report.text import clean, direction, host_of, page_of
from briefing.report.view import forms, paragraphs_text, view_of

if TYPE_CHECKING:
    from briefing.models import Briefing

TEMPLATES: Final = Path(__file__).parent / "templates"


def to_html(briefing: Briefing) -> str:
    """The whole briefing as one self-contained page.

    Its security policy admits the page's own style and script by their digests, and nothing else: no
    request leaves it, and a handler or script that got into the text would not run. Every text is
    cleaned and escaped; links lead into the page, to an earlier day's page beside this one, or to the
    articles' http and https addresses.
    """
    style, script = _own("style.css"), _own("script.js")
    return (
        _environment()
        .get_template("briefing.html.j2")
        .render(
            view=view_of(briefing),
            briefing=briefing,
            sums=briefing.sums,
            policy=_policy(style, script),
            style=style,
            script=script,
        )
    )


@cache
def _own(name: str) -> str:
    # The template lets only these two files of ours through unescaped.
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _environment() -> Environment:
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
        count=words.count,
        date_role=words.date_role,
        date_text=words.date_text,
        dates_in_order=words.dates_in_order,
        direction=direction,
        flag_text=words.flag_text,
        forms=forms,
        host_of=host_of,
        language_name=words.language_name,
        page_of=page_of,
        paragraphs_text=paragraphs_text,
        verdicts=words.VERDICTS,
    )
    return environment


def _cleaned(value: object) -> object:
    # Jinja calls this for every expression that is written out, before it escapes. What has `__html__`
    # is markup of the templates' own, put together from cleaned pieces.
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value

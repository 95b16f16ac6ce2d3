"""Each of a hundred hostile texts in every field of a day: no output obeys one.

A new output adds its line to `RENDERERS`: how it is written, and what in it would be active.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from pydantic import BaseModel

from briefing.models import Briefing
from briefing.render import summary_card, to_html, to_json, to_markdown
from filled import closed, models_below, patterned
from hostile_strings import AIMED
from parsed_page import ATTRIBUTES, TAGS, Page
from report_samples import LEADS, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\U000e0000-\U000e007f]")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Renderer:
    """An output, and how to find what is active in it."""

    name: str
    render: Callable[[Briefing], str]
    active: Callable[[str], list[str]]


def _in_html(text: str) -> list[str]:
    page = Page(text)
    found = [f"<{tag}>" for tag, _, _ in page.elements if tag not in TAGS]
    found += [name for _, attributes, _ in page.elements for name in attributes if name not in ATTRIBUTES]
    links = [attributes.get("href") or "#" for _, attributes, _ in page.elements]
    found += [link for link in links if not (link.startswith("#") or link in LEADS)]
    scripts = [attributes for attributes, _ in page.all("script") if "type" not in attributes]
    return found + CONTROL.findall(text) + ["script"] * (len(scripts) - 1)


def _in_packed_html(text: str) -> list[str]:
    return _in_html(text) + re.findall(r"<[a-z]", text.split("id=packed>")[1].split("</script>", maxsplit=1)[0])


def _in_markdown(text: str) -> list[str]:
    tokens = [token for block in _MARKDOWN.parse(text) for token in (block, *(block.children or ()))]
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    found = [token.type for token in tokens if token.type in {"html_block", "html_inline", "image", "fence", "s_open"}]
    return found + [link for link in links if link not in LEADS] + CONTROL.findall(text)


def _in_json(text: str) -> list[str]:
    json.loads(text)
    return CONTROL.findall(text)


def _cards(briefing: Briefing) -> str:
    return "\n".join(summary_card(report, briefing.stories[0]) for report in briefing.reports)


def _in_card(text: str) -> list[str]:
    return CONTROL.findall(text)


RENDERERS = (
    Renderer("html", to_html, _in_html),
    Renderer("packed html", to_html, _in_packed_html),
    Renderer("markdown", to_markdown, _in_markdown),
    Renderer("json", to_json, _in_json),
    Renderer("card", _cards, _in_card),
)


@pytest.mark.parametrize("aim", AIMED)
@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda renderer: renderer.name)
@pytest.mark.one_in(3)
def test_none_is_obeyed(renderer: Renderer, aim: str, monkeypatch: pytest.MonkeyPatch):
    if renderer.name == "packed html":
        monkeypatch.setattr("briefing.render.html.page.PLAIN", 0)
    # One by one: a comment that one opens could swallow another.
    for text in AIMED[aim]:
        assert renderer.active(renderer.render(day(f" {text[:3_000]}"))) == [], text[:80]


def test_every_field_of_the_schema_holds_one():
    """The day is filled by the schema: a new field of any model has a hostile text in it from its first day."""
    missing = set(models_below(Briefing))
    for value in _models(day(" TAINT")):
        missing.discard(type(value))
        for name, field in type(value).model_fields.items():
            held = getattr(value, name)
            assert held not in (None, (), "", {}), f"{type(value).__name__}.{name} is empty"
            if isinstance(held, str) and not (closed(field.annotation) or patterned(field) or name in UNTAINTED):
                assert " TAINT" in held, f"{type(value).__name__}.{name}"
    assert not missing


#: Addresses stay links, in tests of their own; a made-up quote and the texts of paragraphs are what their article has.
UNTAINTED = {"url", "canonical_url", "quote", "raw", "text"}


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, tuple):
        for part in value:
            yield from _models(part)
    elif isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name))


def test_what_would_be_active_is_seen():
    """The four watchers can fail."""
    assert _in_html("<p onclick=x><video src=x></video></p>" + "<script></script>" * 2) == [
        "<video>",
        "onclick",
        "src",
        "script",
    ]
    assert _in_markdown("![x](http://evil.example) <b>x</b>") == ["image", "html_inline", "html_inline"]
    assert _in_json('"\u202e"') == ["\u202e"]
    assert _in_card("\x1b[31m") == ["\x1b"]

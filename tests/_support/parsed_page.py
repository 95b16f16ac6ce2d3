"""What stands in a page, as a parser of its own reads it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

VOID = {"meta", "br", "input"}


TAGS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "span", "main",
    "section", "ul", "ol", "li", "dl", "div", "dt", "dd", "details", "summary", "nav", "article", "footer",
    "br", "aside", "mark", "b", "i", "u", "del", "ins", "small", "strong", "dialog",
    "button", "script", "form", "label", "input", "kbd", "code",
}  # fmt: skip


ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "dir", "aria-label",
    "aria-labelledby", "data-q", "data-e", "data-p", "data-says", "data-side", "data-told", "data-story", "data-pack",
    "data-tag",
    "title", "tabindex", "role", "type", "rel", "hidden", "open", "aria-describedby", "aria-hidden", "autocomplete",
    "spellcheck", "for", "checked", "placeholder",
}  # fmt: skip


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes and the text inside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for n in self._open:
            self.elements[n][2].append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def all(self, tag: str, **attributes: str) -> list[tuple[dict[str, str | None], str]]:
        return [
            (attrs, "".join(text))
            for name, attrs, text in self.elements
            if name == tag and all(attrs.get(key) == value for key, value in attributes.items())
        ]

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attrs)) for tag, attrs, _ in self.elements]

"""What a page holds and its readers don't see: told from attributes, inline styles and the page's own rules.

Only what is sure: a style sheet in another file isn't read, and a rule within `@media` may hide on paper
only. Where the rules would hide most of a page, scripts show it later: then the class rules aren't believed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: The attribute that carries the reason; a page's own one of this name is removed first.
REASON = "data-briefing-hidden"

#: Each with a word that must be in the style; looking for that first is fifty times as fast.
_STYLES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (word, re.compile(rf"(?:^|[;{{\s]){pattern}"), reason)
    for word, pattern, reason in (
        ("display", r"display\s*:\s*none", "display:none"),
        ("visibility", r"visibility\s*:\s*(?:hidden|collapse)", "visibility:hidden"),
        ("opacity", r"opacity\s*:\s*0(?:\.0+)?%?\s*(?:;|!|$)", "opacity:0"),
        # Nothing, a point or two, or a small part of the surroundings; `0.9375rem` and `1em` are letters like others.
        ("font-size", r"font-size\s*:\s*(?:0?\.0+|0)(?:px|pt|em|rem|vw|vh|%)?\s*(?:;|!|$)", "font-size:0"),
        ("font-size", r"font-size\s*:\s*(?:[01]?\.\d+|1)\s*(?:px|pt)\s*(?:;|!|$)", "font-size:0"),
        ("font-size", r"font-size\s*:\s*(?:0?\.0\d*\s*r?em|[0-5](?:\.\d+)?\s*%)\s*(?:;|!|$)", "font-size:0"),
        ("-", r"(?:left|top|right|margin-left|text-indent)\s*:\s*-\s*\d{3,}", "off-screen"),
        ("clip", r"clip\s*:\s*rect\(\s*(?:0|1px)", "off-screen"),
        ("clip-path", r"clip-path\s*:\s*inset\(\s*(?:50|100)%", "off-screen"),
        ("transform", r"transform\s*:\s*(?:scale\(\s*0\s*\)|translate[xy]?\(\s*-\d{3,})", "off-screen"),
    )
)
_TINY = re.compile(r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|!|$)")
_CLIPS = re.compile(r"overflow\s*:\s*(?:hidden|clip)")
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)")
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)")
_NAMES = {"white": "#ffffff", "black": "#000000"}
_RGB = re.compile(r"rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)(?:[,/\s]+([\d.]+)%?)?\s*\)")

#: Classes by which frameworks hide words from all but screen readers.
_READER_CLASSES = frozenset(
    ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader", "u-visually-hidden",
     "visually-hidden-focusable", "assistive-text", "a11y-hidden")
)  # fmt: skip
#: Struck out: readers see it, and see that it no longer counts.
DELETED = "deleted"
_TAGS = {
    "template": "template",
    "noscript": "noscript",
    "dialog": "closed dialog",
    **dict.fromkeys(("del", "s", "strike"), DELETED),
}
#: What scripts show once they run; the other ways of hiding are for nobody's eyes.
SHOWN_BY_SCRIPT = frozenset({"noscript", "template", "hidden", "display:none", "visibility:hidden", "opacity:0"})

_COMMENT_IN_CSS = re.compile(r"/\*.*?\*/", re.DOTALL)
_LONGEST_SELECTOR, _LONGEST_RULE = 500, 2_000
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?[.#][\w-]+$", re.IGNORECASE)


def mark_hidden(tree: HtmlElement) -> None:
    """Set `REASON` on each element that is hidden by itself; what lies within is hidden with it."""
    for element in tree.xpath(f"//*[@{REASON}]"):
        del element.attrib[REASON]
    body = tree.find("body")
    root = tree if body is None else body
    rules = dict(_class_rules(tree))
    by_rule: list[HtmlElement] = []
    for element in root.iterdescendants():
        if not isinstance(element.tag, str):
            continue
        if reason := _own_reason(element):
            element.set(REASON, reason)
            if reason == DELETED:
                by_rule.append(element)
        elif rules and (reason := _ruled(element, rules)):
            element.set(REASON, reason)
            by_rule.append(element)
    if by_rule and _hides_most(root, by_rule):
        for element in by_rule:
            del element.attrib[REASON]


def reveal(tree: HtmlElement, reason: str) -> None:
    """Take all that is hidden for one reason for visible."""
    for element in tree.xpath(f"//*[@{REASON}]"):
        if element.get(REASON) != reason:
            continue
        del element.attrib[REASON]
        # Extractors go by these too.
        for name in ("style", "hidden"):
            element.attrib.pop(name, None)
        if element.tag in {"noscript", "template"}:
            element.tag = "div"


def _own_reason(element: HtmlElement) -> str | None:
    tag = element.tag.lower()
    if tag in _TAGS:
        shown = element.get("shadowrootmode") or (tag == "dialog" and element.get("open") is not None)
        return None if shown else _TAGS[tag]
    # `until-found` is hidden as well, until a search opens it.
    if element.get("hidden") is not None:
        return "hidden"
    classes = element.get("class")
    if classes and not _READER_CLASSES.isdisjoint(classes.lower().split()):
        return "off-screen"
    if style := element.get("style"):
        return hidden_by_style(style, element)
    if tag == "font" and (colour := element.get("color")):
        return "same colour" if _colour(colour) == _behind(element) else None
    return None


def hidden_by_style(style: str, element: HtmlElement | None = None) -> str | None:
    """Why a style hides; None where it shows."""
    folded = (_COMMENT_IN_CSS.sub("", style) if "/*" in style else style).lower()
    for word, pattern, reason in _STYLES:
        if word in folded and pattern.search(folded):
            return reason
    if "overflow" in folded and _TINY.search(folded) and _CLIPS.search(folded):
        return "no size"
    colour = _COLOUR.search(folded) if "color" in folded else None
    if colour is None:
        return None
    value = _colour(colour[1])
    if value == "transparent":
        return "same colour"
    behind = _BACKGROUND.search(folded)
    ground = _colour(behind[1].split()[0]) if behind and behind[1].split() else _behind(element)
    return "same colour" if value and value == ground else None


def _behind(element: HtmlElement | None) -> str:
    """The nearest background that is said in the page itself; white where none is."""
    while element is not None:
        found = _BACKGROUND.search((element.get("style") or "").lower())
        value = found[1].strip() if found else element.get("bgcolor")
        # A picture, or a colour of a style sheet: nobody knows, so no letter is the same.
        if value:
            return _colour(value.split()[0]) or "unknown"
        if element.get("class") and element.tag not in {"p", "span", "font", "body"}:
            return "unknown"
        element = element.getparent()
    return "#ffffff"


def _colour(value: str) -> str | None:
    value = value.strip().lower()
    value = _NAMES.get(value, value)
    if found := _RGB.match(value):
        if found[4] is not None and not found[4].strip("0."):
            return "transparent"
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in found.groups()[:3])
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(2 * digit for digit in value[1:])
    return value if value == "transparent" or re.fullmatch(r"#[0-9a-f]{6}", value) else None


def _class_rules(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Simple selectors (`.x`, `#x`, `p.x`) that the page's own style elements hide."""
    for style in tree.iter("style"):
        if style.get("media", "all").lower() not in {"all", "screen", ""}:
            continue
        sheet = _without_blocks(_COMMENT_IN_CSS.sub("", style.text or "")[:200_000])
        for selectors, declarations in _rules(sheet):
            if reason := hidden_by_style(declarations):
                for selector in selectors.split(","):
                    if _SIMPLE.match(selector.strip()):
                        yield selector.strip().lower(), reason


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations; split, since a pattern tries each place of a sheet of 200,000 characters."""
    for piece in sheet.split("}")[:-1]:
        before, brace, declarations = piece.rpartition("{")
        selectors = before.rpartition("{")[2][-_LONGEST_SELECTOR:]
        if brace and selectors and len(declarations) <= _LONGEST_RULE:
            yield selectors, declarations


def _without_blocks(sheet: str) -> str:
    """Without `@media` and other rules that hold rules."""
    kept, depth, start = [], 0, 0
    inside = False
    for match in re.finditer(r"@[\w-]+[^{};]*\{|[{}]", sheet):
        if not inside and match[0].startswith("@"):
            inside, depth = True, 1
            kept.append(sheet[start : match.start()])
        elif inside:
            depth += -1 if match[0] == "}" else 1
            if depth == 0:
                inside, start = False, match.end()
    if not inside:
        kept.append(sheet[start:])
    return "".join(kept)


def _ruled(element: HtmlElement, rules: dict[str, str]) -> str | None:
    tag = element.tag.lower()
    names = [f".{name}" for name in (element.get("class") or "").lower().split()]
    if identity := element.get("id"):
        names.append(f"#{identity.lower()}")
    return next((rules[key] for name in names for key in (name, tag + name) if key in rules), None)


def _hides_most(root: HtmlElement, hidden: list[HtmlElement]) -> bool:
    # Menus may be longer than the article; what counts is the paragraphs, where there are any.
    words = "descendant-or-self::p//text()" if root.find(".//p") is not None else ".//text()[not(parent::script)]"
    letters = sum(len(text.strip()) for text in root.xpath(words))
    gone = sum(
        len(text.strip())
        for element in hidden
        if not any(above.get(REASON) for above in element.iterancestors())
        for text in element.xpath(words)
    )
    return 2 * gone > letters > 0

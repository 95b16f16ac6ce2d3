"""A document as HTML with its styles inlined: the body of the e-mail, and what the PDF is printed from.

Mail programs drop style sheets, scripts and pictures from elsewhere; there are none here. Colours keep a
contrast of 4.5 on white and aren't the only sign of anything.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from briefing.render.phrasing import language_tag
from briefing.render.sanitize import is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.render.blocks import Block, Kind, Role, Run

# Short, for it is repeated a thousand times.
_SANS = "font-family:system-ui,sans-serif"
_SERIF = "font-family:Georgia,'Noto Serif','Noto Naskh Arabic','Noto Serif CJK SC','Times New Roman',serif"

#: Of each kind of block: its element, and how it looks.
_BLOCKS: Final[dict[Kind, tuple[str, str]]] = {
    "title": ("h1", "margin:0 0 4px;font-size:26px;line-height:1.2"),
    "line": ("p", f"margin:0 0 2px;font-size:14px;{_SANS}"),
    "figure": ("p", f"margin:0 0 2px;font-size:14px;{_SANS}"),
    "notice": ("p", f"margin:10px 0;padding:8px 12px;border:1px solid #a0231d;color:#a0231d;font-size:15px;{_SANS}"),
    "legend": ("p", f"margin:10px 0 18px;font-size:12px;line-height:1.5;{_SANS}"),
    "story": ("h2", "margin:28px 0 4px;padding-top:14px;border-top:2px solid #1d1b18;font-size:21px;line-height:1.25"),
    "chapter": ("h2", f"margin:24px 0 6px;font-size:17px;{_SANS}"),
    "again": ("h3", "margin:22px 0 4px;padding-top:10px;border-top:1px solid #1d1b18;font-size:17px;line-height:1.25"),
    "part": ("h4", f"margin:14px 0 4px;font-size:14px;{_SANS}"),
    "byline": ("p", f"margin:0 0 10px;font-size:13px;{_SANS}"),
    "sentence": ("p", "margin:0 0 9px"),
    "flag": ("p", f"margin:-6px 0 9px 14px;font-size:13px;{_SANS}"),
    "item": ("p", "margin:0 0 4px;font-size:15px"),
    "subitem": ("p", "margin:0 0 3px 18px;font-size:14px"),
    "where": ("p", "margin:9px 0 1px;break-after:avoid"),
    "quote": ("p", "margin:0 0 2px;padding:0 10px;font-size:15px"),
    "translation": ("p", "margin:0 0 8px;padding:0 10px;font-size:13px;color:#4d4942"),
}
#: Kinds that a style sheet for print sets in its own way.
_CLASSED: Final[frozenset[Kind]] = frozenset({"subitem", "where"})
_ROLES: Final[dict[Role, str]] = {
    "strong": "font-weight:700",
    "quiet": f"color:#5c574d;{_SANS};font-size:13px",
    "status": f"font-weight:700;color:#1a4b86;{_SANS};font-size:13px",
    "flag": f"font-weight:700;color:#a0231d;{_SANS};font-size:13px",
    "mark": f"color:#1a4b86;text-decoration:none;{_SANS};font-size:11px",
}


def page(title: str, blocks: Iterable[Block], *, linked: bool, head: str = "", appendix: Iterable[Block] = ()) -> str:
    """A whole HTML page.

    Args:
        title: Of the document, cleaned.
        linked: Whether marks lead to their quotes: in print they do, while mail programs lose the ids.
        head: Markup of ours for the head, such as a style sheet for printing.
        appendix: What follows, in an element of its own.
    """
    body = "\n".join(markup(block, linked=linked) for block in blocks)
    if behind := "\n".join(markup(block, linked=linked) for block in appendix):
        body += f'\n<section class="appendix">\n{behind}\n</section>'
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{head}</head>\n"
        f'<body style="margin:0 auto;padding:16px;max-width:720px;background:#ffffff;color:#1d1b18;'
        f'font-size:16px;line-height:1.55;overflow-wrap:anywhere;{_SERIF}">\n{body}\n</body>\n</html>\n'
    )


def markup(block: Block, *, linked: bool) -> str:
    """One block as an element."""
    tag, style = _BLOCKS[block.kind]
    if block.kind == "quote":
        style += f";border-{'right' if block.rtl else 'left'}:3px solid #b58900"
    direction = ""
    if block.rtl:
        style += ";text-align:right;line-height:1.8"
        direction = ' dir="rtl"'
    known = f' id="{block.anchor}"' if block.anchor and linked else ""
    known += f' class="{block.kind}"' if linked and block.kind in _CLASSED else ""
    inside = "".join(_run(run, linked=linked) for run in _drawn_together(block.runs, linked=linked))
    return f'<{tag}{known}{direction} style="{style}">{inside}</{tag}>'


def _drawn_together(runs: Sequence[Run], *, linked: bool) -> Iterator[Run]:
    # `[5][6][7]` needs one element where none of them is a link.
    for _, same in itertools.groupby(runs, lambda run: (run.role, run.lang, run.url, linked and run.target)):
        group = list(same)
        yield group[0] if len(group) == 1 else replace(group[0], text="".join(run.text for run in group))


def _run(run: Run, *, linked: bool) -> str:
    text = escape(run.text)
    style = _ROLES.get(run.role)
    styled = f' style="{style}"' if style else ""
    if run.url:
        return f'<a href="{escape(run.url)}"{styled}>{text}</a>'
    if run.target and linked:
        return f'<a href="#{run.target}"{styled}>{text}</a>'
    if run.role == "original":
        # `bdi` keeps Arabic words from pulling the English beside them around.
        return f'<bdi lang="{language_tag(run.lang)}" dir="{"rtl" if run.rtl else "ltr"}">{text}</bdi>'
    if is_right_to_left(run.text) or not run.text.isascii():
        return f'<bdi dir="{"rtl" if run.rtl else "ltr"}"{styled}>{text}</bdi>'
    return f"<span{styled}>{text}</span>" if styled else text

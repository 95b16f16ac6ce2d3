"""The briefing as PDF, printed from the letter by WeasyPrint: Pango shapes, orders and finds the fonts."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from briefing.errors import ConfigError
from briefing.render.blocks import Run
from briefing.render.document import document_of
from briefing.render.html_inline import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import Briefing
    from briefing.render.blocks import Block, Kind
    from briefing.render.document import Document

_PRINT = """<style>
@page { size: A4; margin: 16mm 17mm 17mm }
@page evidence { margin: 11mm 11mm 14mm }
@page { @bottom-center { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #5c574d } }
body { max-width: none !important; padding: 0 !important; font-size: 10.5pt !important; }
h1 { font-size: 19pt !important } h2 { font-size: 14.5pt !important } h3 { font-size: 10.5pt !important }
p { font-size: 9.5pt !important; orphans: 2; widows: 2 } p span, p bdi { font-size: inherit !important }
a[href*=quote] { font-size: .75em !important } a:not([style]) { color: inherit; text-decoration: none }
h1, h2, h3, h4 { break-after: avoid }
h2 { bookmark-level: 1 } h3 { bookmark-level: 2 } h4 { bookmark-level: 3 } h1 { bookmark-level: none }
.appendix { page: evidence; columns: 3; column-gap: 4.5mm; line-height: 1.15 }
.appendix p, .appendix h4 { font-size: 7pt !important; margin: 0 0 .7pt !important }
.appendix h2 { font-size: 10.5pt !important; margin: 6pt 0 2pt !important }
.appendix h3 { font-size: 9pt !important; margin: 6pt 0 2pt !important; padding-top: 4pt !important }
.appendix h4 { margin-top: 3pt !important }
.appendix p.subitem { margin-left: 6pt !important } .appendix p.where { padding-left: 6pt; text-indent: -6pt }
</style>
"""
_OF_QUOTES: frozenset[Kind] = frozenset({"where", "quote", "translation"})
NEEDED = (
    "PDF needs WeasyPrint, and that needs Pango: pip install 'briefing-desk[pdf]', and on Debian or Ubuntu "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def to_pdf(briefing: Briefing, *, appendix: bool = True) -> bytes:
    """The briefing as PDF/UA: tagged, with bookmarks, each mark a link to its quote.

    Args:
        appendix: Whether the evidence follows, in columns of small print; without it, outlets are named in
            place of the numbers of quotes.

    Raises:
        ConfigError: WeasyPrint or Pango is missing; the message has the lines that install them.
    """
    document = document_of(briefing)
    html = page(
        document.title,
        document.brief if appendix else document.chosen(appendix=False),
        linked=True,
        head=_head(document) + _PRINT,
        appendix=_close(document.appendix) if appendix else (),
    )
    weasyprint = load()
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _close(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with each quote behind its place, and what it has in English behind both: paper is dear."""
    for place, group in itertools.groupby(blocks, lambda block: block.kind in _OF_QUOTES):
        if not place:
            yield from group
            continue
        entry: list[Block] = []
        for each in group:
            if entry and each.kind == "where":
                yield _one(entry)
                entry = []
            entry.append(each)
        yield _one(entry)


def _one(entry: list[Block]) -> Block:
    first, *rest = entry
    between = (Run("  "),)
    return replace(first, runs=(*first.runs, *(run for block in rest for run in (*between, *block.runs))))


def load() -> Any:
    """The library.

    Raises:
        ConfigError: It isn't there, or what it stands on isn't.
    """
    try:
        import weasyprint  # noqa: PLC0415 - a second, and an extra
    except (ImportError, OSError) as error:
        raise ConfigError(f"{NEEDED} ({str(error).splitlines()[0]})") from None
    return weasyprint


def missing_fonts(briefing: Briefing) -> list[str]:
    """Scripts of the briefing for which no font is installed, by the names Unicode gives them.

    Where fontconfig's `fc-list` is absent, that can't be told, and nothing is said.
    """
    found = shutil.which("fc-list")
    if found is None:
        return []
    letters = _letters(run.text for block in document_of(briefing).blocks for run in block.runs)
    return [script for script, letter in sorted(letters.items()) if not _has_font(found, letter)]


def _letters(texts: Iterable[str]) -> dict[str, str]:
    """A letter of each script that stands in the texts."""
    seen: dict[str, str] = {}
    for letter in sorted(set().union(*map(set, texts))):
        if letter.isalpha() and (name := unicodedata.name(letter, "")):
            seen.setdefault(name.split(" ")[0].split("-")[0].capitalize(), letter)
    return seen


def _has_font(command: str, letter: str) -> bool:
    told = subprocess.run(  # noqa: S603 - a fixed command and a number
        [command, f":charset={ord(letter):x}", "family"], capture_output=True, text=True, check=False, timeout=30
    )
    return told.returncode != 0 or bool(told.stdout.strip())


def _head(document: Document) -> str:
    from html import escape  # noqa: PLC0415

    return (
        f'<meta name="dcterms.created" content="{escape(document.date)}">\n<meta name="generator" content="briefing">\n'
    )


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    # Nothing in the letter is fetched; should something ever be, it isn't.
    raise ValueError(f"no request is made for a PDF: {url}")

"""One source text as it was read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.models.base import Frozen
from briefing.models.partial_date import DateBasis

#: Begins the note of an article whose outlet the settings name.
OUTLET_NAMED = "outlet named in the settings: "
ParagraphKind = Literal["heading", "body", "caption", "boilerplate", "metadata"]
#: What a date that came with an article is the date of, as far as reading can tell.
FoundRole = Literal["published", "updated", "scraped", "mentioned"]


class Paragraph(Frozen):
    """One numbered paragraph of an article."""

    n: int = Field(ge=1)
    """Number within the article, from 1, without gaps."""
    kind: ParagraphKind
    text: str
    """The words on one line: `raw[start:end]` with line breaks and control characters as spaces."""
    start: int = Field(ge=0)
    """First code point in the raw text."""
    end: int = Field(ge=0)
    """One past the last code point in the raw text."""
    rule: str | None = None
    """What made it boilerplate or metadata; None for a kind nobody had to decide."""
    language: str | None = None
    """BCP-47 tag where the paragraph is in another language than the article; None where it isn't, or can't be told."""


class FoundDate(Frozen):
    """A date that reading found beside an article's text or in its page."""

    role: FoundRole
    value: str
    """Partial ISO date."""
    basis: DateBasis
    """`stated` where the page, a feed or the user says what it is; `inferred` where its place alone speaks for it."""
    found: str
    """Where: `JSON-LD`, `meta article:published_time`, `visible text`, `address`, `feed`, `beside it`, …"""


class Article(Frozen):
    """One source text as it was read, cut into numbered paragraphs. Nothing is thrown away."""

    id: str
    """Twelve hexadecimal digits of a digest of text, address and outlet: the same content, the same id."""
    raw: str
    """The whole text, decoded, otherwise untouched."""
    paragraphs: tuple[Paragraph, ...]
    language: str
    """BCP-47 tag; `und` where it can't be told."""
    origin: str
    """Where it was read: file name, `stdin`, `file.jsonl:3`."""
    encoding: str
    """The encoding the bytes were read with, and how it was chosen, such as `utf-8` or `windows-1256 (guessed)`."""
    title: str | None = None
    """As given beside the text (a JSONL field, a feed); None where only the text itself could tell."""
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    """Partial ISO date as given beside the text."""
    published_from: str | None = None
    """Where that date was found; None where there is none, and in older files."""
    dates: tuple[FoundDate, ...] = ()
    """`published` first, then every other date found that isn't the same; conflicts are kept."""
    author: str | None = None
    """As the page, the feed or the file names its writers, comma-separated."""
    canonical_url: str | None = None
    """The address the page gives for itself; http or https, and never a site's front page."""
    notes: tuple[str, ...] = ()
    """What reading had to decide or mend, one line each."""

    def paragraph(self, n: int) -> Paragraph | None:
        """The n-th paragraph, or None where there is none."""
        return self.paragraphs[n - 1] if 1 <= n <= len(self.paragraphs) else None

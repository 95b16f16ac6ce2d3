"""The briefing as an e-mail: a text part, an HTML part that says the same, and whatever is attached."""

from __future__ import annotations

import hashlib
import itertools
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import parseaddr
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import InputError
from briefing.render import phrasing as words
from briefing.render.blocks import block
from briefing.render.document import ARTICLE_FLAGS, CHECKED, SOURCES, document_of, named
from briefing.render.html_inline import markup, page
from briefing.render.json import to_json
from briefing.render.plain_text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.models import Briefing
    from briefing.render.blocks import Block
    from briefing.render.document import Document, StoryBlocks

#: Bytes of the HTML part. Past about 102,000, Gmail hides the rest of a mail behind a link.
LIMIT = 95_000
#: Words: what one reads on a telephone. Of many stories each has room for its headline and a sentence or two.
WORDS = 900
_WORDS_EACH = 90
#: Kept free for the lines that say what was left out.
_SPARE_WORDS = 80
#: Kinds that have a sign more in the text part.
_SIGNED = frozenset({"title", "chapter", "story", "sentence", "item"})
#: Kinds that belong to the block above them.
_BELOW = frozenset({"subitem", "flag", "quote", "translation"})
#: The chapters of the foot, the more needed first.
_NEEDED = (ARTICLE_FLAGS, CHECKED, SOURCES)
#: What the mail always leaves to the page.
_LEFT = ("the quotes for each sentence", "timelines", "dates", "names", "origins", "open questions", "notes")


class Attachment(NamedTuple):
    """A file that goes with a mail."""

    name: str
    content: bytes
    mime: str
    """Such as `application/pdf`."""


def to_message(
    briefing: Briefing,
    *,
    sender: str | None = None,
    recipients: Sequence[str] = (),
    attachments: Iterable[Attachment] = (),
) -> EmailMessage:
    """The briefing as a mail: multipart/alternative of text and HTML, in multipart/mixed with attachments.

    It is a brief: headlines, leading sentences, contradictions, and whatever carries a warning; the page has the
    rest. Where the day is too long for one mail, the last stories are given by their headlines alone, and the mail
    says so. Without a sender it is a draft (`X-Unsent`), without Date and
    Message-ID, and the same briefing gives the same bytes.

    Raises:
        InputError: An address holds a line break or is none.
    """
    document = document_of(briefing)
    blocks = list(fitting(document))
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject(document)
    if sender is not None:
        message["From"] = checked_address(sender)
    if recipients:
        message["To"] = ", ".join(checked_address(address) for address in recipients)
    if sender is None:
        message["X-Unsent"] = "1"
    message.set_content(text_of(blocks), charset="utf-8", cte="base64")
    message.add_alternative(page(document.title, blocks, linked=False), subtype="html", charset="utf-8", cte="base64")
    for attached in attachments:
        kind, _, subtype = attached.mime.partition("/")
        message.add_attachment(attached.content, maintype=kind, subtype=subtype, filename=attached.name)
    _fix_boundaries(message, hashlib.sha256(to_json(briefing).encode("utf-8", "surrogatepass")).hexdigest()[:24])
    return message


def to_eml(briefing: Briefing) -> bytes:
    """The mail as a file: mail programs open it as a draft, to be addressed and sent."""
    return to_message(briefing).as_bytes()


def subject(document: Document) -> str:
    """The title, which has its date in it or gets it; on one line, at most 200 characters."""
    told = document.title if document.day in document.title else f"{document.title}, {block('line', document.day).text}"
    # What looks like an encoded word would be decoded by those who read the header.
    return told[:200].replace("=?", "= ?")


def checked_address(address: str) -> str:
    """An address that may stand in a header.

    Raises:
        InputError: It holds a line break or control character, or is no address.
    """
    _, bare = parseaddr(address)
    if not address.isprintable() or bare.count("@") != 1 or " " in bare or bare.startswith("@") or bare.endswith("@"):
        raise InputError(f"{address!r}: is no mail address that can be written to")
    return address


class _Size(NamedTuple):
    """How much of something there is."""

    markup: int
    """Bytes of the HTML part."""
    words: int

    def fits(self, room: _Size) -> bool:
        return self.markup <= room.markup and self.words <= room.words

    def less(self, other: _Size) -> _Size:
        return _Size(self.markup - other.markup, self.words - other.words)


def fitting(document: Document, limit: int = LIMIT, words_at_most: int = WORDS) -> Iterator[Block]:
    """The blocks of a mail: every story's headline, then as much as there is room for, in rounds.

    Every story has its first sentence before one has its second; then come contradictions, then other parts that
    carry a warning, and the sources last. What failed is always told.

    Args:
        limit: Bytes of the HTML part.
        words_at_most: Words of a day of up to a dozen stories; a day of more may have more.
    """
    head = [named(each) for each in (*document.head, *document.contents)]
    # The words that speak to a machine are for the page: a mail says where they stand and what they ask for.
    tail = [named(each) for each in document.fates if each.kind not in {"where", "quote"}]
    stories = [_longer_and_longer(story) for story in document.stories]
    chosen = [lengths[0] for lengths in stories]
    room = _Size(limit, max(words_at_most, _WORDS_EACH * len(stories)))
    room = room.less(_size([*head, *tail, *itertools.chain(*chosen)])).less(_Size(0, _SPARE_WORDS))
    for step in range(1, max(map(len, stories), default=0)):
        for n, lengths in enumerate(stories):
            wanted = lengths[min(step, len(lengths) - 1)]
            cost = _size(wanted).less(_size(chosen[n]))
            if cost.fits(room):
                room, chosen[n] = room.less(cost), wanted
    left = []
    for chapter in _in_order_of_need(document.foot):
        if (cost := _size(chapter)).fits(room):
            room = room.less(cost)
            tail += chapter
        else:
            left.append(chapter[0].text.lower())
    yield from head
    for told in chosen:
        yield from told
    shortened = sum(told != lengths[-1] for told, lengths in zip(chosen, stories, strict=True))
    if shortened:
        number = words.count(shortened, "story is", "stories are")
        yield block("notice", f"{number} shortened here, so that the mail stays readable: briefing.html has all of it.")
    yield from tail
    yield from _closing(document, left)


def _longer_and_longer(story: StoryBlocks) -> list[list[Block]]:
    """A story from its headline alone to all that a mail may hold of it."""
    brief = [named(each) for each in story.brief]
    # A sentence goes with its warnings, a contradiction not without the line that says what it is.
    cuts = [n for n, each in enumerate(brief) if each.kind in {"sentence", "line", "item"}]
    kept = [n for n in cuts if brief[n - 1].kind != "line"]
    whole = [*brief, *map(named, _warned(story.evidence))]
    return [*(brief[:n] for n in kept), brief, whole]


def _warned(blocks: Iterable[Block]) -> Iterator[Block]:
    """Of the evidence, every entry that carries a warning, below its heading."""
    heading: list[Block] = []
    for entry in _entries(blocks):
        if entry[0].kind == "part":
            heading = entry
        elif any(run.role == "flag" and "⚠" in run.text for each in entry for run in each.runs):
            yield from (*heading, *entry)
            heading = []


def _entries(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks, each with those that belong below it."""
    entry: list[Block] = []
    for each in blocks:
        if entry and each.kind not in _BELOW:
            yield entry
            entry = []
        entry.append(each)
    if entry:
        yield entry


def _in_order_of_need(foot: Iterable[Block]) -> list[list[Block]]:
    """The chapters behind the stories: flags, how it was checked, sources."""
    chapters: list[list[Block]] = []
    for each in foot:
        if each.kind == "chapter":
            chapters.append([])
        chapters[-1].append(each)
    return sorted(chapters, key=lambda chapter: _NEEDED.index(chapter[0].text))


def _closing(document: Document, left: Sequence[str]) -> Iterator[Block]:
    if document.verdict and CHECKED.lower() in left:
        yield block("legend", document.verdict)
    yield block("legend", f"Left to briefing.html: {words.listing([*_LEFT, *left])}.")


def _size(blocks: Iterable[Block]) -> _Size:
    kept = list(blocks)
    return _Size(
        sum(len(markup(each, linked=False).encode("utf-8")) + 1 for each in kept),
        # In the text part a dash stands before each sentence and entry, and a line below each heading.
        sum(len(each.text.split()) + (each.kind in _SIGNED) for each in kept),
    )


def _fix_boundaries(message: MIMEPart, digest: str) -> None:
    # Random ones would make each mail of one briefing another file. All parts are base64: none can hold them.
    for n, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"={n}={digest}=")

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
from briefing.render.document import ARTICLE_FLAGS, SOURCES, block, document_of
from briefing.render.html_inline import markup, page
from briefing.render.json import to_json
from briefing.render.plain_text import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from briefing.models import Briefing
    from briefing.render.document import Block, Document

#: Bytes of the HTML part. Past about 102,000, Gmail hides the rest of a mail behind a link.
LIMIT = 95_000
#: Quotes of a sentence where there is no room for all.
_QUOTES_EACH = 2
#: Headlines named at its top.
_AT_FIRST = 12
#: Parts of a story that the mail leaves to the attached page.
_AT_LENGTH = frozenset(
    {"Timeline", "Dates in the sources, and what they are", "Names", "Where it comes from", "Left out"}
)
#: How the mail names them.
_LEFT = ("timelines", "dates", "names", "origins", "paragraphs that no sentence cites")


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

    Where the day is too long for one mail, the last stories are given by their sentences, or by their
    headlines alone, and the mail says so. Without a sender it is a draft (`X-Unsent`), without Date and
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


def fitting(document: Document, limit: int = LIMIT) -> Iterator[Block]:
    """The blocks of a mail: the stories in full as long as they fit, then shorter."""
    head = [*document.head, *_contents(document)]
    tail = list(document.end)
    left = list(_LEFT)
    # What may be long goes first; what failed always stays.
    for title in (ARTICLE_FLAGS, SOURCES):
        if _size(tail) > limit // 4:
            shorter = _without(tail, {title})
            left += [title.lower()] if len(shorter) < len(tail) else []
            tail = shorter
    tail = [block("legend", f"Left to briefing.html: {words.listing(left)}."), *tail]
    chosen = [list(story[:2]) for story in document.stories]
    room = limit - _size([*head, *tail]) - sum(map(_size, chosen))
    # In rounds: all stories have their sentences before the first has its quotes.
    for longer in (_told, _told_with_quotes, _full):
        for n, story in enumerate(document.stories):
            wanted = longer(story)
            cost = _size(wanted) - _size(chosen[n])
            if cost <= room:
                room, chosen[n] = room - cost, wanted
    yield from head
    for told in chosen:
        yield from told
    shortened = sum(told != _full(story) for told, story in zip(chosen, document.stories, strict=True))
    if shortened:
        number = words.count(shortened, "story is", "stories are")
        yield block("notice", f"{number} shortened here, so that the mail stays readable: briefing.html has all of it.")
    yield from tail


def _contents(document: Document) -> Iterator[Block]:
    if len(document.stories) > 1:
        yield block("part", "Today")
        for story in document.stories[:_AT_FIRST]:
            yield block("item", *(run for run in story[0].runs if run.role != "mark"))


def _without(blocks: Sequence[Block], titles: Collection[str]) -> list[Block]:
    """The blocks but for the parts of these titles."""
    kept, keeping = [], True
    for each in blocks:
        if each.kind in {"part", "story"}:
            keeping = each.kind == "story" or each.text not in titles
        if keeping:
            kept.append(each)
    return kept


def _full(story: Sequence[Block]) -> list[Block]:
    """All but what the mail always leaves to the page."""
    return _without(story, _AT_LENGTH)


def _told(story: Sequence[Block]) -> list[Block]:
    """Headline and sentences; marks stay, for the page has the same numbers."""
    return list(itertools.takewhile(lambda each: each.kind != "part", story))


def _told_with_quotes(story: Sequence[Block]) -> list[Block]:
    """The same, and the quotes that these rest on, of each sentence the first two."""
    told, kept, keeping = _told(story), [], False
    wanted = {run.target for each in told for run in [run for run in each.runs if run.target][:_QUOTES_EACH]}
    for each in story[len(told) :]:
        if each.kind in {"where", "part"}:
            keeping = each.anchor in wanted if each.kind == "where" else each.text == "Quotes"
        if keeping:
            kept.append(each)
    return [*told, *kept]


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(markup(each, linked=False).encode("utf-8")) + 1 for each in blocks)


def _fix_boundaries(message: MIMEPart, digest: str) -> None:
    # Random ones would make each mail of one briefing another file. All parts are base64: none can hold them.
    for n, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"={n}={digest}=")

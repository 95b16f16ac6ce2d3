"""Chats, webhooks and all else that apprise knows: a few lines of text, and files where the service takes them."""

from __future__ import annotations

import logging
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import ConfigError, OutputError
from briefing.render import phrasing as words
from briefing.render.document import document_of, sums_lines
from briefing.render.sanitize import isolate_english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.models import Briefing
    from briefing.render.email import Attachment

NEEDED = "delivery to chats and webhooks needs apprise: pip install 'briefing-desk[deliver]'"
#: Characters. Discord takes 2,000 a message.
_LONGEST = 1_800
#: What a chat makes a mention, a link or markup of; a joiner that nobody sees goes in between, or a look-alike.
_MENTION = re.compile(r"@(?=\w)|(?<=:)(?=//)|(?<=\bwww)(?=\.)")
_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "`": "ˋ", "[": "(", "]": ")", "*": "∗", "_": "＿", "|": "¦", "~": "∼"})
_JOINER = "\u2060"


def summary(briefing: Briefing) -> tuple[str, str]:
    """Title and text: what must be known first, the headlines, the figures. No mention, link or markup works in it."""
    document = document_of(briefing)
    lines = [block.text for block in document.head if block.kind == "notice"]
    headlines = (story.brief[0].runs for story in document.stories)
    lines += ["".join(run.text for run in runs if run.role != "mark").strip() for runs in headlines]
    figures = [*sums_lines(briefing.sums)]
    kept: list[str] = []
    for n, line in enumerate(lines):
        if sum(map(len, kept)) + len(line) > _LONGEST - sum(map(len, figures)):
            kept.append(f"… and {words.count(len(lines) - n, 'more line')}")
            break
        kept.append(line)
    return defanged(document.title), "\n".join(isolate_english(defanged(line)) for line in (*kept, "", *figures))


def defanged(text: str) -> str:
    """A cleaned text in which no chat finds a mention, a link, or markup."""
    return _MENTION.sub(lambda match: f"{match[0]}{_JOINER}", text.translate(_LOOKALIKES))[:_LONGEST]


def checked(address: str) -> Any:
    """apprise, ready to send to this address.

    Raises:
        ConfigError: It isn't installed, or doesn't know such an address.
    """
    try:
        import apprise  # noqa: PLC0415 - an extra
    except ImportError:
        raise ConfigError(NEEDED) from None
    asset = apprise.AppriseAsset(app_id="briefing", app_desc="briefing", app_url="", async_mode=False)
    sender = apprise.Apprise(asset=asset)
    with _quiet(apprise):
        known = sender.add(address)
    if not known:
        raise ConfigError("apprise can't read this URL; see https://appriseit.com/services/ for the format")
    return sender


def send(sender: Any, title: str, body: str, attachments: Sequence[Attachment]) -> None:
    """Send it.

    Raises:
        OutputError: The service didn't take it; the message may hold parts of the address.
    """
    import apprise  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="briefing-") as place, _quiet(apprise) as said:
        files = [Path(place) / attached.name for attached in attachments]
        for path, attached in zip(files, attachments, strict=True):
            path.write_bytes(attached.content)
        taken = sender.notify(
            title=title, body=body, body_format=apprise.NotifyFormat.TEXT, attach=[str(path) for path in files] or None
        )
        told = [line for line in said.getvalue().splitlines() if line.strip()]
    if not taken:
        raise OutputError(told[-1] if told else "the service rejected the message")


def _quiet(apprise: Any) -> Any:
    # What apprise logs may hold the address: it is read here, and goes to nobody before it is cleaned.
    return apprise.LogCapture(level=logging.WARNING, fmt="%(message)s")

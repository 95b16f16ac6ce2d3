"""Addresses in texts that people read: without what is secret in them."""

from __future__ import annotations

import re

#: From :// to the last @ before the path; with a colon in it also past a slash, which may stand in a password, unless
#: the colon is a port's.
_USER = re.compile(r"(?<=://)(?:[^/?#@\s]*:(?!\d{1,5}[/?#])\S*|[^/?#@\s]*)(?=@)")
#: Parameters whose value is a key, by a word of their name.
_SECRET = re.compile(
    r"(?<=[?&;#])((?:[\w.-]*[_.-])?(?:key|apikey|token|secret|password|passwd|pwd|auth|signature|sig)=)[^&#\s'\"]+",
    re.IGNORECASE,
)
#: The same without a scheme, as it is mistyped: a user, a password, a host with its end.
_NO_SCHEME = re.compile(
    r"(?<![\w/:@.%+-])(?!(?:mailto|acct|sips?|xmpp|cid|mid|urn):)[\w.%+-]+:(?!//)[^\s/@\"'<>]+@"
    r"(?=[\w-]+(?:\.[\w-]+)*(?::\d+)?(?:[/\s\"']|$))"
)
#: Addresses whose path is the key: whoever has it may write there.
_WEBHOOK = re.compile(
    r"(hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/webhooks/|api\.telegram\.org/bot"
    r"|webhook\.office\.com/webhookb2/)[^\s?#\"'<>]+",
    re.IGNORECASE,
)


def without_user(text: str) -> str:
    """The text with the user and password before the host of each address as `[user]`."""
    return _USER.sub("[user]", text)


def without_secrets(text: str) -> str:
    """The text with user, password and keys in each address as `[user]` and `[secret]`."""
    if "://" in text:
        text = _WEBHOOK.sub(r"\1[secret]", _SECRET.sub(r"\1[secret]", without_user(text)))
    return _NO_SCHEME.sub("[user]@", text) if "@" in text else text

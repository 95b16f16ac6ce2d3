"""Where a day is sent: an address, or the environment variable that holds it, and what goes with the text."""

from __future__ import annotations

import os
from typing import Annotated
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import Field, model_validator

from briefing.errors import ConfigError
from briefing.models import Frozen
from briefing.plugins import NameIn

#: What a briefing can be written as; docs/forms.md says what each is good for.
FormName = Annotated[str, NameIn("briefing.outputs")]

#: Sent by ourselves; all other schemes are apprise's.
MAIL = frozenset({"smtp", "smtps"})
#: Schemes whose address holds no token of its own, only what stands before the host.
_OPEN = MAIL | {"mailto", "mailtos", "json", "jsons", "xml", "xmls", "form", "forms", "syslog", "dbus", "gnome"}
_SECRET_NAMES = ("pass", "pwd", "token", "key", "secret", "auth")
_WAY_OUT = 'put the URL in an environment variable, such as BRIEFING_MAIL_URL, and set url_env = "BRIEFING_MAIL_URL"'


class Target(Frozen):
    """One place the day is sent to: [[deliver]] in briefing.toml."""

    name: str | None = Field(default=None, min_length=1)
    """What the record and the terminal call it; by default the variable's name, or scheme and host."""
    url_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """The environment variable that holds the address, such as BRIEFING_MAIL_URL."""
    url: str | None = None
    """The address itself, where nothing in it is secret: smtp://mail.example.org/?from=a@example.org&to=b@example.org,
    json://hooks.example.org/briefing, or any other that apprise knows."""
    attach: tuple[FormName, ...] | None = None
    """Files to attach: html, docx, pdf, csv, …; by default the page to a mail, and nothing to anything else."""

    @model_validator(mode="after")
    def _one_address_without_a_secret(self) -> Target:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("needs either url or url_env")
        secret = _secret_in(self.url) if self.url else None
        if secret:
            raise ValueError(f"url: {secret}, and secrets aren't allowed in a file; {_WAY_OUT}")
        return self

    @property
    def called(self) -> str:
        """Its name, in which nothing is secret."""
        if self.name or self.url is None:
            return self.name or str(self.url_env)
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname or ''}"

    def address(self) -> str:
        """The address itself.

        Raises:
            ConfigError: Its variable isn't set.
        """
        if self.url is not None:
            return self.url
        value = os.environ.get(str(self.url_env), "").strip()
        if not value:
            raise ConfigError(f"environment variable {self.url_env}: isn't set; it must contain the URL to deliver to")
        return value


def _secret_in(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return None
    if not parts.scheme or not url.startswith(f"{parts.scheme}:"):
        return None
    if password:
        return "contains a password"
    if any(word in name.lower() for name, _ in parse_qsl(parts.query) for word in _SECRET_NAMES):
        return "contains a secret in its query"
    if parts.scheme not in _OPEN:
        return f"{parts.scheme}:// URLs contain their token"
    return None


def secrets_of(address: str) -> list[str]:
    """The parts of an address that nobody may read in a log, the longest first."""
    try:
        parts = urlsplit(address)
        password, user = parts.password or "", parts.username or ""
    except ValueError:
        return [address]
    found = {value for name, value in parse_qsl(parts.query) if _is_secret(parts, name)}
    if parts.scheme not in _OPEN:
        found |= {parts.netloc, parts.hostname or "", *parts.path.split("/")}
    if "@" not in user:
        # A user who is also the sender is no secret by itself, and stands in every header.
        found.add(user)
    # Shorter ones stand in many an innocent word; a password is one at any length.
    found = {part for part in found if len(part) > 3} | {address, password}
    if "@" in parts.netloc:
        found.add(parts.netloc)
    return sorted((found | {unquote(part) for part in found}) - {""}, key=len, reverse=True)


def _is_secret(parts: SplitResult, name: str) -> bool:
    return parts.scheme not in MAIL or any(word in name.lower() for word in _SECRET_NAMES)

"""A web address taken apart, strictly: what two parsers could read differently is refused.

After WHATWG's URL standard where it says what a host is, and narrower: no user-info, no backslash, no blanks.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from briefing.errors import ArticleUnreadable
from briefing.text.one_line import one_line

_LONGEST_URL = 8_192
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
#: The last label makes a host a number, as WHATWG's URL standard and the C library see it.
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.IGNORECASE | re.ASCII)
_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")


class AddressRefused(ArticleUnreadable):
    """An address that isn't asked.

    Attributes:
        origin: The address, as it was given.
        not_http: True where it is no web address at all.
    """

    not_http: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A web address, taken apart and put together again; nothing was resolved."""

    scheme: str
    host: str
    """ASCII, lower case, no trailing dot, without brackets; an IPv4 number in its dotted form."""
    port: int
    path: str
    """With the query; percent-encoded where it isn't ASCII."""
    literal: bool
    """The host is an IP address."""

    @property
    def origin(self) -> str:
        """Scheme, host and, where it isn't the scheme's own, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        own = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{host}" if own else f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, without fragment."""
        return self.origin + self.path


def place_of(url: str) -> Place:
    """Take an address apart, strictly: what two parsers could read differently is refused.

    Raises:
        AddressRefused: It is no http or https address, or one of its parts isn't plain.
    """
    text = url.strip(" \t\r\n")
    scheme = _SCHEME.match(text)
    if not scheme or scheme[1].lower() not in {"http", "https"}:
        what = f"its scheme is {one_line(scheme[1])}" if scheme else "it has no scheme"
        raise AddressRefused(f"not http or https: {what}", origin=url, not_http=True)
    if len(text) > _LONGEST_URL:
        raise AddressRefused(f"longer than {_LONGEST_URL:,} characters", origin=url)
    if not text[scheme.end() :].startswith("//") or _BLANK_OR_CONTROL.search(text):
        raise AddressRefused("spaces, control characters, a backslash, or no // after its scheme", origin=url)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise AddressRefused("its host can't be read", origin=url) from None
    if "@" in parts.netloc:
        raise AddressRefused("it contains a user name", origin=url)
    name, port = _host_and_port(parts.netloc, url)
    host, literal = host_of(name, url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~", errors="replace")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=-._~[]", errors="replace")
    whole = f"{path}?{query}" if query else path
    own = 443 if parts.scheme == "https" else 80
    return Place(parts.scheme, host, own if port is None else port, whole, literal)


def _host_and_port(netloc: str, url: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(\d{0,5}))?", netloc, re.ASCII)
    if not found:
        raise AddressRefused("its host or port can't be read", origin=url)
    port = int(found[2]) if found[2] else None
    if port is not None and not 0 < port < 65_536:
        raise AddressRefused(f"there is no port {port}", origin=url)
    return found[1], port


def host_of(name: str, url: str = "") -> tuple[str, bool]:
    """The host as it is asked for, and whether it is an IP address."""
    if name.startswith("["):
        return _ipv6(name[1:-1], url), True
    host = _ascii(name, url).lower().removesuffix(".")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(host, url), True
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("its host isn't a plain name", origin=url)
    return host, False


def _ascii(name: str, url: str) -> str:
    """A name of any script as the resolver is asked for it (UTS 46, IDNA 2008)."""
    if name.isascii():
        return name
    import idna  # noqa: PLC0415 - its tables are needed by few addresses

    try:
        # Full-width digits and dots become plain ones here, so numbers are looked for after it.
        return idna.encode(name, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError, IndexError):
        raise AddressRefused("its host isn't a name that can be asked for", origin=url) from None


def _ipv6(text: str, url: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise AddressRefused("its host in brackets isn't an IPv6 address", origin=url) from None
    if address.scope_id:
        raise AddressRefused("its IPv6 address has a zone", origin=url)
    return str(address)


def _ipv4(text: str, url: str) -> str:
    """An IPv4 number in any of the resolver's forms: `127.1`, `0x7f000001`, `017700000001`."""
    try:
        return str(ipaddress.IPv4Address(socket.inet_aton(text)))
    except OSError:
        raise AddressRefused("its host is a number, but not an IPv4 address", origin=url) from None

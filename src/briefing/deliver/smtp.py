"""Mail by the standard library: smtp://user:password@host:587/?from=…&to=…, smtps:// for TLS from the first byte."""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from briefing.errors import ConfigError, InputError
from briefing.render.email import checked_address

if TYPE_CHECKING:
    from email.message import EmailMessage

#: Seconds a server may take for each answer; and for those about the mail itself, as RFC 5321, 4.5.3.2.6 has it:
#: a server that is given up on while it looks through a mail has it all the same, and would get it twice.
_TIMEOUT = 30.0
_TIMEOUT_OF_MAIL = 600.0
_SHAPE = "write it as smtp://user:password@host:587/?from=desk@example.org&to=a@example.org,b@example.org"
_KNOWN = {"from", "to", "starttls"}


@dataclass(frozen=True)
class Server:
    """A mail address of ours, taken apart."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    recipients: tuple[str, ...]
    implicit: bool
    """TLS from the first byte."""
    plain: bool
    """Whether it may go without TLS: asked for, or on this machine."""


def server_of(address: str) -> Server:
    """Take an address apart.

    Raises:
        ConfigError: Something is missing in it; the message shows the shape, and none of its values.
    """
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise ConfigError(f"the mail address can't be read; {_SHAPE}") from None
    query = parse_qs(parts.query, keep_blank_values=True)
    if unknown := sorted(set(query) - _KNOWN):
        raise ConfigError(f"the mail address: unknown parameter {', '.join(unknown)}; {_SHAPE}")
    if not host:
        raise ConfigError(f"the mail address has no host; {_SHAPE}")
    user = unquote(parts.username or "")
    sender = (query.get("from") or [user])[-1]
    recipients = [one.strip() for value in query.get("to", []) for one in value.split(",") if one.strip()]
    if not recipients or not sender:
        raise ConfigError(f"the mail address has no {'sender (from=)' if recipients else 'recipient (to=)'}; {_SHAPE}")
    try:
        checked = [checked_address(one) for one in (sender, *recipients)]
    except InputError as error:
        raise ConfigError(f"the mail address: {error.message}") from None
    return Server(
        host=host,
        port=port or (465 if parts.scheme == "smtps" else 587),
        user=user,
        password=unquote(parts.password or ""),
        sender=checked[0],
        recipients=tuple(dict.fromkeys(checked[1:])),
        implicit=parts.scheme == "smtps",
        plain=_on_this_machine(host) or (query.get("starttls") or [""])[-1] == "no",
    )


def send(message: EmailMessage, server: Server, recipients: tuple[str, ...]) -> dict[str, str]:
    """Hand a mail to the server.

    Returns:
        The recipients it refused, each with its reason; it took the mail for the others.

    Raises:
        smtplib.SMTPException, OSError: It took it for nobody.
        ConfigError: The server offers no TLS, and the mail may not go without.
    """
    context = ssl.create_default_context()
    connection = _connected(server, context)
    try:
        connection.ehlo()
        encrypted = server.implicit
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
            encrypted = True
        if not encrypted and (not server.plain or (server.password and not _on_this_machine(server.host))):
            raise ConfigError(
                f"{server.host}:{server.port} doesn't offer TLS, and mail and passwords are never sent unencrypted; "
                "use smtps://, or add &starttls=no for a server without a password in your own network"
            )
        if server.user and server.password:
            connection.login(server.user, server.password)
        if connection.sock is not None:
            connection.sock.settimeout(_TIMEOUT_OF_MAIL)
        refused = connection.send_message(message, server.sender, list(recipients))
        if connection.sock is not None:
            connection.sock.settimeout(_TIMEOUT)
        # Taken is taken, however the goodbye goes.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        connection.close()
    return {who: f"{code} {text.decode('utf-8', 'replace')}" for who, (code, text) in refused.items()}


def _connected(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.implicit:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

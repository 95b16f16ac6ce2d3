"""Which certificates a provider's are checked against."""

from __future__ import annotations

import functools
import os
import ssl
from typing import TYPE_CHECKING

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def ssl_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """A context that verifies.

    SSL_CERT_FILE and SSL_CERT_DIR, where set, replace the system's certificates, as with OpenSSL; otherwise certifi's
    are trusted too, for a small container has none of its own.

    Args:
        ca_file: Certificates (PEM) of one's own, trusted besides the others.

    Raises:
        ConfigError: The file can't be read, or holds no certificate.
    """
    context = ssl.create_default_context()
    if not os.environ.get("SSL_CERT_FILE") and not os.environ.get("SSL_CERT_DIR"):
        import certifi  # noqa: PLC0415 - comes with httpx

        context.load_verify_locations(certifi.where())
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"ca_file {ca_file}: can't read PEM certificates from it: {error}") from None
    return context

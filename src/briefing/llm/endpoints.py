"""Which address a model is asked at, and whether a key may go there."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.errors import ConfigError
from briefing.llm import pricing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.settings.settings import Settings

#: Prefixes of litellm that mean a server of the user's own: they have no host but the one that is set.
_OWN_SERVERS = frozenset(
    {
        "azure", "azure_ai", "azure_text", "custom", "custom_openai", "docker_model_runner", "hosted_vllm", "infinity",
        "lemonade", "litellm_proxy", "llamafile", "lm_studio", "ollama", "ollama_chat", "oobabooga", "openai_like",
        "petals", "text-completion-openai", "triton", "vllm", "xinference",
    }
)  # fmt: skip
_KEYLESS = frozenset({"ollama", "ollama_chat", "llamafile", "lm_studio", "docker_model_runner"})
_NEAR = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::1",
            "fc00::/7",
            "fe80::/10",
        ),
    )
)
_KEY_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD)$")


def endpoint_of(model: str, settings: Settings) -> str | None:
    """The address to ask a model at; None for its provider's own host.

    `api_base` is an OpenAI-compatible endpoint. A provider with a host of its own is asked, and gets its key, there
    and nowhere else, unless all models of the run are that provider's: then the address can only be meant for it.
    """
    prefix = _foreign(model, settings)
    if settings.api_base is None or prefix is None or prefix in _OWN_SERVERS:
        return settings.api_base
    if {_foreign(name, settings) for name in _models(settings)} != {prefix}:
        return None
    # Said for OpenAI's key, to whatever program reads it.
    return None if settings.api_base == os.environ.get("OPENAI_BASE_URL") else settings.api_base


def check_endpoint(model: str, base: str | None, settings: Settings) -> None:
    """See that no key goes unencrypted over a network that others share.

    Raises:
        ConfigError: It would.
    """
    if settings.send_credentials_over_plain_http:
        return
    prefix = _foreign(model, settings)
    for address in [base] if base else _addresses_of(prefix):
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            continue  # no address; the client says so
        if parts.scheme.lower() != "http" or not (parts.username or parts.password or _has_key(prefix)):
            continue
        if not _is_near(host):
            raise ConfigError(
                f"api_base of {model}: your key would go unencrypted (http://) to {host}, which is neither this "
                "machine nor in a private network. Nothing was sent. Write https://, or, if you want it so, "
                "send_credentials_over_plain_http = true (BRIEFING_SEND_CREDENTIALS_OVER_PLAIN_HTTP=1)"
            )
    if prefix is not None and "@" in (base or "").partition("://")[2].partition("/")[0]:
        raise ConfigError(
            f"{model}: api_base holds a user or password, which litellm can't send; leave them out of it, or name the "
            "model as an OpenAI-compatible endpoint does, without its prefix"
        )


def _models(settings: Settings) -> Iterator[str]:
    yield from filter(None, [settings.model, *settings.models.model_dump().values(), *settings.fallbacks])


def _foreign(model: str, settings: Settings) -> str | None:
    """The prefix of a provider that litellm asks; None for OpenAI, what is compatible with it, and plugins."""
    prefix, slash, _ = model.partition("/")
    if settings.provider not in ("auto", "litellm") or not slash or prefix == "openai":
        return None
    return prefix if prefix in pricing.providers() else None


def _addresses_of(prefix: str | None) -> list[str]:
    """What litellm takes from the environment."""
    names = (f"{prefix.upper()}_API_BASE", f"{prefix.upper()}_BASE_URL") if prefix else ()
    return [value for name in names if (value := os.environ.get(name))]


def _has_key(prefix: str | None) -> bool:
    if prefix is None:
        return bool(os.environ.get("OPENAI_API_KEY"))
    # Some providers take their key from a variable of another name.
    own = any(name.startswith(f"{prefix.upper()}_") and _KEY_NAME.search(name) for name in os.environ)
    return own or prefix not in _KEYLESS


def _is_near(host: str) -> bool:
    """Whether all addresses of a host are this machine's or a private network's; not, where it has none."""
    try:
        found = {str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, None)}
        addresses = [ipaddress.ip_address(text) for text in found]
    except (OSError, UnicodeError, ValueError):
        return False
    plain = [getattr(address, "ipv4_mapped", None) or address for address in addresses]
    return bool(plain) and all(any(a in net for net in _NEAR if net.version == a.version) for a in plain)

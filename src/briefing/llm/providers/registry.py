"""The providers: ours over the openai SDK and litellm, and those that installed packages add.

A provider is chosen by `provider` in the settings, or by the prefix of a model's name: `mine/small` goes to the
provider `mine`, if there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from briefing.llm import pricing as prices
from briefing.plugins import BUILTIN, Registry

if TYPE_CHECKING:
    from briefing.llm.providers.base import Engine
    from briefing.settings.settings import Settings


class Opener(Protocol):
    """Opens the way to one model."""

    def __call__(self, model: str, settings: Settings, *, replaying: bool) -> Engine:
        """Make ready to ask a model; nothing is sent yet.

        Args:
            model: As the settings name it, with its prefix.
            replaying: A cassette answers, so no key is needed.

        Raises:
            BriefingError: It can't be asked; the message says what is missing.
        """
        ...


@dataclass(frozen=True)
class Provider:
    """Where models are asked.

    Attributes:
        name: As `provider` in the settings names it, and as the prefix of its models.
        open: Called once for each model of a run.
        description: One line for help.
    """

    name: str
    open: Opener
    description: str = ""


def _openai(model: str, settings: Settings, *, replaying: bool) -> Engine:  # noqa: ARG001 - it sends any name
    # A cassette holds the same exchange, whoever made it.
    if replaying:
        return _replayed(settings)
    from briefing.llm.providers.openai import OpenAIEngine  # noqa: PLC0415 - its SDK, when first used

    return OpenAIEngine(settings.api_base, ca_file=settings.ca_file)


def _compatible(model: str, settings: Settings, *, replaying: bool) -> Engine:  # noqa: ARG001 - it sends any name
    if replaying:
        return _replayed(settings)
    from briefing.llm.providers.compatible import CompatibleEngine  # noqa: PLC0415 - aiohttp takes half a second

    return CompatibleEngine(settings.api_base, ca_file=settings.ca_file)


def _replayed(settings: Settings) -> Engine:
    from briefing.llm.providers.replayed import ReplayedEngine  # noqa: PLC0415

    return ReplayedEngine(settings.api_base)


def _litellm(model: str, settings: Settings, *, replaying: bool) -> Engine:  # noqa: ARG001
    from briefing.llm.providers.litellm import LitellmEngine  # noqa: PLC0415 - its SDK, when first used

    return LitellmEngine(settings.api_base, replaying=replaying)


OPENAI: Final = Provider("openai", _openai, "OpenAI and Azure, through the openai SDK")
COMPATIBLE: Final = Provider("compatible", _compatible, "every other OpenAI-compatible endpoint")
LITELLM: Final = Provider("litellm", _litellm, "the providers that litellm supports, by the prefix of the model's name")
PROVIDERS: Final[Registry[Provider]] = Registry("briefing.providers", Provider)
#: OpenAI, and Azure's three.
_OPENAI_HOSTS = ("api.openai.com", "openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com")


def provider_of(model: str, settings: Settings) -> Provider:
    """The provider that a model is asked through: as the settings say, else by the model's name and the endpoint.

    Raises:
        ConfigError: It can't be used.
    """
    if settings.provider != "auto":
        return PROVIDERS[settings.provider]
    prefix, slash, _ = model.partition("/")
    if slash and prefix in PROVIDERS and prefix not in BUILTIN["briefing.providers"]:
        return PROVIDERS[prefix]
    # A server of one's own may call a model `org/name`; only a provider's prefix means litellm.
    if slash and prefix != "openai" and prefix in prices.providers():
        return LITELLM
    host = (urlsplit(settings.api_base).hostname or "") if settings.api_base else _OPENAI_HOSTS[0]
    return OPENAI if any(host == own or host.endswith(f".{own}") for own in _OPENAI_HOSTS) else COMPATIBLE

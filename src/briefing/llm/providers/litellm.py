"""Every other provider, through litellm, with all of its own retries off."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

from briefing.errors import AuthFailed, BadReply, CassetteMiss, ContextExceeded, EngineBusy, EngineError, EngineRefused
from briefing.llm.cassette import miss_in
from briefing.llm.providers.chat_completions import body_of, complete_reply
from briefing.llm.providers.failures import failure_of, limits_of
from briefing.llm.redaction import without_keys, without_user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.llm.providers.base import EngineReply, Request


class LitellmEngine:
    """Live calls to the providers litellm knows, `provider/model` by name; each takes its key from its own variable.

    Args:
        api_base: Passed on where the user set one.
        replaying: A cassette answers, so providers that insist on a key get a dummy.
    """

    name = "litellm"

    def __init__(self, api_base: str | None, *, replaying: bool = False) -> None:
        self._base = api_base
        self.endpoint = without_user(api_base or "")
        self._key = "replayed" if replaying else None

    async def complete(self, request: Request) -> EngineReply:
        """Ask once, within the request's timeout. Errors as `Engine.complete`."""
        litellm = _import()
        body = body_of(request)
        if "max_completion_tokens" in body:  # litellm renames the limit for those who need it
            body["max_tokens"] = body.pop("max_completion_tokens")
        try:
            async with asyncio.timeout(request.timeout):
                response = await litellm.acompletion(
                    **body,
                    api_base=self._base,
                    api_key=self._key,
                    max_retries=0,
                    num_retries=0,
                    timeout=request.timeout,
                    drop_params=True,
                )
        except TimeoutError:
            raise EngineBusy(
                f"{request.stage} of {request.about}: no whole reply in {request.timeout:g} s",
                retry_after=None,
            ) from None
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001 - litellm raises its own kinds and others; all are classified
            raise self._classify(litellm, request, error) from None
        if not hasattr(response, "model_dump"):  # a 200 with HTML comes back as a string or None
            raise BadReply(
                f"{request.stage} of {request.about}: the response isn't a chat completion",
                reason="wrong-shape",
            )
        headers: Mapping[str, str] = getattr(response, "_response_headers", None) or {}
        return complete_reply(request, response.model_dump(), limits_of(headers))

    async def close(self) -> None:
        """Close litellm's shared connections."""
        litellm = _import()
        await litellm.close_litellm_async_clients()

    @staticmethod
    def _classify(litellm: Any, request: Request, error: Exception) -> EngineError:  # noqa: PLR0911 - a table
        where = f"{request.stage} of {request.about}"
        missing = miss_in(error)
        if missing is not None:
            return CassetteMiss(f"{where}: {missing}")
        # Some providers' missing key is no AuthenticationError, and litellm's own words for it are long.
        if "missing" in str(error).lower() and (unset := _unset(litellm, request.model)):
            return AuthFailed(f"{where}: no key: set {' and '.join(unset)} in the environment")
        if isinstance(error, litellm.ContextWindowExceededError):  # a kind of BadRequestError: first
            return ContextExceeded(f"{where}: {_plain(error)}")
        if isinstance(error, litellm.ContentPolicyViolationError):
            return EngineRefused(f"{where}: {_plain(error)}")
        if isinstance(error, litellm.AuthenticationError):
            return AuthFailed(f"{where}: {_plain(error)}. Check the provider's key in your environment.")
        if isinstance(error, (litellm.Timeout, litellm.APIConnectionError)):
            return EngineBusy(f"{where}: {_plain(error)}", retry_after=None)
        status = getattr(error, "status_code", None)
        headers = getattr(error, "litellm_response_headers", None) or {}
        if isinstance(status, int) and not isinstance(status, bool):
            return failure_of(request, status, _plain(error), dict(headers))
        return EngineBusy(f"{where}: {_plain(error)}", retry_after=None)


def _unset(litellm: Any, model: str) -> list[str]:
    missing: list[str] = litellm.validate_environment(model)["missing_keys"]
    # Where it lists several names for one key, the provider's own is enough.
    own = f"{model.partition('/')[0].upper()}_API_KEY"
    return [own] if own in missing else missing


def _plain(error: Exception) -> str:
    told, _, _ = str(error).partition("Traceback (most recent call last)")
    return without_keys(" ".join(told.split()))[:400]


def _import() -> Any:
    # Before the import: litellm fetches these tables from the network otherwise, and reads a .env file that it finds.
    for name in ("MODEL_COST_MAP", "ANTHROPIC_BETA_HEADERS", "BLOG_POSTS"):
        os.environ.setdefault(f"LITELLM_LOCAL_{name}", "True")
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")
    import litellm  # noqa: PLC0415 - six seconds and 170 MB

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    return litellm

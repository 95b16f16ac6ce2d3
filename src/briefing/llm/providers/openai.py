"""OpenAI and Azure, through the openai SDK's low-level post.

The SDK's response models cost half of the throughput and hide broken replies, so only its client is
used; the body is read by `briefing.llm.providers.chat_completions`.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

from briefing.errors import AuthFailed, CassetteMiss, EngineBusy, EngineError
from briefing.llm.cassette import miss_in
from briefing.llm.providers import base
from briefing.llm.providers.certificates import ssl_context
from briefing.llm.providers.chat_completions import body_of, reply_of
from briefing.llm.providers.failures import failure_of
from briefing.llm.redaction import key_remover, without_user

if TYPE_CHECKING:
    from pathlib import Path

    from openai import AsyncOpenAI

    from briefing.llm.providers.base import EngineReply, Request

KEY = "OPENAI_API_KEY"


class _TooLargeError(Exception):
    """More was decoded than any reply needs."""


async def _read_bounded(response: Any) -> None:
    """A hook of the HTTP client: read the body here, chunk by chunk, and give up past the limit."""
    if "," in response.headers.get("content-encoding", ""):
        # Each layer multiplies: a kilobyte in two of them is a gigabyte in one chunk.
        await response.aclose()
        raise _TooLargeError
    parts, total = [], 0
    async for part in response.aiter_bytes():
        total += len(part)
        if total > base.MAX_REPLY_BYTES:
            await response.aclose()
            raise _TooLargeError
        parts.append(part)
    # What httpx's own aread() leaves behind; it finds the content there and reads no more.
    response._content = b"".join(parts)  # noqa: SLF001


def _too_large_in(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, _TooLargeError):
            return True
        error = error.__cause__ or error.__context__
    return False


class OpenAIEngine:
    """Live calls over aiohttp.

    Args:
        api_base: The endpoint; None is OpenAI itself.
        ca_file: Certificates (PEM) to trust besides those of the system.

    Raises:
        AuthFailed: OpenAI itself is meant and no key is in the environment.
    """

    name = "openai"

    def __init__(self, api_base: str | None, *, ca_file: Path | None = None) -> None:
        self._base = api_base
        self.endpoint = without_user(api_base or base.OPENAI)
        self._clean = key_remover()
        # Read before the first call, so that a missing file is found before anything is paid for.
        self._ssl = ssl_context(ca_file)
        self._key = os.environ.get(KEY)
        if not self._key and api_base is None:
            raise AuthFailed(base.NO_KEY)
        self._client: AsyncOpenAI | None = None

    async def complete(self, request: Request) -> EngineReply:
        """Ask once, within the request's timeout. Errors as `Engine.complete`."""
        import openai  # noqa: PLC0415 - a second of import that --help shouldn't pay

        client, raw_response = self._open()
        where = request.where
        try:
            async with asyncio.timeout(request.timeout):
                response = await client.post("/chat/completions", cast_to=raw_response, body=body_of(request))
                return reply_of(request, response.content, response.headers, self._clean)
        except TimeoutError:
            raise EngineBusy(f"{where}: no whole reply in {request.timeout:g} s", retry_after=None) from None
        except openai.APIStatusError as error:
            told = error.response
            raise failure_of(request, told.status_code, told.text, told.headers, self._clean) from None
        except EngineError:
            raise
        except Exception as error:
            if _too_large_in(error):
                raise base.too_large(where) from None
            missing = miss_in(error)
            if missing is not None:
                raise CassetteMiss(f"{where}: {missing}") from None
            if isinstance(error, (openai.APIError, OSError)) or type(error).__module__.startswith(("aiohttp", "http")):
                # aiohttp names its TLS setting here, also where the address has none.
                cause = str(error.__cause__ or error).replace(" ssl:default", "")
                raise EngineBusy(f"{where}: no connection to {self.endpoint}: {cause}", retry_after=None) from None
            raise

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _open(self) -> tuple[AsyncOpenAI, type[Any]]:
        import openai  # noqa: PLC0415

        if openai.VERSION.startswith(("0.", "1.", "2.")):
            import httpx  # noqa: PLC0415
        else:
            import httpx2 as httpx  # type: ignore[import-not-found,no-redef]  # noqa: PLC0415
        if self._client is None:
            self._client = openai.AsyncOpenAI(
                api_key=self._key or "none",
                base_url=self._base,
                max_retries=0,
                # The wall clock around the attempt is the limit; the SDK's own is per read.
                timeout=None,
                http_client=openai.DefaultAioHttpClient(verify=self._ssl, event_hooks={"response": [_read_bounded]}),
            )
        return self._client, httpx.Response

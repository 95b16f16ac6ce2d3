"""OpenAI-compatible endpoints (vLLM, llama.cpp, Ollama, routers), straight over aiohttp.

An SDK adds nothing here: the body and the reply are those of `chat_completions`, retries are the gateway's,
and thousands of calls a minute pay for each layer. What a client owes its user is in this file: proxies,
certificates, a limit to the size of a reply, a timeout by the clock on the wall, redirects, and errors without keys.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import urllib.request
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
from yarl import URL

from briefing.errors import AuthFailed, CassetteMiss, ConfigError, EndpointUnusable, EngineBusy, EngineError
from briefing.llm.cassette import miss_in
from briefing.llm.providers import base
from briefing.llm.providers.certificates import ssl_context
from briefing.llm.providers.chat_completions import body_of, reply_of
from briefing.llm.providers.failures import failure_of
from briefing.llm.redaction import key_remover, without_user

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from briefing.llm.providers.base import EngineReply, Request

KEY = "OPENAI_API_KEY"
#: A redirect to the same server is followed so often.
_MOST_REDIRECTS = 3
_REDIRECTS = (307, 308)
#: What the reading loop can bound: chunks of these decode to a few times their size at once, never a thousand.
_ENCODINGS = ("", "identity", "gzip", "deflate")
#: Seconds to reach a server; within the timeout of the attempt.
_CONNECT = 30.0


class Call(NamedTuple):
    """Something to send to an endpoint.

    Attributes:
        url: Whole, or what follows the endpoint's address, such as `files`.
        headers: Beside those of every call.
        most: Decoded bytes that may come back; None for those of a reply.
    """

    method: str
    url: URL | str
    content: bytes | None = None
    headers: Mapping[str, str] | None = None
    most: int | None = None


class CompatibleEngine:
    """Live calls to one endpoint.

    Args:
        api_base: The endpoint, up to and with `/v1`; None is OpenAI itself. A user and password in it are sent as
            HTTP basic authentication, in place of the key.
        ca_file: Certificates (PEM) to trust besides those of the system.

    Attributes:
        endpoint: The address, without a password.

    Raises:
        AuthFailed: OpenAI itself is meant and no key is in the environment.
        ConfigError: The address, the proxy or the file of certificates can't be used.
    """

    name = "compatible"

    def __init__(self, api_base: str | None, *, ca_file: Path | None = None) -> None:
        key = os.environ.get(KEY)
        if not key and api_base is None:
            raise AuthFailed(base.NO_KEY)
        try:
            url = URL(api_base or base.OPENAI)
            self._base = url.with_user(None)
            self._url = self._base / "chat/completions"
        except ValueError as error:
            raise ConfigError(f"api_base: {without_user(str(api_base))}: {error}") from None
        self.endpoint = str(url.with_user(None))
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": base.USER_AGENT,
        }
        if url.user is not None:
            self._headers["Authorization"] = _basic(url.user, url.password or "")
        elif key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._proxy, to_proxy = _proxy_for(self._url)
        # Inside TLS the proxy sees the tunnel's headers alone, otherwise all.
        self._proxy_headers = to_proxy if url.scheme == "https" else None
        self._headers |= {} if url.scheme == "https" else to_proxy
        # Read before the first call, so that a missing file is found before anything is paid for.
        self._ssl: ssl.SSLContext | bool = ssl_context(ca_file) if url.scheme == "https" else True
        sent = [self._headers.get("Authorization", ""), *to_proxy.values(), url.password or ""]
        self._clean = key_remover(*(value.rpartition(" ")[2] for value in sent))
        self._session: aiohttp.ClientSession | None = None

    async def complete(self, request: Request) -> EngineReply:
        """Ask once, within the request's timeout. Errors as `Engine.complete`."""
        where = request.where
        content = json.dumps(body_of(request), ensure_ascii=False, separators=(",", ":"))
        try:
            async with asyncio.timeout(request.timeout):
                # Half a character becomes its JSON escape: valid, and what it was.
                status, headers, raw = await self._post(content.encode("utf-8", "backslashreplace"), where)
        except TimeoutError:
            raise EngineBusy(f"{where}: no whole reply in {request.timeout:g} s", retry_after=None) from None
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001 - what isn't the network's is raised again as it is
            raise self._failure(where, error) from None
        if 200 <= status < 300:
            return reply_of(request, raw, headers, self._clean)
        raise failure_of(request, status, raw.decode("utf-8", "replace"), headers, self._clean)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def exchange(self, call: Call, where: str, seconds: float) -> tuple[int, Mapping[str, str], bytes]:
        """Send something else than a question, such as a file; give back what came, whatever its status.

        Args:
            where: For messages.
            seconds: By the clock on the wall.

        Raises:
            EngineError: Nothing whole came.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._send(call, where)
        except TimeoutError:
            raise EngineBusy(f"{where}: no whole reply in {seconds:g} s", retry_after=None) from None
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001 - as in `complete`
            raise self._failure(where, error) from None

    @property
    def clean(self) -> Callable[[str], str]:
        """Takes keys out of what came."""
        return self._clean

    async def _post(self, content: bytes, where: str) -> tuple[int, Mapping[str, str], bytes]:
        return await self._send(Call("POST", self._url, content), where)

    async def _send(self, call: Call, where: str) -> tuple[int, Mapping[str, str], bytes]:
        url = call.url if isinstance(call.url, URL) else URL(f"{self._base}/{call.url}")
        for _ in range(_MOST_REDIRECTS):
            async with self._open().request(
                call.method, url, data=call.content, headers=call.headers, ssl=self._ssl, allow_redirects=False,
                proxy=self._proxy, proxy_headers=self._proxy_headers,
            ) as response:  # fmt: skip
                if response.status not in _REDIRECTS or "location" not in response.headers:
                    return (
                        response.status,
                        response.headers,
                        await _read(response, where, call.most or base.MAX_REPLY_BYTES),
                    )
                target = url.join(URL(response.headers["location"]))
            if target.origin() != url.origin():
                # Neither the key nor an article goes to a host that the user didn't name.
                raise EndpointUnusable(
                    f"{where}: {self.endpoint} redirects to {target.origin()}. Nothing was sent there; if that is the "
                    "right URL, set api_base (--api-base, BRIEFING_API_BASE) to it"
                )
            url = target
        raise EndpointUnusable(f"{where}: {self.endpoint} redirects in a loop; check api_base")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # How many calls are under way is the gateway's business.
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                # The wall clock around the attempt is the limit.
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
            )
        return self._session

    def _failure(self, where: str, error: Exception) -> Exception:
        """What an exception of the client means. All of its words are cleaned: a header may hold a key."""
        missing = miss_in(error)
        if missing is not None:
            return CassetteMiss(f"{where}: {missing}")
        # aiohttp names its TLS setting here, also where the address has none.
        cause = self._clean(str(error).replace(" ssl:default", "") or type(error).__name__)
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            return EndpointUnusable(
                f"{where}: the certificate of {self.endpoint} can't be verified: {error.certificate_error}. For a "
                "private certificate authority, set its PEM file in ca_file (BRIEFING_CA_FILE) or SSL_CERT_FILE"
            )
        if isinstance(error, aiohttp.InvalidURL):
            return ConfigError(f"api_base: {self.endpoint} isn't a usable URL")
        if isinstance(error, (aiohttp.ClientError, OSError)):
            return EngineBusy(f"{where}: no connection to {self.endpoint}: {cause}", retry_after=None)
        return error


async def _read(response: aiohttp.ClientResponse, where: str, most: int) -> bytes:
    """The body, chunk by chunk, and not past the limit: a bomb of 300 MB comes as 300 KB.

    Raises:
        BadReply: Too large, or encoded in several layers: a kilobyte in two of them is a gigabyte in one chunk.
    """
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise base.too_large(where)
    parts, total = [], 0
    while part := await response.content.readany():
        total += len(part)
        if total > most:
            response.close()  # what is still under way isn't waited for
            raise base.too_large(where)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def _proxy_for(url: URL) -> tuple[URL | None, dict[str, str]]:
    """The proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name for an address, and its credentials.

    Looked up once: aiohttp's own `trust_env` does so for each request, in a thread, and reads ~/.netrc too.

    Raises:
        ConfigError: The variable names no HTTP proxy.
    """
    proxies = urllib.request.getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or urllib.request.proxy_bypass(f"{url.host}:{url.port}"):
        return None, {}
    try:
        proxy = URL(named if "://" in named else f"http://{named}")
        usable = proxy.scheme in {"http", "https"} and bool(proxy.host)
    except ValueError:
        usable = False
    if not usable:
        variable = f"{url.scheme.upper()}_PROXY or ALL_PROXY"
        raise ConfigError(f"{variable}: {without_user(named)} isn't an HTTP proxy; to bypass it, add the endpoint's "
                          "host to NO_PROXY")  # fmt: skip
    auth = {"Proxy-Authorization": _basic(proxy.user, proxy.password or "")} if proxy.user is not None else {}
    return proxy.with_user(None), auth

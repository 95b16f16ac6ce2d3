"""Our own client: what an SDK did before stands here, against servers and proxies on this machine."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import shutil
import ssl
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.errors import ConfigError, EndpointUnusable, EngineBusy
from briefing.llm.factory import choose_engine, open_gateway
from briefing.llm.providers.certificates import ssl_context
from briefing.settings.settings import fixed_settings
from gateway_calls import GOOD, ask, opened
from hostile_server import Action, HostileServer, reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

KEY = "sk-" + "canary0123456789"


@contextlib.asynccontextmanager
async def forwarding(target: tuple[str, int], seen: list[bytes]) -> AsyncIterator[str]:
    """A proxy that hands every connection to one server, and notes the head of what came."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head)
        inner_reader, inner_writer = await asyncio.open_connection(*target)
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            line, _, rest = head.partition(b"\r\n")
            method, url, version = line.split(b" ")
            path = b"/" + url.split(b"/", 3)[3]
            inner_writer.write(b" ".join((method, path, version)) + b"\r\n" + rest)
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def port_of(server: HostileServer) -> int:
    return int(server.base_url.rsplit(":", 1)[1].removesuffix("/v1"))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("model", "base", "client"),
    [
        ("m", "http://localhost:11434/v1", "compatible"),
        ("org/name", "https://router.example/api/v1", "compatible"),
        ("gpt-5-mini", "https://eu.api.openai.com/v1", "openai"),
        ("m", "https://desk.openai.azure.com/openai/v1", "openai"),
        ("m", "https://desk.services.ai.azure.com/openai/v1", "openai"),
        ("m", "https://api.openai.com.example/v1", "compatible"),
        ("anthropic/claude-sonnet-4-5", None, "litellm"),
    ],
)
def test_each_endpoint_gets_its_client(model, base, client):
    assert choose_engine(model, fixed_settings(model=model, api_base=base)).name == client


def test_openai_itself_is_asked_by_the_sdk_and_replayed_by_our_client(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = fixed_settings(model="gpt-5-mini")
    assert choose_engine("gpt-5-mini", settings).name == "openai"
    assert choose_engine("gpt-5-mini", settings, replaying=True).name == "compatible"


async def test_the_key_goes_as_a_bearer_and_a_password_in_the_address_as_basic_authentication(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with HostileServer(reply(GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
        inside = server.base_url.replace("http://", "http://desk:p%40ss@")
        async with opened(server, api_base=inside, ledger="other.sqlite3") as gateway:
            await ask(gateway)
    first, second = (arrival.headers["authorization"] for arrival in server.arrivals)
    assert first == f"Bearer {KEY}"
    assert base64.b64decode(second.removeprefix("Basic ")) == b"desk:p@ss"


@pytest.mark.parametrize("form", ["http://{}", "http://user:p%40ss@{}", "{}"])
async def test_a_proxy_is_used_and_its_password_goes_to_it_alone(form, monkeypatch):
    seen: list[bytes] = []
    with HostileServer(reply(GOOD)) as server:
        async with forwarding(("127.0.0.1", port_of(server)), seen) as proxy:
            monkeypatch.setenv("http_proxy", form.format(proxy))
            async with opened(server, api_base="http://desk.invalid/v1") as gateway:
                await ask(gateway)
    assert seen[0].startswith(b"POST http://desk.invalid/v1/chat/completions ")
    assert (b"dXNlcjpwQHNz" in seen[0]) == ("user" in form)
    assert len(server.arrivals) == 1


async def test_no_proxy_names_hosts_that_are_asked_directly(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "example.org,127.0.0.1")
    with HostileServer(reply(GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
    assert len(server.arrivals) == 1


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://"])
def test_a_proxy_that_cannot_be_used_is_said_before_the_first_call(proxy, monkeypatch):
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(ConfigError, match="HTTP_PROXY"):
        choose_engine("m", fixed_settings(model="m", api_base="http://desk.example/v1"))


async def test_a_redirect_on_the_same_server_is_followed_and_a_circle_ends():
    here = {"location": "/v1/chat/completions"}
    with HostileServer([Action(b"", 308, here)], reply(GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
        assert len(server.arrivals) == 2
    with HostileServer(Action(b"", 308, here)) as server:
        async with opened(server, ledger="other.sqlite3") as gateway:
            with pytest.raises(EndpointUnusable, match="loop"):
                await ask(gateway)
        assert len(server.arrivals) == 3


@pytest.mark.parametrize("location", ["https://{host}/v1/chat/completions", "http://other.example/v1", "//[::1]:1/"])
async def test_a_redirect_to_another_place_sends_nothing_there_and_stops_the_run(location):
    def script(_):
        return Action(b"", 307, {"location": location.format(host=server.base_url[7:-3])})

    with HostileServer(script) as server:
        async with opened(server) as gateway:
            with pytest.raises(EndpointUnusable, match="api_base"):
                await ask(gateway)
            with pytest.raises(EndpointUnusable):
                await ask(gateway, "another")
    assert len(server.arrivals) == 1


# ── certificates ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Path:
    """A certificate for 127.0.0.1 that signs itself, and its key, in one PEM file."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    path: Path = tmp_path_factory.mktemp("authority") / "ca.pem"
    key = path.with_suffix(".key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", path],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@contextlib.asynccontextmanager
async def behind_tls(server: HostileServer, authority: Path) -> AsyncIterator[str]:
    """The server behind a front that speaks TLS."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port_of(server))
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    front = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=context)
    async with front:
        yield f"https://127.0.0.1:{front.sockets[0].getsockname()[1]}/v1"


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("by", ["setting", "environment"])
async def test_an_authority_of_ones_own_is_trusted_where_it_is_named(by, authority, monkeypatch):
    ssl_context.cache_clear()
    given = {"ca_file": authority} if by == "setting" else {}
    if by == "environment":
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with HostileServer(reply(GOOD)) as server:
        async with behind_tls(server, authority) as base, opened(server, api_base=base, attempts=1, **given) as gateway:
            await ask(gateway)
    ssl_context.cache_clear()
    assert len(server.arrivals) == 1


async def test_a_certificate_that_cannot_be_verified_stops_the_run_and_names_the_setting(authority):
    with HostileServer(reply(GOOD)) as server:
        async with behind_tls(server, authority) as base, opened(server, api_base=base) as gateway:
            with pytest.raises(EndpointUnusable, match="ca_file"):
                await ask(gateway)
            assert gateway.calls == 1
    assert not server.arrivals


def test_a_file_without_certificates_is_named_before_the_first_call(tmp_path):
    (tmp_path / "ca.pem").write_text("none here")
    for name in ("ca.pem", "missing.pem"):
        settings = fixed_settings(model="m", api_base="https://desk.example/v1", ca_file=tmp_path / name)
        with pytest.raises(ConfigError, match=name):
            choose_engine("m", settings)


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────


async def test_half_a_character_in_a_prompt_does_not_end_the_call():
    with HostileServer(reply(GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway, "half \ud83d of one")
    assert server.arrivals[0].prompt == "half \ud83d of one"


async def test_an_address_that_is_none_is_named_without_its_password():
    settings = fixed_settings(model="m", api_base=f"http://desk:{KEY}@host:99999/v1")
    with pytest.raises(ConfigError, match="api_base") as caught:
        async with open_gateway(settings):
            pass
    assert KEY not in str(caught.value)


async def test_a_host_that_does_not_exist_is_no_connection():
    settings = fixed_settings(model="m", api_base="http://desk.invalid/v1", attempts=1)
    async with open_gateway(settings) as gateway:
        with pytest.raises(EngineBusy, match=r"no connection to http://desk\.invalid/v1"):
            await ask(gateway)


def test_a_large_bomb_takes_little_memory():
    # In a process of its own: the peak of this one was reached long ago.
    script = """
import asyncio, resource
from gateway_calls import ask, opened
from hostile_server import HostileServer, gzip_bomb
async def main():
    with HostileServer(gzip_bomb(300)) as server:
        async with opened(server, attempts=1) as gateway:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            try:
                await ask(gateway)
            except Exception as error:
                print(error.reason, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
asyncio.run(main())
"""
    support = str(Path(__file__).parents[2] / "_support")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {support!r})\n{script}"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    reason, megabytes = done.stdout.split()
    assert reason == "too-large"
    assert int(megabytes) < 150

"""Connections: to the pinned address, under the host's own name, and nowhere else."""

from __future__ import annotations

import shutil
import ssl
import subprocess

import httpcore
import httpx
import pytest

from briefing.ingest.web.fetch import Fetched, Fetcher, FetchSettings
from briefing.ingest.web.ssrf_guard import AllowList, Target
from briefing.ingest.web.transport import PinnedBackend, PinnedTransport
from briefing.ingest.web.url import place_of
from fetching import LOOPBACK, PAGE, fetcher, site


class Recording(httpcore.AsyncNetworkBackend):
    """Connects to nothing; some addresses are dead."""

    def __init__(self, *dead: str) -> None:
        self.dead = dead
        self.tried: list[str] = []

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # noqa: ASYNC109
        self.tried.append(host)
        if host in self.dead:
            raise httpcore.ConnectError(f"{host} is dead")
        return httpcore.AsyncMockStream([b"HTTP/1.1 200 X\r\ncontent-length: 0\r\n\r\n"])


def backend(over: Recording, *addresses: str) -> PinnedBackend:
    made = PinnedBackend()
    made._backend = over
    if addresses:
        made.pin(Target(place_of("https://news.example/"), addresses))
    return made


async def test_a_host_that_was_not_checked_cannot_be_reached():
    over = Recording()
    made = backend(over, "1.1.1.1")
    for host, port in (("other.example", 443), ("news.example", 80), ("1.1.1.1", 443), ("127.0.0.1", 80)):
        with pytest.raises(httpcore.ConnectError, match="no checked address"):
            await made.connect_tcp(host, port)
    with pytest.raises(httpcore.ConnectError):
        await made.connect_unix_socket("/var/run/docker.sock")
    assert over.tried == []


async def test_the_next_address_is_tried_where_one_is_dead():
    over = Recording("2606:4700::1")
    await backend(over, "2606:4700::1", "1.1.1.1", "1.0.0.1").connect_tcp("news.example", 443, 5.0)
    assert over.tried == ["2606:4700::1", "1.1.1.1"]
    with pytest.raises(httpcore.ConnectError, match="is dead"):
        await backend(Recording("1.1.1.1"), "1.1.1.1").connect_tcp("news.example", 443)


async def test_a_transport_asks_nothing_of_its_own_accord():
    transport = PinnedTransport(4)
    for url in ("http://127.0.0.1:9/", "http://localhost:9/", "https://news.example/"):
        with pytest.raises(httpcore.ConnectError, match="no checked address"):
            await transport.handle_async_request(httpx.Request("GET", url))
    await transport.aclose()


async def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine news.example login u password p\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    async with site({"/": PAGE}) as served, fetcher(robots=False) as made:
        assert isinstance(await made.fetch(served.url()), Fetched)
    assert "authorization" not in served.asked[0].headers


async def test_an_ipv6_address_is_asked_as_it_stands():
    import asyncio

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\nok")
        writer.close()

    try:
        server = await asyncio.start_server(answer, "::1", 0)
    except OSError:
        pytest.skip("no IPv6 here")
    port = server.sockets[0].getsockname()[1]
    async with Fetcher(FetchSettings(allow=AllowList.of(["::1"]), robots=False, delay=0)) as made:
        page = await made.fetch(f"http://[0:0::1]:{port}/")
    server.close()
    assert isinstance(page, Fetched), page.line
    assert page.final_url == f"http://[::1]:{port}/"


@pytest.fixture
def certificate(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example",
         "-addext", "subjectAltName=DNS:news.example", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    return tmp_path / "cert.pem", tmp_path / "key.pem"


async def test_tls_speaks_to_the_name_though_the_connection_goes_to_the_address(certificate):
    named: list[str | None] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    tls.sni_callback = lambda _, name, __: named.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    async with site({"/": PAGE}, tls) as served:
        async with fetcher(verify=trusting, robots=False) as made:
            page = await made.fetch(served.url(scheme="https"))
            wrong = await made.fetch(served.url(scheme="https", host="other.example"))
        async with fetcher(robots=False) as made:
            untrusted = await made.fetch(served.url(scheme="https"))
    assert isinstance(page, Fetched), page.line
    assert served.asked[0].headers["host"] == f"news.example:{served.port}"
    assert named[0] == "news.example"
    assert (wrong.why, untrusted.why) == ("unreachable", "unreachable")
    assert "certificate" in untrusted.line
    assert LOOPBACK.networks

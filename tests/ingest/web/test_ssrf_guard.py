"""Addresses that are never asked, and the allow-list that lets through what it names."""

from __future__ import annotations

import ipaddress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.ingest.web.ssrf_guard import AddressRefused, AllowList, HostUnknown, check, why_refused
from briefing.ingest.web.url import place_of

#: Hosts that are literally addresses, in every form a resolver reads.
LITERALS = [
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7F.1",
    "0x7f.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "0177.0.0.01", "00000177.0.0.1", "0", "0.0.0.0", "0x0",
    "10.0.0.1", "10.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257",
    "0xc0a80101", "3232235777", "169.254.169.254", "169.254.43518", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
    "100.64.0.1", "100.100.100.200", "100.127.255.255", "168.63.129.16", "192.0.0.192", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:10.0.0.1]",
    "[::ffff:169.254.169.254]", "[::127.0.0.1]", "[::7f00:1]", "[::10.0.0.1]", "[::ffff:0:127.0.0.1]",
    "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2002:808:808::]", "[2001:0:7f00:1::1]", "[2001::1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::8.8.8.8]",
    "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[fd20:ce::254]",
    "[ff02::1]", "[ff0e::1]", "[2001:db8::1]", "[3fff::1]", "[3ffe::1]", "[100::1]", "[5f00::1]", "[4000::1]",
    "[2001:2::1]", "[2001:10::1]", "[2a00:1450::5efe:127.0.0.1]", "[2a00:1450::200:5efe:10.0.0.1]",
    "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "⑩.1", "０x7f.1",
    "[v1.fe]", "256.1.1.1", "1.2.3.4.5",
    "08.1.1.1", "0x7g.1", "1.2.3.4..", "99999999999",
]  # fmt: skip

#: Whole addresses that aren't plain web addresses.
WHOLE = [
    "http://user@example.com/", "http://user:pass@example.com/", "http://example.com@127.0.0.1/", "http://@127.0.0.1/",
    "http://example.com\\@127.0.0.1/", "http://127.0.0.1\\.example.com/", "http:\\\\127.0.0.1\\", "http:/127.0.0.1/",
    "http:127.0.0.1", "http:///127.0.0.1/", "http://exa\tmple.com/", "http://exam\nple.com/",
    "http://example.com\x00.org/",
    "http://127.0.0.1%00.example.com/", "http://%31%32%37.0.0.1/", "http://127%2e0%2e0%2e1/", "http://example.com:0/",
    "http://example.com:65536/", "http://example.com:80:80/", "http://example.com:٨٠/", "http://example.com:+80/",
    "http://example.com:22/", "http://example.com:25/", "http://example.com:6379/", "http://[::1/", "http://::1/",
    "http://[]/", "http:///", "http://", "http://.example.com/", "http://example..com/", "http://-a.example/",
    "http://exa mple.com/", "http://a\u00a0b.com/", "http://a\u2028b.com/", "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 130 + "com/", "http://example.com/" + "a" * 9_000, "http://\u200b/", "http://xn--\u00e4/",
    "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "data:text/html,x", "javascript:alert(1)",
    "//127.0.0.1/", "example.com", "", "   ", "unix:///var/run/docker.sock", "ws://example.com/",
    "httpx://example.com/",
    "http\u017f://example.com/", "dict://127.0.0.1:11211/", "jar:http://example.com!/", "view-source:http://127.0.0.1/",
]  # fmt: skip

PUBLIC = "93.184.215.14"


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def answering(*addresses: str):
    """A resolver that counts its calls, and answers with these."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return list(addresses)

    resolve.asked = asked
    return resolve


async def unexpected(host: str, port: int) -> list[str]:
    raise AssertionError(f"the resolver was asked for {host}")


async def let_through(urls: list[str], resolve) -> list[str]:
    """Those that aren't refused; one test for all, since there are hundreds."""
    through, refused = [], []
    for url in urls:
        try:
            await check(url, resolve=resolve)
            through.append(url)
        except AddressRefused as error:
            refused.append(error)
    assert not any("\n" in error.message or error.origin not in urls for error in refused)
    return through


async def test_an_address_that_is_not_public_is_refused_in_every_form():
    assert len(LITERALS) > 90
    urls = [url for host in LITERALS for url in (f"http://{host}/", f"https://{host}:8443/x?y#z")]
    assert await let_through(urls, unexpected) == []


async def test_an_address_that_is_not_plain_is_refused():
    assert await let_through(WHOLE, answering(PUBLIC)) == []


async def test_a_name_that_leads_to_such_an_address_is_refused_whatever_else_it_leads_to():
    hosts = [host.strip("[]") for host in LITERALS if is_address(host.strip("[]"))]
    assert len(hosts) > 60
    for host in hosts:
        for answer in ([host], [PUBLIC, host], [host, PUBLIC]):
            assert await let_through(["https://news.example/"], answering(*answer)) == [], host


async def test_a_name_that_leads_to_no_address_or_to_nonsense_is_said():
    async def fails(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    for resolve in (fails, answering()):
        with pytest.raises(HostUnknown, match=r"news\.example"):
            await check("https://news.example/", resolve=resolve)
    for nonsense in ("fe80::1%eth0", "localhost", ""):
        with pytest.raises(AddressRefused):
            await check("https://news.example/", resolve=answering(nonsense))


@pytest.mark.parametrize(
    ("url", "host", "made"),
    [
        ("https://news.example", "news.example", "https://news.example/"),
        ("HTTPS://News.Example.:443/a#b", "news.example", "https://news.example/a"),
        ("http://news.example:8080/?q=1", "news.example", "http://news.example:8080/?q=1"),
        ("https://bücher.example/ß?q=ä", "xn--bcher-kva.example", "https://xn--bcher-kva.example/%C3%9F?q=%C3%A4"),
        ("https://مثال.إختبار/خبر", "xn--mgbh0fb.xn--kgbechtv", "https://xn--mgbh0fb.xn--kgbechtv/%D8%AE%D8%A8%D8%B1"),
        ("https://ｎｅｗｓ.example/", "news.example", "https://news.example/"),
        ("https://my_paper.example/%41%2F", "my_paper.example", "https://my_paper.example/%41%2F"),
        ("https://news.example/a b".replace(" ", "%20"), "news.example", "https://news.example/a%20b"),
        ("https://news.example/\ud800", "news.example", "https://news.example/%3F"),
        ("https://news.example//evil.example/", "news.example", "https://news.example//evil.example/"),
    ],
)  # fmt: skip
async def test_a_public_address_is_put_into_one_plain_form(url, host, made):
    resolve = answering(PUBLIC, "2606:2800:21f::1")
    target = await check(url, resolve=resolve)
    assert (target.place.host, target.place.url) == (host, made)
    assert target.addresses == (PUBLIC, "2606:2800:21f::1")
    assert resolve.asked == [host]
    assert place_of(made) == target.place


async def test_public_addresses_need_no_resolver():
    for host, address in (("8.8.8.8", "8.8.8.8"), ("134744072", "8.8.8.8"), ("[::ffff:8.8.8.8]", "8.8.8.8"),
                          ("[2606:4700::1111]", "2606:4700::1111"),
                          ("[64:ff9b::808:808]", "64:ff9b::808:808")):  # fmt: skip
        assert (await check(f"http://{host}/", resolve=unexpected)).addresses == (address,)


async def test_the_allow_list_lets_through_a_network_and_no_other():
    allow = AllowList.of(["10.1.0.0/16", "fd12::/32"])
    assert (await check("http://10.1.2.3:9000/", allow)).addresses == ("10.1.2.3",)
    assert (await check("http://0x0a010203/", allow)).addresses == ("10.1.2.3",)
    assert (await check("http://[fd12::7]/", allow)).addresses == ("fd12::7",)
    assert (await check("http://wiki.desk/", allow, answering("10.1.0.9"))).addresses == ("10.1.0.9",)
    for url in ("http://10.2.0.1/", "http://127.0.0.1/", "http://[fd13::1]/", "http://[2002:0a01:0203::]/"):
        with pytest.raises(AddressRefused):
            await check(url, allow)
    with pytest.raises(AddressRefused):
        await check("http://wiki.desk/", allow, answering("10.1.0.9", "10.2.0.9"))


async def test_the_allow_list_lets_through_a_host_and_no_other():
    allow = AllowList.of(["Wiki.Desk.example.", "feeds.desk.example:8081"])
    assert (await check("http://wiki.desk.example:5000/", allow, answering("192.168.1.4"))).addresses == (
        "192.168.1.4",
    )
    assert (await check("http://feeds.desk.example:8081/", allow, answering("10.0.0.4"))).addresses == ("10.0.0.4",)
    for url in ("http://feeds.desk.example/", "http://wiki.desk.example.evil.example/", "http://x.wiki.desk.example/",
                "http://192.168.1.4/", "http://user@wiki.desk.example/"):  # fmt: skip
        with pytest.raises(AddressRefused):
            await check(url, allow, answering("192.168.1.4"))


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0",
                                     "224.0.0.1", "255.255.255.255", "fe80::1", "fd00:ec2::254", "::",
                                     "::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1",
                                     "::169.254.169.254", "64:ff9b::127.0.0.1", "fd20:ce::254", "4000::1"])  # fmt: skip
async def test_a_named_host_never_opens_the_way_to_a_metadata_service(address):
    with pytest.raises(AddressRefused):
        await check("http://wiki.desk.example/", AllowList.of(["wiki.desk.example"]), answering(address))


@pytest.mark.parametrize("entry", ["", "*", "http://wiki.desk", "a b", "10.0.0.1/8", "user@host", "wiki.desk:"])
def test_an_allow_list_entry_that_names_nothing_is_an_error(entry):
    with pytest.raises(ValueError):
        AllowList.of([entry])


def test_what_python_calls_not_global_is_refused_too():
    edges = ["0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
             "100.64.0.0/10", "198.18.0.0/15", "240.0.0.0/4", "fc00::/7", "fe80::/10", "2001:db8::/32"]  # fmt: skip
    for edge in map(ipaddress.ip_network, edges):
        assert why_refused(edge[0])
        assert why_refused(edge[-1])
    for public in ("9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0",
                   "100.63.255.255", "100.128.0.0", "223.255.255.255", "2a00:1450:4001:800::200e"):  # fmt: skip
        assert why_refused(ipaddress.ip_address(public)) is None


PIECES = st.sampled_from(
    ["http", "https", "file", ":", "/", "//", "\\", "@", "#", "?", "[", "]", "%", "::", ".", "..", "。", "１", "127",
     "0x7f", "1", "news", "example", "xn--", "ß", "é", "\u200d", "\u00ad", ":80", ":443", ":99999", " ", "\t", "\n",
     "\x00", "İ", "ſ", "㎄", "℀", "／", "＠", "：", "fe80", "ffff", "%25"]
)  # fmt: skip
ADDRESSES = st.tuples(st.sampled_from(["", "http://", "https://"]), st.lists(PIECES, max_size=12).map("".join)).map(
    "".join
)


@given(ADDRESSES)
def test_whatever_is_let_through_every_parser_reads_alike(url):
    try:
        place = place_of(url)
    except AddressRefused:
        return
    other = httpx.URL(place.url)
    assert (other.raw_host.decode(), other.port or (443 if other.scheme == "https" else 80)) == (place.host, place.port)
    assert other.scheme == place.scheme
    assert other.userinfo == b""
    assert place_of(place.url) == place

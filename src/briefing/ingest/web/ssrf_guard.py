"""Which addresses may be asked for a page, and which never.

    url ─► scheme, user-info, host, port ─► resolve once ─► every address ─► Target
                       └───────────── AddressRefused, with the reason ──────────┘

A page, a feed or a redirect can name any address, the desk's own routers and its cloud's key service among
them. What is checked here is what is connected to: a `Target` carries the very addresses, and the
transport has no other way to find one. So a resolver that answers differently the second time isn't asked.

Tables: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), written out, since what Python's
`is_global` says changes between its versions.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.url import AddressRefused, Place, host_of, place_of
from briefing.text.one_line import one_line

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Host and port in, addresses as text out; raises OSError where there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

#: Ports a page is looked for at; others only on a host of the allow-list.
PORTS = frozenset({80, 443, 8000, 8080, 8443, 8888})

_REFUSED_V4 = (
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared by a provider's customers (CGNAT)"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("169.254.0.0/16", "link-local or a cloud's metadata service"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved for protocols"),
    ("192.0.2.0/24", "reserved for documentation"),
    ("192.88.99.0/24", "a 6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "reserved for benchmarks"),
    ("198.51.100.0/24", "reserved for documentation"),
    ("203.0.113.0/24", "reserved for documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved or broadcast"),
)
_REFUSED_V6 = (
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::/96", "an IPv4 address in a form out of use"),
    ("64:ff9b:1::/48", "translated within a network (NAT64)"),
    ("2001::/32", "a Teredo tunnel"),
    ("2001::/23", "reserved for protocols"),
    ("2001:db8::/32", "reserved for documentation"),
    ("2002::/16", "a 6to4 tunnel"),
    ("3ffe::/16", "given back, of a former test network"),
    ("3fff::/20", "reserved for documentation"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), why) for network, why in (*_REFUSED_V4, *_REFUSED_V6)
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: What naming a host opens: the networks that machines of a desk are in. All else needs a network that holds it.
_OPENED_BY_NAME: tuple[Network, ...] = (
    *map(ipaddress.IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    *map(ipaddress.IPv6Network, ("::1/128", "fc00::/7")),
)
#: Metadata services within those.
_METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "fd00:ec2::254", "fd20:ce::254")))


class HostUnknown(ArticleUnreadable):
    """The resolver knows no address of the host.

    Attributes:
        origin: The address, as it was given.
    """


@dataclass(frozen=True, slots=True)
class Target:
    """A place with the addresses it may be had from."""

    place: Place
    addresses: tuple[str, ...]
    """n >= 1, in the resolver's order; every one was checked."""


@dataclass(frozen=True, slots=True)
class AllowList:
    """A desk's own hosts and networks. It lets through what it names and nothing beside it."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    """Name and port; None for any port."""
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> AllowList:
        """Read `wiki.desk.example`, `wiki.desk.example:8081`, `10.1.2.3`, `10.1.0.0/16`, `fd12::/48`.

        Raises:
            ValueError: An entry is none of these.
        """
        hosts: set[tuple[str, int | None]] = set()
        networks: list[Network] = []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry.strip()))
                continue
            except ValueError:
                name, colon, port = entry.strip().rpartition(":")
            if not (colon and port.isascii() and port.isdigit()):
                name, port = entry.strip(), ""
            try:
                hosts.add((host_of(name)[0], int(port) if port else None))
            except AddressRefused as error:
                message = f'allow-list entry "{one_line(entry)}": {error.message}; give a host, host:port or network'
                raise ValueError(message) from None
        return cls(frozenset(hosts), tuple(networks))

    def names(self, place: Place) -> bool:
        """Whether the host itself is named."""
        return (place.host, None) in self.hosts or (place.host, place.port) in self.hosts

    def holds(self, address: Address) -> bool:
        """Whether a network of the list holds the address."""
        return any(address in network for network in self.networks if network.version == address.version)

    def admits(self, place: Place, address: Address) -> bool:
        """Whether the address may be connected to under this host's name, whatever it is."""
        if self.holds(address):
            return True
        if not self.names(place) or address in _METADATA:
            return False
        return any(address in network for network in _OPENED_BY_NAME if network.version == address.version)


ALLOW_NOTHING = AllowList()


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """As the system resolves names; in a thread."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def check(url: str, allow: AllowList = ALLOW_NOTHING, resolve: Resolve = resolve_by_system) -> Target:
    """Resolve an address once and check all that it leads to.

    Args:
        url: As a user, a feed or a redirect gave it.
        allow: What may be asked though it isn't public.
        resolve: Called once at most; never for an IP address.

    Returns:
        The addresses to connect to, and nothing else may be.

    Raises:
        AddressRefused: One of its parts, or one of its addresses, isn't asked.
        HostUnknown: The host has no address.
    """
    place = place_of(url)
    if place.literal:
        found: Sequence[str] = (place.host,)
    else:
        try:
            found = await resolve(place.host, place.port)
        except (OSError, UnicodeError) as error:
            raise HostUnknown(f"the host {place.host} has no known address", origin=url) from error
    if not found:
        raise HostUnknown(f"the host {place.host} has no known address", origin=url)
    addresses = tuple(_checked(text, place, allow, url) for text in found)
    opened = allow.names(place) or all(allow.holds(ipaddress.ip_address(text)) for text in addresses)
    if place.port not in PORTS and not opened:
        raise AddressRefused(
            f"port {place.port} isn't a web port; to allow it, use allow_hosts in briefing.toml", origin=url
        )
    return Target(place, addresses)


def _checked(text: str, place: Place, allow: AllowList, url: str) -> str:
    """The address in its plain form, if it may be connected to."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise AddressRefused(f"{place.host} resolves to an invalid address", origin=url) from None
    if (why := why_refused(address)) and not allow.admits(place, _unmapped(address)):
        raise AddressRefused(
            f"{place.host} leads to {address}, which is {why}; to allow it, use allow_hosts in briefing.toml",
            origin=url,
        )
    return str(_unmapped(address))


def _unmapped(address: Address) -> Address:
    """Of `::ffff:a.b.c.d` the IPv4 address, to which the system would connect."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def why_refused(address: Address) -> str | None:
    """What an address is that isn't public; None for one that is.

    Networks that translate to IPv4 under a prefix of their own (RFC 6052) can't be told from others.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return "link-local"
        if address.ipv4_mapped:
            return why_refused(address.ipv4_mapped)
        if address in _NAT64:
            return why_refused(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        # ISATAP (RFC 5214) carries an IPv4 address behind any prefix.
        if (int(address) >> 32) & 0xFDFFFFFF == 0x5EFE:
            inner = why_refused(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
            if inner:
                return inner
    for network, why in _REFUSED:
        if address.version == network.version and address in network:
            return why
    return "reserved" if address.version == 6 and address not in _GLOBAL_V6 else None

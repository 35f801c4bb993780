"""Connections that lead only to public addresses.

A list of sources may come from anywhere, and a page may redirect to anywhere: neither may make this
computer read its own services or those of its network. A host name is resolved once, the addresses are
checked, and the connection is made to exactly a checked address, so that a second resolution cannot lead
elsewhere.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 addresses of this range carry an IPv4 address in their last 32 bits (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(Exception):
    """The host stands for no public address."""


class CheckedAdapter(HTTPAdapter):
    """A requests adapter whose connections are all made by `connect_checked`.

    `opened` is called with each socket, so that whoever keeps the deadline can close it.
    """

    def __init__(self, allow_private: bool, seconds_to_connect: float, opened: Callable[[socket.socket], None]) -> None:
        super().__init__()

        def connect(host: str, port: int) -> socket.socket:
            connected = connect_checked(host, port, allow_private, seconds_to_connect)
            opened(connected)
            return connected

        self.poolmanager.pool_classes_by_scheme = _pools(connect)


def connect_checked(host: str, port: int, allow_private: bool, seconds: float) -> socket.socket:
    """A connection to the first address of the host that is allowed and answers within `seconds`.

    Raises `AddressRefused` when no address is allowed, and `OSError` when none answers.
    """
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    allowed = [entry for entry in found if allow_private or is_public(str(entry[4][0]))]
    if not allowed:
        shown = ", ".join(sorted({str(entry[4][0]) for entry in found}))
        raise AddressRefused(f"{host} is {shown}, no public address")
    give_up = time.monotonic() + seconds
    failure: OSError = TimeoutError(f"no connection within {seconds:g} s")
    for family, kind, protocol, _, address in allowed:
        left = give_up - time.monotonic()
        if left <= 0:
            break
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(left)
        try:
            connection.connect(address)
            return connection
        except OSError as error:
            connection.close()
            failure = error
    raise failure


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it wraps another address."""
    ip = ipaddress.ip_address(address)
    return all(part.is_global and not part.is_multicast for part in (ip, *_wrapped(ip)))


def _wrapped(ip: IpAddress) -> list[IpAddress]:
    """The IPv4 addresses that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64)."""
    if not isinstance(ip, ipaddress.IPv6Address):
        return []
    inner: list[IpAddress | None] = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in NAT64:
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [address for address in inner if address is not None]


def _pools(connect: Callable[[str, int], socket.socket]) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's pools, with connections made by `connect`; everything above the socket stays urllib3's."""

    class CheckedHTTPConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self.host, self.port)

    class CheckedHTTPSConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self.host, self.port)

    class CheckedHTTPPool(HTTPConnectionPool):
        ConnectionCls = CheckedHTTPConnection

    class CheckedHTTPSPool(HTTPSConnectionPool):
        ConnectionCls = CheckedHTTPSConnection

    return {"http": CheckedHTTPPool, "https": CheckedHTTPSPool}

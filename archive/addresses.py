"""Connections that lead only to public addresses.

A list of sources may come from anywhere, and a page may redirect to anywhere: neither may make this
computer read its own services or those of its network. A host name is resolved once, the addresses are
checked, and the connection is made to exactly a checked address, so that a second resolution cannot lead
elsewhere.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from concurrent.futures import Future

from archive.limits import Budget

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolved = list[tuple[int, int, int, tuple[str | int | bytes, ...]]]  # family, kind, protocol, address

# IPv6 addresses of this range carry an IPv4 address in their last 32 bits (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(Exception):
    """The host stands for no public address."""


def connect_checked(host: str, port: int, allow_private: bool, seconds: float, budget: Budget) -> socket.socket:
    """A connection to the first address of the host that is allowed and answers within `seconds`.

    Raises `AddressRefused` when no address is allowed, and `OSError` when none answers.
    """
    found = _resolved(host, port, budget)
    allowed = [entry for entry in found if allow_private or is_public(str(entry[3][0]))]
    if not allowed:
        shown = ", ".join(sorted({str(entry[3][0]) for entry in found}))
        raise AddressRefused(f"{host} is {shown}, no public address")
    give_up = time.monotonic() + seconds
    failure: OSError = TimeoutError(f"no connection within {seconds:g} s")
    for family, kind, protocol, address in allowed:
        left = min(give_up - time.monotonic(), budget.left())
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


def _resolved(host: str, port: int, budget: Budget) -> Resolved:
    """The addresses of a host. The system's resolver knows no deadline, so it is asked in a thread of its own."""
    answer: Future[Resolved] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([(family, kind, protocol, address) for family, kind, protocol, _, address in found])
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    return answer.result(budget.check())


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

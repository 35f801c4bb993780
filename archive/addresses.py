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

Resolved = list[tuple[int, int, int, tuple[str | int | bytes, ...]]]  # family, kind, protocol, address

# Ranges of IPv4 in which no public website stands: those of the IANA's register of special purposes, multicast, and
# what clouds answer their own machines on (Azure's wire server, IBM's and Equinix's services); 169.254.169.254 and
# 100.100.100.200 lie in ranges of the register.
SPECIAL_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "168.63.129.16/32", "161.26.0.0/16", "166.8.0.0/14", "192.80.8.124/32",
    )
)  # fmt: skip

# Public addresses of IPv6 are given out from one range alone; of it these blocks are for other purposes, Teredo, 6to4
# and what wraps IPv4 addresses in other ways among them.
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
SPECIAL_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)

# Ranges whose last 32 bits are the IPv4 address that is meant: mapped, and NAT64 for networks without IPv4 (RFC 6052).
MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
ISATAP = (0x00005EFE, 0x02005EFE)  # begins an interface's half of an address that ends with an IPv4 address


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
        itself = shown == host.strip("[]")
        raise AddressRefused(f"{host} is {'' if itself else f'{shown}, '}no public address")
    give_up = time.monotonic() + seconds
    failure: OSError = TimeoutError(f"no connection within {seconds:g} s")
    for behind, (family, kind, protocol, address) in zip(range(len(allowed), 0, -1), allowed, strict=True):
        left = min(give_up - time.monotonic(), budget.left())
        if left <= 0:
            break
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(left / behind)  # an address that never answers leaves time for those after it
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
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in SPECIAL_4)
    if ip.scope_id is not None:
        return False
    inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in MAPPED or ip in NAT64:
        return is_public(str(inner))
    if ip not in PUBLIC_6 or any(ip in network for network in SPECIAL_6):
        return False
    return (int(ip) >> 32) & 0xFFFFFFFF not in ISATAP or is_public(str(inner))

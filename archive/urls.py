"""Web addresses as they are asked for: one spelling, and nothing in them that could be read in two ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

PORTS = {"http": 80, "https": 443}
# What a host may be made of: names, IPv4 in any notation; IPv6 has its brackets and is told apart.
HOST = re.compile(r"[a-z0-9._-]+")
# Characters that stay as they are in a path or query; "%" too, so that what is escaped is not escaped twice.
SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Url:
    """A web address taken apart."""

    scheme: str
    host: str  # in ASCII, lower case, without brackets
    port: int
    target: str  # path and query

    @property
    def authority(self) -> str:
        """The host as a Host header names it, with a port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"


def parsed(url: str) -> Url:
    """A URL taken apart; raises ValueError when it is no web address, or one that could be read in two ways."""
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS:
        raise ValueError(f"{parts.scheme or url[:80]!r} is neither http nor https")
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise ValueError("it holds a user name or password")
    if not parts.hostname:
        raise ValueError("no host in it")
    port = parts.port  # raises ValueError
    if port == 0:
        raise ValueError("port 0")
    path = quote(parts.path or "/", safe=SAFE)
    target = f"{path}?{quote(parts.query, safe=SAFE)}" if parts.query else path
    return Url(parts.scheme, _host(parts.hostname), port or PORTS[parts.scheme], target)


def _host(host: str) -> str:
    if ":" in host:
        if "%" in host:
            raise ValueError("an address with a zone")
        return host
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise ValueError(f"{host!r} is no host name") from error
    if HOST.fullmatch(host) is None or ".." in host or host.startswith(".") or len(host) > 253:
        raise ValueError(f"{host[:80]!r} is no host name")
    return host


def joined(base: str, target: str) -> str:
    """The address that a link or redirect names, seen from `base`, without its fragment."""
    parts = urlsplit(urljoin(base, target.strip()))
    return urlunsplit((*parts[:4], ""))

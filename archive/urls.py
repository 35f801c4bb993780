"""Web addresses as they are asked for: one spelling, and nothing in them that could be read in two ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests

PORTS = {"http": 80, "https": 443}
# What a host may be made of: names, IPv4 in any notation; IPv6 has its brackets and is told apart.
HOST = re.compile(r"[a-z0-9._-]+")


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

    @property
    def url(self) -> str:
        """The whole address, in the one spelling in which it is asked for."""
        return f"{self.origin}{self.target}"


def parsed(url: str) -> Url:
    """A URL taken apart as it will be asked for; raises ValueError when it is none, or can be read in two ways."""
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS:
        raise ValueError(f"{parts.scheme or url[:80]!r} is neither http nor https")
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise ValueError("it holds a user name or password")
    if not parts.hostname:
        raise ValueError("no host in it")
    if parts.port == 0:  # raises ValueError
        raise ValueError("port 0")
    asked = requests.PreparedRequest()
    asked.prepare_url(parts.geturl(), None)  # raises ValueError; escapes, and writes the host in ASCII
    ready = urlsplit(str(asked.url))
    if ready.scheme != parts.scheme or ready.port != parts.port:
        raise ValueError("it can be read in two ways")
    target = f"{ready.path}?{ready.query}" if ready.query else ready.path
    return Url(ready.scheme, _host(parts.hostname, ready.hostname or ""), ready.port or PORTS[ready.scheme], target)


def _host(written: str, host: str) -> str:
    """The host as it is asked for, where that is the one that was written."""
    if written.isascii() and written != host:
        raise ValueError("its host can be read in two ways")
    if ":" in host:
        if "%" in host:
            raise ValueError("an address with a zone")
        return host
    if HOST.fullmatch(host) is None or ".." in host or host.startswith(".") or len(host) > 253:
        raise ValueError(f"{host[:80]!r} is no host name")
    return host


def joined(base: str, target: str) -> str:
    """The address that a link or redirect names, seen from `base`, without its fragment."""
    parts = urlsplit(urljoin(base, target.strip()))
    return urlunsplit((*parts[:4], ""))

"""Addresses: how they are written down, and which belong to a company's own site.

One page has many addresses (with and without www, index.html, a trailing slash, tracking words): `key` is the same for
all of them. A site is the registrable domain of its start page and of where that redirects; an address that is a number
is a site of its own with its port.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from tldextract import TLDExtract
from w3lib.url import canonicalize_url, safe_url_string

LONGEST_ADDRESS = 1000  # characters
DEEPEST = 10  # parts of a path
LEAST_OF_A_NAME = 4  # letters by which two domains are told to be one company's
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|mc_[ce]id|_ga|_gl|ref|nocache|phpsessid|jsessionid|sid|v|ver", re.IGNORECASE
)
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_PAGE_ENDING = re.compile(r"\.html?$", re.IGNORECASE)
# The suffixes that come with the package: nothing is fetched, and a site below github.io is one of its own.
_domains = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=10_000)
def absolute(base: str, link: str) -> str | None:
    """The address to which a link leads from a page, without its fragment; None for what is no web address.

    >>> absolute("https://alder.example/a/", "../b c.pdf#page=2")
    'https://alder.example/b%20c.pdf'
    """
    link = link.strip()
    if not link or link.startswith("#") or len(link) > LONGEST_ADDRESS:
        return None
    try:
        url = safe_url_string(urldefrag(urljoin(base, link)).url)
        url.encode()  # JSON may hold half a character, which no address can
        parts = urlsplit(url)
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or port == 0:
        return None
    if "{{" in link or "${" in link or "%7B%7B" in url or len(url) > LONGEST_ADDRESS:
        return None  # a placeholder that a script would fill
    return url if parts.path else url + "/"


@lru_cache(maxsize=20_000)
def key(url: str) -> str:
    """The same for all spellings of one address.

    >>> key("https://www.alder.example/About/index.html?utm_source=x") == key("http://alder.example/About")
    True
    """
    try:
        parts = urlsplit(canonicalize_url(url))
    except ValueError:  # no address: a researcher may have written anything into a list
        return url
    host = (parts.netloc or "").lower().removeprefix("www.")
    path = _PAGE_ENDING.sub("", _INDEX.sub("/", parts.path)).rstrip("/")
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name)])
    return f"{host}{path}?{query}" if query else f"{host}{path}"


@lru_cache(maxsize=10_000)
def site_of(url: str) -> str:
    """The site to which an address belongs.

    >>> site_of("https://www.alder.co.uk/a"), site_of("http://127.0.0.1:8080/"), site_of("https://x.github.io/")
    ('alder.co.uk', '127.0.0.1:8080', 'x.github.io')
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _domains(host).top_domain_under_public_suffix or parts.netloc.lower()
    return parts.netloc.lower()


@dataclass(slots=True)
class Site:
    """A company's own site: the start page's, and what it turns out to be called as well."""

    start: str
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names.add(site_of(self.start))

    def owns(self, url: str) -> bool:
        return site_of(url) in self.names

    def also(self, url: str) -> None:
        """The start page led there: it is the same company's."""
        self.names.add(site_of(url))

    def is_called_alike(self, url: str) -> bool:
        """Whether an address that the start page links has the site's name: "alder-group.example" for "alder.example".

        Reports of a company often stand on a domain of their own for investors.
        """
        ours, theirs = site_of(self.start), site_of(url)
        if ":" in ours or ":" in theirs or ours[:1].isdigit():
            return False  # a number is no name
        name, other = ours.partition(".")[0], theirs.partition(".")[0]
        return len(name) >= LEAST_OF_A_NAME and (other == name or other.startswith(f"{name}-"))


def is_trap(url: str) -> str | None:
    """Why an address looks like one of endlessly many; None when it does not.

    >>> is_trap("https://alder.example/a/b/a/b/a/b/"), is_trap("https://alder.example/policies/code.pdf")
    ('the same parts again and again', None)
    """
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) > DEEPEST:
        return f"more than {DEEPEST} parts"
    if any(steps.count(step) > 2 for step in steps):
        return "the same parts again and again"
    if len(parse_qsl(parts.query)) > 5:
        return "many parameters"
    return None


def pattern(url: str) -> str:
    """What the addresses of one endless series have in common: numbers and the values of parameters left out.

    >>> pattern("https://a.example/calendar/2026/11?view=day") == pattern("https://a.example/calendar/2031/2?view=week")
    True
    """
    parts = urlsplit(url)
    names = ",".join(sorted(name for name, _ in parse_qsl(parts.query)))
    return re.sub(r"\d+", "#", f"{parts.netloc}{parts.path}?{names}")

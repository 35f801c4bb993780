"""E-mail addresses that a page hides from programs, in the place where a browser shows them.

Content systems write them in attributes, and a script puts them into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from extractors.readers.addresses import ADDRESS, from_hex, moved_back, only_address, turned
from extractors.readers.markup_names import own_names
from extractors.readers.tree import Element

_CLOUDFLARE = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-f]+)", re.IGNORECASE)
_TYPO3 = re.compile(r"""UnCryptMailto\((?:%27|["'])([^"')]+?)(?:%27|["'])""", re.IGNORECASE)
_IN_A_LINK = re.compile(f"{_CLOUDFLARE.pattern}|{_TYPO3.pattern}", re.IGNORECASE)
_JOINED = re.compile(r"'\s*(?:;\s*(\w+)\s*=\s*\1\s*)?\+\s*'")
_QUOTED = re.compile(r"'([^']*)'")
_BACKWARDS = re.compile(r"bidi-override", re.IGNORECASE)
_FROM_RIGHT = re.compile(r"direction\s*:\s*rtl", re.IGNORECASE)
# What stands in the place of a hidden address; other words of a link stay beside it.
_NOT_SAID = re.compile(r"protected|hidden|javascript|spam|geschützt|protégé|protegid|protett", re.IGNORECASE)
_USER, _HOST = ("data-user", "data-name", "data-mailbox", "data-local"), ("data-domain", "data-host", "data-website")
_HOLDING = frozenset({"data-cfemail", "data-mailto-token", "data-enc-email", "data-rot13", *_USER})


def decode(page: Element) -> None:
    """Put the addresses that stand in attributes, or backwards, where the page shows them."""
    for element in page.find_all():
        attrs = element.attrs
        if not attrs:
            continue
        if element.name == "span" and str(attrs.get("id") or "").startswith("cloak"):
            _uncloak(element)
        elif "style" in attrs and _BACKWARDS.search(style := str(attrs["style"])) and _FROM_RIGHT.search(style):
            _turn(element)
        elif _may_hold_one(element) and (address := _address(element)) and address not in element.get_text():
            words = element.get_text().strip()
            hides_it = not words or len(words.split()) <= 3 or _NOT_SAID.search(words)
            element.say(address if hides_it else f"{words} ({address})")


def _may_hold_one(element: Element) -> bool:
    """Whether an attribute of an element may be an address in code: of most elements none is."""
    attrs = element.attrs
    if not _HOLDING.isdisjoint(attrs) or "rot13" in own_names(element):
        return True
    href = attrs.get("href")
    return href is not None and ("#" in href or "(" in href) and _IN_A_LINK.search(str(href)) is not None


def _uncloak(cloak: Element) -> None:
    """Joomla's cloak: a script beside it puts the address together from pieces. Its notice is no text of the page."""
    name = str(cloak.get("id"))
    scripts = [one.get_text() for one in islice(_after(cloak), 3)]
    script = next((text for text in scripts if name in text), "")
    texts = (unescape(text) for text in _QUOTED.findall(_JOINED.sub("", script)))
    cloak.say(next((text for text in texts if ADDRESS.fullmatch(text)), ""))


def _after(element: Element) -> Iterator[Element]:
    """The scripts in it and behind it, in the order of the page."""
    yield from element.elements("script")
    for around in (element, *element.parents):
        for beside in around.next_siblings:
            if isinstance(beside, Element):
                yield from (one for one in (beside, *beside.elements()) if one.name == "script")


def _turn(element: Element) -> None:
    """What is written from its end and shown from its beginning."""
    text = element.get_text()
    element.say(text[::-1])


def _address(element: Element) -> str | None:
    """The address that the attributes of an element hold in code."""
    said = {name: str(value) for name, value in element.attrs.items()}
    if code := said.get("data-cfemail"):
        return from_hex(code)
    href = said.get("href", "")
    if found := _CLOUDFLARE.search(href):
        return from_hex(found[1]) if not any(one.has_attr("data-cfemail") for one in element.elements()) else None
    if found := _TYPO3.search(href):
        return moved_back(found[1].replace("\\", ""))
    if code := said.get("data-mailto-token"):
        return moved_back(code)
    if code := said.get("data-enc-email") or said.get("data-rot13"):
        return turned(code)
    if "rot13" in str(said.get("class", "")):
        return turned(element.get_text())
    return _of_parts(said)


def _of_parts(said: dict[str, str]) -> str | None:
    """An address in parts: name, host, and perhaps its ending."""
    name = next((said[one] for one in _USER if said.get(one)), None)
    host = next((said[one] for one in _HOST if said.get(one)), None)
    if name is None or host is None:
        return None
    ending = said.get("data-tld", "")
    return only_address(f"{name}@{host}.{ending}" if ending else f"{name}@{host}")

"""What a site's robots.txt asks of those who come by program (RFC 9309).

An answer of 4xx means that nothing is forbidden; 5xx, or no answer at all, that everything is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from archive.limits import NoBody

AGENT = "Firmword"  # the name by which rules may address us
MAX_BYTES = 512 * 1024  # as far as RFC 9309 asks a reader to read, and a little more
MAX_SITEMAPS = 1000
PRODUCT = re.compile(r"[a-z_-]+")  # what a name of RFC 9309 is made of; versions and what else follows are passed over
USER_AGENT_NAMES = ("user-agent", "useragent", "user agent")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site."""

    rules: Protego | None = None  # None: everything is allowed, or nothing where `refusal` says why
    refusal: NoBody | None = None
    delay: float | None = None  # seconds between two visits
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for."""
        if self.refusal is not None:
            return False
        return self.rules is None or self.rules.can_fetch(url, AGENT)


def read_robots(content: bytes) -> Robots:
    """The rules that a robots.txt states for us; what is no rule is passed over."""
    text = content[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
    rules = Protego.parse("\n".join(_for_us(text)))
    return Robots(rules, None, rules.crawl_delay(AGENT), tuple(rules.sitemaps)[:MAX_SITEMAPS])


def _for_us(text: str) -> list[str]:
    """The lines, with all agents but ours under one name: thousands of names would multiply every rule."""
    lines = []
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        if field.strip().casefold() in USER_AGENT_NAMES:
            name = value.strip().casefold()
            ours = PRODUCT.match(name)
            is_ours = ours is not None and ours.group() == AGENT.casefold()  # "Firmword/1.0" and "Firmword*", too
            line = f"User-agent: {AGENT}" if is_ours else line if name == "*" else "User-agent: another"
        lines.append(line)
    return lines

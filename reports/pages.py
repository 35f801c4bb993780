"""Pages that leave the house as one file: their templates, all escaped, and the policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.export import FORMULA_SIGNS

FOLDER = Path(__file__).with_name("templates")
PAGES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def inert(text: str) -> str:
    """A text as a block of a page begins with it: a spreadsheet that opens the page takes none for a formula.

    Before what begins like one stands a space of no width.
    """
    return f"\u200b{text}" if text.lstrip().startswith(FORMULA_SIGNS) else text


PAGES.filters["inert"] = inert


def part(name: str) -> str:
    """A style or a script that stands within a page."""
    return (FOLDER / name).read_text(encoding="utf-8").strip()


def policy(style: str, script: str = "") -> str:
    """The policy by which the page's own style and script are known, and no other runs; nothing is fetched."""
    scripts = f"; script-src '{_hash(script)}'" if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}'{scripts}"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

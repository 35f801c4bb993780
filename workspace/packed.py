"""Columns of JSON kept compressed: a piece of evidence is a few hundred bytes, most of them the same in each.

A dictionary of what they share stands before each text that is compressed, so that even a short one shrinks to a
third. What is kept is the text, sign by sign: its digest is that of the text before it was compressed.
"""

from __future__ import annotations

import json
import zlib

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# Never to be changed: what was kept is read with it. The likeliest stand last, where they are cheapest to name.
_SHARED = (
    b'It lists topics material to the business, not salient risks to people. The words to check: "'
    b"Not every right that must be named is named. It shows responsibility at board level, not day to day. "
    b"It is a plan; the requirement asks for what is done. It is not part of a formal public policy. "
    b"A negation takes the content away. The commitment goes only as far as the law demands. "
    b"It speaks of one or a few selected rights, not of human rights as a whole. "
    b"human rights grievance mechanism suppliers business partners remedy communities forced labour child labour "
    b'Words of the element in it: \\u201c\\u201d, \\u201c. "partial_rights", "other_party", "law_only", "plan_only", '
    b'"not_policy", "future", "negated", "condition", "doubted", "read_by_ocr", '
    b"It speaks of somebody other than the one the requirement is about. The wording is too vague for a commitment. "
    b"The rules pass it by; a model finds it near (% sure that it supports). What it may lack: "
    b"It says that something exists or is done, without describing it. It is about \\u201c\\u2019s "
    b'{"document": "", "rubric": "rsj-2018", "rubric": "chrb-core-2019", "element": "B.1.1/S1.a", "start": , "end": , '
    b'"quote": "We are committed to respecting human rights and to ", "page": 1, "verdict": "supports", '
    b'"reason": null, "verdict": "weak", "reason": "weak_wording", "reason": "no_detail", "explanation": "", '
    b'"rules": [{"rule": "learned.chrb-core-2019", "concept": "learned", "start": , "end": }, {"rule": "topic.", '
    b'"concept": "human-rights", "start": }], "lead_in": {"start": , "end": , "quote": "", "page": , "boxes": []}, '
    b'"lead_in": null, "boxes": [{"page": 1, "x0": 56.6929, "top": , "x1": , "bottom": }], "boxes": [], '
    b'"shows": ["S1.a"], "shows": [], "notes": ["learned"], "notes": [], "weight": -0., "sure": 0.0}'
)


def compressed(text: str) -> bytes:
    """The text as bytes; the same text gives the same bytes on one machine."""
    packer = zlib.compressobj(level=6, zdict=_SHARED)
    return packer.compress(text.encode("utf-8")) + packer.flush()


def expanded(body: object) -> str:
    """The text that `compressed` was given. Raises zlib.error for anything else, which is damaged."""
    if not isinstance(body, bytes | bytearray | memoryview):
        raise zlib.error(f"{str(body)[:40]!r} is not what is kept there")
    unpacker = zlib.decompressobj(zdict=_SHARED)
    text = (unpacker.decompress(bytes(body)) + unpacker.flush()).decode("utf-8")
    if not unpacker.eof or unpacker.unused_data:
        raise zlib.error("it does not end where it should")
    return text


class PackedJSON(TypeDecorator[object]):
    """JSON values, kept as compressed text."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes:
        """As SQLAlchemy's own JSON writes it: ASCII, with a space after each sign that parts."""
        return compressed(json.dumps(value))

    def process_result_value(self, value: object, dialect: Dialect) -> object:
        """Raises zlib.error for what was damaged."""
        return json.loads(expanded(value))


class PackedText(TypeDecorator[str]):
    """The text of such a column, as its digest is made of it."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> str:
        """Raises zlib.error for what was damaged."""
        return expanded(value)

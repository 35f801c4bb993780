"""Records to JSON and back, restored exactly as they were.

Evidence goes field by field, by pydantic. A document is packed by hand: its bytes tell one reading of it from another
(`fingerprint`), and must never change for a text that did not.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import replace
from typing import NotRequired, TypedDict, cast

from pydantic import TypeAdapter

from extractors.records import (
    Block,
    Document,
    Evidence,
    Fact,
    FactKind,
    Limit,
    Page,
    Role,
    ScannedLine,
    ScannedPage,
    ScannedWord,
    Searched,
    Span,
    StatedDate,
)
from workspace.records import About

Packed = dict[str, object]  # JSON values by the names of the record's fields
EVIDENCE = TypeAdapter(Evidence)
SEARCHED = TypeAdapter(Searched)
ABOUT = TypeAdapter(About)
PackedScan = tuple[int, str, str, float, int, list[tuple[float, list[tuple[str, float, float, float, float, float]]]]]
PackedBlock = tuple[int, int, int, str, int, tuple[int, int] | None, str | None, str | None]


_END = "end"  # beside what was searched of a document: why it ended as it did


class _End(TypedDict):
    """Why a document ended as it did for a rubric, as JSON."""

    detail: str
    limit: tuple[float | None, int | None] | None


class PackedDocument(TypedDict):
    """A document as JSON; a block names its section by its place in `sections`."""

    sha256: str
    media_type: str
    text: str
    title: str | None
    language: str | None
    published: str | None
    author: str | None
    url: str | None
    file_date: str | None
    dated: tuple[str, int, int] | None
    pages: list[tuple[int, int, int, float, float]]
    sections: list[list[str]]
    blocks: list[PackedBlock]
    outer: NotRequired[list[tuple[int, list[tuple[int, int]]]]]  # by the block's place; left out where no list has any
    facts: NotRequired[list[tuple[str, list[int], str]]]  # left out where there are none
    scans: NotRequired[list[PackedScan]]  # the same


def pack_document(document: Document) -> bytes:
    """A document as compressed JSON: the same document gives the same bytes."""
    sections = {section: place for place, section in enumerate(dict.fromkeys(b.section for b in document.blocks))}
    packed = PackedDocument(
        sha256=document.sha256,
        media_type=document.media_type,
        text=document.text,
        title=document.title,
        language=document.language,
        published=document.published,
        author=document.author,
        url=document.url,
        file_date=document.file_date,
        dated=(document.dated.date, document.dated.start, document.dated.end) if document.dated else None,
        pages=[(p.number, p.start, p.end, p.width, p.height) for p in document.pages],
        sections=[list(section) for section in sections],
        blocks=[_pack_block(block, sections) for block in document.blocks],
    )
    outer = [(at, [(o.start, o.end) for o in block.outer]) for at, block in enumerate(document.blocks) if block.outer]
    if outer:
        packed["outer"] = outer
    if document.facts:
        packed["facts"] = [(fact.kind.value, list(fact.pages), fact.detail) for fact in document.facts]
    if document.scans:
        packed["scans"] = [_pack_scan(scan) for scan in document.scans]
    return zlib.compress(json.dumps(packed, separators=(",", ":")).encode("ascii"))


def _pack_scan(scan: ScannedPage) -> PackedScan:
    lines = [
        (line.size, [(word.text, word.x0, word.top, word.x1, word.bottom, word.sure) for word in line.words])
        for line in scan.lines
    ]
    return scan.number, scan.by, scan.unread, scan.slope, scan.turn, lines


def _unpack_scan(packed: PackedScan) -> ScannedPage:
    number, by, unread, slope, turn, lines = packed
    read = tuple(ScannedLine(size, tuple(ScannedWord(*word) for word in words)) for size, words in lines)
    return ScannedPage(by, read, slope, turn, number, unread)


def _pack_block(block: Block, sections: dict[tuple[str, ...], int]) -> PackedBlock:
    lead_in = (block.lead_in.start, block.lead_in.end) if block.lead_in else None
    return (
        block.start,
        block.end,
        block.page,
        block.role.value,
        sections[block.section],
        lead_in,
        block.header,
        block.row,
    )


def unpack_document(body: bytes) -> Document:
    """The document that `pack_document` was given."""
    packed = cast(PackedDocument, json.loads(zlib.decompress(body)))
    sections = [tuple(section) for section in packed["sections"]]
    outer = {at: tuple(Span(*one) for one in spans) for at, spans in packed.get("outer", ())}
    blocks = tuple(
        replace(_unpack_block(block, sections), outer=outer.get(at, ())) for at, block in enumerate(packed["blocks"])
    )
    return Document(
        sha256=packed["sha256"],
        media_type=packed["media_type"],
        text=packed["text"],
        pages=tuple(Page(*page) for page in packed["pages"]),
        blocks=blocks,
        title=packed["title"],
        language=packed["language"],
        published=packed["published"],
        author=packed.get("author"),  # a text that was read before these were kept has none
        url=packed.get("url"),
        file_date=packed.get("file_date"),
        dated=StatedDate(*dated) if (dated := packed.get("dated")) else None,
        facts=tuple(Fact(FactKind(kind), tuple(pages), detail) for kind, pages, detail in packed.get("facts", ())),
        scans=tuple(_unpack_scan(scan) for scan in packed.get("scans", ())),
    )


def _unpack_block(packed: PackedBlock, sections: list[tuple[str, ...]]) -> Block:
    start, end, page, role, section, lead_in, header, row = packed
    return Block(start, end, page, Role(role), sections[section], Span(*lead_in) if lead_in else None, header, row)


def fingerprint(body: bytes) -> str:
    """Tells one reading of a document from another."""
    return hashlib.sha256(zlib.decompress(body)).hexdigest()


def pack_evidence(evidence: Evidence) -> Packed:
    """A piece of evidence as plain JSON values; what neither model nor recogniser said is left out, as before these."""
    unsaid = {name for name in ("sure", "recognised") if getattr(evidence, name) is None}
    return cast(Packed, EVIDENCE.dump_python(evidence, mode="json", exclude=unsaid))


def unpack_evidence(packed: Packed) -> Evidence:
    """The evidence that `pack_evidence` was given."""
    return EVIDENCE.validate_python(packed)


def pack_about(about: About) -> Packed:
    """What a document says about itself as plain JSON values; where reading came upon nothing, without facts."""
    return cast(Packed, ABOUT.dump_python(about, mode="json", exclude=None if about.facts else {"facts"}))


def unpack_about(packed: Packed | None) -> About:
    """The record that `pack_about` was given; nothing is said of what was not read."""
    return ABOUT.validate_python(packed or {})


def pack_searched(searched: Searched) -> Packed:
    """What was searched of a document as plain JSON values; that it waits is said only where it does."""
    return cast(Packed, SEARCHED.dump_python(searched, mode="json", exclude=None if searched.waits else {"waits"}))


def unpack_searched(packed: Packed) -> Searched:
    """The record that `pack_searched` was given."""
    return SEARCHED.validate_python(without_end(packed))


def pack_end(detail: str, limit: Limit | None) -> Packed:
    """Why it ended as it did for a rubric, to stand beside what was searched; nothing where nothing is said of it."""
    if not detail and limit is None:
        return {}
    return {_END: {"detail": detail, "limit": None if limit is None else [limit.seconds, limit.memory]}}


def unpack_end(packed: Packed) -> tuple[str | None, Limit | None]:
    """What `pack_end` was given; None for a detail that was not kept, as it was not at first."""
    end = cast(_End | None, packed.get(_END))
    if end is None:
        return None, None
    return end["detail"], None if end["limit"] is None else Limit(*end["limit"])


def without_end(packed: Packed) -> Packed:
    """What was searched alone."""
    return {name: value for name, value in packed.items() if name != _END}

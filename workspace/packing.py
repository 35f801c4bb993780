"""Records to JSON and back: documents (compressed) and evidence, restored exactly as they were."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict
from typing import TypedDict, cast

from extractors.records import (
    Block,
    Document,
    Evidence,
    Hit,
    LeadIn,
    Page,
    PageBox,
    Role,
    Searched,
    SearchedPart,
    Span,
    StatedDate,
    Verdict,
)

PackedBlock = tuple[int, int, int, str, int, tuple[int, int] | None, str | None, str | None]


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


class PackedPart(TypedDict):
    """A searched part of a document as JSON."""

    language: str
    version: str | None
    parsed: bool
    cannot_ask: list[str]
    tried: bool


class PackedSearched(TypedDict):
    """What was searched of a document as JSON."""

    parts: list[PackedPart]
    unsearched: list[str]
    whole: bool


class PackedLeadIn(TypedDict):
    """A lead-in as JSON."""

    start: int
    end: int
    quote: str
    page: int
    boxes: list[dict[str, float]]


class PackedEvidence(TypedDict):
    """A piece of evidence as JSON."""

    document: str
    rubric: str
    element: str
    start: int
    end: int
    quote: str
    page: int
    verdict: str
    reason: str | None
    explanation: str
    rules: list[dict[str, str | int]]
    lead_in: PackedLeadIn | None
    boxes: list[dict[str, float]]
    shows: list[str]
    notes: list[str]
    weight: float


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
    return zlib.compress(json.dumps(packed, separators=(",", ":")).encode("ascii"))


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
    blocks = tuple(
        Block(start, end, page, Role(role), sections[section], Span(*lead_in) if lead_in else None, *labels)
        for start, end, page, role, section, lead_in, *labels in packed["blocks"]
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
    )


def fingerprint(body: bytes) -> str:
    """Tells one reading of a document from another."""
    return hashlib.sha256(zlib.decompress(body)).hexdigest()


def pack_evidence(evidence: Evidence) -> PackedEvidence:
    """A piece of evidence as plain JSON values."""
    return cast(PackedEvidence, asdict(evidence) | {"verdict": evidence.verdict.value})


def unpack_evidence(packed: PackedEvidence) -> Evidence:
    """The evidence that `pack_evidence` was given."""
    lead_in = packed["lead_in"]
    return Evidence(
        document=packed["document"],
        rubric=packed["rubric"],
        element=packed["element"],
        start=packed["start"],
        end=packed["end"],
        quote=packed["quote"],
        page=packed["page"],
        verdict=Verdict(packed["verdict"]),
        reason=packed["reason"],
        explanation=packed["explanation"],
        rules=tuple(_unpack_hit(hit) for hit in packed["rules"]),
        lead_in=_unpack_lead_in(lead_in) if lead_in else None,
        boxes=_unpack_boxes(packed["boxes"]),
        shows=tuple(packed["shows"]),
        notes=tuple(packed["notes"]),
        weight=packed["weight"],
    )


def pack_searched(searched: Searched) -> PackedSearched:
    """What was searched of a document as plain JSON values."""
    return cast(PackedSearched, asdict(searched))


def unpack_searched(packed: PackedSearched) -> Searched:
    """The record that `pack_searched` was given."""
    parts = tuple(
        SearchedPart(part["language"], part["version"], part["parsed"], tuple(part["cannot_ask"]), part["tried"])
        for part in packed["parts"]
    )
    return Searched(parts, tuple(packed["unsearched"]), packed["whole"])


def _unpack_hit(hit: dict[str, str | int]) -> Hit:
    return Hit(str(hit["rule"]), str(hit["concept"]), int(hit["start"]), int(hit["end"]))


def _unpack_lead_in(packed: PackedLeadIn) -> LeadIn:
    boxes = _unpack_boxes(packed["boxes"])
    return LeadIn(packed["start"], packed["end"], packed["quote"], packed["page"], boxes)


def _unpack_boxes(boxes: list[dict[str, float]]) -> tuple[PageBox, ...]:
    return tuple(PageBox(int(b["page"]), b["x0"], b["top"], b["x1"], b["bottom"]) for b in boxes)

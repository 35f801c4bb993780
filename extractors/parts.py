"""Parts: a document in several languages, as one document for each of them.

Each holds the blocks in its language and those that are in none, under headings of its own: the heading of the column
beside it, or of the page before, is no heading of theirs. The text and its places stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.language import languages_of, languages_of_blocks
from extractors.records import Block, Document, Role

Section = tuple[str, ...]


def by_language(document: Document) -> Mapping[str, Document]:
    """The part of a document in each of its languages; nothing for a document in one."""
    languages = languages_of(document.language)
    if len(languages) < 2:
        return {}
    told = languages_of_blocks(document.text, document.blocks)
    return {language: replace(document, blocks=_blocks_in(document, told, language)) for language in languages}


def _blocks_in(document: Document, told: Sequence[str | None], language: str) -> tuple[Block, ...]:
    foreign = {
        _heading(document, block)
        for block, own in zip(document.blocks, told, strict=True)
        if block.role is Role.HEADING and own not in (None, language)
    }
    found: list[Block] = []
    under: Section = ()  # the last headings in the language
    for block, own in zip(document.blocks, told, strict=True):
        if own not in (None, language):
            continue
        section = block.section if foreign.isdisjoint(block.section) else _instead(block.section, under, foreign)
        found.append(block if section == block.section else replace(block, section=section))
        if block.role is Role.HEADING:
            under = (*section, _heading(document, block))
    return tuple(found)


def _instead(section: Section, under: Section, foreign: set[str]) -> Section:
    """The headings of a block without foreign ones, in whose place stand the last in its own language."""
    first = next(level for level, heading in enumerate(section) if heading in foreign)
    return under if under[:first] == section[:first] else section[:first]


def _heading(document: Document, block: Block) -> str:
    return " ".join(document.text[block.start : block.end].split())

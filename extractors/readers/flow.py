"""Documents without pages of their own: pieces of text one after the other become a document of one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.language import language_of
from extractors.readers.addresses import may_be_coded, written_out
from extractors.readers.format import digest
from extractors.readers.line_ends import judged
from extractors.readers.marks import may_be_lifted, without_lifted
from extractors.readers.outline import Part, outline
from extractors.records import Document, Page, Role


class Piece(NamedTuple):
    """The text of a block and what it is; `skip` counts the characters of its bullet, kept out of the block."""

    text: str
    role: Role
    level: int = 0
    depth: int = 0
    header: str | None = None
    skip: int = 0
    new_list: bool = False
    row: str | None = None
    leads: bool = False


def flowing(
    content: bytes, media_type: str, pieces: Sequence[Piece], title: str | None, published: str | None = None
) -> Document:
    """A document of one page from pieces in reading order, each on lines of its own."""
    written = "\n".join([piece.text for piece in pieces])
    if may_be_coded(written) or may_be_lifted(written):
        pieces = [_as_meant(piece) for piece in pieces]
        written = "\n".join([piece.text for piece in pieces])
    parts: list[Part] = []
    position = 0
    for piece in pieces:
        end = position + len(piece.text)
        parts.append(
            Part(
                start=position + piece.skip,
                end=end,
                page=1,
                role=piece.role,
                level=piece.level,
                depth=piece.depth,
                header=piece.header,
                new_list=piece.new_list,
                row=piece.row,
                leads=piece.leads,
            )
        )
        position = end + 1
    language = language_of(written, [words for piece in pieces for words in _apart(piece) if words])
    text = judged(written, [(part.start, part.end) for part in parts], language)
    pages = (Page(1, 0, len(text)),)
    return Document(digest(content), media_type, text, pages, outline(text, parts), title, language, published)


def _as_meant(piece: Piece) -> Piece:
    """The piece with its coded addresses written out, and without raised figures that lead to notes."""
    bullet, words = _apart(piece)
    meant = without_lifted(written_out(words))
    return piece if meant == words else piece._replace(text=bullet + meant)


def _apart(piece: Piece) -> tuple[str, str]:
    """The bullet of a piece, and its words."""
    return piece.text[: piece.skip], piece.text[piece.skip :]

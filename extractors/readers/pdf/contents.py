"""A page's contents by their own words: what they draw, which fonts they take, and whether they are whole.

Contents are a list of operands and operators. Counting those that show text needs no font and no layout, and tells how
much a reader must find. Where no checksum vouches for contents, each of their words must be one that the format has.
"""

from __future__ import annotations

import re

from extractors.readers.pdf import loops

# All operators of PDF 2.0 (ISO 32000-2, annex A).
OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re "
    b"RG rg ri s S sc SC scn SCN sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_WORDS = frozenset((b"true", b"false", b"null"))
_SHOWS = re.compile(rb"[\])>]\s*(?:T[jJ]\b|['\"])")
_PAINTS = re.compile(rb"(?:[\])>]\s*(?:T[jJ]\b|['\"]))|\b(?:Do|sh|EI|[fFSBbs]\*?)(?=\s|$)")
_FONT = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+[-+.\d]+\s+Tf\b")
_DRAWN = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+Do\b")
_INLINE_IMAGE = re.compile(rb"\bBI\b.*?\bID\s.*?\sEI\b", re.DOTALL)
_ENDING = re.compile(rb"(?:^|[\s\])>])(?:ET|Q|EMC|Do|n|[fFSBbs]\*?|W|T[jJd])\s*$")
_COMMENT = re.compile(rb"(?:^|[\r\n])%[^\r\n]*")
_TOKEN = re.compile(
    rb"\s+|%[^\r\n]*|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|[\[\]]"
    rb"|/[^\s/\[\]()<>{}%]*|[-+]*(?:\d+\.?\d*|\.\d+)(?:-\d+)?(?=[\s/\[\]()<>{}%]|$)|[A-Za-z][A-Za-z0-9]*\*?|['\"]"
)
_SAID = 12  # characters of what makes no sense
_MOST_PADDING = 64  # bytes of nothing but white space: a stream that was emptied


def shows_text(contents: bytes) -> int:
    """How often text is shown.

    >>> shows_text(b"BT /F1 9 Tf (We respect) Tj [(hum) 20 (an)] TJ <0102> Tj ET")
    3
    """
    found = loops.shows_in(contents)
    return len(_SHOWS.findall(contents)) if found is None else found


def paints(contents: bytes) -> bool:
    """Whether anything is drawn.

    >>> paints(b"q 1 0 0 1 0 0 cm Q"), paints(b"0 0 9 9 re f")
    (False, True)
    """
    return _PAINTS.search(contents) is not None


def fonts_taken(contents: bytes) -> set[str]:
    """The names of the fonts that are taken."""
    return {_name(found) for found in {*_FONT.findall(contents)}}


def objects_drawn(contents: bytes) -> set[str]:
    """The names of the images and forms that are drawn."""
    return {_name(found) for found in {*_DRAWN.findall(contents)}}


def _name(raw: bytes) -> str:
    """A name without its escapes: "F#31" is F1."""
    return "/" + re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), raw).decode("latin-1")


def ends_well(contents: bytes) -> bool:
    """Whether contents end where they may: after an operator that closes or draws, with all text closed.

    >>> ends_well(b"BT (We) Tj ET"), ends_well(b"BT (We) Tj ET BT (respe")
    (True, False)
    """
    opened, closed = (len(re.findall(rb"\b%s\b" % mark, contents)) for mark in (b"BT", b"ET"))
    rest = _COMMENT.sub(b"", contents).strip()
    return not rest or (opened == closed and bool(_ENDING.search(rest)))


def makes_no_sense(contents: bytes) -> str | None:
    """The first word of contents that the format does not have; None when all of them make sense.

    >>> makes_no_sense(b"BT /F1 9 Tf (We) Tj ET"), makes_no_sense(b"BT /F1 9 Tf (We) Tk ET"), makes_no_sense(b" " * 99)
    (None, 'Tk', 'nothing but white space')
    """
    if len(contents) > _MOST_PADDING and not contents.strip(b"\0\t\n\f\r "):
        return "nothing but white space"
    end = 0
    contents = _INLINE_IMAGE.sub(b" ", contents)
    for token in _TOKEN.finditer(contents):
        if token.start() != end:
            break
        end = token.end()
        word = token[0]
        if (word[:1].isalpha() or word in b"'\"") and word not in OPERATORS and word not in _WORDS:
            return word[:_SAID].decode("latin-1")
    return None if end == len(contents) else ascii(contents[end : end + _SAID].decode("latin-1")).strip("'\"")


def wrong(contents: bytes) -> str | None:
    """What is wrong with contents that no checksum vouches for, as the end of a sentence about them."""
    nonsense = makes_no_sense(contents)
    if nonsense is not None:
        return f"hold what is no part of a page ({nonsense})"
    return None if ends_well(contents) else "are cut off"

"""The real character set of a text file or web page.

In the order in which a browser goes: the mark at the file's beginning, what the server said, what the page
says of itself, then what the bytes look like. Names of sets are read as browsers read them (`iso-8859-1` is
Windows' western set, which has the same letters and more).
"""

from __future__ import annotations

import codecs
import re

WESTERN = "windows-1252"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As in https://encoding.spec.whatwg.org/#names-and-labels, where browsers read more into a name than Python.
AS_BROWSERS_READ = {
    "iso8859-1": WESTERN,
    "ascii": WESTERN,
    "iso8859-9": "windows-1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# What pages without a declaration are written in; a closed list, because wild guesses do more harm than none.
LIKELY = [
    WESTERN, "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
LOOKS_AT = 60_000  # bytes
_PLAIN = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[]^_abcxyz{|}~"
_PARAMETER = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)


def charset_of(media_type: str) -> str | None:
    """The character set that a media type names: "text/html; charset=utf-8".

    >>> charset_of("text/html; charset=ISO-8859-2"), charset_of("text/html")
    ('iso8859-2', None)
    """
    found = _PARAMETER.search(media_type)
    return _known(found.group(1)) if found else None


def decoded(content: bytes, served: str | None = None, *, markup: bool = False) -> tuple[str, str]:
    """The text and the name of its character set; what the set does not have becomes U+FFFD.

    `markup` says that a declaration within the text counts, as in a web page.
    """
    mark, charset = _read_as(content, served, markup)
    return content[len(mark) :].decode(charset, errors="replace"), charset


def _read_as(content: bytes, served: str | None, markup: bool) -> tuple[bytes, str]:
    """The mark with which a text begins, if any, and the name of its character set."""
    marked = next((one for one in MARKS if content.startswith(one[0])), None)
    return marked or (b"", served or (_declared(content) if markup else None) or _looks_like(content))


def noted(media_type: str, content: bytes, charset: str, *, markup: bool = False) -> str:
    """The media type to keep: with the set, when the bytes alone would not lead to it again."""
    return media_type if _read_as(content, None, markup)[1] == charset else f"{media_type}; charset={charset}"


def _declared(content: bytes) -> str | None:
    """What the page says of itself; a page whose declaration can be read is not in UTF-16, whatever it says."""
    from bs4.dammit import EncodingDetector  # 3 MB: where there is a web page

    said = EncodingDetector.find_declared_encoding(content, is_html=True, search_entire_document=False)
    known = _known(said) if said else None
    return "utf-8" if known is not None and known.startswith("utf-16") else known


def _known(name: str) -> str | None:
    """Python's name of a character set as browsers read it, None for one that they do not.

    Python has codecs that are no sets of characters, and sets in which plain letters are other bytes: no page is
    written in those, whatever it says.
    """
    try:
        found = codecs.lookup(name.strip()).name
        plain = found.startswith(("utf-16", "utf-32")) or _PLAIN.encode().decode(found, errors="replace") == _PLAIN
    except (LookupError, ValueError):
        return None
    return AS_BROWSERS_READ.get(found, found) if plain else None


def _looks_like(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # 3 MB, which few files need

        best = from_bytes(content[:LOOKS_AT], cp_isolation=LIKELY).best()
        return best.encoding if best is not None else WESTERN
    return "utf-8"

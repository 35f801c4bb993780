"""A copy of a PDF in which PDFium finds what a person sees, where it would not in the file itself.

PDFium reads the text of layers that are switched off, passes by filled fields and notes that are drawn on a page, and
does not know the names of joined letters ("f_f_i"). In the copy the layers are gone, fields and notes belong to the
page, and such fonts tell their letters. Most files need none of it, and are taken as they are.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from extractors.readers.pdf.notes import draw_missing, words_without_drawing

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what is wrong with a file is told in its outcome

DRAWN = frozenset({"/Widget", "/FreeText", "/Stamp"})  # annotations whose words are part of what a page says
SIMPLE_FONTS = frozenset({"/Type1", "/MMType1", "/TrueType", "/Type3"})
DEEPEST_FORM = 6
_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
{count} beginbfchar
{letters}
endbfchar endcmap end end"""


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes to be read, and whether what the file holds was made less: by layers that are off."""

    content: bytes
    less: bool = False


@lru_cache(maxsize=1)  # a document is read, and then its boxes are asked for
def mended(content: bytes) -> Mended:
    """The file as PDFium should read it; the same bytes give the same copy. A file with faults is taken as it is."""
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True, inherit_page_attributes=False) as pdf:
            if pdf.get_warnings():
                return Mended(content)
            less = _without_layers(pdf)
            more = _with_notes(pdf) | _with_letters(pdf)
            return Mended(_saved(pdf), less) if less or more else Mended(content)
    except MemoryError:
        raise
    except Exception:  # whatever it throws, PDFium says what is wrong with the file
        return Mended(content)


def _saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


# -- layers


def _without_layers(pdf: Pdf) -> bool:
    """Takes what stands in layers that are off out of pages and forms; whether there are any."""
    off = _off(pdf.Root.get("/OCProperties"))
    if not off:
        return False
    for page in pdf.pages:
        _take_out(pdf, page.obj, page.obj.get("/Resources"), off, DEEPEST_FORM)
    return True


def _off(layers: Object | None) -> frozenset[tuple[int, int]]:
    """The layers that are off when the file is opened."""
    how = layers.get("/D") if isinstance(layers, Dictionary) else None
    if not isinstance(how, Dictionary):
        return frozenset()
    named = {key: {one.objgen for one in _listed(how.get(key))} for key in ("/OFF", "/ON")}
    if how.get("/BaseState") == Name.OFF and isinstance(layers, Dictionary):
        return frozenset({one.objgen for one in _listed(layers.get("/OCGs"))} - named["/ON"] | named["/OFF"])
    return frozenset(named["/OFF"])


def _listed(value: Object | None) -> list[Dictionary]:
    return [one for one in value if isinstance(one, Dictionary)] if isinstance(value, Array) else []


def _is_off(layer: Object | None, off: frozenset[tuple[int, int]]) -> bool:
    """Whether a layer, or all of a group of layers, is off."""
    if not isinstance(layer, Dictionary):
        return False
    inner = layer.get("/OCGs")
    members = _listed(inner) if isinstance(inner, Array) else [inner] if isinstance(inner, Dictionary) else [layer]
    return bool(members) and all(one.objgen in off for one in members)


def _take_out(pdf: Pdf, holder: Object, resources: Object | None, off: frozenset[tuple[int, int]], depth: int) -> None:
    """Leaves out of a page's or form's contents what lies in layers that are off."""
    if not isinstance(resources, Dictionary):
        return
    properties = resources.get("/Properties")
    hidden = (
        {name for name, one in properties.items() if _is_off(one, off)} if isinstance(properties, Dictionary) else set()
    )
    if hidden:
        kept = pikepdf.unparse_content_stream(list(_shown(holder, hidden)))
        if isinstance(holder, Stream):
            holder.write(kept)
        else:
            holder.Contents = pdf.make_stream(kept)
    drawn = resources.get("/XObject")
    if not isinstance(drawn, Dictionary):
        return
    for name, one in list(drawn.items()):
        if isinstance(one, Stream) and _is_off(one.get("/OC"), off):
            drawn[name] = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 0, 0]))
        elif isinstance(one, Stream) and one.get("/Subtype") == Name.Form and depth:
            _take_out(pdf, one, one.get("/Resources"), off, depth - 1)


def _shown(
    holder: Object, hidden: set[str]
) -> Iterator[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]:
    """The instructions of contents without what is drawn in the hidden layers; what sets a state is kept."""
    depth, within = 0, 0  # of marked content, and where the hidden one began
    for one in pikepdf.parse_content_stream(holder):
        operator = str(one.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
            if not within and operator == "BDC" and one.operands[0] == Name.OC and str(one.operands[1]) in hidden:
                within = depth
        if not within or operator not in _DRAWS:
            yield one
        if operator == "EMC":
            within = 0 if within == depth else within
            depth -= 1


_DRAWS = frozenset({"Tj", "TJ", "'", '"', "Do", "sh", "INLINE IMAGE", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*"})


# -- fields and notes


def _with_notes(pdf: Pdf) -> bool:
    """Draws filled fields and notes into their pages; whether there are any."""
    notes = [one for page in pdf.pages for one in _listed(page.obj.get("/Annots")) if str(one.get("/Subtype")) in DRAWN]
    if not any("/AP" in one or words_without_drawing(one) for one in notes):
        return False
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and form.get("/NeedAppearances"):
        pdf.generate_appearance_streams()
    draw_missing(pdf, notes)
    pdf.flatten_annotations("screen")
    return True


# -- letters


def _with_letters(pdf: Pdf) -> bool:
    """Tells the letters of fonts that only name their joined glyphs; whether there are any."""
    seen: set[tuple[int, int]] = set()
    told = False
    for page in pdf.pages:
        resources = page.obj.get("/Resources")
        fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
        for font in (one for _, one in fonts.items()) if isinstance(fonts, Dictionary) else ():
            if isinstance(font, Dictionary) and font.objgen not in seen:
                seen.add(font.objgen)
                letters = _joined(font)
                if letters:
                    font.ToUnicode = pdf.make_stream(_cmap(letters))
                    told = True
    return told


def _joined(font: Dictionary) -> dict[int, str]:
    """The codes of a font that are named as several letters, with these letters."""
    encoding = font.get("/Encoding")
    if "/ToUnicode" in font or str(font.get("/Subtype")) not in SIMPLE_FONTS or not isinstance(encoding, Dictionary):
        return {}
    differences = encoding.get("/Differences")
    found: dict[int, str] = {}
    code = 0
    for one in differences if isinstance(differences, Array) else ():
        if isinstance(one, Name):
            name = str(one)[1:]
            letters = _letters(name) if "_" in name or "." in name or name.startswith("uni") else ""
            if letters and 0 <= code < 256:
                found[code] = letters
            code += 1
        elif isinstance(one, int):
            code = one
    return found


def _letters(name: str) -> str:
    """
    >>> _letters("f_f_i"), _letters("uni00660066"), _letters("g123"), _letters("a.sc")
    ('ffi', 'ff', '', 'a')
    """
    from pdfminer.encodingdb import name2unicode  # 3 MB: where a font names its letters so

    try:
        return str(name2unicode(name))
    except (KeyError, ValueError):
        return ""


def _cmap(letters: dict[int, str]) -> bytes:
    rows = (f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in letters.items())
    return _CMAP.format(count=len(letters), letters="\n".join(rows)).encode()

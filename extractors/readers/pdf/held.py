"""What a PDF holds by its own account, read by qpdf (through pikepdf): the second reader beside PDFium.

PDFium passes over what it cannot read without a word. So the tree of pages is walked again, the contents of each page
and the fonts that they take are decoded to their end, and what is missing or broken is told by its page.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import prod

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from extractors.readers.pdf import contents

MOST_PAGES = 50_000  # of a tree of pages; more is nonsense
DEEPEST = 64  # of a tree of pages, and of parents
DEEPEST_FORM = 6
MOST_FORMS = 2_000  # of a page
MOST_DECODED = 256 * 1024 * 1024  # bytes of one stream
LONGEST_ROW = 64 * 1024 * 1024  # bits of a row of data
LARGER = "are larger than any page"
FLATE = "/FlateDecode"
FILTERS = frozenset(
    f"/{name}"
    for name in (
        *("ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "FlateDecode", "RunLengthDecode", "CCITTFaxDecode"),
        *("JBIG2Decode", "DCTDecode", "JPXDecode", "Crypt", "AHx", "A85", "LZW", "Fl", "RL"),
    )
)
IMAGE_FILTERS = frozenset({"/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode", "/JPXDecode"})
FONT_KINDS = frozenset({"/Type0", "/Type1", "/MMType1", "/Type3", "/TrueType", "/CIDFontType0", "/CIDFontType2"})
_FONT_LISTS = ("/ToUnicode", "/Encoding", "/CIDToGIDMap")
_FONT_STREAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_CONTENTS = re.compile(rb"/Contents\s*\[?\s*\d")
_STEP = 64  # bytes


Check = Callable[[bytes], str | None]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page as the file holds it."""

    shows: int = 0  # how often its own contents show text; forms not counted
    paints: bool = False  # whether its contents draw anything
    forms: int = 0  # how many forms they draw
    troubles: tuple[str, ...] = ()  # what is broken, each as the end of a sentence: "its contents ..."
    missing: bool = False  # the list of pages names it, but it is not there


@dataclass(frozen=True, slots=True)
class Held:
    """A file as its second reader finds it."""

    pages: tuple[HeldPage, ...] = ()
    troubles: tuple[str, ...] = ()  # of the whole file
    layered: bool = False  # some of it lies in layers that are off: fewer texts are shown than held
    rebuilt: bool = False  # its table of contents was wrong, and its objects were searched for
    attached: tuple[str, ...] = ()  # the names of documents that it carries along


_KEYS_OF_OTHERS = frozenset({"/Subtype", "/Length1", "/N", "/FunctionType", "/First"})


@dataclass(slots=True)
class _Walk:
    """What is known while a file is walked through."""

    pdf: Pdf
    content: bytes
    doubted: frozenset[int]  # the numbers of pages whose pictures and colours are looked at, too
    fonts: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)  # what is broken of each
    taken: dict[tuple[int, int], int] = field(default_factory=dict)  # contents, by the page that has them first
    warnings: list[str] = field(default_factory=list)

    def warned(self, *words: str) -> bool:
        """Whether qpdf has said any of these words so far; it says each but once."""
        self.warnings += self.pdf.get_warnings()
        return any(word in warning for warning in self.warnings for word in words)

    @property
    def rebuilt(self) -> bool:
        """Whether the list of objects was wrong, and they were searched for."""
        return self.warned("reconstruct", "file is damaged")

    @property
    def lengths_are_wrong(self) -> bool:
        """Whether some stream is shorter or longer than it says."""
        return self.warned("stream length", "endstream")

    forms: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)


def held(content: bytes, doubted: Iterable[int] = ()) -> Held:
    """The pages of a file and what is broken in it. Never raises for what is in the file.

    Of pages in doubt, by their numbers, what may lie behind white text is looked at, too: pictures, shadings, patterns.
    """
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True, inherit_page_attributes=False) as pdf:
            return _held(_Walk(pdf, content, frozenset(doubted)))
    except MemoryError:
        raise
    except Exception as error:  # whatever it throws, PDFium may still read the file
        return Held(troubles=(f"a second reader cannot open it ({type(error).__name__}: {str(error)[:120]})",))


def _held(walk: _Walk) -> Held:
    troubles = tuple(_object_streams(walk))
    pages = tuple(
        HeldPage(missing=True) if page is None else _page(walk, page, number)
        for number, page in enumerate(_slots(walk.pdf), 1)
    )
    return Held(pages, troubles, rebuilt=walk.rebuilt, attached=_attached(walk.pdf))


def _attached(pdf: Pdf) -> tuple[str, ...]:
    """The names of the documents in a portfolio, or attached to a file; of damaged ones what can be told."""
    names: list[str] = []
    try:
        for key, file in pdf.attachments.items():
            name = file.filename or key
            if _DOCUMENT.search(name) or "/Collection" in pdf.Root:
                names.append(" ".join(name.split())[:_LONGEST_NAME])
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, LookupError):
        return tuple(names)
    return tuple(names)


_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|html?|pptx?|txt|md)$", re.IGNORECASE)
_LONGEST_NAME = 80  # characters


# -- the tree of pages


def _slots(pdf: Pdf) -> list[Dictionary | None]:
    """The pages in their order, None for each that is listed, or only counted, but is not there."""
    root = pdf.Root.get("/Pages")
    if not isinstance(root, Dictionary):
        return []
    slots: list[Dictionary | None] = []
    seen: set[tuple[int, int]] = set()
    _take(root, slots, seen, DEEPEST)
    declared = _number(root.get("/Count"))
    slots += [None] * min(max(0, declared - len(slots)), MOST_PAGES)
    return slots[:MOST_PAGES]


def _take(node: Dictionary, slots: list[Dictionary | None], seen: set[tuple[int, int]], depth: int) -> None:
    """Adds the pages below a node; one that comes twice stands in the place of another, which is missing."""
    if depth == 0 or len(slots) >= MOST_PAGES:
        return
    kids = node.get("/Kids")
    for kid in kids if isinstance(kids, Array) else ():
        if not isinstance(kid, Dictionary) or isinstance(kid, Stream) or (kid.is_indirect and kid.objgen in seen):
            slots.append(None)
            continue
        seen.add(kid.objgen)
        if isinstance(kid.get("/Kids"), Array):
            before, own = len(slots), _number(kid.get("/Count"))
            _take(kid, slots, seen, depth - 1)
            slots += [None] * min(max(0, own - (len(slots) - before)), MOST_PAGES)
        else:
            slots.append(kid if _is_page(kid) else None)


def _is_page(node: Dictionary) -> bool:
    return node.get("/Type") == Name.Page or any(key in node for key in ("/Contents", "/MediaBox", "/Resources"))


def _number(value: object) -> int:
    return min(int(value), MOST_PAGES) if isinstance(value, int) else 0


# -- one page


def _page(walk: _Walk, page: Dictionary, number: int) -> HeldPage:
    parts, troubles = _contents_of(walk, page, number)
    joined = b"\n".join(parts)
    resources = _inherited(page, "/Resources")
    troubles += _used(walk, joined, resources, DEEPEST_FORM)
    if number in walk.doubted:
        troubles += _grounds(resources, DEEPEST_FORM)
    drawn = contents.objects_drawn(joined)
    forms = len(drawn & _of_kind(resources, "/XObject", "/Form").keys()) if drawn else 0
    return HeldPage(contents.shows_text(joined), contents.paints(joined), forms, tuple(dict.fromkeys(troubles)))


def _contents_of(walk: _Walk, page: Dictionary, number: int) -> tuple[list[bytes], list[str]]:
    """The decoded streams of a page's contents, and what is broken in them."""
    own = page.get("/Contents")
    if own is None:
        return [], ["its contents are missing"] if _names_contents(walk, page) else _strays(page)
    parts: list[bytes] = []
    troubles: list[str] = []
    for stream in own if isinstance(own, Array) else (own,):
        if isinstance(stream, Stream):
            decoded, trouble = decode(stream, contents.wrong)
            trouble = trouble or _not_its_own(walk, stream, decoded, number)
            parts.append(decoded)
            troubles += [f"its contents {trouble}"] if trouble else []
        else:
            troubles.append("a part of its contents is missing")
    return parts, troubles


def _not_its_own(walk: _Walk, stream: Stream, decoded: bytes, number: int) -> str | None:
    """What is wrong with contents that are sound in themselves: they are nothing, or belong elsewhere."""
    if not decoded and FLATE in _filters(stream):
        raw = stream.read_raw_bytes()  # an empty page has a few bytes here, or none
        if (raw or walk.lengths_are_wrong) and not raw.strip(b"\0\t\n\f\r "):
            return "are empty"
    if stream.keys() & _KEYS_OF_OTHERS or b"begincmap" in decoded:
        return "are those of something else"
    if stream.objgen in walk.taken and contents.shows_text(decoded):
        return f"are those of page {walk.taken[stream.objgen]}"
    walk.taken[stream.objgen] = number
    return None


def _names_contents(walk: _Walk, page: Dictionary) -> bool:
    """Whether a page names contents that are not there: qpdf leaves out what points to nothing."""
    number, generation = page.objgen
    for found in re.finditer(rb"(?<!\d)%d\s+%d\s+obj\b" % (number, generation), walk.content):
        end = walk.content.find(b"endobj", found.end())
        if _CONTENTS.search(walk.content, found.end(), end if end >= 0 else len(walk.content)):
            return True
    return False


def _strays(page: Dictionary) -> list[str]:
    """Streams that stand in a page under a name that no reader knows."""
    known = {"/Thumb", "/Metadata"}
    return [f"its contents are called {key}" for key in page.keys() - known if isinstance(page[key], Stream)]


def _inherited(page: Dictionary, key: str) -> Dictionary | None:
    node: Object | None = page
    for _ in range(DEEPEST):
        if not isinstance(node, Dictionary):
            return None
        found = node.get(key)
        if isinstance(found, Dictionary):
            return found
        node = node.get("/Parent")
    return None


def _of_kind(resources: Dictionary | None, key: str, subtype: str | None = None) -> dict[str, Object]:
    """The resources under a key, of one subtype if it is named."""
    named = resources.get(key) if resources is not None else None
    if not isinstance(named, Dictionary):
        return {}
    return {name: value for name, value in named.items() if subtype is None or _subtype(value) == subtype}


def _subtype(value: Object) -> str:
    return str(value.get("/Subtype", "")) if isinstance(value, Dictionary | Stream) else ""


def _used(walk: _Walk, drawn: bytes, resources: Dictionary | None, depth: int) -> list[str]:
    """What is broken of the fonts and forms that contents use."""
    troubles: list[str] = []
    fonts = _of_kind(resources, "/Font")
    for name in contents.fonts_taken(drawn):
        font = fonts.get(name)
        troubles += _font(walk, font) if isinstance(font, Dictionary) else [f"its font {name[1:]} is missing"]
    objects = _of_kind(resources, "/XObject")
    for name in sorted(contents.objects_drawn(drawn))[:MOST_FORMS]:
        one = objects.get(name)
        if not isinstance(one, Stream):
            troubles.append(f"its part {name[1:]} is missing")
        elif _subtype(one) == "/Form" and depth:
            troubles += _form(walk, one, resources, depth)
        elif _subtype(one) not in ("/Image", "/Form", "/PS"):
            troubles.append(f"its part {name[1:]} is of no known kind")
    return troubles


def _grounds(resources: Dictionary | None, depth: int) -> Iterator[str]:
    """What is broken of pictures and shadings: on a ground that is not drawn, white text looks as if it were hidden."""
    shadings = [*_of_kind(resources, "/Shading").values()]
    for pattern in _of_kind(resources, "/Pattern").values():
        shaded = pattern.get("/Shading") if isinstance(pattern, Dictionary) else None
        shadings += [shaded] if shaded is not None else []
    if not all(_is_whole(shading) for shading in shadings):
        yield "a ground on which text stands is broken"
    for one in _of_kind(resources, "/XObject").values():
        if not isinstance(one, Stream):
            continue
        if _subtype(one) == "/Image":
            if _is_lost(one):
                yield "an image is broken"
        elif depth:
            own = one.get("/Resources")
            yield from _grounds(own, depth - 1) if isinstance(own, Dictionary) else ()


def _is_lost(image: Stream) -> bool:
    """Whether nothing of an image can be drawn; viewers draw one as far as it goes."""
    filters = _filters(image)
    if filters and filters[-1] in IMAGE_FILTERS:
        return not image.read_raw_bytes()
    data, trouble = decode(image)
    return trouble is not None and not data


def _is_whole(shading: Object, depth: int = DEEPEST_FORM) -> bool:
    """Whether a shading has its colours: functions, which may be made of others."""
    if isinstance(shading, Stream):
        return decode(shading)[1] is None and bool(shading.keys() & {"/FunctionType", "/ShadingType"})
    if not isinstance(shading, Dictionary) or not depth:
        return False
    if _number(shading.get("/FunctionType", -1)) == 2:
        return True
    below = shading.get("/Function", shading.get("/Functions"))
    functions = list(below) if isinstance(below, Array) else [below]
    return all(one is not None and _is_whole(one, depth - 1) for one in functions)


def _form(walk: _Walk, form: Stream, around: Dictionary | None, depth: int) -> tuple[str, ...]:
    known = walk.forms.get(form.objgen)
    if known is None:
        walk.forms[form.objgen] = ()  # a form that draws itself is asked once
        drawn, trouble = decode(form, contents.wrong)
        own = form.get("/Resources")
        inner = _used(walk, drawn, own if isinstance(own, Dictionary) else around, depth - 1)
        known = (*((f"the contents of a part of it {trouble}",) if trouble else ()), *inner)
        walk.forms[form.objgen] = known
    return known


def _font(walk: _Walk, font: Dictionary) -> tuple[str, ...]:
    key = font.objgen
    if key == (0, 0):
        return tuple(_font_troubles(font))
    if key not in walk.fonts:
        walk.fonts[key] = tuple(_font_troubles(font))
    return walk.fonts[key]


def _font_troubles(font: Dictionary) -> Iterator[str]:
    """What is broken of a font, so that its letters may be lost."""
    kind = _subtype(font)
    if kind not in FONT_KINDS:
        yield f"a font is of no known kind ({kind[:20] or 'none'})"
    yield from _letter_troubles(font)
    below = font.get("/DescendantFonts")
    descendant = below[0] if isinstance(below, Array) and len(below) else None
    if kind == "/Type0":
        if isinstance(descendant, Dictionary):
            yield from _font_troubles(descendant)
        else:
            yield "a font is missing"
    descriptor = font.get("/FontDescriptor")
    programs = map(descriptor.get, _FONT_STREAMS) if isinstance(descriptor, Dictionary) else ()
    for program in programs:
        if isinstance(program, Stream) and (trouble := decode(program)[1]):
            yield f"the drawings of a font {trouble}"


def _letter_troubles(font: Dictionary) -> Iterator[str]:
    """What is broken of the lists by which a font's codes are told to be letters."""
    for key in sorted(font.keys()):
        listed = font[key]
        if isinstance(listed, Stream):
            data, trouble = decode(listed, _wrong_letters if key == "/ToUnicode" else _not_asked)
            if key == "/ToUnicode" and not trouble and b"beginbf" not in data:
                trouble = "are those of something else"
            trouble = trouble if key in _FONT_LISTS else "are called what no reader knows"
            if trouble:
                yield f"the letters of a font {trouble}"
    if not isinstance(font.get("/ToUnicode", Name.Identity), Stream | Name):
        yield "the letters of a font are missing"


def _wrong_letters(data: bytes) -> str | None:
    """What is wrong with a list of letters that no checksum vouches for."""
    pairs = ((b"begin" + kind, b"end" + kind) for kind in (b"cmap", b"bfchar", b"bfrange", b"codespacerange"))
    return None if all(data.count(one) == data.count(two) for one, two in pairs) and data.strip() else "are broken"


# -- streams


def _object_streams(walk: _Walk) -> Iterator[str]:
    """What is broken of the streams that hold other objects."""
    at = -1
    while (at := walk.content.find(b"/ObjStm", at + 1)) >= 0:
        head = re.search(rb"(\d+)\s+(\d+)\s+obj\b(?!.*\bobj\b)", walk.content[max(0, at - 400) : at], re.DOTALL)
        stream = walk.pdf.get_object(int(head[1]), int(head[2])) if head else None
        if isinstance(stream, Stream) and (trouble := decode(stream)[1]):
            yield f"lists of its parts {trouble}"


def _not_asked(data: bytes) -> None:
    """Data of which nothing is asked."""


def decode(stream: Stream, wrong: Check = _not_asked) -> tuple[bytes, str | None]:
    """A stream's data, and what is broken in it, None where nothing is.

    Compressed data has a checksum; `wrong` judges what has none, or whose end is missing.
    """
    filters = _filters(stream)
    unknown = next((one for one in filters if one not in FILTERS), None)
    if unknown is not None:
        return b"", f"need a filter that no reader knows ({unknown[:20]})"
    if not _rows_fit(stream):
        return b"", "cannot be decoded"
    try:
        if filters and filters[-1] == FLATE and "/DecodeParms" not in stream:
            data, vouched, trouble = _inflated(_unwrapped(stream, filters[:-1]))
        elif filters == [FLATE] and (inflated := _inflated(stream.read_raw_bytes()))[2] == LARGER:
            data, vouched, trouble = inflated
        else:
            data, vouched, trouble = stream.read_bytes(), False, None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError):
        return b"", "cannot be decoded"
    return data, trouble or (None if vouched else wrong(data))


def _rows_fit(stream: Stream) -> bool:
    """Whether the rows in which data was packed are as long as a picture's can be: qpdf sets aside what they say."""
    said = stream.get("/DecodeParms")
    for parms in said if isinstance(said, Array) else [said]:
        if isinstance(parms, Dictionary):
            sizes = [parms.get(key, usual) for key, usual in _ROW.items()]
            numbers = [size for size in sizes if isinstance(size, int) and 0 < size <= LONGEST_ROW]
            if len(numbers) < len(sizes) or prod(numbers) > LONGEST_ROW:
                return False
    return True


_ROW = {"/Columns": 1, "/Colors": 1, "/BitsPerComponent": 8}


def _filters(stream: Stream) -> list[str]:
    named = stream.get("/Filter")
    if isinstance(named, Array):
        return [str(one) for one in named]
    return [str(named)] if named is not None else []


def _unwrapped(stream: Stream, outer: list[str]) -> bytes:
    """The data within all filters but the last."""
    raw = stream.read_raw_bytes()
    if not outer:
        return raw
    with Pdf.new() as around:
        wrapped = Stream(around, raw)
        wrapped["/Filter"] = Array([Name(one) for one in outer])
        return wrapped.read_bytes()


def _inflated(raw: bytes) -> tuple[bytes, bool, str | None]:
    """Data without its compression, whether its checksum vouches for it, and what is broken."""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(raw, MOST_DECODED)
    except zlib.error:
        return _as_far(raw), False, "do not decode to their end"
    if inflater.unconsumed_tail:
        return data, False, LARGER
    return data, inflater.eof, None


def _as_far(raw: bytes) -> bytes:
    """What can be decoded before the damage."""
    inflater = zlib.decompressobj()
    parts: list[bytes] = []
    try:
        for start in range(0, len(raw), _STEP):
            parts.append(inflater.decompress(raw[start : start + _STEP], MOST_DECODED))
    except zlib.error:
        pass
    return b"".join(parts)

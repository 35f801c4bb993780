"""What a page holds elsewhere than in its words: in frames, in pictures, in the data of its scripts, past its own end.

A page within the page (`srcdoc`) is read in its place. All else is told where it may hold what is looked for: a
document that a frame shows, pictures in the shape of pages, sentences that only scripts bring to the page, and a file
that breaks off, which is what a download leaves that was cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from extractors.readers.html.page import FRAMES
from extractors.readers.html.panels import SENTENCE_END, SHORTEST_TEXT, is_hidden
from extractors.readers.tree import Element, parsed

FEW = 150  # words: what a page with more keeps in its scripts is seldom its own text
HARDLY_ANY = 30  # words: a page with fewer and a large picture shows what stands in the picture
MUCH = 60  # words of sentences in scripts
LARGE = 400  # pixels each way
PAGE_WIDTH = 500  # pixels: a page in a picture that can be read
PAGE_SHAPES = ((1.285, 1.305), (1.40, 1.43))  # height by width: letter, A4; a photograph has 1.33 or 1.5
MOST_SCRIPT = 5_000_000  # characters
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|pptx?|epub)(?=$|[?#&\"'\s])", re.IGNORECASE)
_DOCUMENT_TYPE = re.compile(r"application/(?:pdf|msword|vnd\.(?:openxmlformats|oasis|ms-powerpoint))", re.IGNORECASE)
_RAW = ("script", "style", "title", "textarea", "xmp", "noembed", "noframes", "iframe")
# Where one of them ends, and where one begins that does not end itself; their first letters tell most tags at once.
_RAW_TAG = re.compile(rf"<(?=/?[stxni])(?:/({'|'.join(_RAW)})|({'|'.join(_RAW)})\b(?:[^<>]*[^<>/])?>)", re.IGNORECASE)
_PAGE, _PAGE_END = (re.compile(rf"<{sign}(?:html|body)\b", re.IGNORECASE) for sign in ("", "/"))
_LONG_STRING = re.compile(r'"((?:[^"\\\n]|\\.){80,})"')
_TAG = re.compile(r"<[^<>]*>")
_SAID = re.compile("[.!?:;)\\]\"'”’*\\d]$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"[{};=<>\\|_]|https?:|\bfunction\b")
_OPENED = re.compile(r"<(/?)(div|section|main|article|ul|ol|table)\b[^<>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_TAIL = 200  # characters: there most pages end
_CUT_TAG = re.compile(r"<[a-z!/][^<>]*\Z", re.IGNORECASE)


def unfold(page: Element) -> None:
    """Put the pages that stand within the page in the place of their frames."""
    for frame in page.find_all("iframe"):
        if not frame.has_attr("srcdoc") or is_hidden(frame) or frame.find_parent("noscript") is not None:
            continue
        within = parsed(str(frame.get("srcdoc")))
        box = Element("div")
        for child in (within.find("body") or within).contents:
            box.append(child)
        frame.replace_with(box)


def told(page: Element, source: str, shown: str) -> list[str]:
    """What may be text and was not read, each in a sentence. `shown` is the text that was read."""
    words = len(shown.split(maxsplit=FEW))  # more are not asked for
    found = [breaks_off(source), _documents(page), _pictures(page, words)]
    if words < FEW:
        found.append(_in_scripts(page, shown))
    return [sentence for sentence in found if sentence]


def breaks_off(source: str) -> str:
    """How a page ends before its end; "" where it does not.

    >>> breaks_off("<html><body><p>We respect</p><!-- and <p>our suppliers")
    'The page breaks off within a comment.'
    >>> breaks_off("<html><body><div><p>We respect hum"), breaks_off("<p>We respect human rights.")
    ('The page breaks off before its end.', '')
    """
    rest = _COMMENT.sub("", source)
    if "<!--" in rest:
        return "The page breaks off within a comment."
    for name in _left_open(rest):
        return f"The page breaks off within a part that is no text ({name})."
    if _CUT_TAG.match(rest, max(0, rest.rfind("<"))):
        return "The page breaks off within a tag."
    if not _PAGE.search(rest) or _PAGE_END.search(rest, len(rest) - _TAIL) or _PAGE_END.search(rest):
        return ""
    opened = sum(-1 if end else 1 for end, _ in _OPENED.findall(rest))
    last = rest.rpartition(">")[2].strip()
    is_cut = opened > 0 or (last and not _SAID.search(last))
    return "The page breaks off before its end." if is_cut else ""


def _left_open(source: str) -> list[str]:
    """The elements without text that are begun and never end."""
    begun: set[str] = set()
    for end, start in _RAW_TAG.findall(source):
        begun.discard(end.lower())
        begun.update([start.lower()] if start else [])
    return [name for name in _RAW if name in begun]


def _documents(page: Element) -> str:
    """Documents that a frame shows: their text stands in a file of their own."""
    names: list[str] = []
    for frame in page.elements(FRAMES):
        address = str(frame.get("src") or frame.get("data") or "")
        is_one = _DOCUMENT.search(address) or _DOCUMENT_TYPE.match(str(frame.get("type") or ""))
        if is_one and address and not is_hidden(frame) and frame.find_parent("noscript") is None:
            names.append(address)
    if not names:
        return ""
    shown = ", ".join(list(dict.fromkeys(names))[:3])
    return f"It shows a document in a frame, which was not read ({shown}): screen that, too."


def _pictures(page: Element, words: int) -> str:
    """Pictures that are likely to be the text of a page."""
    sizes = [size for image in page.elements("img") if (size := _size(image)) is not None and not is_hidden(image)]
    shape = [(width, height) for width, height in sizes if width >= PAGE_WIDTH and _is_page(width, height)]
    if len(shape) > 1 and len(set(shape)) < len(shape):
        return f"{len(shape)} of its pictures have the shape of pages; what is written in them was not read."
    if words < HARDLY_ANY and any(min(size) >= LARGE for size in sizes):
        return f"It shows {words} words beside large pictures; what is written in these was not read."
    return ""


def _is_page(width: int, height: int) -> bool:
    return any(least <= height / width <= most for least, most in PAGE_SHAPES)


def _size(image: Element) -> tuple[int, int] | None:
    sides = [str(image.get(side) or "").strip().removesuffix("px") for side in ("width", "height")]
    return (int(sides[0]), int(sides[1])) if all(re.fullmatch(r"\d{1,5}", side) for side in sides) else None


def _in_scripts(page: Element, shown: str) -> str:
    """Sentences in the data of scripts, from which a browser fills the page."""
    known = " ".join(shown.split())
    texts = dict.fromkeys(text for text in _strings(page) if _reads_like_text(text) and text not in known)
    words = sum(len(text.split()) for text in texts)
    if words < MUCH:
        return ""
    return f"{words} words of sentences stand in its scripts, which show them only in a browser. They were not read."


def _strings(page: Element) -> Iterator[str]:
    for script in page.elements("script"):
        source = script.get_text()[:MOST_SCRIPT]
        for found in _LONG_STRING.finditer(source):
            try:
                text = str(json.loads(f'"{found[1]}"'))
            except ValueError:
                continue
            yield " ".join(_TAG.sub(" ", text).split())


def _reads_like_text(text: str) -> bool:
    words = text.split()
    if len(words) < SHORTEST_TEXT or not SENTENCE_END.search(text) or _CODE.search(text):
        return False
    return len(_WORD.findall(text)) > 0.8 * len(words)

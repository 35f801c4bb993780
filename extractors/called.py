"""What a document is called: the title that its file states, where it is one, else the name at its head.

Files state what a program wrote, a site its own name, and a text has no title but its first heading, wherever that
stands. What names a kind of document ("Modern Slavery Statement 2018") goes before what does not. A heading further on
is a chapter's, and no title: where nothing at the head is a name, there is none, and the file's own name must do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractors.fold import as_read, composed
from extractors.kinds import WEB_PAGES, is_known
from extractors.readers.format import PDF, PLAIN
from extractors.records import Document, Role
from lexicons import FOLDER
from lexicons.reading_rules import Rule, rules_in

TITLES = FOLDER / "markup" / "titles.yaml"
NO_NAME, CONTENTS = "no_name", "contents"  # what follows the heading of the contents are chapters
CONCEPTS = (NO_NAME, CONTENTS)
_HEAD = 12  # blocks in which it stands, if anywhere
_PAGES = 2  # of these: a cover, and the page behind it
_LONGEST = 15  # words
_LEAST = 3  # letters
_LINES = 2  # over which a name may run on before other text
_COVERED = 0.6  # of its letters: what is so much of a title is all of it
_LETTERS = re.compile(r"[^\W\d_]")
# What programs write before the name of a file that they take for its title.
_BY_PROGRAM = re.compile(r"^(?:microsoft (?:word|powerpoint|excel)|adobe \w+)\s*[-–]\s*", re.IGNORECASE)
_ENDING = re.compile(r"[\s.]*\.(?:docx?|pdf|indd|pptx?|xlsx?|odt|rtf)$", re.IGNORECASE)
_FILE = re.compile(r"[^\W_]_[^\W_]")  # "20180320_DNF": a program took the file's name
_NUMBER = re.compile(r"(?<=[^\W\d_])\d+$")  # "Document2": the next that a program began
_NO_ENDS = (".", ",", ";", ":", "!", "?")
_SIGNS = re.compile("[\ue000-\uf8ff]")  # of a font that draws pictures
_CUT = re.compile(r"\b(?:and|or|of|the|for|to|in|with|und|der|et|de|y|e|di)$", re.IGNORECASE)  # it runs on
_PATH = re.compile(r"\s/\s|[›>»]|://")  # "Home / About us / Modern Slavery Statement", or an address


def called(document: Document, company: str) -> str:
    """What it is called; "" where neither its file nor its head names it. `company` alone is no name of a document.

    >>> from extractors.records import Document
    >>> called(Document("0", "application/pdf", "", (), (), "Microsoft Word - Supplier code.docx"), "Alder Mills")
    'Supplier code'
    >>> called(Document("0", "application/pdf", "", (), (), "20180320_DNF"), "Alder Mills")
    ''
    """
    stated = _stated(document, company)
    if stated and (is_known(stated) or not document.media_type.startswith(WEB_PAGES)):
        return stated
    head = [(place, name) for place, name in _at_head(document) if " " in name and _is_name(name, company)]
    of_a_kind = next((name for _, name in head if is_known(name)), "")
    first = (name for place, name in head if place == 0 and not name[0].isdigit() and not _is_text(document))
    return of_a_kind or stated or next(first, "")


def _stated(document: Document, company: str) -> str:
    """The title in the file's properties, or that a page gives itself; of a text it is only its first heading."""
    title = stated_title(document.title, company)
    texts = (document.text[one.start : one.end] for one in document.blocks if one.role is Role.HEADING)
    if _is_text(document) and any(as_read(text) == title for text in texts):
        return ""
    return title


def stated_title(title: str | None, company: str) -> str:
    """The title that a file states, without what a program wrote; "" where it can be no document's own.

    >>> stated_title("Microsoft Word - Supplier code.docx", "Alder Mills"), stated_title("Table of Contents", "Alder")
    ('Supplier code', '')
    """
    name = _ENDING.sub("", _BY_PROGRAM.sub("", as_read(title or "")))
    return name if _is_name(name, company) and not _FILE.search(name) else ""


def _is_text(document: Document) -> bool:
    return document.media_type.startswith(PLAIN)


def _at_head(document: Document) -> Iterator[tuple[int, str]]:
    """What stands at the head of a document as a name does, each with its place among the blocks, from 0."""
    shown = [one for one in document.blocks if one.role is not Role.FURNITURE]
    for place, block in enumerate(one for one in shown[:_HEAD] if one.page < shown[0].page + _PAGES):
        lines = document.text[block.start : block.end].split("\n")
        stands_out = block.role is Role.HEADING or (place == 0 and document.media_type == PDF)
        for many in (len(lines), *range(1, _LINES + 1)):
            name = as_read(_SIGNS.sub("", "\n".join(lines[:many])))
            if _is_all(name, CONTENTS):
                return
            if _is_line(name) and (stands_out or _looks_so(name)):
                yield place, name
                break


def _is_line(name: str) -> bool:
    """Whether words are short, and neither a sentence, cut in their midst, nor a way through menus."""
    whole = len(name.split()) <= _LONGEST and not name.endswith(_NO_ENDS) and not _CUT.search(name)
    return whole and not _PATH.search(name)


def _looks_so(name: str) -> bool:
    """Whether words that are no heading look like a name: most are in capitals or begin with one."""
    words = [word for word in name.split() if len(word) > 3]
    return 2 * sum(word[:1].isupper() for word in words) > len(words)


def _is_name(words: str, company: str) -> bool:
    """Whether words can be a document's own name, and not the company's, a menu's, a part's or a program's."""
    if len(_LETTERS.findall(words)) < _LEAST or (words[0].isdigit() and " " not in words):
        return False
    if {*words.casefold().split()} <= {*company.casefold().replace(",", " ").split()}:
        return False
    return not any(_is_all(_NUMBER.sub("", words), concept) for concept in CONCEPTS)


def _is_all(words: str, concept: str) -> bool:
    """Whether what stands for this concept is most of the words."""
    text, letters = composed(words), len(_LETTERS.findall(words))
    patterns = (pattern for rule in _rules() if rule.concept == concept for pattern in rule.patterns)
    found = (match.group() for pattern in patterns for match in pattern.finditer(text))
    return any(len(_LETTERS.findall(one)) >= _COVERED * max(letters, 1) for one in found)


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    """What is no document's name. Raises LexiconError with file, line and cure."""
    return tuple(rules_in(TITLES, CONCEPTS))

"""What kind of document it is: it decides what the document can be evidence for.

The researcher's own word for it decides. Without one a sentence does by which the document declares itself ("This
statement is made pursuant to section 54"), or a first line that is the name of a statement; else the title, the file
name, the first line and headings, and the opening. The rules are data (`declarations.yaml`, `parts.yaml` and
`kinds.yaml` in `lexicons/<language>/reading/`). The reason is kept beside the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.document_rules import DECLARATIONS, KINDS, all_said, document_rules
from extractors.fold import composed, fold
from extractors.headed import named_by, points_elsewhere
from extractors.papers import near_an_end
from extractors.records import Block, Document, Role
from forms import shortened
from rubric.kinds import Kind

WEB_PAGES = ("text/html", "multipart/related", "application/x-webarchive")  # also as a browser saves them
OPENING = 6000  # characters
_OFTEN = 3  # times
_NAME = 15  # words: what is longer is no name of a document
_NAME_LINES = 2  # over which a name may run on
_SHOWN = 90  # characters of a declaration that are told
_NO_END = re.compile(r"\.(?=,?\s+[a-z\d(])")  # a dot that ends no sentence: "by Tarn Mills Inc. under s. 54"
_READ_AS_HEADINGS = 3  # the first headings: a cover often has the company's name first
# Titles that name a report, and not just what one is about.
_NAMED_REPORTS = frozenset({Kind.ANNUAL_REPORT, Kind.HUMAN_RIGHTS_REPORT})


@dataclass(frozen=True, slots=True)
class Classified:
    """A kind and what it was told by, for people."""

    kind: Kind
    reason: str


_NOT_NAMED = Classified(Kind.POLICY, "nothing names its kind: taken as a policy")


def kind_of(document: Document, stated: str | None, name: str) -> Kind:
    """The kind of a document; see `classified`.

    >>> from extractors.records import Document
    >>> kind_of(Document("0", "text/plain", "", (), ()), "modern slavery statement/policy", "a.pdf").value
    'modern_slavery_statement'
    """
    return classified(document, stated, name).kind


def classified(document: Document, stated: str | None, name: str) -> Classified:
    """The kind of a document, from the researcher's word for it, else from what it says of itself first."""
    if (listed := _listed(stated)) is not None:
        return listed
    if (itself := _of_itself(document)) is not None:
        return itself
    told = (
        ("its title has", document.title or ""),
        ("its file name has", _as_words(name)),
        ("its first line or headings have", f"{_first_line(document)}\n{_headings(document)}"),
    )
    for where, words in told:
        if (named := _told(where, words)) is not None:
            return named
    if (often := _most_named(composed(document.text[:OPENING]))) is not None:
        return often
    if document.media_type.startswith(WEB_PAGES):
        return Classified(Kind.WEB_PAGE, "a web page that names no kind of document")
    return _NOT_NAMED


def classified_unread(stated: str | None, name: str) -> Classified:
    """The kind of a document that could not be read: by the researcher's word for it, else by its file's name.

    >>> classified_unread("annual report", "locked.pdf").kind.value
    'annual_report'
    """
    return _listed(stated) or _told("its file name has", _as_words(name)) or _NOT_NAMED


def _listed(stated: str | None) -> Classified | None:
    """As the list says, whose words are told whole."""
    said = " ".join((stated or "").replace("_", " ").split())
    found = _matching(said)
    return Classified(found[0], f"the list calls it “{said}”") if found is not None else None


def _told(where: str, words: str) -> Classified | None:
    found = _matching(words)
    return Classified(found[0], f"{where} “{found[1]}”") if found is not None else None


def _as_words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")


def is_known(stated: str) -> bool:
    """Whether the words of a list name a kind; others are passed over, and the document itself is asked.

    >>> is_known("supplier code"), is_known("novel")
    (True, False)
    """
    return _matching(stated.replace("_", " ")) is not None


def _of_itself(document: Document) -> Classified | None:
    """What a document says that it is; a report that holds a statement, and says so by the title, stays a report."""
    titled = _matching(document.title or "")
    if titled is not None and titled[0] in _NAMED_REPORTS:
        return None
    return _declared(document) or _named_first(document)


def _declared(document: Document) -> Classified | None:
    """The kind that a document says it is, near its beginning or end; what it quotes is said of another."""
    for block in _read(document):
        if not near_an_end(document, block):
            continue
        folded = fold(document.text, block.start, block.end)
        for kind, match in all_said(DECLARATIONS, _NO_END.sub(" ", folded.text)):
            start, end = folded.span(*match.span())
            quoted = folded.text.count('"', 0, match.start()) % 2
            if not quoted and near_an_end(document, replace(block, start=start, end=end)):
                words = " ".join(document.text[start:end].split())
                return Classified(Kind(kind), f"it says of itself “{shortened(words, _SHOWN)}”")
    return None


def _named_first(document: Document) -> Classified | None:
    """The kind that the first line or heading names as its own title, whatever the file's properties say."""
    blocks = list(_read(document))
    heading = next((block for block in blocks if block.role is Role.HEADING), None)
    for block in filter(None, (*blocks[:1], heading)):
        lines = document.text[block.start : block.end].split("\n")
        for many in range(1, _NAME_LINES + 1):
            name = " ".join(" ".join(lines[:many]).split())
            kinds = named_by(name) if len(name.split()) <= _NAME and not name.endswith(".") else frozenset()
            if kinds:
                return Classified(min(kinds), f"its first {'heading' if block is heading else 'line'} is “{name}”")
    return None


def _first_line(document: Document) -> str:
    """The line with which a document begins, where it is short, ends as no sentence does, and points nowhere."""
    first = next(_read(document), None)
    line = document.text[first.start : first.end].split("\n")[0].strip() if first is not None else ""
    a_name = len(line.split()) <= _NAME and not line.endswith((".", ",", ";", ":")) and not points_elsewhere(line)
    return line if a_name else ""


def _read(document: Document) -> Iterator[Block]:
    return (block for block in document.blocks if block.role is not Role.FURNITURE)


def _headings(document: Document) -> str:
    headings = (block for block in document.blocks if block.role is Role.HEADING)
    return "\n".join(document.text[b.start : b.end] for b, _ in zip(headings, range(_READ_AS_HEADINGS), strict=False))


def _most_named(opening: str) -> Classified | None:
    """The kind that an opening names most often, the narrower of two; to name it once is no more than a mention."""
    counts = {rule: sum(len(pattern.findall(opening)) for pattern in rule.patterns) for rule in document_rules(KINDS)}
    best = max(counts, key=lambda rule: counts[rule])
    if counts[best] < _OFTEN:
        return None
    return Classified(Kind(best.concept), f"its opening names this kind {counts[best]} times")


def _matching(words: str) -> tuple[Kind, str] | None:
    """The first rule that fits, and the words on which it does."""
    words = composed(words)
    for rule in document_rules(KINDS) if words else ():
        if found := rule.search(words):
            return Kind(rule.concept), " ".join(found.group().split())
    return None

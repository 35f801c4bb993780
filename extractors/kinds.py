"""What kind of document it is: it decides what the document can be evidence for.

The researcher's own word for it decides; without one, the title, the file name, the first heading and the opening
do, by rules that are data (`lexicons/<language>/reading/kinds.yaml`). The reason is kept beside the kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.document_rules import KINDS, document_rules
from extractors.records import Document, Role
from rubric.kinds import Kind

WEB_PAGES = ("text/html", "multipart/related", "application/x-webarchive")  # also as a browser saves them
OPENING = 6000  # characters
_OFTEN = 3  # times
_READ_AS_HEADINGS = 3  # the first headings: a cover often has the company's name first


@dataclass(frozen=True, slots=True)
class Classified:
    """A kind and what it was told by, for people."""

    kind: Kind
    reason: str


def kind_of(document: Document, stated: str | None, name: str) -> Kind:
    """The kind of a document; see `classified`.

        >>> from extractors.document_rules import KINDS, document_rules
    from extractors.records import Document
        >>> kind_of(Document("0", "text/plain", "", (), ()), "modern slavery statement/policy", "a.pdf").value
        'modern_slavery_statement'
    """
    return classified(document, stated, name).kind


def classified(document: Document, stated: str | None, name: str) -> Classified:
    """The kind of a document, from the researcher's word for it, else from what it says of itself first."""
    told = (
        ("the list calls it", (stated or "").replace("_", " ")),
        ("its title has", document.title or ""),
        ("its file name has", name.replace("-", " ").replace("_", " ")),
        ("its first headings have", _headings(document)),
    )
    for where, words in told:
        found = _matching(words)
        if found is not None:
            kind, matched = found
            return Classified(kind, f"{where} “{matched}”")
    if (often := _most_named(document.text[:OPENING])) is not None:
        return often
    if document.media_type.startswith(WEB_PAGES):
        return Classified(Kind.WEB_PAGE, "a web page that names no kind of document")
    return Classified(Kind.POLICY, "nothing names its kind: taken as a policy")


def is_known(stated: str) -> bool:
    """Whether the words of a list name a kind; others are passed over, and the document itself is asked.

    >>> is_known("supplier code"), is_known("novel")
    (True, False)
    """
    return _matching(stated.replace("_", " ")) is not None


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
    for rule in document_rules(KINDS) if words else ():
        if found := rule.search(words):
            return Kind(rule.concept), " ".join(found.group().split())
    return None

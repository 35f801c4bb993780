"""Context: what the document around a passage adds to its meaning.

Whose standards a document sets, whether it is a formal policy, what its headings are about, and by which
names the company calls itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.fold import fold
from extractors.find import Finder
from extractors.kinds import Kind
from extractors.records import Document, Hit, Role

# Words after a company's name that are its legal form, not the name by which it calls itself.
_LEGAL_FORM = re.compile(
    r"[,\s]+(ltd|limited|inc|incorporated|corp|corporation|plc|llc|llp|gmbh|ag|sa|se|nv|n\.v|bv|b\.v|spa|s\.p\.a|srl|s\.r\.l|sb|"
    r"holdings?|group|company|co|& co|oy|ab|as|asa|a/s)\b\.?.*$",
    re.IGNORECASE,
)
_OPENING = 6000  # characters: where a policy says whom it applies to
_APPLIES_TO_SUPPLIERS = re.compile(
    r"(?:policy|code|statement|standards?|principles)\b[^.;:]{0,60}\b(?:appl(?:y|ies)|extends?|binding)\b[^.;]{0,160}\b(?:suppliers?|vendors?|business partners|supply chain|contractors)",
    re.IGNORECASE,
)
# CHRB Core 2019, Theme A, Formal Policies: a report counts with "any other evidence of top level sign off".
_APPROVED = re.compile(
    r"(?:this|the|present|consolidated|following)\s(?:[\w-]+\s){0,4}(?:report|statement|declaration|document|disclosure)\b[^.;]{0,80}\b"
    r"(?:approved|signed|adopted)\b[^.;]{0,40}\b(?:board|directors|ceo|chief executive)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Context:
    """One document's context, the same for all its passages."""

    kind: Kind
    names: re.Pattern[str] | None  # the company's own names
    binds_suppliers_too: bool  # a company's policy that by its own words applies to suppliers
    signed_off: bool  # the document says that the board approved it
    headings: dict[tuple[str, ...], tuple[Hit, ...]]  # what each section's headings are about


def context(document: Document, company: str, kind: Kind, finder: Finder) -> Context:
    """Read a document's context once, before its passages are qualified."""
    sections = {block.section for block in document.blocks if block.role is not Role.FURNITURE}
    opening = fold(document.text, 0, min(len(document.text), _OPENING)).text
    return Context(
        kind=kind,
        names=_names(company),
        binds_suppliers_too=kind is not Kind.SUPPLIER_CODE and _APPLIES_TO_SUPPLIERS.search(opening) is not None,
        signed_off=_APPROVED.search(fold(document.text, 0, len(document.text)).text) is not None,
        headings={section: _heading_hits(section, finder) for section in sections},
    )


def _heading_hits(section: tuple[str, ...], finder: Finder) -> tuple[Hit, ...]:
    """Concepts in the two nearest headings; their offsets are into the headings, not the text."""
    return tuple(hit for heading in section[-2:] for hit in finder.hits(fold(heading, 0, len(heading)).text))


def _names(company: str) -> re.Pattern[str] | None:
    """The company's name without its legal form: "Flora" for "Flora Foods Holding B.V."."""
    short = _LEGAL_FORM.sub("", company).strip(" ,.")
    first = short.split()[0] if short else ""
    options = {name for name in (company, short, first if len(first) > 3 else "") if len(name) > 1}
    if not options:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(o) for o in sorted(options, key=len, reverse=True)) + r")(?!\w)")

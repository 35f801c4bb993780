"""What kind of document it is: it decides what the document can be evidence for.

The researcher's own word for it decides; without one, the title and the opening do, by plain rules.
"""

from __future__ import annotations

import re
from enum import StrEnum

from extractors.records import Document


class Kind(StrEnum):
    """The kinds that the rubrics tell apart."""

    HUMAN_RIGHTS_POLICY = "human_rights_policy"
    SUPPLIER_CODE = "supplier_code"
    CODE_OF_CONDUCT = "code_of_conduct"
    MODERN_SLAVERY_STATEMENT = "modern_slavery_statement"
    GRIEVANCE_MECHANISM = "grievance_mechanism"
    FRAMEWORK_AGREEMENT = "framework_agreement"
    HUMAN_RIGHTS_REPORT = "human_rights_report"
    SUSTAINABILITY_REPORT = "sustainability_report"
    ANNUAL_REPORT = "annual_report"
    POLICY = "policy"
    WEB_PAGE = "web_page"


# Reports narrate what was done; a promise in them counts where they quote the company's own policy
# (CHRB Core 2019, Theme A, Formal Policies).
REPORTS = frozenset({Kind.HUMAN_RIGHTS_REPORT, Kind.SUSTAINABILITY_REPORT, Kind.ANNUAL_REPORT})

# The first that fits decides: the narrower kinds stand first.
_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (Kind.FRAMEWORK_AGREEMENT, r"framework agreement"),
        (Kind.SUPPLIER_CODE, r"(supplier|vendor|partner|sourcing|procurement|third[- ]party)s?'?\W+(\w+\W+){0,3}(code|policy|standard|principle|guideline|requirement)|code of conduct for (our )?suppliers|responsible sourcing"),
        (Kind.MODERN_SLAVERY_STATEMENT, r"(modern|anti)[- ]?slavery|slavery and human trafficking|forced labou?r (report|statement)|transparency in supply chains"),
        (Kind.HUMAN_RIGHTS_REPORT, r"human rights (progress |impact |due diligence )?report"),
        (Kind.HUMAN_RIGHTS_POLICY, r"human rights"),
        (Kind.GRIEVANCE_MECHANISM, r"grievance|whistle|speak[- ]?up|complaints? (procedure|policy|mechanism)"),
        (Kind.CODE_OF_CONDUCT, r"code of (conduct|ethics|business)|ethics code|ethical code|business conduct"),
        (Kind.SUSTAINABILITY_REPORT, r"sustainability|non[- ]?financial|\b(esg|csr)\b|responsibility report|impact report|integrated report"),
        (Kind.ANNUAL_REPORT, r"annual report|10-?k\b|form 20-f|financial statements"),
        (Kind.POLICY, r"polic(y|ies)|statement|charter|guideline|principles|standard"),
        (Kind.WEB_PAGE, r"web ?page|website"),
    )
)


def kind_of(document: Document, stated: str | None, name: str) -> Kind:
    """The kind of a document: from the researcher's word, else its title, file name and first words.

    >>> from extractors.records import Document
    >>> kind_of(Document("0", "text/plain", "", (), ()), "modern slavery statement/policy", "a.pdf").value
    'modern_slavery_statement'
    """
    if stated:
        found = _matching(stated)
        if found:
            return found
    for words in (document.title or "", name.replace("-", " ").replace("_", " "), document.text[:300]):
        found = _matching(words)
        if found:
            return found
    return Kind.WEB_PAGE if document.media_type == "text/html" else Kind.POLICY


def _matching(words: str) -> Kind | None:
    return next((kind for kind, pattern in _RULES if pattern.search(words)), None)

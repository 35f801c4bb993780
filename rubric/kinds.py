"""The kinds of document that rubrics tell apart, and what each can be evidence for."""

from __future__ import annotations

from enum import StrEnum


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
    INFORMAL = "informal"
    WEB_PAGE = "web_page"


# Reports narrate what was done; a promise in them counts where they quote the company's own policy
# (CHRB Core 2019, Theme A, Formal Policies).
REPORTS = frozenset({Kind.HUMAN_RIGHTS_REPORT, Kind.SUSTAINABILITY_REPORT, Kind.ANNUAL_REPORT})

# Papers that no board signs (CHRB Core 2019, A.1.2 guidance); a web page may state a policy, but shows no signature.
UNSIGNED = frozenset({Kind.INFORMAL, Kind.WEB_PAGE})

# Documents that speak of people's rights from end to end: a risk in a modern slavery statement is one of slavery.
ABOUT_RIGHTS = frozenset({Kind.HUMAN_RIGHTS_POLICY, Kind.MODERN_SLAVERY_STATEMENT, Kind.HUMAN_RIGHTS_REPORT})
POLICIES_ON_RIGHTS = ABOUT_RIGHTS - {Kind.HUMAN_RIGHTS_REPORT}

IN_RIGHTS = "setting:rights"  # what a passage inherits from such a document, or from a section about rights
ROW_AT_WORK = "setting:row-at-work"  # what a figure inherits that a table tells of, in the row of a matter of work
IN_THEIR_ROW = "setting:their-row"  # what a cell inherits whose row is named after people: a table of standing talks


def setting(kind: Kind) -> str:
    """The name by which frames ask for a kind of document: "kind:supplier_code"."""
    return f"kind:{kind.value}"

"""The words by which a file of questions is written, and by which its answers are found again."""

from __future__ import annotations

from extractors.fold import composed
from reports.sheet_tables import shown

HEADING = "Questions to "  # and the company's name
REFERENCE = "Reference"
DRAFTED = "Drafted"  # when, to the minute
DRAFTED_FROM = "Drafted from"  # the rubric's credit
ANSWERED_BY = "Answered by"  # name and office of who answers for the company
QUESTIONS = "Questions"
RETURNED = "Further documents"
ANSWER = "Your answer"
FOUND, NOT_FOUND = "What was found", "What was not found, or is open"
HEADS = ("Indicator", "Title", "Draft score", FOUND, NOT_FOUND, "Question", ANSWER)
DOCUMENT_HEADS = ("Indicator", "Title", "Address, or name of the file", "Published", "Page", "Remark")
FORM = "firmword-answers"  # of the script that carries the answers of a page


def as_headed(company: str) -> str:
    """A company's name as the heading has it, on one line and in one spelling."""
    return composed(" ".join(shown(company).split()))

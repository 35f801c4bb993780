"""Questions to a company as one page: no network, the answers kept in the page itself.

The page has one small script, which writes a copy of the page with the answers in it: that copy comes back and is read
by `answers.py`. Without scripts the page can be read and printed, and says so.
"""

from __future__ import annotations

from pathlib import Path

from forms import harmless, moment
from reports.pages import PAGES, part, policy
from reports.questions import DOCUMENT_ROWS, Questions, introduction
from reports.questions_heads import (
    ANSWER,
    ANSWERED_BY,
    DOCUMENT_HEADS,
    DRAFTED,
    FORM,
    FOUND,
    HEADING,
    NOT_FOUND,
    REFERENCE,
    RETURNED,
)

SHOWN_ROWS = 6  # for documents; further ones are shown when asked for


def write(questions: Questions, output: Path) -> None:
    """Write the page."""
    style, script = (part(name) for name in ("questions.css", "questions.js"))
    page = PAGES.get_template("questions.html").render(
        questions=questions,
        introduction=introduction(questions),
        style=style,
        script=script,
        policy=policy(style, script),
        data={"reference": questions.reference, "answered_by": "", "answers": {}, "documents": []},
        rows=range(DOCUMENT_ROWS),
        shown=SHOWN_ROWS,
        drafted=moment(questions.at),
        heads={
            "answer": ANSWER,
            "by": ANSWERED_BY,
            "documents": DOCUMENT_HEADS,
            "drafted": DRAFTED,
            "found": FOUND,
            "heading": HEADING,
            "not_found": NOT_FOUND,
            "reference": REFERENCE,
        },
        form=FORM,
        returned=RETURNED,
    )
    output.write_text(harmless(page.replace("\t", " ")), encoding="utf-8", errors="backslashreplace")

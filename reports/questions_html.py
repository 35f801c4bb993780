"""Questions to a company as one page: no network, the answers kept in the page itself.

The page has one small script, which writes a copy of the page with the answers in it: that copy comes back and is read
by `answers.py`. Without scripts the page can be read and printed, and says so.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from forms import harmless
from reports.questions import DOCUMENT_ROWS, Questions, introduction
from reports.questions_heads import ANSWER, ANSWERED_BY, DOCUMENT_HEADS, FORM, REFERENCE, RETURNED

FOLDER = Path(__file__).with_name("templates")
SHOWN_ROWS = 6  # for documents; further ones are shown when asked for
PAGES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def write(questions: Questions, output: Path) -> None:
    """Write the page."""
    style, script = (_part(name) for name in ("questions.css", "questions.js"))
    page = PAGES.get_template("questions.html").render(
        questions=questions,
        introduction=introduction(questions),
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'",
        data={"reference": questions.reference, "answered_by": "", "answers": {}, "documents": []},
        rows=range(DOCUMENT_ROWS),
        shown=SHOWN_ROWS,
        heads={"answer": ANSWER, "by": ANSWERED_BY, "documents": DOCUMENT_HEADS, "reference": REFERENCE},
        form=FORM,
        returned=RETURNED,
    )
    output.write_text(harmless(page.replace("\t", " ")), encoding="utf-8", errors="backslashreplace")


def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    """By which the page's policy knows its own style and script, and lets no other run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

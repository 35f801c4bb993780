"""A scorecard that a person would publish about a company: one page in HTML, or a PDF.

It is made from decisions alone; what it says is put into words by `scorecard_words.py`. A text of a document, a list or
a person is data in both forms, never markup.
"""

from __future__ import annotations

from pathlib import Path

from errors import InputError
from reports.dossier import dossiers
from reports.export import write_anchor
from reports.files import whole_file
from reports.scorecard_html import as_html
from reports.scorecard_pdf import as_pdf
from reports.scorecard_short import shortened
from reports.scorecard_words import scorecard
from workspace.commands import command
from workspace.store import Store


def write(store: Store, output: Path, company: str | None, rubric: str | None, short: bool = False) -> int:
    """Write the scorecards of a company as HTML or PDF, by the file's ending; returns how many rubrics are in it.

    `short`: with the scores and the best quote of each indicator alone. Without a rubric named: all by which anything
    was decided. Raises InputError for an unknown company or rubric, and where nobody decided anything.
    """
    assert company is not None  # the list of exports asks for it
    about = [one for one in dossiers(store, company, rubric) if one.decisions]
    if not about:
        raise InputError(
            f"export scorecard: nobody decided anything about {company}{f' by {rubric}' if rubric else ''} yet, and "
            f"proposals are not on a scorecard; decide in `{command('review', workspace=store.workspace)}`"
        )
    cards = tuple(shortened(scorecard(one), one) if short else scorecard(one) for one in about)
    last = max(line.at for one in about for line in one.decisions)
    with whole_file(output) as unfinished:
        unfinished.write_bytes(as_pdf(cards, last) if output.suffix.lower() == ".pdf" else as_html(cards))
    write_anchor(output, store.anchor())
    return len(cards)

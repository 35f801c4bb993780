"""The decision log as JSON lines: who ruled what, when, on which words, and why; corrections and withdrawals, too.

One object a line, oldest first, with the fields of `workspace.records.Decision`. `track` tells the blind second reading
from the one that counts, `together` the lines that one press made. What holds now is the latest line on a candidate or
an element.
"""

from __future__ import annotations

import json
from pathlib import Path

from forms import plain
from reports.company import company_meant, rubrics_used
from reports.export import write_anchor
from reports.files import whole_file
from workspace.store import Store


def write(store: Store, output: Path, company: str | None, rubric: str | None) -> int:
    """Write the log of a company, or of all; of one rubric, with the corrections of documents, which belong to none."""
    if company is not None:
        company = company_meant(store, company)
    only = {"", *(one.name for one in rubrics_used(store, company, rubric))} if rubric else None
    lines = [line for line in store.decisions(company, None) if only is None or line.rubric in only]
    with whole_file(output) as unfinished, unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        for line in lines:
            stream.write(json.dumps(plain(line), ensure_ascii=False) + "\n")
    write_anchor(output, store.anchor())
    return len(lines)

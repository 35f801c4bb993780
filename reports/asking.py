"""Asking a company: the draft is written, and the log notes what was asked and how each indicator stood.

So an answer can be traced to what changed after it. The words of the draft are kept in the archive, whatever its form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from errors import InputError
from findings.engagement import noted, pressed, reference
from reports import questions_html, questions_xlsx
from reports.company import company_meant, one_rubric, read_company
from reports.dossier import Dossier, dossier
from reports.drafted import kept_draft
from reports.files import whole_file
from reports.questions import Asked, Questions, asked_of
from rubric.model import Rubric
from workspace.records import Ruling
from workspace.store import Store

WRITERS = {".xlsx": questions_xlsx.write, ".html": questions_html.write}


def ask(
    store: Store, company: str, rubric: str | None, output: Path, who: str, indicators: Sequence[str] = ()
) -> Questions:
    """Draft the questions, note them in the log, and write the file; nothing is noted where it cannot be written.

    `indicators` are those to ask about (none: all). Raises InputError for a file of another ending, for an unknown
    company, rubric or indicator, and where the company was screened by several rubrics and none is named.
    """
    write = WRITERS.get(output.suffix.lower())
    if write is None:
        raise InputError(f"--output {output}: questions are written as {' or '.join(WRITERS)}; name the file so")
    company = company_meant(store, company)
    chosen = one_rubric(store, company, rubric)
    about = dossier(store, company, chosen)
    asked = [asked_of(one, chosen) for one in about.indicators if one.indicator.id in _wanted(chosen, indicators)]
    state = read_company(store, company, chosen)
    press = pressed(company, chosen.name, who)
    with whole_file(output) as unfinished:
        # Once the file can be written it is noted, and the reference that it carries follows from the log.
        draft = _questions(about, asked, "", press.at, "")
        press = replace(press, document=kept_draft(store, questions_xlsx.words(draft), output, press.at))
        lines = press.standing(Ruling.ASKED, state, {one.indicator: one.question for one in asked})
        questions = replace(draft, reference=reference(noted(store, lines)[0]), anchor=store.anchor())
        write(questions, unfinished)
    return questions


def _wanted(rubric: Rubric, indicators: Sequence[str]) -> frozenset[str]:
    known = {one.id for one in rubric.indicators}
    for name in indicators:
        if name not in known:
            raise InputError(f"--indicator {name}: {rubric.name} has none of this name; it has {', '.join(known)}")
    return frozenset(indicators) or frozenset(known)


def _questions(about: Dossier, asked: Sequence[Asked], known_by: str, at: str, anchor: str) -> Questions:
    return Questions(
        company=about.company,
        rubric=about.rubric.name,
        title=about.rubric.title,
        credit=about.rubric.credit,
        reference=known_by,
        asked=tuple(asked),
        at=at,
        people=about.people,
        judged=about.last_decided[:10],
        published=about.published.at[:10] if about.published else "",
        anchor=anchor,
    )

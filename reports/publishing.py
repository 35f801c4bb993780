"""Publishing freezes scores: how each indicator stands is noted, and nothing is decided until they are reopened."""

from __future__ import annotations

from errors import InputError
from findings.agenda import agenda
from findings.compared import compare
from findings.engagement import engaged, engagement, noted, pressed, published_lines
from findings.words import moment
from forms import counted, listed
from reports.company import company_meant, one_rubric, read_company
from rubric.model import Rubric
from workspace.commands import command
from workspace.records import SECOND, Ruling
from workspace.store import Store


def publish(store: Store, company: str, rubric: str | None, who: str, open_too: bool = False) -> str:
    """Freeze the scores; says what was frozen.

    Raises InputError where scores are still open or two readings differ, unless `open_too`, where they are frozen
    already, and for an unknown company or rubric.
    """
    company = company_meant(store, company)
    chosen = one_rubric(store, company, rubric)
    state = read_company(store, company, chosen)
    frozen = published_lines(engagement(store, company, chosen.name))
    if frozen:
        raise InputError(f"{company!r}: {frozen[0].who} published these scores at {moment(frozen[0].at)} already")
    left = agenda(state).open
    if left and not open_too:
        raise InputError(
            f"{company!r}: {counted(len(left), 'score')} still open ({listed(left)}); settle them with "
            f"`{command('review', workspace=store.workspace)}`, or publish them as open with --open-too"
        )
    _check_differences(store, company, chosen, open_too)
    every = {one.id: "" for one in chosen.indicators}
    lines = noted(store, pressed(company, chosen.name, who).standing(Ruling.PUBLISHED, state, every))
    return f"{counted(len(lines), 'score')} of {company} under {chosen.name} published and frozen"


def _check_differences(store: Store, company: str, rubric: Rubric, open_too: bool) -> None:
    """InputError where two readings differ and nobody adjudicated it, unless `open_too`."""
    if open_too or not any(one.track == SECOND for one in store.readers(rubric.name, company)):
        return
    found = compare(store, rubric, company)
    if found and found.open:
        named = listed([one.element.id for one in found.open])
        raise InputError(
            f"{company!r}: two readings differ on {counted(len(found.open), 'element')} that nobody adjudicated "
            f"({named}); adjudicate with `{command('review', workspace=store.workspace)}`, or publish all the same "
            "with --open-too"
        )


def reopen(store: Store, company: str, rubric: str | None, who: str, because: str) -> str:
    """Let the scores be decided again; InputError where they are not frozen, or no reason is given."""
    company = company_meant(store, company)
    chosen = one_rubric(store, company, rubric, engaged(store, company, frozen=True))
    if not published_lines(engagement(store, company, chosen.name)):
        raise InputError(f"{company!r}: its scores under {chosen.name} are not published; there is nothing to reopen")
    if not any(sign.isalnum() for sign in because):  # commands that are told have dots there
        raise InputError(f"--because {because!r}: say why; it stands in the log")
    noted(store, [pressed(company, chosen.name, who).line(Ruling.REOPENED, note=because)])
    return f"The scores of {company} under {chosen.name} are open again"

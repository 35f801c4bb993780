"""The command that renews the order in which passages are shown, by what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.options import by_rubric, everywhere, in_form, screened_store, workspace
from cli.streams import write_result
from workspace import DEFAULT_RUBRIC
from workspace.commands import command

if TYPE_CHECKING:
    from findings.renewed import Renewal

_SHOWN = 20  # lines of passages that would move, for people


@click.command()
@by_rubric(DEFAULT_RUBRIC, "The rubric whose order is renewed.")
@click.option("--use", "change", flag_value="use", help="Renew the order by what is shown.")
@click.option("--forget", "change", flag_value="forget", help="Go back to the order of screening.")
@in_form
@everywhere
def order(rubric_name: str, change: str | None, form: str) -> None:
    """Show how decisions would renew the order of near misses; --use lets it count, --forget takes it back.

    Near misses of a kind that people confirm stand earlier, those that they turn down later. What supports, findings
    and scores stay as they are.
    """
    from findings.renewed import renewal
    from workspace import rubrics
    from workspace.order import forget_order, keep_order

    rubric = rubrics.find(workspace(), rubric_name).rubric.name
    if change == "forget":
        there = forget_order(workspace(), rubric)
        click.echo("The order is that of screening again." if there else "The order is that of screening.", err=True)
        return
    with screened_store() as store:
        decisions = [line for line in store.decisions() if line.rubric == rubric]
        found = renewal(decisions, store.candidates(rubric=rubric))
    write_result([_as_json(found) if form == "json" else "\n".join(_lines(found)) + "\n"], None)
    if change == "use":
        keep_order(workspace(), rubric, found.habits)
        back = command("order", workspace=workspace(), rubric=rubric_name, forget=True)
        click.echo(f"The order is renewed; `{back}` takes it back.", err=True)


def _lines(found: Renewal) -> Iterator[str]:
    from extractors.fold import as_read

    yield str(found)
    for habit in found.habits:
        kind = ", ".join(filter(None, habit.kind))
        yield f"{habit.shift:+.2f}  {kind}: {habit.confirmed} of {habit.judged} confirmed"
    for move in found.moves[:_SHOWN]:
        one = move.candidate
        quote = as_read(one.evidence.quote)[:60]
        yield f"{one.company}: {one.rank} → {move.rank}  {one.evidence.element}  {quote}"


def _as_json(found: Renewal) -> str:
    import json
    from dataclasses import asdict

    moves = [
        {"id": move.candidate.id, "company": move.candidate.company, "rank": move.candidate.rank, "renewed": move.rank}
        for move in found.moves
    ]
    whole = {"decisions": found.decisions, "habits": [asdict(one) for one in found.habits], "moves": moves}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

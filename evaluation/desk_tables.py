"""What the desk takes, for people as a table and for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.desk import CAREFUL, DESK, DOCUMENT, RANK, DeskEvaluation, Effort
from evaluation.tables import written
from forms import counted

_NAMES = {DESK: "desk", CAREFUL: "desk, +", DOCUMENT: "document", RANK: "rank"}
_LEGEND = """\
cards: elements or passages put before the reader; keys: pressed; words: of quotes read, until all
scores are final; key/d.: median of keys for one thing decided; +: elements labelled met for which
weaker passages had to be opened; added: for which the reader had to find a quote elsewhere;
agree: elements decided as labelled, of those decided; scores: as by the labels.
desk: the agenda's order; desk, +: by a reader who opens the weaker ones before each "not met";
document, rank: one key a passage in the text's order or by rank, then what is open by hand."""


def as_json(desk: DeskEvaluation) -> str:
    """The figures under their full names, per document and in all, with what they were measured on."""
    return written(
        {
            "set": "desk",
            "rubric": desk.rubric,
            "rubric_version": desk.rubric_version,
            "data": [str(file) for file in desk.data],
            "model": desk.model or None,
            "all": {order: _figures(effort) for order, effort in desk.all.items()},
            "of_rank_order": _shares(desk),
            "documents": [
                {"document": one.document, "source": one.source, "candidates": one.candidates}
                | {order: _figures(effort) for order, effort in one.efforts.items()}
                for one in desk.documents
            ],
        }
    )


def _figures(effort: Effort) -> dict[str, float]:
    return {
        "cards": effort.cards,
        "keys": effort.keys,
        "words": effort.words,
        "keys_per_decision": effort.keys_per_decision,
        "opened": effort.opened,
        "added": effort.added,
        "decided": effort.decided,
        "agreeing": effort.agreeing,
        "scores": effort.scores,
        "scores_agreeing": effort.scores_agreeing,
    }


def _shares(desk: DeskEvaluation) -> dict[str, float | None]:
    """What the desk takes as a share of what rank order takes."""
    here, there = desk.all[DESK], desk.all[RANK]
    pairs = {"cards": (here.cards, there.cards), "keys": (here.keys, there.keys), "words": (here.words, there.words)}
    return {name: round(part / whole, 3) if whole else None for name, (part, whole) in pairs.items()}


def as_text(desk: DeskEvaluation) -> str:
    """One line for each order, then each document's cards, keys and words."""
    return "\n".join(_lines(desk)) + "\n"


def _lines(desk: DeskEvaluation) -> Iterator[str]:
    yield f"{counted(len(desk.documents), 'labelled document')}, {desk.rubric}, read until all scores are final"
    yield ""
    heads = ("cards", "keys", "words", "key/d.", "+", "added", "agree", "of", "scores", "of")
    yield f"{'':<10}" + "".join(f"{head:>8}" for head in heads)
    for order, effort in desk.all.items():
        yield f"{_NAMES[order]:<10}" + "".join(f"{value:>8,g}" for value in _row(effort))
    told = ", ".join(f"{share:.1%} of the {name}" for name, share in _shares(desk).items() if share is not None)
    yield f"The desk takes {told} that rank order takes."
    yield ""
    yield f"{'':<10}" + "".join(f"{_NAMES[order]:>24}" for order in desk.all)
    yield f"{'':<10}" + "".join(f"{head:>8}" for _ in desk.all for head in ("cards", "keys", "words"))
    for one in desk.documents:
        values = (value for each in one.efforts.values() for value in (each.cards, each.keys, each.words))
        yield f"{one.document:<10}" + "".join(f"{value:>8,}" for value in values)
    yield ""
    yield _LEGEND


def _row(effort: Effort) -> tuple[float, ...]:
    return (
        effort.cards,
        effort.keys,
        effort.words,
        effort.keys_per_decision,
        effort.opened,
        effort.added,
        effort.agreeing,
        effort.decided,
        effort.scores_agreeing,
        effort.scores,
    )

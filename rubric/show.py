"""What `firmword rubric list` and `firmword rubric show NAME` print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import fill

from forms import counted
from rubric.model import AllOf, Caution, Element, Guidance, Indicator, Leaf, LookUp, Rubric, Scoring, Tree

_WIDTH = 100


def list_text(rubrics: Iterable[Rubric]) -> str:
    """One line for each rubric, ending without a line break."""
    return "\n".join(
        f"{rubric.name}  {rubric.title}, {rubric.edition}: "
        f"{counted(len(rubric.indicators), 'indicator')}, {counted(len(rubric.elements), 'element')}"
        for rubric in rubrics
    )


def show_text(rubric: Rubric) -> str:
    """The whole rubric for a reader: credit, reading choices, themes, indicators with their full ids."""
    lines = [f"{rubric.name}: {rubric.title}, {rubric.edition} (data {rubric.version})", ""]
    lines += [_wrapped(rubric.credit), _wrapped(rubric.licence)]
    if rubric.stages:
        lines += ["", f"Stages: {', '.join(f'{stage.number} {stage.title}' for stage in rubric.stages)}"]
    for theme in rubric.themes:
        worth = f" ({theme.maximum} points, {theme.weight} %)" if theme.maximum and theme.weight else ""
        lines += ["", f"{theme.id}. {theme.title}{worth}"]
        for indicator in rubric.indicators:
            if indicator.theme == theme.id:
                lines += ["", *_indicator_lines(indicator)]
    for look_up in rubric.look_ups:
        lines += ["", *_look_up_lines(look_up)]
    if rubric.choices:
        lines += ["", "How the source is read"]
        for choice in rubric.choices:
            lines.append(_wrapped(f"{choice.code}: {choice.reading} Because: {choice.because} [{choice.source}]", "  "))
    lines += ["", *(f"Warning: {warning}" for warning in rubric.warnings)] if rubric.warnings else []
    return "\n".join(lines)


def show_json(rubric: Rubric) -> str:
    """The whole rubric as JSON; elements have their full ids as `id`."""
    return json.dumps(rubric_data(rubric), ensure_ascii=False, indent=2)


def rubric_data(rubric: Rubric) -> dict[str, object]:
    """The rubric as data for JSON, without the extractors' frames."""
    return {
        "name": rubric.name,
        "title": rubric.title,
        "edition": rubric.edition,
        "version": rubric.version,
        "scoring": rubric.scoring.value,
        "credit": rubric.credit,
        "licence": rubric.licence,
        "themes": [
            {"id": theme.id, "title": theme.title, "maximum": theme.maximum, "weight": theme.weight}
            for theme in rubric.themes
        ],
        "indicators": [_indicator_data(indicator) for indicator in rubric.indicators],
        "documents": [
            {"code": kind.code, "label": kind.label, "text": kind.text, "source": kind.source}
            for kind in rubric.documents
        ],
        "time_frames": [
            {"code": frame.code, "years": frame.years, "text": frame.text, "source": frame.source}
            for frame in rubric.time_frames
        ],
        "reasons": [{"code": code.code, "label": code.label, "source": code.source} for code in rubric.reasons],
        "notes": [{"code": code.code, "label": code.label, "source": code.source} for code in rubric.notes],
        "wordings": {"accepted": list(rubric.accepted_wordings), "weak": list(rubric.weak_wordings)},
        "choices": [
            {
                "code": choice.code,
                "reading": choice.reading,
                "because": choice.because,
                "source": choice.source,
            }
            for choice in rubric.choices
        ],
        "stages": [{"number": stage.number, "title": stage.title} for stage in rubric.stages],
        "look_ups": [_look_up_data(look_up) for look_up in rubric.look_ups],
        "warnings": list(rubric.warnings),
    }


def tree_text(tree: Tree) -> str:
    """A tree in one line: "(S1.a or S1.b) and S1.c"."""
    if isinstance(tree, Leaf):
        return tree.element
    word = " and " if isinstance(tree, AllOf) else " or "
    return word.join(
        tree_text(branch) if isinstance(branch, Leaf) else f"({tree_text(branch)})" for branch in tree.branches
    )


def tree_data(tree: Tree) -> object:
    """A tree as it stands in the YAML: an element's id, or {"all": [...]} or {"any": [...]}."""
    if isinstance(tree, Leaf):
        return tree.element
    return {"all" if isinstance(tree, AllOf) else "any": [tree_data(branch) for branch in tree.branches]}


def _look_up_lines(look_up: LookUp) -> Iterator[str]:
    yield _wrapped(f"{look_up.title} ({look_up.code}) [{look_up.source}]")
    for entry in look_up.entries:
        text = f": {entry.text}" if entry.text else ""
        examples = f" Examples: {'; '.join(entry.examples)}." if entry.examples else ""
        yield _wrapped(f"{entry.label}{text}{examples}", "  ")


def _look_up_data(look_up: LookUp) -> dict[str, object]:
    return {
        "code": look_up.code,
        "title": look_up.title,
        "source": look_up.source,
        "entries": [
            {"code": entry.code, "label": entry.label, "text": entry.text, "examples": list(entry.examples)}
            for entry in look_up.entries
        ],
    }


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + ("    " if indent else ""))


def _indicator_lines(indicator: Indicator) -> Iterator[str]:
    points = f" (points: {' '.join(indicator.points.printed)})" if indicator.points else ""
    yield _wrapped(f"{indicator.id} {indicator.title}{points}")
    if indicator.standards:
        cited = "; ".join(f"{standard.name} {', '.join(standard.clauses)}" for standard in indicator.standards)
        yield _wrapped(f"standards: {cited}", "  ")
    for element in indicator.elements:
        yield from _element_lines(element)
    for level in indicator.levels:
        name = "Stage" if indicator.scoring is Scoring.STAGES else "Score"
        yield _wrapped(f"{name} {level.number}: {tree_text(level.tree)}", "  ")
    if indicator.score_2_implies_score_1:
        yield "  All of Score 2 stands for Score 1 as well."
    for bullet in indicator.guidance:
        yield _wrapped(f"Guidance: {bullet.text}{_gives(bullet)} [{bullet.source}]", "  ")
    for caution in indicator.cautions:
        yield _wrapped(f"Caution: {caution.text} [{caution.source}]", "  ")


def _gives(bullet: Guidance) -> str:
    code = bullet.reason or bullet.note
    return f" ({code}: {', '.join(bullet.elements)})" if code else ""


def _element_lines(element: Element) -> Iterator[str]:
    yield _wrapped(f"{element.id}  {element.label} [{element.source}]", "  ")
    more = [f"carried by: {element.documents}"]
    if element.parts:
        more.append(f"parts: {', '.join(element.parts)}")
    if element.proposed_from > 1:
        more.append(f"proposed from {element.proposed_from} supporting passages on")
    if element.time_frame:
        more.append(f"time frame: {element.time_frame}")
    if element.reasons:
        more.append(f"can be weak for: {', '.join(element.reasons)}")
    yield _wrapped("; ".join(more), "      ")


def _indicator_data(indicator: Indicator) -> dict[str, object]:
    points = {"points": list(indicator.points.printed)} if indicator.points else {}
    level = "stage" if indicator.scoring is Scoring.STAGES else "score"
    return {
        "id": indicator.id,
        "theme": indicator.theme,
        "title": indicator.title,
        "standards": {standard.name: list(standard.clauses) for standard in indicator.standards},
        **points,
        "elements": [_element_data(element) for element in indicator.elements],
        **{f"{level}_{step.number}": tree_data(step.tree) for step in indicator.levels},
        "score_2_implies_score_1": indicator.score_2_implies_score_1,
        "guidance": [_guidance_data(bullet) for bullet in indicator.guidance],
        "cautions": [_caution_data(caution) for caution in indicator.cautions],
    }


def _element_data(element: Element) -> dict[str, object]:
    return {
        "id": element.id,
        "label": element.label,
        "source": element.source,
        "documents": element.documents,
        "parts": list(element.parts),
        "proposed_from": element.proposed_from,
        "time_frame": element.time_frame,
        "reasons": list(element.reasons),
        "notes": list(element.notes),
    }


def _guidance_data(bullet: Guidance) -> dict[str, object]:
    return {
        "text": bullet.text,
        "source": bullet.source,
        "elements": list(bullet.elements),
        "reason": bullet.reason,
        "note": bullet.note,
    }


def _caution_data(caution: Caution) -> dict[str, object]:
    return {
        "when": tree_data(caution.when),
        "unless": tree_data(caution.unless) if caution.unless is not None else None,
        "text": caution.text,
        "source": caution.source,
    }

"""What only a rubric's files together show: whether they agree, and which reasons and notes apply to which elements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lexicons.strict_yaml import YamlNode
from rubric.model import Element, Rubric, Scoring


def check_points_table(table: YamlNode | None, entries: Iterable[YamlNode], rubric: Rubric) -> None:
    """The source's table, where it is given, says the same as each indicator's own file."""
    if table is None:
        return
    rows = table.mapping()
    for entry in entries:
        indicator = rubric.indicator(entry.file.stem)
        row = rows.pop(indicator.id, None)
        if row is None:
            table.fail(f"{indicator.id} is missing in points_table", "add its row from the source's table")
        if indicator.points is not None and row.texts() != indicator.points.printed:
            entry.mapping()["points"].fail(
                f"points {', '.join(indicator.points.printed)} differ from points_table in {table.file.name} "
                f"(line {row.node.start_mark.line + 1}: {', '.join(row.texts())})",
                "correct the one that differs from the source",
            )
    for id, row in rows.items():
        row.fail(f"points_table has {id!r}, which is no indicator", f"add {id}.yaml, or remove the row")


def check_themes(entry: YamlNode, rubric: Rubric) -> None:
    """Every theme has indicators; its maximum and weight follow from them."""
    total = sum(theme.maximum or 0 for theme in rubric.themes)
    for theme in rubric.themes:
        place = entry.mapping()[theme.id]
        own = [indicator.maximum for indicator in rubric.indicators if indicator.theme == theme.id]
        if not own:
            place.fail(f"no indicator belongs to theme {theme.id!r}", "add one, or remove the theme")
        if theme.maximum is not None and theme.maximum != sum(own):
            place.mapping()["maximum"].fail(
                f"the indicators of theme {theme.id} give {sum(own)} points at most, not {theme.maximum}",
                f"write {sum(own)}, or correct the indicators",
            )
        if (
            theme.weight is not None
            and theme.maximum is not None
            and theme.weight != round(100 * theme.maximum / total)
        ):
            place.mapping()["weight"].fail(
                f"{theme.maximum} of {total} points is not {theme.weight} percent",
                f"write {round(100 * theme.maximum / total)}",
            )


def check_stages(entry: YamlNode | None, rubric: Rubric) -> None:
    """Names of stages are for a rubric that counts stages, one for each that its indicators have."""
    if entry is None:
        return
    if rubric.scoring is not Scoring.STAGES:
        entry.fail("a rubric of points has no stages", "remove the key stages")
    for indicator in rubric.indicators:
        if indicator.maximum != len(rubric.stages):
            entry.fail(
                f"{len(rubric.stages)} stages are named, but {indicator.id} has {indicator.maximum}",
                f"name as many, or correct {indicator.id}.yaml",
            )


def with_reasons(rubric: Rubric, coded: Iterable[tuple[str, YamlNode]]) -> Rubric:
    """Each element with the weak reasons and notes that apply to it, in the rubric's order."""
    applying = _reasons_from_guidance(rubric)
    for code, entry in coded:
        fields = entry.mapping()
        general = _chosen(fields.get("applies_to"), rubric) - _chosen(fields.get("except"), rubric)
        applying[code] = applying.get(code, set()) | general
        if not applying[code]:
            entry.fail(f"{code!r} applies nowhere", "add applies_to, or name it in an indicator's guidance")
    indicators = tuple(
        replace(
            indicator,
            elements=tuple(_with_codes(element, rubric, applying) for element in indicator.elements),
        )
        for indicator in rubric.indicators
    )
    return replace(rubric, indicators=indicators)


def check_elsewhere(entry: YamlNode | None, rubric: Rubric) -> None:
    """The reason for what stands in another kind of document can be given for each element that has one."""
    for element in rubric.elements:
        if entry is not None and element.elsewhere is not None and element.elsewhere not in element.reasons:
            entry.fail(
                f"elsewhere is {element.elsewhere!r}, which is no reason that applies to {element.id}",
                "name a reason of rubric.yaml, and let it apply to all elements that such a document carries",
            )


def _reasons_from_guidance(rubric: Rubric) -> dict[str, set[str]]:
    """The full ids of the elements to which each reason or note of an indicator's guidance applies."""
    found: dict[str, set[str]] = {}
    for indicator in rubric.indicators:
        for bullet in indicator.guidance:
            for code in (bullet.reason, bullet.note):
                if code is not None:
                    found.setdefault(code, set()).update(f"{indicator.id}/{key}" for key in bullet.elements)
    return found


def _with_codes(element: Element, rubric: Rubric, applying: Mapping[str, set[str]]) -> Element:
    return replace(
        element,
        reasons=tuple(reason.code for reason in rubric.reasons if element.id in applying.get(reason.code, ())),
        notes=tuple(note.code for note in rubric.notes if element.id in applying.get(note.code, ())),
    )


def _chosen(entry: YamlNode | None, rubric: Rubric) -> set[str]:
    """The full ids that a list of "all", themes, indicators and elements stands for."""
    found: set[str] = set()
    for item in entry.items() if entry else ():
        word = item.text()
        ids = {
            element.id
            for indicator in rubric.indicators
            for element in indicator.elements
            if word in ("all", indicator.theme, indicator.id, element.id)
        }
        if not ids:
            item.fail(f"there is no theme, indicator or element {word!r}", "write one that exists, or all")
        found |= ids
    return found

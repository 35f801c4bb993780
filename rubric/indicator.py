"""An indicator's file, read and checked: its elements, points, trees, guidance, cautions and frames."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lexicons.strict_yaml import YamlNode, YamlValue
from rubric.model import (
    AllOf,
    AnyOf,
    Caution,
    DocumentKind,
    Element,
    Guidance,
    Indicator,
    Leaf,
    Level,
    Points,
    Scoring,
    Standard,
    Tree,
)
from rubric.trees import leaves

_INDICATOR_KEYS = ("id", "theme", "title", "elements")
_INDICATOR_MORE = ("standards", "points", "score_2_implies_score_1", "guidance", "cautions", "frames")
_POINTS = {"0": 0.0, "0.5": 0.5, "1": 1.0, "1.5": 1.5, "2": 2.0}


@dataclass(frozen=True, slots=True)
class Codes:
    """What an indicator's file may refer to."""

    scoring: Scoring
    themes: tuple[str, ...]
    documents: Mapping[str, DocumentKind]
    time_frames: tuple[str, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


def read_indicator(entry: YamlNode, codes: Codes) -> Indicator:
    """The indicator that a file holds, as it stands there; raises RubricError (file, line, what, cure)."""
    fields = entry.fields(_INDICATOR_KEYS, (*_INDICATOR_MORE, *_level_keys(entry, codes.scoring)))
    id = fields["id"].text()
    if id != entry.file.stem:
        fields["id"].fail(
            f"the indicator {id!r} stands in {entry.file.name}, so its id is a duplicate or misspelt",
            "make the id and the file's name the same",
        )
    frames = _frames(fields.get("frames"))
    elements = tuple(
        _element(id, key, element, codes, frames.pop(key, None)) for key, element in _elements(fields["elements"])
    )
    for key, (frame_entry, _) in frames.items():
        frame_entry.fail(f"there is a frame for {key!r}, but no such element in {id}", "correct the frame's key")
    keys = tuple(element.key for element in elements)
    implied = fields.get("score_2_implies_score_1")
    return Indicator(
        id=id,
        theme=fields["theme"].one_of(codes.themes, "theme"),
        title=fields["title"].text(),
        scoring=codes.scoring,
        standards=_standards(fields.get("standards")),
        points=_points(entry, fields.get("points"), codes.scoring),
        elements=elements,
        levels=_levels(entry, fields, codes.scoring, keys),
        guidance=_guidance(fields.get("guidance"), keys, codes),
        cautions=_cautions(fields.get("cautions"), keys),
        score_2_implies_score_1=implied.yes() if implied else False,
    )


def _level_keys(entry: YamlNode, scoring: Scoring) -> tuple[str, ...]:
    if scoring is Scoring.POINTS:
        return ("score_1", "score_2")
    count = sum(1 for key in entry.mapping() if re.fullmatch(r"stage_\d+", key))
    return tuple(f"stage_{number}" for number in range(1, max(count, 1) + 1))


def _elements(entry: YamlNode) -> list[tuple[str, YamlNode]]:
    found = list(entry.mapping().items())
    if not found:
        entry.fail("there are no elements", "add at least one")
    seen: dict[str, str] = {}
    for key, element in found:
        if not re.fullmatch(r"[\w.\-]+", key):
            element.fail(f"{key!r} can't be an element's id", "use letters, digits, dots, dashes and underscores")
        other = seen.setdefault(key.casefold(), key)
        if other != key:
            element.fail(f"{key!r} is a duplicate of {other!r} but for capital letters", "rename one of them")
    return found


def _element(
    indicator: str, key: str, entry: YamlNode, codes: Codes, frame: tuple[YamlNode, Mapping[str, YamlValue]] | None
) -> Element:
    fields = entry.fields(("label", "source", "documents"), ("parts", "proposed_from", "time_frame", "wordings"))
    documents = codes.documents[fields["documents"].one_of(codes.documents, "kind of document")]
    return Element(
        id=f"{indicator}/{key}",
        key=key,
        indicator=indicator,
        label=fields["label"].text(),
        source=f"{indicator}, {fields['source'].text()}",
        documents=documents.code,
        carried_by=documents.kinds,
        elsewhere=documents.elsewhere,
        parts=fields["parts"].texts() if "parts" in fields else (),
        proposed_from=_proposed_from(fields["proposed_from"]) if "proposed_from" in fields else 1,
        time_frame=fields["time_frame"].one_of(codes.time_frames, "time frame") if "time_frame" in fields else None,
        wordings=fields["wordings"].texts() if "wordings" in fields else (),
        frame=frame[1] if frame else MappingProxyType({}),
        frame_at=frame[0].place if frame else "",
    )


def _proposed_from(entry: YamlNode) -> int:
    number = entry.whole_number()
    if number < 1:
        entry.fail(f"{number} passages propose nothing", "write 1 or more")
    return number


def _frames(entry: YamlNode | None) -> dict[str, tuple[YamlNode, Mapping[str, YamlValue]]]:
    """Each element's frame as it was written: the extractors read it."""
    if entry is None:
        return {}
    found: dict[str, tuple[YamlNode, Mapping[str, YamlValue]]] = {}
    for key, value in entry.mapping().items():
        plain = value.plain()
        if not isinstance(plain, dict):
            value.fail(f"the frame of {key!r} is not a mapping", "write lines of the form key: value")
        found[key] = (value, MappingProxyType(plain))
    return found


def _standards(entry: YamlNode | None) -> tuple[Standard, ...]:
    if entry is None:
        return ()
    return tuple(Standard(name, clauses.texts()) for name, clauses in entry.mapping().items())


def _points(entry: YamlNode, points: YamlNode | None, scoring: Scoring) -> Points | None:
    """The points that exist; a star alone, or after 0.5, is the half point for Score 2 alone."""
    if scoring is Scoring.STAGES:
        if points is not None:
            points.fail("a rubric of stages has no points", "remove the key points")
        return None
    if points is None:
        entry.fail("the key 'points' is missing", 'add the points that exist, such as points: [0, "*", 1, 2]')
    printed = points.texts()
    values: list[float] = []
    for item in points.items():
        text = item.text()
        if text != "*" and text.removesuffix("*") not in _POINTS:
            item.fail(f"the point {text!r} is not a number that exists", 'write 0, "*", 0.5, "0.5*", 1, 1.5 or 2')
        if text.endswith("*") and text not in ("*", "0.5*"):
            item.fail(f"the point {text!r} has a star", 'only the half point can have one: write "*" or "0.5*"')
        values.append(0.5 if text == "*" else _POINTS[text.removesuffix("*")])
    if not {0.0, 1.0, 2.0} <= set(values):
        points.fail("0, 1 and 2 points always exist", "add the one that is missing")
    if values != sorted(set(values)):
        points.fail("the points are out of order, or one stands twice", "write them from least to greatest")
    return Points(
        printed=printed,
        half="0.5" in printed or "0.5*" in printed,
        star="*" in printed or "0.5*" in printed,
        one_and_half="1.5" in printed,
    )


def _levels(
    entry: YamlNode, fields: Mapping[str, YamlNode], scoring: Scoring, keys: tuple[str, ...]
) -> tuple[Level, ...]:
    """The trees of the levels, in which every element has a place."""
    levels: list[Level] = []
    for number, key in enumerate(_level_keys(entry, scoring), start=1):
        if key not in fields:
            entry.fail(f"the key {key!r} is missing", f"add {key}: with an element, or with all: or any: and a list")
        levels.append(Level(number, _tree(fields[key], keys)))
    used = {element for level in levels for element in leaves(level.tree)}
    for key, element in fields["elements"].mapping().items():
        if key not in used:
            element.fail(f"no tree uses the element {key!r}", "name it in a tree, or remove it")
    return tuple(levels)


def _tree(entry: YamlNode, keys: tuple[str, ...]) -> Tree:
    """An element's id; or all: (AND) or any: (OR) with a list of trees."""
    if entry.is_text:
        return Leaf(entry.one_of(keys, "element"))
    group = entry.mapping()
    if list(group) not in (["all"], ["any"]):
        entry.fail(f"a group has one key, not {', '.join(group) or 'none'}", "write all: [...] or any: [...]")
    ((word, listed),) = group.items()
    branches = tuple(_tree(branch, keys) for branch in listed.items())
    if not branches:
        listed.fail("the tree names no element", "list at least one element")
    if len(set(branches)) < len(branches):
        listed.fail("a branch stands twice in one group", "take one of them away")
    return AllOf(branches) if word == "all" else AnyOf(branches)


def _guidance(entry: YamlNode | None, keys: tuple[str, ...], codes: Codes) -> tuple[Guidance, ...]:
    return tuple(_bullet(bullet, keys, codes) for bullet in (entry.items() if entry else ()))


def _bullet(entry: YamlNode, keys: tuple[str, ...], codes: Codes) -> Guidance:
    fields = entry.fields(("text", "source", "elements"), ("reason", "note"))
    chosen = fields["elements"].texts()
    if chosen != ("all",):
        for element in fields["elements"].items():
            element.one_of(keys, "element")
    return Guidance(
        text=fields["text"].text(),
        source=fields["source"].text(),
        elements=keys if chosen == ("all",) else chosen,
        reason=fields["reason"].one_of(codes.reasons, "reason") if "reason" in fields else None,
        note=fields["note"].one_of(codes.notes, "note") if "note" in fields else None,
    )


def _cautions(entry: YamlNode | None, keys: tuple[str, ...]) -> tuple[Caution, ...]:
    found: list[Caution] = []
    for item in entry.items() if entry else ():
        fields = item.fields(("when", "text", "source"), ("unless",))
        unless = _tree(fields["unless"], keys) if "unless" in fields else None
        found.append(Caution(_tree(fields["when"], keys), unless, fields["text"].text(), fields["source"].text()))
    return tuple(found)

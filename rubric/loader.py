"""The one loader: a folder of YAML in, a checked `Rubric` out.

A rubric's folder holds rubric.yaml (what is said once for the whole rubric) and one file per indicator,
named by its id. Whatever does not fit stops the loading with the file, the line, what is wrong and the
cure; points that exist but that no findings reach are told as warnings, because a source may list them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from lexicons.strict_yaml import YamlNode, YamlValue, read_yaml
from rubric.kinds import Kind
from rubric.model import (
    AllOf,
    AnyOf,
    Caution,
    Choice,
    DocumentKind,
    Element,
    Guidance,
    Indicator,
    Leaf,
    Level,
    LookUp,
    LookUpEntry,
    Note,
    Points,
    Reason,
    Rubric,
    RubricError,
    Scoring,
    Stage,
    Standard,
    Theme,
    TimeFrame,
    Tree,
)
from rubric.reach import unreachable_points
from rubric.trees import leaves

HEAD_FILE = "rubric.yaml"
CROSSWALKS = "crosswalks"  # a folder with crosswalks of its own, in that of a rubric
_HEAD_KEYS = ("name", "title", "edition", "scoring", "credit", "licence", "themes")
_HEAD_MORE = (
    *("points_table", "choices", "documents", "time_frames", "wordings", "reasons", "notes"),
    *("stages", "look_ups", "concept_groups", "copied_from"),
)
_INDICATOR_KEYS = ("id", "theme", "title", "elements")
_INDICATOR_MORE = ("standards", "points", "score_2_implies_score_1", "guidance", "cautions", "frames")
_POINTS = {"0": 0.0, "0.5": 0.5, "1": 1.0, "1.5": 1.5, "2": 2.0}


@dataclass(frozen=True, slots=True)
class _Codes:
    """What an indicator's file may refer to."""

    scoring: Scoring
    themes: tuple[str, ...]
    documents: Mapping[str, DocumentKind]
    time_frames: tuple[str, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


def names() -> tuple[str, ...]:
    """The rubrics that come with Firmword, sorted."""
    return tuple(sorted(head.parent.name for head in Path(__file__).parent.glob(f"*/{HEAD_FILE}")))


def load_rubric(folder: Path) -> Rubric:
    """Read and check the rubric in this folder; raises RubricError (file, line, what, cure)."""
    head = read_yaml(folder / HEAD_FILE, RubricError)
    _check_files(folder)
    fields = head.fields(_HEAD_KEYS, _HEAD_MORE)
    rubric = _head(fields, _version(folder))
    codes = _codes(rubric)
    files = sorted((file for file in folder.glob("*.yaml") if file.name != HEAD_FILE), key=_natural)
    if not files:
        head.fail(f"no indicator stands beside {HEAD_FILE}", "add one file per indicator, such as A.1.1.yaml")
    entries = [read_yaml(file, RubricError) for file in files]
    indicators = [_indicator(entry, codes) for entry in entries]
    order = codes.themes.index
    rubric = replace(rubric, indicators=tuple(sorted(indicators, key=lambda indicator: order(indicator.theme))))
    _check_points_table(fields.get("points_table"), entries, rubric)
    _check_themes(fields["themes"], rubric)
    _check_stages(fields.get("stages"), rubric)
    rubric = _with_reasons(rubric, [*_coded(fields, "reasons"), *_coded(fields, "notes")])
    _check_elsewhere(fields.get("documents"), rubric)
    return replace(rubric, warnings=unreachable_points(rubric), crosswalks=tuple(_crosswalks(folder)))


def _check_files(folder: Path) -> None:
    """No file is passed over that was meant as an indicator or a crosswalk, and no two differ in case alone."""
    seen: dict[str, str] = {}
    for file in sorted([*folder.iterdir(), *(folder / CROSSWALKS).glob("*")]):
        if file.suffix.casefold() in (".yml", ".yaml") and file.suffix != ".yaml":
            raise RubricError(f"{file}:1: only files that end in .yaml are read; rename it to {file.stem}.yaml")
        other = seen.setdefault(file.name.casefold(), file.name)
        if other != file.name:
            raise RubricError(f"{file}:1: it is a duplicate of {other} but for capital letters; rename one of them")


def data_files(folder: Path) -> list[Path]:
    """The files that make a rubric: its head, its indicators, its own crosswalks."""
    return [*sorted(folder.glob("*.yaml")), *_crosswalks(folder)]


def _crosswalks(folder: Path) -> list[Path]:
    return sorted((folder / CROSSWALKS).glob("*.yaml"))


def _version(folder: Path) -> str:
    """A digest of the data files: their names and bytes."""
    digest = hashlib.sha256()
    for file in data_files(folder):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _natural(file: Path) -> list[tuple[int, str]]:
    """A.2 before A.10."""
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in re.split(r"(\d+)", file.stem)]


def _codes(rubric: Rubric) -> _Codes:
    return _Codes(
        scoring=rubric.scoring,
        themes=tuple(theme.id for theme in rubric.themes),
        documents={kind.code: kind for kind in rubric.documents},
        time_frames=tuple(frame.code for frame in rubric.time_frames),
        reasons=tuple(reason.code for reason in rubric.reasons),
        notes=tuple(note.code for note in rubric.notes),
    )


# rubric.yaml


def _head(fields: Mapping[str, YamlNode], version: str) -> Rubric:
    wordings = fields["wordings"].fields(("accepted", "weak")) if "wordings" in fields else {}
    return Rubric(
        name=_name(fields["name"]),
        title=fields["title"].text(),
        edition=fields["edition"].text(),
        version=version,
        credit=fields["credit"].text(),
        licence=fields["licence"].text(),
        scoring=Scoring(fields["scoring"].one_of([way.value for way in Scoring], "way of scoring")),
        themes=tuple(_theme(id, entry) for id, entry in fields["themes"].mapping().items()),
        indicators=(),
        documents=tuple(_document_kind(code, entry) for code, entry in _coded(fields, "documents")),
        time_frames=tuple(_time_frame(code, entry) for code, entry in _coded(fields, "time_frames")),
        reasons=tuple(_reason(code, entry) for code, entry in _coded(fields, "reasons")),
        notes=tuple(Note(code, **_label(entry)) for code, entry in _coded(fields, "notes")),
        choices=tuple(
            Choice(code, **_texts(entry, "reading", "because", "source", "where"))
            for code, entry in _coded(fields, "choices")
        ),
        accepted_wordings=wordings["accepted"].texts() if wordings else (),
        weak_wordings=wordings["weak"].texts() if wordings else (),
        stages=_stages(fields.get("stages")),
        look_ups=tuple(_look_up(code, entry) for code, entry in _coded(fields, "look_ups")),
        concept_groups={name: entry.texts() for name, entry in _coded(fields, "concept_groups")},
        copied_from=_copied_from(fields["copied_from"]) if "copied_from" in fields else "",
    )


def _copied_from(entry: YamlNode) -> str:
    """The rubric of which it is a copy: one that comes with Firmword."""
    return entry.one_of(names(), "rubric that comes with Firmword")


def _name(entry: YamlNode) -> str:
    """The rubric's name, which is also that of its folder in a workspace."""
    name = entry.text()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        entry.fail(f"{name!r} can't be a rubric's name", "use letters, digits, dots, dashes and underscores")
    return name


def _coded(fields: Mapping[str, YamlNode], key: str) -> Iterable[tuple[str, YamlNode]]:
    return fields[key].mapping().items() if key in fields else ()


def _texts(entry: YamlNode, *keys: str) -> dict[str, str]:
    return {key: value.text() for key, value in entry.fields(keys).items()}


def _document_kind(code: str, entry: YamlNode) -> DocumentKind:
    fields = entry.fields(("label", "text", "source"), ("kinds", "elsewhere"))
    if ("kinds" in fields) != ("elsewhere" in fields):
        entry.fail(
            f"{code!r} has one of kinds and elsewhere without the other",
            "name the kinds of document that carry an element, and the reason for which what stands elsewhere is weak",
        )
    kinds = fields["kinds"].items() if "kinds" in fields else []
    return DocumentKind(
        code,
        label=fields["label"].text(),
        text=fields["text"].text(),
        source=fields["source"].text(),
        kinds=tuple(Kind(one.one_of([kind.value for kind in Kind], "kind of document")) for one in kinds),
        elsewhere=fields["elsewhere"].text() if "elsewhere" in fields else None,
    )


def _theme(id: str, entry: YamlNode) -> Theme:
    fields = entry.fields(("title",), ("maximum", "weight"))
    maximum, weight = (fields[key].whole_number() if key in fields else None for key in ("maximum", "weight"))
    return Theme(id, fields["title"].text(), maximum, weight)


def _time_frame(code: str, entry: YamlNode) -> TimeFrame:
    fields = entry.fields(("years", "text", "source"))
    return TimeFrame(code, fields["years"].whole_number(), fields["text"].text(), fields["source"].text())


_REASON_MORE = ("applies_to", "except")


def _label(entry: YamlNode) -> dict[str, str]:
    fields = entry.fields(("label", "source"), _REASON_MORE)
    return {key: fields[key].text() for key in ("label", "source")}


def _reason(code: str, entry: YamlNode) -> Reason:
    fields = entry.fields(("label", "source"), ("closeness", *_REASON_MORE))
    label, source = fields["label"].text(), fields["source"].text()
    return (
        Reason(code, label, source, _closeness(fields["closeness"]))
        if "closeness" in fields
        else Reason(code, label, source)
    )


def _closeness(entry: YamlNode) -> float:
    text = entry.text()
    if not re.fullmatch(r"0(\.\d+)?|1", text):
        entry.fail(f"the closeness {text!r} is no number from 0 to 1", "write one such as 0.4")
    return float(text)


def _stages(entry: YamlNode | None) -> tuple[Stage, ...]:
    """The stages' names, numbered from 1 without a gap."""
    if entry is None:
        return ()
    rows = entry.mapping()
    if list(rows) != [str(number) for number in range(1, len(rows) + 1)]:
        entry.fail(f"the stages are numbered {', '.join(rows)}", "number them 1, 2, 3 and so on")
    return tuple(Stage(number, title.text()) for number, title in enumerate(rows.values(), 1))


def _look_up(code: str, entry: YamlNode) -> LookUp:
    fields = entry.fields(("title", "source", "entries"))
    entries = tuple(_look_up_entry(name, line) for name, line in fields["entries"].mapping().items())
    if not entries:
        fields["entries"].fail(f"the look-up {code!r} has no entries", "add at least one")
    return LookUp(code, fields["title"].text(), fields["source"].text(), entries)


def _look_up_entry(code: str, entry: YamlNode) -> LookUpEntry:
    fields = entry.fields(("label",), ("text", "examples"))
    return LookUpEntry(
        code=code,
        label=fields["label"].text(),
        text=fields["text"].text() if "text" in fields else "",
        examples=fields["examples"].texts() if "examples" in fields else (),
    )


# An indicator's file


def _indicator(entry: YamlNode, codes: _Codes) -> Indicator:
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
    indicator: str, key: str, entry: YamlNode, codes: _Codes, frame: tuple[YamlNode, Mapping[str, YamlValue]] | None
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


def _guidance(entry: YamlNode | None, keys: tuple[str, ...], codes: _Codes) -> tuple[Guidance, ...]:
    return tuple(_bullet(bullet, keys, codes) for bullet in (entry.items() if entry else ()))


def _bullet(entry: YamlNode, keys: tuple[str, ...], codes: _Codes) -> Guidance:
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


# What only the whole shows


def _check_points_table(table: YamlNode | None, entries: Iterable[YamlNode], rubric: Rubric) -> None:
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
                f"points {', '.join(indicator.points.printed)} differ from points_table in {HEAD_FILE} "
                f"(line {row.node.start_mark.line + 1}: {', '.join(row.texts())})",
                "correct the one that differs from the source",
            )
    for id, row in rows.items():
        row.fail(f"points_table has {id!r}, which is no indicator", f"add {id}.yaml, or remove the row")


def _check_themes(entry: YamlNode, rubric: Rubric) -> None:
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


def _check_stages(entry: YamlNode | None, rubric: Rubric) -> None:
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


def _with_reasons(rubric: Rubric, coded: Iterable[tuple[str, YamlNode]]) -> Rubric:
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


def _check_elsewhere(entry: YamlNode | None, rubric: Rubric) -> None:
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

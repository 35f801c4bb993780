"""The one loader: a folder of YAML in, a checked `Rubric` out.

A rubric's folder holds rubric.yaml (what is said once for the whole rubric) and one file per indicator,
named by its id. Whatever does not fit stops the loading with the file, the line, what is wrong and the
cure; points that exist but that no findings reach are told as warnings, because a source may list them.
An indicator's file is read by `indicator.py`; `whole.py` checks what the files only show together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from lexicons.strict_yaml import YamlNode, read_yaml
from rubric.indicator import Codes, read_indicator
from rubric.kinds import Kind
from rubric.model import (
    Choice,
    DocumentKind,
    LookUp,
    LookUpEntry,
    Note,
    Reason,
    Rubric,
    RubricError,
    Scoring,
    Stage,
    Theme,
    TimeFrame,
)
from rubric.reach import unreachable_points
from rubric.whole import check_elsewhere, check_points_table, check_stages, check_themes, with_reasons

HEAD_FILE = "rubric.yaml"
CROSSWALKS = "crosswalks"  # a folder with crosswalks of its own, in that of a rubric
_HEAD_KEYS = ("name", "title", "edition", "scoring", "credit", "licence", "themes")
_HEAD_MORE = (
    *("points_table", "choices", "documents", "time_frames", "wordings", "reasons", "notes"),
    *("stages", "look_ups", "concept_groups", "copied_from"),
)


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
    indicators = [read_indicator(entry, codes) for entry in entries]
    order = codes.themes.index
    rubric = replace(rubric, indicators=tuple(sorted(indicators, key=lambda indicator: order(indicator.theme))))
    check_points_table(fields.get("points_table"), entries, rubric)
    check_themes(fields["themes"], rubric)
    check_stages(fields.get("stages"), rubric)
    rubric = with_reasons(rubric, [*_coded(fields, "reasons"), *_coded(fields, "notes")])
    check_elsewhere(fields.get("documents"), rubric)
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


def _codes(rubric: Rubric) -> Codes:
    return Codes(
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

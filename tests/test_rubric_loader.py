"""Loading fails loudly: file, line, what is wrong and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

import rubric
from rubric.advice import advise
from rubric.journey import topic_progress
from rubric.kinds import Kind
from rubric.loader import load_rubric
from rubric.model import Scoring
from rubric.scores import Truth

HEAD = """\
name: small
title: A small invented rubric
edition: "1"
scoring: points
credit: invented
licence: none
themes:
  A: {title: One theme, maximum: 2, weight: 100}
documents:
  any: {label: any document, text: any public document, source: p. 1}
reasons:
  vague: {label: It is vague., source: p. 2, applies_to: [all]}
"""
INDICATOR = """\
id: A.1
theme: A
title: An invented indicator
points: [0, 0.5, 1, 1.5, 2]
elements:
  S1.a: {label: first, source: Score 1, documents: any}
  S1.b: {label: second, source: Score 1, documents: any}
  S2.a: {label: third, source: Score 2, documents: any}
  S2.b: {label: fourth, source: Score 2, documents: any}
score_1:
  all: [S1.a, S1.b]
score_2:
  all: [S2.a, S2.b]
"""


def written(folder: Path, head: str = HEAD, indicator: str = INDICATOR, name: str = "A.1.yaml") -> Path:
    (folder / "rubric.yaml").write_text(head, encoding="utf-8")
    (folder / name).write_text(indicator, encoding="utf-8")
    return folder


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def complaint(folder: Path) -> str:
    with pytest.raises(rubric.RubricError) as error:
        load_rubric(folder)
    return str(error.value).removeprefix(f"{folder}/")


def test_the_small_rubric_loads_without_a_warning(tmp_path: Path) -> None:
    loaded = load_rubric(written(tmp_path))
    assert [element.id for element in loaded.elements] == ["A.1/S1.a", "A.1/S1.b", "A.1/S2.a", "A.1/S2.b"]
    assert loaded.warnings == ()
    assert loaded.elements[0].reasons == ("vague",)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  S1.b: {label", "  S1.a: {label", 7, "'S1.a' is a duplicate of line 6; rename or remove"),
        ("all: [S2.a, S2.b]", "any: [S2.b]", 8, "no tree uses the element 'S2.a'; name it in a tree"),
        (
            "all: [S2.a, S2.b]",
            "all: [S2.a, S2.c]",
            13,
            "no element 'S2.c'; write one of: S1.a, S1.b, S2.a, S2.b",
        ),
        ("all: [S2.a, S2.b]", "all: []", 13, "the tree names no element; list at least one"),
        ("all: [S2.a, S2.b]", "all: [S2.a, S2.a, S2.b]", 13, "a branch stands twice"),
        (
            "  all: [S2.a, S2.b]",
            "  both: [S2.a, S2.b]",
            13,
            "a group has one key, not both; write all: [...]",
        ),
        (
            "all: [S2.a, S2.b]",
            "all: [S2.a, {any: [S2.b], any: [S1.a]}]",
            13,
            "'any' is a duplicate of line 13",
        ),
        ("title: An", "titel: An", 3, "the key 'titel' is unknown; use only: id, theme, title"),
        ("title: An invented indicator\n", "", 1, "the key 'title' is missing; add title"),
        ("points: [0, 0.5, 1, 1.5, 2]\n", "", 1, "the key 'points' is missing"),
        ("[0, 0.5, 1, 1.5, 2]", "[0, half, 1, 1.5, 2]", 4, "the point 'half' is not a number"),
        ("[0, 0.5, 1, 1.5, 2]", "[0, 0.7, 1, 1.5, 2]", 4, "the point '0.7' is not a number that exists"),
        ("[0, 0.5, 1, 1.5, 2]", "[0, 0.5, 1, '1.5*', 2]", 4, "'1.5*' has a star; only the half point"),
        ("[0, 0.5, 1, 1.5, 2]", "[0, 0.5, 1.5, 2]", 4, "0, 1 and 2 points always exist"),
        ("[0, 0.5, 1, 1.5, 2]", "[0, 1, 0.5, 1.5, 2]", 4, "out of order"),
        ("[0, 0.5, 1, 1.5, 2]", "[0, 0.5, '*', 1, 2]", 4, "one stands twice"),
        (
            "documents: any}\n  S1.b",
            "documents: blog}\n  S1.b",
            6,
            "no kind of document 'blog'; write one of: any",
        ),
        ("theme: A", "theme: Z", 2, "there is no theme 'Z'; write one of: A"),
        ("id: A.1", "id: A.2", 1, "'A.2' stands in A.1.yaml, so its id is a duplicate or misspelt"),
        ("first, source: Score 1,", "first, source: Score 1, proposed_from: two,", 6, "'two' is not a whole number"),
        (
            "first, source: Score 1,",
            "first, source: Score 1, proposed_from: 0,",
            6,
            "0 passages propose nothing; write 1",
        ),
        ("label: first", "label: ''", 6, "there is nothing here; write the value"),
        ("label: first", "label: [first]", 6, "a piece of text is expected here"),
        ("score_2:\n", "score_3:\n", 12, "the key 'score_3' is unknown"),
        ("  all: [S2.a, S2.b]", "  all: S2.a", 13, "a list is expected here"),
        ("title: An invented indicator", "title: An: odd", 3, "it is not YAML"),
    ],
)
def test_a_slip_in_an_indicator_names_its_line_and_the_cure(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    said = complaint(written(tmp_path, indicator=changed(INDICATOR, old, new)))
    assert said.startswith(f"A.1.yaml:{line}: "), said
    assert words in said


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        (
            "guidance:\n  - {text: t, source: s, elements: [all], reason: murky}\n",
            15,
            "there is no reason 'murky'",
        ),
        (
            "guidance:\n  - {text: t, source: s, elements: [S9], reason: vague}\n",
            15,
            "there is no element 'S9'",
        ),
        ("guidance:\n  - {text: t, source: s, elements: [all], note: kind}\n", 15, "there is no note 'kind'"),
        ("cautions:\n  - {when: S9, text: t, source: s}\n", 15, "there is no element 'S9'"),
        ("frames:\n  S9: {asks: practice}\n", 15, "there is a frame for 'S9', but no such element"),
        ("frames:\n  S1.a: [practice]\n", 15, "the frame of 'S1.a' is not a mapping"),
        ("frames:\n  S1.a: {of: one, of: two}\n", 15, "'of' is a duplicate of line 15"),
        ("score_2_implies_score_1: maybe\n", 14, "'maybe' is neither yes nor no"),
    ],
)
def test_a_slip_in_what_an_indicator_may_add_names_its_line_too(
    tmp_path: Path, more: str, line: int, words: str
) -> None:
    said = complaint(written(tmp_path, indicator=INDICATOR + more))
    assert said.startswith(f"A.1.yaml:{line}: "), said
    assert words in said


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("maximum: 2", "maximum: 4", 8, "the indicators of theme A give 2 points at most, not 4; write 2"),
        ("weight: 100", "weight: 31", 8, "2 of 2 points is not 31 percent; write 100"),
        ("maximum: 2", "maximum: two", 8, "'two' is not a whole number"),
        ("scoring: points", "scoring: stars", 4, "no way of scoring 'stars'; write one of: points, stages"),
        ("applies_to: [all]", "applies_to: [B]", 12, "no theme, indicator or element 'B'"),
        (", applies_to: [all]", "", 12, "'vague' applies nowhere"),
        (
            "reasons:",
            "points_table:\n  A.1: [0, 1, 2]\nreasons:",
            4,
            "differ from points_table in rubric.yaml (line 12",
        ),
        ("reasons:", "points_table: {}\nreasons:", 11, "A.1 is missing in points_table"),
        (
            "reasons:",
            "points_table:\n  A.1: [0, 0.5, 1, 1.5, 2]\n  A.2: [0, 1, 2]\nreasons:",
            13,
            "points_table has 'A.2', which is no indicator",
        ),
        ("documents:", "  B: {title: Empty}\ndocuments:", 9, "no indicator belongs to theme 'B'"),
    ],
)
def test_a_slip_in_the_rubrics_head_names_its_line_and_the_cure(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    said = complaint(written(tmp_path, head=changed(HEAD, old, new)))
    assert f".yaml:{line}: " in said, said
    assert words in said


def test_a_folder_without_its_files_is_an_error(tmp_path: Path) -> None:
    assert "rubric.yaml: it can't be opened" in complaint(tmp_path)
    (tmp_path / "rubric.yaml").write_text(HEAD, encoding="utf-8")
    assert "no indicator stands beside rubric.yaml" in complaint(tmp_path)
    (tmp_path / "A.1.yaml").write_text("", encoding="utf-8")
    assert "A.1.yaml:1: the file is empty" in complaint(tmp_path)
    (tmp_path / "A.1.yaml").write_bytes(b"id: \xff")
    assert "it is not UTF-8 text" in complaint(tmp_path)


def test_yaml_changes_no_value(tmp_path: Path) -> None:
    odd = "{number: 017, answer: no, date: 2019-04-01, nothing: ~, list: [1e3, {deep: 0x1F}]}"
    frame = load_rubric(written(tmp_path, indicator=f"{INDICATOR}frames:\n  S1.a: {odd}\n")).elements[0].frame
    assert frame == {
        "number": "017",
        "answer": "no",
        "date": "2019-04-01",
        "nothing": "~",
        "list": ["1e3", {"deep": "0x1F"}],
    }


def test_an_element_is_proposed_from_one_passage_on_unless_it_says_otherwise(tmp_path: Path) -> None:
    more = changed(INDICATOR, "first, source: Score 1,", "first, source: Score 1, proposed_from: 3,")
    assert [one.proposed_from for one in load_rubric(written(tmp_path, indicator=more)).elements] == [3, 1, 1, 1]


def test_a_frame_is_kept_as_written_and_can_not_be_changed(tmp_path: Path) -> None:
    frames = "frames:\n  S1.a: {asks: commitment}\n"
    first, second, *_ = load_rubric(written(tmp_path, indicator=INDICATOR + frames)).elements
    assert isinstance(first.frame, Mapping)
    assert (dict(first.frame), dict(second.frame)) == ({"asks": "commitment"}, {})
    with pytest.raises(TypeError):
        first.frame["asks"] = "practice"  # type: ignore[index]


@pytest.mark.parametrize(
    ("points", "first", "second", "unreachable"),
    [
        ('[0, "*", 1, 2]', "any: [S1.a, S1.b]", "all: [S1.a, S1.b]", ["*"]),
        ("[0, 0.5, 1, 2]", "any: [S1.a, S1.b]", "all: [S1.a, S1.b]", ["0.5"]),
        ("[0, 1, 1.5, 2]", "any: [S1.a, S1.b]", "any: [S1.a, S1.b]", ["1", "1.5"]),
        ("[0, 1, 1.5, 2]", "all: [S1.a, S1.b]", "all: [S1.a, S1.b]", ["1", "1.5"]),
        ("[0, 1, 1.5, 2]", "any: [S1.a, S1.b]", "all: [S1.a, S1.b]", ["1"]),
        ('[0, "0.5*", 1, 2]', "S1.a", "S1.b", ["0.5"]),
    ],
)
def test_points_that_no_findings_reach_are_warned_of(
    tmp_path: Path, points: str, first: str, second: str, unreachable: list[str]
) -> None:
    first, second = (tree if ":" not in tree else "{" + tree + "}" for tree in (first, second))
    text = f"""\
id: A.1
theme: A
title: An invented indicator
points: {points}
elements:
  S1.a: {{label: first, source: Score 1, documents: any}}
  S1.b: {{label: second, source: Score 1, documents: any}}
score_1: {first}
score_2: {second}
"""
    warnings = load_rubric(written(tmp_path, indicator=text)).warnings
    assert [warning.split("'")[1] for warning in warnings] == unreachable


def test_the_version_follows_the_data(tmp_path: Path) -> None:
    before = load_rubric(written(tmp_path)).version
    assert load_rubric(tmp_path).version == before
    written(tmp_path, indicator=changed(INDICATOR, "label: first", "label: the first"))
    assert load_rubric(tmp_path).version != before


def test_a_rubric_elsewhere_is_loaded_by_its_folder_and_its_own_name(tmp_path: Path) -> None:
    written(tmp_path)
    assert rubric.load("small", tmp_path).title == "A small invented rubric"
    with pytest.raises(rubric.RubricError, match="is called 'small', not 'large'; use that name"):
        rubric.load("large", tmp_path)


@pytest.mark.parametrize("scoring", ["points", "stages"])
def test_a_rubric_that_asks_for_one_of_each_of_many_groups_is_used_at_once(tmp_path: Path, scoring: str) -> None:
    """Of fourteen groups of four there are more ways to meet all than anybody can list."""
    groups = [[f"g{group}.{one}" for one in "abcd"] for group in range(14)]
    elements = "\n".join(f"  {key}: {{label: one, source: p. 1, documents: any}}" for some in groups for key in some)
    first = "\n".join(f"    - any: [{', '.join(some)}]" for some in groups[:-1])
    level, points = ("score", "points: [0, 0.5, 1, 1.5, 2]\n") if scoring == "points" else ("stage", "")
    second = f"{level}_2:\n  any: [{', '.join(groups[-1])}]"
    text = f"id: A.1\ntheme: A\ntitle: Many\n{points}elements:\n{elements}\n{level}_1:\n  all:\n{first}\n{second}\n"
    head = changed(HEAD, "scoring: points", f"scoring: {scoring}")
    head = head if scoring == "points" else changed(head, ", maximum: 2, weight: 100", "")
    found = load_rubric(written(tmp_path, head, text))
    (indicator,) = found.indicators
    met = {some[0]: Truth.MET for some in groups[:3]}
    step = advise(indicator, met).next
    assert step is not None
    if scoring == "points":
        assert found.warnings == ("A.1: the point '1.5' exists, but no findings reach it",)
        assert (len(step.elements), len(advise(indicator, {}).matters)) == (10, 56)
    else:
        gap = topic_progress(indicator, {f"A.1/{key}": value for key, value in met.items()}).gap
        assert gap is not None
        assert (gap.fewest, len(gap.choices), len(step.elements)) == (10, 10, 10)


def test_the_tenth_indicator_comes_after_the_second(tmp_path: Path) -> None:
    ids = ("A.1", "A.2", "A.10", "²1")
    for id in ids:
        text = changed(INDICATOR, "id: A.1", f"id: {id}")
        written(tmp_path, changed(HEAD, "maximum: 2", "maximum: 8"), text, f"{id}.yaml")
    assert [indicator.id for indicator in load_rubric(tmp_path).indicators] == list(ids)


def test_a_changed_copy_of_the_real_rubric_that_loses_an_element_does_not_load(tmp_path: Path) -> None:
    home = Path(rubric.__file__).parent / "chrb-core-2019"
    copy = Path(shutil.copytree(home, tmp_path / "copy"))
    file = copy / "C.1.yaml"
    file.write_text(changed(file.read_text(encoding="utf-8"), "any: [S2.c, S2.d]", "any: [S2.c]"), encoding="utf-8")
    said = complaint(copy)
    assert said.startswith("C.1.yaml:")
    assert "no tree uses the element 'S2.d'" in said


def test_a_rubric_of_stages_has_no_points_but_stages_from_the_first(tmp_path: Path) -> None:
    text = """\
id: A.1
theme: A
title: An invented topic
elements:
  "1.1": {label: first, source: stage 1, documents: any}
  "2.1": {label: second, source: stage 2, documents: any}
stage_1: "1.1"
stage_2: "2.1"
"""
    head = changed(HEAD, "scoring: points", "scoring: stages").replace(", maximum: 2, weight: 100", "")
    loaded = load_rubric(written(tmp_path, head, text))
    assert loaded.scoring is Scoring.STAGES
    assert [level.number for level in loaded.indicators[0].levels] == [1, 2]
    assert loaded.elements[0].id == "A.1/1.1"
    written(tmp_path, head, text.replace("stage_2:", "stage_3:"))
    assert "A.1.yaml:8: the key 'stage_3' is unknown" in complaint(tmp_path)
    written(tmp_path, head, text + "points: [0, 1, 2]\n")
    assert "A.1.yaml:9: a rubric of stages has no points" in complaint(tmp_path)


def test_stages_may_have_names_one_for_each(tmp_path: Path) -> None:
    text = """\
id: A.1
theme: A
title: An invented topic
elements:
  "1.1": {label: first, source: stage 1, documents: any}
  "2.1": {label: second, source: stage 2, documents: any}
stage_1: "1.1"
stage_2: "2.1"
"""
    head = changed(HEAD, "scoring: points", "scoring: stages").replace(", maximum: 2, weight: 100", "")
    loaded = load_rubric(written(tmp_path, head + "stages: {1: Begun, 2: Grown}\n", text))
    assert [(stage.number, stage.title) for stage in loaded.stages] == [(1, "Begun"), (2, "Grown")]
    written(tmp_path, head + "stages: {1: Begun}\n", text)
    assert "rubric.yaml:13: 1 stages are named, but A.1 has 2; name as many" in complaint(tmp_path)
    written(tmp_path, head + "stages: {1: Begun, 3: Grown}\n", text)
    assert "rubric.yaml:13: the stages are numbered 1, 3; number them 1, 2, 3" in complaint(tmp_path)
    written(tmp_path, HEAD + "stages: {1: Begun, 2: Grown}\n")
    assert "rubric.yaml:13: a rubric of points has no stages" in complaint(tmp_path)


def test_look_ups_are_typed_and_checked(tmp_path: Path) -> None:
    lines = """\
look_ups:
  sizes:
    title: Sizes of kitchen
    source: p. 3
    entries:
      small: {label: Small, text: Two cooks., examples: [a van, a stall]}
      large: {label: Large}
"""
    (found,) = load_rubric(written(tmp_path, HEAD + lines)).look_ups
    assert (found.code, found.title, found.source) == ("sizes", "Sizes of kitchen", "p. 3")
    assert [(entry.code, entry.text, entry.examples) for entry in found.entries] == [
        ("small", "Two cooks.", ("a van", "a stall")),
        ("large", "", ()),
    ]
    written(tmp_path, HEAD + lines.replace("label: Large", "name: Large"))
    assert "rubric.yaml:19: the key 'name' is unknown" in complaint(tmp_path)
    written(tmp_path, HEAD + lines.replace("      large:", "      small:"))
    assert "rubric.yaml:19: 'small' is a duplicate of line 18" in complaint(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("maximum: 2", "maximum: 02", 8, "'02' begins with 0 and can be read as two numbers; write 2"),
        ("name: small", "name: ../small", 1, "'../small' can't be a rubric's name; use letters"),
    ],
)
def test_a_number_or_name_that_may_mean_something_else_is_refused(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    said = complaint(written(tmp_path, head=changed(HEAD, old, new)))
    assert said.startswith(f"rubric.yaml:{line}: "), said
    assert words in said


ANY = "  any: {label: any document, text: any public document, source: p. 1"


def test_elements_know_the_kinds_of_document_that_carry_them(tmp_path: Path) -> None:
    head = changed(HEAD, ANY, f"{ANY}, kinds: [policy, supplier_code], elsewhere: vague")
    element = load_rubric(written(tmp_path, head)).elements[0]
    assert (element.carried_by, element.elsewhere) == ((Kind.POLICY, Kind.SUPPLIER_CODE), "vague")
    usual = load_rubric(written(tmp_path)).elements[0]
    assert (usual.carried_by, usual.elsewhere) == ((), None)


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        (", kinds: [policy]", 10, "'any' has one of kinds and elsewhere without the other; name the kinds of document"),
        (", kinds: [novel], elsewhere: vague", 10, "there is no kind of document 'novel'; write one of: "),
        (", kinds: [policy], elsewhere: dull", 10, "elsewhere is 'dull', which is no reason that applies to A.1/S1.a"),
    ],
)
def test_kinds_of_document_that_cannot_be_told_apart_are_refused(
    tmp_path: Path, more: str, line: int, words: str
) -> None:
    said = complaint(written(tmp_path, head=changed(HEAD, ANY, ANY + more)))
    assert said.startswith(f"rubric.yaml:{line}: "), said
    assert words in said


def test_a_file_that_would_be_passed_over_is_refused(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "A.2.yml").write_text(INDICATOR, encoding="utf-8")
    assert "A.2.yml:1: only files that end in .yaml are read; rename it to A.2.yaml" in complaint(tmp_path)


def test_ids_that_differ_in_capital_letters_alone_are_duplicates(tmp_path: Path) -> None:
    text = changed(INDICATOR, "  S1.b: {label", "  S1.A: {label")
    assert "A.1.yaml:7: 'S1.A' is a duplicate of 'S1.a' but for capital letters" in complaint(
        written(tmp_path, indicator=text)
    )


def test_a_frame_knows_its_file_and_line(tmp_path: Path) -> None:
    frames = "frames:\n  S1.a: {asks: commitment}\n"
    first, second, *_ = load_rubric(written(tmp_path, indicator=INDICATOR + frames)).elements
    assert first.frame_at == f"{tmp_path / 'A.1.yaml'}:15"
    assert second.frame_at == ""


def test_a_rubric_is_opened_by_its_name_or_its_folder(tmp_path: Path) -> None:
    assert rubric.open_rubric("chrb-core-2019").name == "chrb-core-2019"
    assert rubric.open_rubric(str(written(tmp_path))).name == "small"
    with pytest.raises(rubric.RubricError, match=r"or the path of a folder that holds rubric\.yaml"):
        rubric.open_rubric(str(tmp_path / "none"))

"""The page on rubrics of one's own holds a rubric that works as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from extractors.extract import screen_document
from extractors.records import Listing, Verdict
from extractors.rules import Rules, open_rules
from rubric.crosswalk import walks_of
from rubric.frames import _KEYS

PAGE = (Path(__file__).parent.parent / "docs" / "own-rubric.md").read_text(encoding="utf-8")
TEXT = b"""\
Our rules for work

We respect the limits on working hours in all our mills.
Suppliers must keep working hours below 48 hours a week.
We work with suppliers so that their workers earn enough to live on.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the page, as its reader copies them."""
    for name, text in re.findall(r"`(fair-hours/[\w./-]+)`:\n\n```yaml\n(.*?)```", PAGE, re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "fair-hours"


def found_by(rules: Rules) -> dict[str, set[Verdict]]:
    found: dict[str, set[Verdict]] = {}
    for one in screen_document(TEXT, "text/plain", Listing("Tarn Mills", "rules.txt", "rules.txt"), rules).evidence:
        found.setdefault(one.element, set()).add(one.verdict)
    return found


def test_the_rubric_of_the_page_is_shown_without_a_fault(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["rubric", "show", str(folder)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Hours of work, and a wage to live on" in result.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("object: [working_hours]", "object: [working_ours]", "working_ours"),
        ("object: [working_hours]", "object: working_hours", "object"),
        ("asks: standard", "asks: standards", "standards"),
    ],
)
def test_a_frame_that_cannot_be_met_is_refused_where_the_rubric_is_shown(
    folder: Path, right: str, wrong: str, said: str
) -> None:
    file = folder / "H.1.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    result = CliRunner().invoke(cli, ["rubric", "show", str(folder)])
    assert result.exit_code == 2
    assert "H.1.yaml" in result.stderr
    assert said in result.stderr


def test_the_first_sentence_that_the_page_tries_supports_its_element(folder: Path) -> None:
    (sentence,) = re.findall(r'lexicon try --rubric fair-hours "(.*)"', PAGE)
    result = CliRunner().invoke(cli, ["lexicon", "try", "--rubric", str(folder), sentence])
    assert "H.1/S1.a: supports" in result.stdout


def test_its_frames_find_support_and_its_wordings_near_misses(folder: Path) -> None:
    found = found_by(open_rules(str(folder)))
    assert Verdict.SUPPORTS in found["H.1/S1.a"]
    assert Verdict.SUPPORTS in found["H.1/S1.b"]
    assert found["H.1/S2.a"] == {Verdict.WEAK}


def test_its_own_crosswalk_joins_it_with_the_chrb(folder: Path) -> None:
    (walk,) = walks_of(open_rules(str(folder)).rubric)
    assert walk.between == ("chrb-core-2019", "fair-hours-2026")
    assert {frame.via for frame in open_rules(str(folder)).languages["en"].frames} == {None, "A.1.2/S2.c"}


def test_without_a_model_its_frames_alone_work(folder: Path) -> None:
    assert set(found_by(open_rules(str(folder)).with_model(None))) == {"H.1/S1.a", "H.1/S1.b"}


def test_each_key_of_a_frame_is_explained_where_the_page_says_so() -> None:
    head = (Path(__file__).parent.parent / "rubric" / "frames.py").read_text(encoding="utf-8").split('"""')[1]
    assert all(re.search(rf"^    {key}: ", head, re.MULTILINE) for key in _KEYS)

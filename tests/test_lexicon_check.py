"""`firmword lexicon check` names each fault with its file, entry, value and cure; the shipped lexicons have none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from authoring.check import check, has_errors
from authoring.faults import ERROR, Fault
from lexicons import FOLDER
from lexicons.patterns import compile_pattern
from lexicons.wordings import wordings


def entry(
    name: str, patterns: str, examples: str, more: str = "", concept: str = "thing", near: str = "nothing of the kind"
) -> str:
    """One entry; patterns, examples and near misses are parted by semicolons."""
    written, matching, silent = (json.dumps(text.split("; ") if text else []) for text in (patterns, examples, near))
    lists = f"patterns: {written}, examples: {matching}, near_misses: {silent}"
    return f"  - {{id: {name}, concept: {concept}, {lists}{more}}}\n"


def lexicons(tmp_path: Path, *entries: str, head: str = "") -> Path:
    """A new folder of lexicons with these entries: one that was read before is not read again."""
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    (folder / "en").mkdir(parents=True)
    text = f"source: field usage\n{head}entries:\n{''.join(entries)}"
    (folder / "en" / "test.yaml").write_text(text, encoding="utf-8")
    return folder


def checked(tmp_path: Path, *entries: str, head: str = "") -> list[Fault]:
    # A folder with one entry cannot give the rubrics their concepts: that is another test's matter.
    faults = check(lexicons(tmp_path, *entries, head=head))
    return [fault for fault in faults if fault.kind not in ("missing_concept", "unused_concept")]


def edited(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the shipped English lexicons with one edit."""
    folder = tmp_path / "edited"
    shutil.copytree(FOLDER / "en", folder / "en", ignore=shutil.ignore_patterns("reading"))
    place = folder / "en" / file
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def kinds(faults: list[Fault]) -> list[tuple[str, str, str]]:
    return [(fault.severity, fault.kind, fault.entry) for fault in faults]


def test_the_lexicons_that_come_with_firmword_have_no_error() -> None:
    assert [fault for fault in check() if fault.severity == ERROR] == []


@pytest.mark.parametrize(("kind", "ceiling"), [("unproved_pattern", 0), ("no_near_miss", 0)])
def test_what_nothing_proves_may_only_grow_less(kind: str, ceiling: int) -> None:
    assert sum(fault.kind == kind for fault in check()) <= ceiling, "prove it, and never raise the ceiling"


def test_an_entry_that_does_what_it_says_has_no_fault(tmp_path: Path) -> None:
    assert checked(tmp_path, entry("a.b", "fair pay", "fair pay for all", near="unfair pay")) == []


def test_an_example_that_fails_is_an_error_with_place_and_cure(tmp_path: Path) -> None:
    (fault,) = checked(tmp_path, entry("a.b", "fair pay", "fair pay; fair wages"))
    assert fault == Fault(
        "error", "example_fails", "en/test.yaml", "a.b", "fair wages", "add a pattern for it, or remove the example"
    )


@pytest.mark.parametrize(
    ("written", "example", "cause"),
    [
        ("workers’ pay", "workers' pay", "has ’, which never matches: write a straight '"),
        ("“fair” pay", '"fair" pay', "has “, which never matches"),
        (r"fair\s+pay", "fair pay", r"has \s, which stands for itself: patterns are no regular expressions"),
        ("fair.*pay", "fair and good pay", "has .*, which stands for itself"),
        ("fairs? pay", "fair pay", "has ?, which stands for itself"),
    ],
)
def test_an_example_that_fails_by_a_sign_in_its_pattern_names_the_sign(
    tmp_path: Path, written: str, example: str, cause: str
) -> None:
    faults = checked(tmp_path, entry("a.b", written, example))
    (fault,) = [fault for fault in faults if fault.kind == "example_fails"]
    assert cause in fault.cure


def test_a_near_miss_that_matches_is_an_error(tmp_path: Path) -> None:
    faults = checked(tmp_path, entry("a.b", "fair pay", "fair pay", near="a fair pay rise"))
    assert kinds(faults) == [("error", "near_miss_matches", "a.b")]


def test_an_entry_without_a_near_miss_is_an_error(tmp_path: Path) -> None:
    faults = checked(tmp_path, entry("a.b", "fair pay", "fair pay", near=""))
    assert kinds(faults) == [("error", "no_near_miss", "a.b")]
    assert "fair pay" in faults[0].value


def test_a_pattern_that_matches_no_example_is_an_error(tmp_path: Path) -> None:
    faults = checked(tmp_path, entry("a.b", "fair pay; fair wages", "fair pay"))
    assert kinds(faults) == [("error", "unproved_pattern", "a.b")]
    assert "fair wages" in faults[0].value


def test_a_pattern_that_another_entry_always_hides_is_dead(tmp_path: Path) -> None:
    faults = checked(
        tmp_path,
        entry("a.b", "fair pay, overtime", "fair pay, overtime"),
        entry("a.c", "fair pay", "fair pay"),
        entry("a.d", "fair", "fair", ", hides: [thing]", "other"),
    )
    dead = [fault for fault in faults if fault.kind == "dead_pattern"]
    assert [fault.value for fault in dead] == ["fair pay, overtime", "fair pay"]


def test_a_pattern_that_the_longest_always_covers_is_dead(tmp_path: Path) -> None:
    faults = checked(
        tmp_path,
        entry("a.b", "(no. 7) {fair} pay", "no. 7 fair pay"),
        entry("a.c", "no. 7 fair pay", "no. 7 fair pay", "", "other"),
        head="longest_wins: yes\n",
    )
    assert ("error", "dead_pattern", "a.b") in kinds(faults)


def test_a_pattern_written_twice_is_an_error_and_a_repeated_wording_a_warning(tmp_path: Path) -> None:
    twice = checked(tmp_path, entry("a.b", "fair pay", "fair pay"), entry("a.c", "Fair  pay", "fair pay"))
    assert ("error", "duplicate", "a.c") in kinds(twice)
    wording = checked(tmp_path, entry("a.b", "(fair|good) pay; fair (pay|wages)", "fair pay"))
    assert kinds(wording) == [("warning", "duplicate", "a.b")]


def test_a_wording_in_two_lists_is_a_warning_but_firm_and_weak_exclude_each_other(tmp_path: Path) -> None:
    apart = entry("a.b", "we (uphold|support)", "we uphold", "", "commits")
    other = entry("a.c", "we [always] uphold", "we uphold", "", "rights")
    weak = entry("a.d", "we [always] uphold", "we uphold", "", "commits_weakly")
    hiding = entry("a.d", "we [always] uphold", "we uphold", ", hides: [commits]", "commits_weakly")
    assert ("warning", "in_two_lists", "a.c") in kinds(checked(tmp_path, apart, other))
    assert ("error", "in_two_lists", "a.d") in kinds(checked(tmp_path, apart, weak))
    assert "error" not in {f.severity for f in checked(tmp_path, apart, hiding) if f.kind == "in_two_lists"}


def test_a_stem_of_two_letters_fires_inside_longer_words(tmp_path: Path) -> None:
    faults = checked(tmp_path, entry("a.b", "fair pa*", "fair pay"))
    assert kinds(faults) == [("error", "substring_trap", "a.b")]


def test_a_compound_that_leaves_another_concept_inside_it_is_a_warning(tmp_path: Path) -> None:
    faults = checked(
        tmp_path,
        entry("a.b", "pay committee", "the pay committee", ", hides: [money]", "topic"),
        entry("a.c", "committee", "committee", "", "people"),
    )
    assert ("warning", "substring_trap", "a.b") in kinds(faults)


def test_a_concept_that_a_frame_asks_for_and_no_entry_gives_is_an_error(tmp_path: Path) -> None:
    folder = lexicons(tmp_path, entry("a.b", "fair pay", "fair pay"))
    (fault, *_) = [fault for fault in check(folder) if fault.kind == "missing_concept"]
    assert "no lexicon entry stands for the concept" in fault.value
    assert has_errors([fault])


def test_a_kind_of_document_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (fault,) = checked(tmp_path, entry("a.b", "this policy", "this policy", ", only_in: [policy, poem]"))
    assert (fault.severity, fault.kind, fault.value) == (ERROR, "unknown_kind", "poem")
    assert "human_rights_policy" in fault.cure


def test_a_kind_that_is_nearly_one_is_told_with_what_was_meant(tmp_path: Path) -> None:
    (fault,) = checked(tmp_path, entry("a.b", "this policy", "this policy", ", only_in: [supplier_kode]"))
    assert "did you mean supplier_code?" in fault.cure


@pytest.mark.parametrize(("hidden", "meant"), [("nonsense", ""), ("human_right", "did you mean human_rights? ")])
def test_a_concept_to_hide_that_no_entry_stands_for_is_an_error(tmp_path: Path, hidden: str, meant: str) -> None:
    old, new = "entries:\n", "entries:\n" + entry("a.b", "ripe pears", "ripe pears", f", hides: [{hidden}]", "commits")
    (fault,) = [one for one in check(edited(tmp_path, "remedy.yaml", old, new)) if one.entry == "a.b"]
    assert (fault.severity, fault.kind, fault.value) == (ERROR, "unknown_concept", f"hides {hidden}")
    assert fault.cure.startswith(meant)


def test_only_warnings_that_the_shipped_lexicons_do_not_have_are_told_unless_all_are_asked_for(tmp_path: Path) -> None:
    twice = entry("a.b", "(ripe|sweet) pears; ripe (pears|plums)", "ripe pears; sweet pears; ripe plums", "", "commits")
    folder = edited(tmp_path, "remedy.yaml", "entries:\n", "entries:\n" + twice)
    told, whole = (json.loads(run(folder, *more, "--format", "json").stdout) for more in ((), ("--all",)))
    assert [(fault["entry"], fault["kind"]) for fault in told["faults"]] == [("a.b", "duplicate")]
    assert (whole["warnings"], whole["left_out"]) == (told["warnings"] + told["left_out"], 0)
    assert told["left_out"] > 50
    text = " ".join(run(folder).stdout.split())
    left = f"left out: {told['left_out']} warnings of the lexicons that come with Firmword (--all shows them)"
    assert f"0 errors, 1 new warning; {left}" in text


def test_a_concept_that_is_nearly_one_that_is_asked_for_is_an_error_with_what_was_meant(tmp_path: Path) -> None:
    folder = edited(tmp_path, "commitment.yaml", "concept: commits_weakly", "concept: commits_weekly")
    errors = [fault for fault in check(folder) if fault.severity == ERROR]
    assert [(fault.kind, fault.value) for fault in errors] == [("unknown_concept", "commits_weekly")]
    assert "did you mean commits_weakly?" in errors[0].cure


def test_a_concept_that_is_like_no_other_and_that_nobody_asks_for_is_a_warning(tmp_path: Path) -> None:
    old, new = "entries:\n", "entries:\n" + entry("a.b", "ripe pears", "ripe pears", concept="orchard")
    found = [fault for fault in check(edited(tmp_path, "remedy.yaml", old, new)) if fault.entry == "a.b"]
    assert kinds(found) == [("warning", "unused_concept", "a.b")]


def test_of_the_shipped_lexicons_each_concept_is_asked_for_or_keeps_others_silent() -> None:
    assert [fault for fault in check() if fault.kind in ("unused_concept", "unknown_concept")] == []


@pytest.mark.parametrize("more", [", source: ''", ", near: [x]"])
def test_a_lexicon_that_cannot_be_read_is_one_error(tmp_path: Path, more: str) -> None:
    folder = lexicons(tmp_path, entry("a.b", "fair pay", "fair pay", more))
    good = lexicons(tmp_path, entry("d.b", "fair pay", "fair pay"))
    (good / "en").rename(
        folder / "de"
    )  # of what the rubrics ask for it has nothing, and nobody knows what the other has
    (fault,) = check(folder)
    assert (fault.severity, fault.kind) == ("error", "unreadable")
    assert "test.yaml" in fault.value


def test_an_id_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    (fault,) = check(lexicons(tmp_path, entry("a.b", "fair pay", "fair pay"), entry("a.b", "good pay", "good pay")))
    assert "test.yaml:4: id 'a.b' stands already in test.yaml:3" in fault.value


def test_an_impossible_gap_is_told_with_its_place_entry_and_cure(tmp_path: Path) -> None:
    (fault,) = check(lexicons(tmp_path, entry("a.b", "fair <3-0> pay", "fair pay")))
    assert "test.yaml:3: entry a.b: pattern 'fair <3-0> pay'" in fault.value
    assert "write <0-3>" in fault.value


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, ["lexicon", "check", *map(str, words)], prog_name="firmword")


def test_the_exit_code_tells_errors_from_warnings(tmp_path: Path) -> None:
    clean = run("--format", "json")
    assert clean.exit_code == 0
    assert json.loads(clean.stdout)["errors"] == 0
    faulty = run(lexicons(tmp_path, entry("a.b", "fair pay", "fair wages")))
    assert faulty.exit_code == 1
    assert "error: en/test.yaml: a.b: example fails: fair wages; add a pattern" in faulty.stdout


def test_a_folder_that_is_not_there_is_refused_in_one_message(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere: there is no such folder; name a folder that holds en/*.yaml" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("we [fully] (support|uphold)", ["we support", "we uphold", "we fully support", "we fully uphold"]),
        ("commit* to <1-3> rights", ["commit to thing rights"]),
        ("conventions <number 87>", ["conventions No. 87"]),
        ("<code C029>", ["C029"]),
        ("<count> suppliers", ["87 suppliers"]),
        ("the {Global} Compact['s]", ["the Global Compact", "the Global Compact's"]),
    ],
)
def test_a_pattern_is_written_out_as_the_wordings_that_it_matches(written: str, texts: list[str]) -> None:
    import re

    found = wordings(written)
    assert sorted(found.texts) == sorted(texts)
    assert found.whole
    assert all(re.search(compile_pattern(written).regex, text, re.IGNORECASE) for text in found.texts)


def test_a_pattern_of_very_many_wordings_gives_only_some() -> None:
    found = wordings("(a1|a2|a3) (b1|b2|b3) (c1|c2|c3)", most=10)
    assert (len(found.texts), found.whole) == (10, False)

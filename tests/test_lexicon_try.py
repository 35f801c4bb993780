"""A text that a person types in: which instruments it names, which rules fire where, and what it counts for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

import cli
from authoring.attempt import Trial, attempt
from extractors.records import Verdict
from extractors.rules import open_rules
from lexicons import FOLDER, languages
from lexicons.strict_yaml import load_yaml

RULES = open_rules("chrb-core-2019").with_model(None)

RUBRIC = "chrb-core-2019"
CASES = cast(list[dict[str, Any]], load_yaml(Path(__file__).parent / "data" / "instruments.yaml"))


def tried(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli.cli, ["lexicon", "try", *words], input=stdin, prog_name="firmword")


def verdicts(trial: Trial) -> dict[str, str]:
    return {one.element: one.reason or one.verdict.value for passage in trial.passages for one in passage.evidence}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_text_names_the_instruments_that_a_reader_would_say(case: dict[str, Any]) -> None:
    assert list(attempt(case["text"], RULES).instruments) == case["ids"]


def test_the_cases_cover_every_instrument_and_many_near_misses() -> None:
    named = {name for case in CASES for name in case["ids"]}
    numbers = "C029 C087 C098 C100 C105 C111 C138 C182 C001 C014 C106 C155 C187 P029"
    others = "ILO-CORE ILO-DECLARATION UDHR IBHR ICCPR ICESCR UNGP OECD-MNE UNGC"
    assert named == set(f"{numbers} {others}".split())
    assert sum(not case["ids"] for case in CASES) >= 30


def test_offsets_count_the_code_points_of_the_text_as_it_was_given() -> None:
    text = "\U0001f600  We uphold\n\u201cConvention\u00a0No.\u00ad 87\u201d."
    result = json.loads(tried(text, "--format", "json").stdout)
    spans = {hit["rule"]: text[hit["start"] : hit["end"]] for hit in result["hits"]}
    assert spans["instrument.c087"].endswith("87")
    assert spans["commitment.adheres"] == "uphold"
    assert result["evidence"]
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in result["evidence"])


def test_the_answer_in_json_has_the_fields_of_the_interface() -> None:
    result = json.loads(tried("We respect human rights.", "--format", "json").stdout)
    assert {"instruments", "hits", "evidence"} <= result.keys()
    assert all({"rule", "start", "end", "concept"} == hit.keys() for hit in result["hits"])
    (evidence,) = (one for one in result["evidence"] if one["element"] == "A.1.1/S1.a")
    assert (evidence["verdict"], evidence["reason"]) == ("supports", None)
    assert {"id": "right.human-rights", "start": 11, "end": 23} in evidence["rules"]
    assert {"explanation", "quote", "start", "end", "shows", "notes"} <= evidence.keys()


def test_each_sentence_and_paragraph_is_judged_by_itself() -> None:
    trial = attempt(
        "We respect human rights. We aim to respect the UDHR.\n \nSuppliers must not use forced labour.", RULES
    )
    assert [trial.text[one.start : one.end] for one in trial.passages] == [
        "We respect human rights.",
        "We aim to respect the UDHR.",
        "Suppliers must not use forced labour.",
    ]
    assert verdicts(trial)["A.1.1/S1.a"] == Verdict.SUPPORTS.value
    assert verdicts(trial)["A.1.1/S1.c"] == "weak_wording"
    assert verdicts(trial)["A.1.2/S1.c"] == Verdict.SUPPORTS.value


def test_an_item_is_read_with_its_lead_in_and_hits_are_placed_in_the_item_alone() -> None:
    result = json.loads(tried("freedom of association", "--lead-in", "We will respect:", "--format", "json").stdout)
    (evidence,) = (one for one in result["evidence"] if one["element"] == "A.1.2/S2.a")
    assert evidence["verdict"] == "supports"
    assert evidence["quote"] == "freedom of association"
    assert evidence["lead_in"]["rules"]
    assert [(hit["start"], hit["end"]) for hit in result["hits"] if hit["rule"] == "right.freedom-of-association"] == [
        (0, 22)
    ]
    assert all(hit["start"] >= 0 for hit in result["hits"])


def test_the_kind_of_document_and_the_company_are_taken_into_account() -> None:
    assert verdicts(attempt("We respect human rights.", RULES, "sustainability report"))["A.1.1/S1.a"] == "not_policy"
    named = attempt("Tarn Mills is committed to respecting human rights.", RULES, company="Tarn Mills Ltd")
    assert "actor.company-name" in {hit.rule for passage in named.passages for hit in passage.hits}


def test_the_text_form_marks_the_words_names_the_rules_and_gives_the_reason() -> None:
    shown = tried("We strive to uphold human rights.").stdout
    assert "«We» «strive to» «uphold»" in shown
    assert "commitment.strives (commits_weakly) 3-12: “strive to”" in shown
    assert "A.1.1/S1.a: weak (weak_wording)" in shown


def test_a_text_in_which_no_rule_fires_says_so() -> None:
    shown = tried("The sky was blue.").stdout
    assert "No rule fires here." in shown
    assert "No element is concerned." in shown


def test_a_dash_reads_standard_input() -> None:
    assert json.loads(tried("-", "--format", "json", stdin="the UDHR\n").stdout)["instruments"] == ["UDHR"]


def test_a_text_in_another_language_is_read_by_its_lexicons(tmp_path: Path) -> None:
    copy = tmp_path / "lexicons"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "it"))
    shutil.copytree(Path(__file__).parent / "data" / "second-language" / "it", copy / "it")
    rules = open_rules(RUBRIC, copy).with_model(None)
    text = "Il Gruppo si impegna a rispettare i diritti umani."
    trial = attempt(text, rules, language="it")
    assert verdicts(trial)["A.1.1/S1.a"] == Verdict.SUPPORTS.value
    assert "diritto.umani" in {hit.rule for passage in trial.passages for hit in passage.hits}
    assert verdicts(attempt(text, rules)) == {}


def test_a_language_without_lexicons_is_refused_with_those_that_have_some() -> None:
    refused = tried("Vi respekterer menneskerettighederne.", "--language", "da")
    assert refused.exit_code == 2
    assert "--language da" in refused.stderr
    assert f"write one of: {', '.join(languages())}" in " ".join(refused.stderr.split())
    assert tried("We respect human rights.", "--language", "en").exit_code == 0


@pytest.mark.parametrize(("words", "said"), [(("  ",), "TEXT"), (("a", "--rubric", "nowhere"), "nowhere")])
def test_an_empty_text_or_an_unknown_rubric_is_refused(words: tuple[str, ...], said: str) -> None:
    result = tried(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_long_list_of_named_conventions_takes_no_longer_than_its_length() -> None:
    text = "Conventions " + ", ".join(f"No. {n} on work and on rest (see it), No. {n}" for n in range(200, 216))
    assert attempt(text, RULES).instruments == ()


def test_a_text_is_read_below_its_heading() -> None:
    text = "Each year we meet with them to discuss their concerns."
    below = tried(text, "--heading", "Engagement", "--heading", "Workers and affected communities")
    assert "Read as a policy below “Engagement” and “Workers and affected communities”, by the rules" in below.stdout
    alone, headed = (
        attempt("The following are prohibited in our operations.", RULES, headings=above)
        for above in ((), ("Forced labour and child labour",))
    )
    assert verdicts(alone) != verdicts(headed)


def test_a_text_is_tried_with_ones_own_edit_of_the_lexicons(tmp_path: Path) -> None:
    copy = tmp_path / "lexicons"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    place = copy / "en" / "commitment.yaml"
    own = "{id: commitment.own, concept: commits, patterns: [bind ourselves to], examples: [we bind ourselves to]}"
    place.write_text(place.read_text(encoding="utf-8").replace("entries:\n", f"entries:\n  - {own}\n", 1), "utf-8")
    text = "We bind ourselves to human rights."
    assert "commitment.own" not in tried(text).stdout
    assert "commitment.own (commits)" in tried(text, "--lexicons", str(copy)).stdout
    empty = tried(text, "--lexicons", str(tmp_path))
    assert (empty.exit_code, "no lexicons there" in empty.stderr) == (2, True)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("nonsense", "write one of: human rights policy, supplier code"),
        ("suplier code", "did you mean 'supplier code'?"),
        ("human right policy", "did you mean 'human rights policy'?"),
    ],
)
def test_a_kind_that_there_is_not_is_refused_with_what_was_meant(kind: str, said: str) -> None:
    refused = tried("We respect human rights.", "--kind", kind)
    assert refused.exit_code == 2
    assert said in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    "kind", ["modern slavery statement/policy", "supplier_code", "informal", "annual report / 10-K"]
)
def test_a_kind_may_be_said_as_lists_say_it(kind: str) -> None:
    assert tried("We respect human rights.", "--kind", kind).exit_code == 0

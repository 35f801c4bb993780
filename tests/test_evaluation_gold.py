"""The evaluation on labelled documents, from label files to figures."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from errors import InputError
from evaluation.documents import labelled_documents
from evaluation.gold import GoldEvaluation, evaluate
from evaluation.gold_export import write_found
from evaluation.gold_labels import Labels, read_labels, read_pages
from evaluation.gold_tables import as_json, as_text
from evaluation.measuring import ALL, Terms
from extractors.extract import Screened
from extractors.records import Document, Evidence, Listing, Outcome, Page, Reading, Verdict
from extractors.rules import Rules

MEASURE = Path(__file__).resolve().parents[2] / "shared" / "gold" / "measure.py"
FIRM = "We respect the human rights of all our workers."
VAGUE = "We aim to be a fair employer wherever we can."
MISSED = "Our commitment to the Universal Declaration of Human Rights holds everywhere."
CODE, SCAN = f"{FIRM}\n{VAGUE}\n{MISSED}\n".encode(), b"a scan without text"


def name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder of labels with the two labelled documents in a folder beside them."""
    folder = tmp_path / "gold"
    documents = tmp_path / "documents"
    folder.mkdir()
    documents.mkdir()
    (documents / "code.txt").write_bytes(CODE)
    (documents / "scan.txt").write_bytes(SCAN)
    (documents / "other.txt").write_bytes(b"nobody labelled this")
    table = "company,source,kind\nHarrowgate Kettles,code.txt,code of conduct\nHarrowgate Kettles,scan.txt,\n"
    (documents / "companies.csv").write_text(table, encoding="utf-8")
    code, scan = name(CODE)[:8], name(SCAN)[:8]
    lines(
        folder / "passages.jsonl",
        {"doc": code, "page": 1, "quote": FIRM, "element": "A.1.1/S1.a", "verdict": "supports"},
        {"doc": code, "page": 1, "quote": MISSED, "element": "A.1.1/S1.c", "verdict": "supports"},
        {
            "doc": code,
            "page": 1,
            "quote": VAGUE,
            "element": "A.1.1/S1.a",
            "verdict": "weak",
            "reason": "weak_wording",
        },
    )
    lines(
        folder / "outcomes.jsonl",
        {"doc": code, "element": "A.1.1/S1.a", "outcome": "met"},
        {"doc": code, "element": "A.1.1/S1.c", "outcome": "met"},
        {"doc": code, "element": "A.1.1/S1.b", "outcome": "not_met"},
        {"doc": scan, "element": "A.1.1/S1.a", "outcome": "not_met"},
    )
    (folder / "words.tsv").write_text(f"{code}\t6000\n{scan}\t10\n", encoding="utf-8")
    return folder


def evidence(quote: str, verdict: Verdict, reason: str | None, weight: float) -> Evidence:
    start = CODE.decode().index(quote)
    return Evidence(
        document=name(CODE),
        rubric="chrb-core-2019",
        element="A.1.1/S1.a",
        start=start,
        end=start + len(quote),
        quote=quote,
        page=1,
        verdict=verdict,
        reason=reason,
        explanation="because",
        rules=(),
        weight=weight,
    )


def screened(content: bytes, media_type: str, listing: Listing, rules: Rules) -> Screened:
    """A screener that finds two of the three passages, and cannot read the scan."""
    assert listing.company == "Harrowgate Kettles"
    if content == SCAN:
        return Screened(Reading(Outcome.NO_TEXT_LAYER, "scan.txt: no text; run text recognition"), (), "policy")
    text = content.decode()
    document = Document(name(content), media_type, text, (Page(1, 0, len(text)),), ())
    found = (evidence(VAGUE, Verdict.WEAK, "weak_wording", 0.5), evidence(FIRM, Verdict.SUPPORTS, None, 1.0))
    return Screened(Reading(Outcome.READ, "", document, 1), found, "policy")


@pytest.fixture
def with_screener(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.extract.screen_document", screened)


def rules_alone(gold: Path, baselines: bool = False, processes: int = 1) -> GoldEvaluation:
    return evaluate(Terms((gold,), baselines=baselines, processes=processes, learned=False))


@pytest.mark.usefixtures("with_screener")
def test_labelled_documents_are_screened_one_by_one_and_measured(gold: Path) -> None:
    evaluation = rules_alone(gold)
    assert evaluation.all == {
        "gold_supports": 2,
        "recall_any": 0.5,
        "recall_supports": 0.5,
        "claimed_supports": 1,
        "precision_supports": 1.0,
        "f1_supports": 0.6667,
        "gold_weak": 1,
        "weak_called_supports": 0.0,
        "recall_weak": 1.0,
        "same_reason": 1.0,
        "candidates": 2,
    }
    outcomes = evaluation.outcomes
    assert (outcomes["elements"], outcomes["gold_met"], outcomes["said_met"]) == (4, 2, 1)
    assert (outcomes["recall_met"], outcomes["kappa"]) == (0.5, 0.5)
    reading = evaluation.reading
    assert reading is not None
    assert reading.shown == round(19 / 6000, 4)  # 9 and 10 words
    assert evaluation.documents[0].findings[0].company == "Harrowgate Kettles"
    shown = evaluation.shown
    assert shown is not None
    assert (shown.documents, shown.candidates, shown.shown) == (1, 2, 2)  # the scan has nothing to show
    assert (shown.covered_supports, shown.supports_shown) == (1, 1.0)


@pytest.mark.usefixtures("with_screener")
@pytest.mark.skipif(not MEASURE.is_file(), reason="the reference program measure.py is not beside this repository")
def test_what_is_written_for_others_gives_them_the_same_figures(gold: Path, tmp_path: Path) -> None:
    evaluation = rules_alone(gold)
    write_found(evaluation.documents, tmp_path / "found")
    theirs = reference(gold, tmp_path / "found")
    ours = json.loads(as_json(evaluation))
    assert {key: ours[key] for key in theirs} == theirs


@pytest.mark.usefixtures("with_screener")
def test_the_figures_are_printed_with_what_was_not_read_and_what_was_trained(gold: Path) -> None:
    arguments = ["evaluate", "gold", "--data", str(gold / "passages.jsonl"), str(gold / "outcomes.jsonl")]
    arguments += ["--train", str(gold / "passages.jsonl"), "--processes", "1"]
    text = CliRunner().invoke(cli.cli, arguments)
    assert text.exit_code == 0, text.stderr
    assert "The rules learn nothing from labels" in text.stdout
    assert "trained on \npassages.jsonl, without the companies under test." in text.stdout
    assert "rules better by" in text.stdout
    assert "Not read whole (no_text_layer): scan.txt: no text; run text recognition" in text.stdout
    assert "A.1.1/S1.c" in text.stdout
    data = json.loads(CliRunner().invoke(cli.cli, [*arguments, "--format", "json"]).stdout)
    assert data["trained"] is True
    alone = CliRunner().invoke(cli.cli, [*arguments, "--rules-alone", "--no-baselines", "--format", "json"])
    assert json.loads(alone.stdout)["trained"] is False
    assert data["train"] == [str(gold / "passages.jsonl")]
    assert data["elements"]["A.1.1/S1.a"]["precision_supports"] == 1.0
    assert data["reading"]["documents"] == 1
    assert data["shown"]["most_in_a_shorter"] == 2
    said = "Shown by default: 2 of 2 candidates; in a shorter document 2.0, 2 in the worst. Of 1 labelled supports"
    assert said in text.stdout
    assert set(data["baselines"]) == {"keywords", "TF-IDF with logistic regression"}
    assert data["intervals"]["rules"]["recall_supports"]["value"] == data["all"]["recall_supports"]
    assert data["intervals"]["rules"]["kappa"]["value"] == data["outcomes"]["kappa"]


@pytest.mark.usefixtures("with_screener")
def test_the_baselines_are_measured_on_the_same_documents_or_left_out(gold: Path) -> None:
    keywords = rules_alone(gold, baselines=True).evaluation.rows["keywords"][ALL]
    assert (keywords["gold_supports"], keywords["recall_supports"], keywords["claimed_supports"]) == (2, 1.0, 3)
    assert list(rules_alone(gold).evaluation.rows) == ["rules"]


@pytest.mark.usefixtures("with_screener")
def test_without_sizes_the_words_are_counted_in_the_documents(gold: Path) -> None:
    (gold / "words.tsv").unlink()
    evaluation = rules_alone(gold)
    assert evaluation.sizes_from == "our own reading of the documents"
    assert "our own reading" in as_text(evaluation)
    assert evaluation.documents[0].words + evaluation.documents[1].words == 30


# --- later sets of labels


def reference(gold: Path, found: Path, *more: str) -> dict[str, object]:
    """What the reference program makes of what was written for others."""
    command = [sys.executable, str(MEASURE), "--json", "--gold", str(gold / "passages.jsonl")]
    command += ["--outcomes", str(gold / "outcomes.jsonl"), "--words", str(gold / "words.tsv")]
    command += ["--found", str(found / "found.jsonl"), "--found-outcomes", str(found / "found_outcomes.jsonl"), *more]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture
def pages(gold: Path) -> Path:
    """Of the code, whose vague sentence stands on page 3, only the third page was read."""
    file = gold / "pages_read.tsv"
    file.write_text(f"{name(CODE)[:8]}\t3 5\n", encoding="utf-8")
    return file


def on_pages(content: bytes, media_type: str, listing: Listing, rules: Rules) -> Screened:
    """The same screener, with the vague sentence on page 3."""
    found = screened(content, media_type, listing, rules)
    return replace(found, evidence=tuple(replace(e, page=3 if e.quote == VAGUE else 1) for e in found.evidence))


def test_of_a_document_read_in_part_only_the_pages_read_count(
    gold: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractors.extract.screen_document", on_pages)
    whole, part = (evaluate(Terms((gold,), pages=one, processes=1, learned=False)) for one in (None, pages))
    assert (whole.all["candidates"], whole.all["claimed_supports"], whole.outcomes["said_met"]) == (2, 1, 1)
    assert (part.all["candidates"], part.all["claimed_supports"], part.outcomes["said_met"]) == (1, 0, 0)
    assert part.shown is not None
    assert (part.shown.candidates, part.shown.shown) == (2, 2)  # a person is shown the whole document
    assert part.evaluation.rows["keywords"][ALL]["candidates"] == 0  # all that a baseline sees is on page 1
    assert "Of the documents that pages_read.tsv names, only the pages that it names count." in as_text(part)
    assert json.loads(as_json(part))["pages_from"] == str(pages)
    assert "pages_from" not in json.loads(as_json(whole))


@pytest.mark.skipif(not MEASURE.is_file(), reason="the reference program measure.py is not beside this repository")
def test_pages_count_as_in_the_reference_program(
    gold: Path, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractors.extract.screen_document", on_pages)
    whole, part = (
        evaluate(Terms((gold,), pages=one, baselines=False, processes=1, learned=False)) for one in (None, pages)
    )
    write_found(whole.documents, tmp_path / "whole")
    write_found(part.documents, tmp_path / "part")
    ours = json.loads(as_json(part))
    theirs = reference(gold, tmp_path / "part", "--pages", str(pages))
    assert {key: ours[key] for key in theirs} == theirs
    from_whole = reference(gold, tmp_path / "whole", "--pages", str(pages))
    assert {key: ours[key] for key in from_whole if key != "outcomes"} == {
        key: value for key, value in from_whole.items() if key != "outcomes"
    }


@pytest.mark.parametrize("line", ["abcdefgh\n", "abcdefgh\t\n", "abcdefgh\tone\n", "\t1 2\n"])
def test_a_line_without_a_document_and_its_pages_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "pages.tsv"
    file.write_text("12345678\t1\n" + line, encoding="utf-8")
    with pytest.raises(InputError, match=r"pages\.tsv, line 2: .*give document, tab, the pages that were read"):
        read_pages(file)


@pytest.mark.usefixtures("with_screener")
def test_a_lead_in_of_a_label_is_read_over_since_the_quote_is_measured(gold: Path) -> None:
    rows = [json.loads(line) for line in (gold / "passages.jsonl").read_text(encoding="utf-8").splitlines()]
    lines(gold / "passages.jsonl", *(row | {"lead_in": "Before all other things, and always:"} for row in rows))
    assert rules_alone(gold).all["recall_any"] == 0.5


def test_a_document_is_found_in_every_table_of_companies(gold: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    (documents / "companies.csv").write_text("company,source\nHarrowgate Kettles,code.txt\n", encoding="utf-8")
    (documents / "companies_2.csv").write_text("company,source,kind\nFell Foods,scan.txt,policy\n", encoding="utf-8")
    found = {one.path.name: one.listing for one in labelled_documents(read_labels([gold]), None)}
    assert (found["code.txt"].company, found["scan.txt"].company) == ("Harrowgate Kettles", "Fell Foods")
    assert found["scan.txt"].kind == "policy"


def test_only_the_documents_of_the_companies_named_are_measured(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractors.extract.screen_document", screened)
    table = "company,source\nHarrowgate Kettles,code.txt\nFell Foods,scan.txt\n"
    (tmp_path / "documents" / "companies.csv").write_text(table, encoding="utf-8")
    (tmp_path / "only.txt").write_text("Harrowgate Kettles\n", encoding="utf-8")
    arguments = ["evaluate", "gold", "--data", str(gold), "--companies", str(tmp_path / "only.txt")]
    result = CliRunner().invoke(cli.cli, [*arguments, "--processes", "1", "--rules-alone", "--format", "json"])
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["documents"], found["outcomes"]["elements"], found["all"]["gold_supports"]) == (1, 3, 2)
    assert found["companies_from"] == str(tmp_path / "only.txt")
    assert found["baselines"]["keywords"]["claimed_supports"] == 3


# --- processes and files


@pytest.mark.slow
def test_several_processes_give_what_one_gives(gold: Path) -> None:
    assert rules_alone(gold, processes=2) == rules_alone(gold)


def test_a_document_is_found_by_its_bytes_and_a_missing_one_is_named(gold: Path, tmp_path: Path) -> None:
    labels = read_labels([gold])
    found = labelled_documents(labels, None)
    assert [one.sha256 for one in found] == sorted([name(CODE), name(SCAN)])
    assert {one.listing.kind for one in found} == {"code of conduct", None}
    (tmp_path / "documents" / "code.txt").write_bytes(CODE + b"changed")
    with pytest.raises(InputError, match=f"{name(CODE)[:8]}; name their folder with --documents"):
        labelled_documents(labels, None)
    with pytest.raises(InputError, match=r"--documents .*nowhere"):
        labelled_documents(labels, tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"doc": "aaaaaaaa"', "line 1: no JSON"),
        ("[1]", "no object"),
        (
            '{"doc": "aaaaaaaa", "element": "A.1.1/S1.a", "outcome": "perhaps"}',
            "outcome 'perhaps'; an outcome is met or not_met",
        ),
        ('{"doc": "aaaaaaaa", "page": 1, "element": "A.1.1/S1.a", "verdict": "supports"}', "'quote'"),
        ('{"page": 1, "quote": "q", "element": "A.1.1/S1.a", "verdict": "supports"}', "'document'"),
    ],
)
def test_a_line_that_is_no_label_is_named(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"labels\.jsonl, line 1") as refusal:
        read_labels([file])
    assert said in str(refusal.value)


def test_both_kinds_of_labels_are_needed(gold: Path) -> None:
    with pytest.raises(InputError, match="no labelled outcomes"):
        read_labels([gold / "passages.jsonl"])
    with pytest.raises(InputError, match="no such file"):
        read_labels([gold / "nothing.jsonl"])
    both: Labels = read_labels([gold / "outcomes.jsonl", gold / "passages.jsonl"])
    assert both == Labels(both.files, both.passages, both.outcomes, {name(CODE)[:8]: 6000, name(SCAN)[:8]: 10})

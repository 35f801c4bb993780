"""A run starts with what screening needs and nothing else, loaded once for all workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from website_samples import pdf

import cli.screen
import screening.loading
import screening.run
from errors import Refusal
from extractors.extract import Screened, screen_document
from extractors.find import expression, finder
from extractors.records import Listing, ScannedPage
from extractors.rules import Rules, open_rules
from screening.run import NoProgress, Settings

ROOT = Path(__file__).parent.parent
POLICY = "Human rights policy\n\nWe are committed to respecting the human rights of all our workers.\n"
LEARNING = ("sklearn", "scipy", "skops", "torch", "onnx")
ELSEWHERE = (*LEARNING, "prefect", "fastapi", "starlette", "openpyxl", "altair", "typst", "duckdb", "spacy.cli")
TOLD = "TOLD_OF_THE_WORKER"
MANY = 8  # documents, as in screening/loaded.py, which the fork server alone imports

RUN = """
import json, sys
from pathlib import Path
from screening.loading import begin

begin("chrb-core-2019", int(sys.argv[3]))
from extractors.records import Listing
from screening.pool import PoolLimits
from screening.run import NoProgress, Settings, run
from test_start import told

policy, workspace = map(Path, sys.argv[1:3])
settings = Settings(screen=told, pool=PoolLimits(processes=1))
listed = [Listing("Alder", "policy", str(policy))]
done = run(listed, workspace, "chrb-core-2019", "direct", NoProgress(), None, settings)
print(json.dumps({"outcomes": list(done.outcomes), "modules": list(sys.modules)}))
"""


def told(
    content: bytes, media_type: str, listing: Listing, rules: Rules, scans: Sequence[ScannedPage] | None = ()
) -> Screened:
    """Screens, and tells what this worker had before and has after its first document."""
    from extractors import clauses, identified, semantic

    languages = identified._model.cache_info().currsize
    before = clauses._parser.cache_info().currsize, semantic.encoder.cache_info().currsize
    screened = screen_document(content, media_type, listing, rules, scans)
    after = clauses._parser.cache_info().misses, semantic.encoder.cache_info().misses
    loaded = {"before": before, "after": after, "for many": [languages], "modules": list(sys.modules)}
    Path(os.environ[TOLD]).write_text(json.dumps(loaded))
    return screened


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[object]]]:
    """What a fresh process and its worker have loaded when one policy is screened."""
    return started_for(1, tmp_path_factory.mktemp("start"))


def started_for(documents: int, folder: Path) -> dict[str, dict[str, list[object]]]:
    (folder / "policy.txt").write_text(POLICY, encoding="utf-8")
    worker = folder / "worker.json"
    environment = {**os.environ, TOLD: str(worker), "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-P", "-c", RUN, str(folder / "policy.txt"), str(folder / "workspace"), str(documents)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return {"run": json.loads(ended.stdout), "worker": json.loads(worker.read_text())}


@pytest.mark.parametrize("process", ["run", "worker"])
def test_screening_loads_nothing_for_learning_measuring_flows_and_pages(
    started: dict[str, dict[str, list[object]]], process: str
) -> None:
    assert sorted({*ELSEWHERE} & {*map(str, started[process]["modules"])}) == []


def test_what_a_worker_needs_is_loaded_before_it_is_forked(started: dict[str, dict[str, list[object]]]) -> None:
    """Its first document finds parser and encoder there, and loads neither."""
    assert started["run"]["outcomes"] == ["read"]
    assert started["worker"]["before"] == [1, 1]
    assert started["worker"]["after"] == [1, 1]


def test_the_run_itself_loads_no_parser_and_no_reader(started: dict[str, dict[str, list[object]]]) -> None:
    readers = {f"extractors.readers.{name}" for name in ("pdf", "html", "markdown", "text", "docx", "odt", "saved")}
    assert {"spacy", "pypdfium2", "markdown_it", *readers}.isdisjoint(map(str, started["run"]["modules"]))
    assert "extractors.readers.pdf" in started["worker"]["modules"]


def test_the_model_of_languages_is_loaded_once_for_all_workers_of_a_long_list(
    started: dict[str, dict[str, list[object]]], tmp_path: Path
) -> None:
    """Of a short one each worker loads what it comes by: a start is not to wait for what one document may not need."""
    assert started["worker"]["for many"] == [0]
    assert started_for(MANY, tmp_path)["worker"]["for many"] == [1]


def test_a_pdf_is_read_without_the_packages_of_other_formats(tmp_path: Path) -> None:
    """They take 14 MB in each process; what joins cells to tables takes 9 more, where there are none."""
    (tmp_path / "policy.pdf").write_bytes(pdf("Human rights policy"))
    code = """
import sys
from pathlib import Path
from extractors.readers import read
print(read(Path(sys.argv[1]).read_bytes(), "application/pdf", "").outcome.value, *sys.modules)
"""
    command = [sys.executable, "-P", "-c", code, str(tmp_path / "policy.pdf")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    outcome, *modules = ended.stdout.split()
    assert outcome == "read"
    assert {"docx", "lxml", "bs4", "PIL", "pdfminer", "pdfplumber"}.isdisjoint(modules)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """By which rubrics the fork server was asked to load, in place of loading."""
    asked: list[str] = []
    for module in (screening.loading, screening.run):
        monkeypatch.setattr(module, "begin", lambda rubric, _: asked.append(rubric))
    return asked


def test_a_run_with_nothing_left_to_do_loads_nothing_in_the_background(tmp_path: Path, begun: list[str]) -> None:
    done = screening.run.run([], tmp_path, "chrb-core-2019", "direct", NoProgress())
    assert (done.done, begun) == (0, [])


@pytest.mark.parametrize(
    ("holds", "dask", "begins"),
    [((), None, True), (("firmword.db",), None, False), ((), "tcp://127.0.0.1:1", False)],
    ids=["a new workspace", "an older workspace", "on a cluster"],
)
def test_a_command_begins_to_load_at_once_only_where_all_is_left_to_do(
    tmp_path: Path, begun: list[str], monkeypatch: pytest.MonkeyPatch, holds: tuple[str, ...], dask: str | None,
    begins: bool,
) -> None:  # fmt: skip
    def stopped(*_: object) -> None:
        raise Refusal("far enough")

    for name in holds:
        (tmp_path / name).touch()
    monkeypatch.setattr(cli.screen, "workspace", lambda: tmp_path)
    monkeypatch.setattr(screening.run, "run", stopped)
    with pytest.raises(Refusal, match="far enough"):
        cli.screen.screened([], "chrb-core-2019", "direct", Settings(dask=dask))
    assert begun == ["chrb-core-2019"] * begins


def test_an_expression_is_compiled_only_when_a_text_may_match_it() -> None:
    expression.cache_clear()
    rules = finder(open_rules("chrb-core-2019").languages["en"].lexicons)
    assert rules.hits("We respect human rights.")
    assert 0 < expression.cache_info().currsize < len(rules.patterns) / 20

"""The invented companies: their documents are built from their sources, and what is expected of them is true.

An expectation that does not stand in its document would let a finder fail, or pass, for no reason.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml
from bs4 import BeautifulSoup
from docx import Document as open_docx
from docx.table import Table

import rubric
from fixtures import build

FIXTURES = Path(build.__file__).parent
COMPANIES = ("drellbeck-foods", "sundmarrow-electronics", "tessgarth-weavers")
CHRB = "chrb-core-2019"


@dataclass(frozen=True, slots=True)
class Expected:
    """One label of one passage, as written in expected/*.yaml."""

    company: str
    source: str
    page: int
    quote: str
    lead_in: str | None
    element: str
    verdict: str
    reason: str | None


@cache
def _file(company: str) -> dict[str, object]:
    # Every scalar stays a string, as in all of the project's YAML.
    text = (FIXTURES / "expected" / f"{company}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, object] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


def _rows(company: str) -> Iterator[Expected]:
    documents = _file(company)["documents"]
    assert isinstance(documents, list)
    for document in documents:
        for passage in document["passages"]:
            for label in passage["labels"]:
                yield Expected(
                    company,
                    document["source"],
                    int(passage["page"]),
                    passage["quote"],
                    passage.get("lead_in"),
                    label["element"],
                    label["verdict"],
                    label.get("reason"),
                )


def _all_rows() -> list[Expected]:
    return [row for company in COMPANIES for row in _rows(company)]


def _folded(text: str) -> str:
    """White space as one blank; line-end hyphens (U+FFFE in pdfium's text) and soft hyphens gone."""
    for mark in ("\ufffe\r\n", "\ufffe", "\u00ad"):
        text = text.replace(mark, "")
    return " ".join(text.split())


@cache
def _pages(source: str) -> tuple[str, ...]:
    """The text of each page, read with a library and none of our own readers."""
    content = (FIXTURES / source).read_bytes()
    match Path(source).suffix:
        case ".pdf":
            pdf = pdfium.PdfDocument(content)
            return tuple(_folded(page.get_textpage().get_text_range()) for page in pdf)
        case ".html":
            main = BeautifulSoup(content, "lxml").find("article")
            assert main is not None, f"{source} has no article"
            return (_folded(main.get_text(" ")),)
        case ".docx":
            return (_folded(_docx_text(content)),)
        case _:
            return (_folded(content.decode()),)


def _docx_text(content: bytes) -> str:
    texts = []
    for block in open_docx(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return "\n".join(texts)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fixtures")
    build.build(folder)
    return folder


def _built() -> list[str]:
    """What is kept in the repository beside the sources."""
    folders = [*COMPANIES, "bad"]
    return sorted(
        str(path.relative_to(FIXTURES)) for name in folders for path in (FIXTURES / name).iterdir() if path.is_file()
    )


def test_building_again_gives_the_documents_that_are_kept(rebuilt: Path) -> None:
    again = sorted(str(path.relative_to(rebuilt)) for path in rebuilt.rglob("*") if path.is_file())
    assert again == _built()


@pytest.mark.parametrize("name", _built())
def test_a_document_built_again_is_the_same(name: str, rebuilt: Path) -> None:
    kept, again = (FIXTURES / name).read_bytes(), (rebuilt / name).read_bytes()
    if name.endswith(".docx"):
        assert _docx_text(again) == _docx_text(kept)
    elif name == "bad/scanned.pdf":  # a compressed picture: its bytes are the compression library's affair
        assert [_pixels(again), len(pdfium.PdfDocument(again))] == [_pixels(kept), 1]
    else:
        assert again == kept


def _pixels(content: bytes) -> bytes:
    return bytes(pdfium.PdfDocument(content)[0].render(scale=0.5, grayscale=True).to_pil().tobytes())


def test_a_word_document_carries_no_date_of_its_building(rebuilt: Path) -> None:
    (name,) = (name for name in _built() if name.endswith(".docx"))
    with zipfile.ZipFile(rebuilt / name) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2026, 3, 2, 9, 0, 0)}


def test_the_list_of_companies_names_every_document_once() -> None:
    with (FIXTURES / "companies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["company", "source", "kind", "published", "website", "url"]
    listed = [row["source"] for row in rows]
    assert sorted(listed) == [name for name in _built() if not name.startswith("bad/")]
    assert all(row["url"].startswith(row["website"]) and ".example" in row["website"] for row in rows)


def test_expectations_exist_for_every_document() -> None:
    expected = {row.source for row in _all_rows()}
    assert expected == {name for name in _built() if not name.startswith("bad/")}


@pytest.mark.parametrize("company", COMPANIES)
def test_every_expected_quote_stands_on_its_page(company: str) -> None:
    missing = [
        f"{row.source} page {row.page}: {text}"
        for row in _rows(company)
        for text in (row.quote, row.lead_in)
        if text and _folded(text) not in _pages(row.source)[row.page - 1]
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("company", COMPANIES)
def test_a_quote_is_short_enough_to_cite(company: str) -> None:
    assert not [row.quote for row in _rows(company) if len(row.quote.split()) > 120]


@pytest.mark.parametrize("company", COMPANIES)
def test_a_passage_has_at_most_one_label_for_an_element(company: str) -> None:
    counted = Counter((row.source, row.page, row.quote, row.element) for row in _rows(company))
    assert not [key for key, times in counted.items() if times > 1]


@pytest.mark.parametrize("company", COMPANIES)
def test_labels_use_elements_and_reasons_where_the_rubric_has_them(company: str) -> None:
    reasons = {element.id: set(element.reasons) for element in rubric.load(CHRB).elements}
    for row in _rows(company):
        assert row.element in reasons, f"{row.source}: {row.element} is no element of {CHRB}"
        if row.verdict == "supports":
            assert row.reason is None, f"{row.source}: a supporting passage has no reason: {row.quote}"
        else:
            assert row.verdict == "weak", f"{row.source}: {row.verdict}"
            assert row.reason in reasons[row.element], f"{row.source}: {row.reason} at {row.element}: {row.quote}"


@pytest.mark.parametrize("company", COMPANIES)
def test_every_element_has_an_outcome_that_its_passages_allow(company: str) -> None:
    outcomes = _file(company)["outcomes"]
    assert isinstance(outcomes, dict)
    assert list(outcomes) == [element.id for element in rubric.load(CHRB).elements]
    assert set(outcomes.values()) <= {"met", "not_met"}
    supported = {row.element for row in _rows(company) if row.verdict == "supports"}
    unsupported = {element for element, outcome in outcomes.items() if outcome == "met"} - supported
    assert not unsupported, f"met without a supporting passage: {sorted(unsupported)}"


def test_together_the_companies_show_the_whole_rubric() -> None:
    rows = _all_rows()
    chrb = rubric.load(CHRB)
    assert {row.element for row in rows if row.verdict == "supports"} == {element.id for element in chrb.elements}
    weak = Counter(row.reason for row in rows if row.verdict == "weak")
    every = {reason for element in chrb.elements for reason in element.reasons}
    assert not {reason for reason in every if weak[reason] < 2}, weak


def test_firm_and_weak_wording_stand_in_the_same_document() -> None:
    for company in ("drellbeck-foods", "tessgarth-weavers"):
        verdicts: dict[str, set[str]] = {}
        for row in _rows(company):
            verdicts.setdefault(row.source, set()).add(row.verdict)
        mixed = [source for source, found in verdicts.items() if found == {"supports", "weak"}]
        assert len(mixed) >= 3, f"{company}: {verdicts}"


def test_the_broken_inputs_are_broken_as_their_names_say() -> None:
    bad = FIXTURES / "bad"
    assert (bad / "empty.pdf").read_bytes() == b""
    assert (bad / "web-page-named.pdf").read_bytes().startswith(b"<!DOCTYPE html>")
    assert b"%%EOF" not in (bad / "cut-in-half.pdf").read_bytes()
    with pytest.raises(pdfium.PdfiumError, match=r"(?i)password"):
        pdfium.PdfDocument((bad / "password-protected.pdf").read_bytes())
    assert len(pdfium.PdfDocument((bad / "password-protected.pdf").read_bytes(), password="fixture")) == 1
    assert "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(bad / "scanned.pdf")) == ""
    assert "source" not in (bad / "missing-column.csv").read_text(encoding="utf-8").splitlines()[0].split(",")

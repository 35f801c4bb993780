"""What a researcher may name as input, and how a faulty request is answered."""

from __future__ import annotations

import logging
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from archive.fetch import Limits, fetch
from archive.intake import DOCUMENT_ENDINGS, MOST_FAULTS, listings
from archive.store import Archive
from errors import InputError
from extractors.readers import FORMATS
from extractors.records import Listing, Outcome


def _csv(folder: Path, text: str | bytes, name: str = "companies.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return str(path)


def test_a_csv_gives_one_listing_a_line_with_paths_relative_to_it(tmp_path: Path) -> None:
    table = _csv(
        tmp_path,
        "company,source,kind,published,website,url\n"
        "Alder Mills,alder/policy.pdf,human rights policy,2019,https://alder.example,https://alder.example/p.pdf\n"
        "Birch Foods,https://birch.example/report,,,,\n",
    )
    assert listings([table], None) == [
        Listing(
            company="Alder Mills",
            source="alder/policy.pdf",
            location=str(tmp_path / "alder" / "policy.pdf"),
            kind="human rights policy",
            published="2019",
            website="https://alder.example",
            url="https://alder.example/p.pdf",
        ),
        Listing("Birch Foods", "https://birch.example/report", "https://birch.example/report"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfcompany,source\r\nAlder,a.pdf\r\n",  # as a spreadsheet saves it
        "company;source\nAlder;a.pdf\n",
        "company,source\n\nAlder,a.pdf\n\n,\n",
        " Company , SOURCE \n Alder , a.pdf \n",
        "source,remarks,company\na.pdf,any,Alder\n",
        'company,source\n"Alder","a.pdf"',
        "company,source,kind,url\nAlder,a.pdf\n",
    ],
    ids=["bom", "semicolon", "blank lines", "spaces and case", "other order", "quotes", "short line"],
)
def test_a_csv_is_understood_however_it_was_saved(tmp_path: Path, text: str | bytes) -> None:
    assert listings([_csv(tmp_path, text)], None) == [Listing("Alder", "a.pdf", str(tmp_path / "a.pdf"))]


def test_a_company_name_may_hold_the_separator_and_a_line_break_in_quotes(tmp_path: Path) -> None:
    table = _csv(tmp_path, 'company,source\n"Alder, Birch\n& Co.",a.pdf\n')
    assert listings([table], None)[0].company == "Alder, Birch & Co."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("company,file\nAlder,a.pdf\n", ["line 1", "'source'", "company, file", "must name"]),
        ("", ["empty", "company,source"]),
        ("company,source\n\n", ["no document", "add one line"]),
        ("company,source\nAlder,a.pdf\n,b.pdf\n", ["line 3", "'company'", "fill it in"]),
        ("company,source\nAlder,  \n", ["line 2", "'source'", "fill it in"]),
        ("company,source\nAlder, Inc.,a.pdf\n", ["line 2", "'a.pdf'", "quotation marks"]),
        ('company,source\n"Alder,a.pdf\n', ["line 2", "not readable as CSV", "quotation mark"]),
        ("company,source\nAlder,ä.pdf\n".encode("latin-1"), ["line 2", "0xe4", "UTF-8"]),
        ("company,source,source\nAlder,a.pdf,b.pdf\n", ["line 1", "'source'", "twice"]),
    ],
    ids=[
        "missing column",
        "empty file",
        "header only",
        "no company",
        "no source",
        "too many cells",
        "open quote",
        "latin-1",
        "column twice",
    ],
)
def test_a_faulty_csv_is_one_message_with_file_value_and_cure(
    tmp_path: Path, text: str | bytes, parts: list[str]
) -> None:
    table = _csv(tmp_path, text)
    with pytest.raises(InputError) as error:
        listings([table], None)
    for part in [table, *parts]:
        assert part in str(error.value)


def test_a_listed_file_that_does_not_exist_is_still_listed(tmp_path: Path) -> None:
    assert listings([_csv(tmp_path, "company,source\nAlder,gone.pdf\n")], None)[0].source == "gone.pdf"


def test_a_listed_name_that_is_too_long_for_any_file_keeps_no_other_from_being_listed(tmp_path: Path) -> None:
    found = listings([_csv(tmp_path, f"company,source\nAlder,{'a' * 300}.pdf\nAlder,b.pdf\n")], None)
    assert [one.location for one in found] == [str(tmp_path / f"{'a' * 300}.pdf"), str(tmp_path / "b.pdf")]
    (source,) = [fetch(one, Archive(tmp_path / "archive"), Limits()) for one in found[:1]]
    assert (source.outcome, "too long" in source.detail) == (Outcome.NOT_FETCHED, True)
    with pytest.raises(InputError, match="no such file or folder"):
        listings(["a" * 300], None)


def test_the_same_company_and_source_counts_once_with_a_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table = _csv(tmp_path, "company,source,kind\nAlder,a.pdf,code\nBirch,a.pdf,code\nAlder,a.pdf,report\n")
    with caplog.at_level(logging.WARNING):
        found = listings([table], None)
    assert [(one.company, one.kind) for one in found] == [("Alder", "code"), ("Birch", "code")]
    assert "Alder: a.pdf is listed more than once" in caplog.text


def test_a_lone_file_is_a_company_named_by_its_stem(tmp_path: Path) -> None:
    path = tmp_path / "Alder Mills.pdf"
    path.write_bytes(b"x")
    assert listings([str(path)], None) == [Listing("Alder Mills", str(path), str(path))]


def test_a_url_is_a_company_named_by_its_host() -> None:
    url = "https://www.alder.example:8443/policy.pdf?x=1"
    assert listings([url], None) == [Listing("www.alder.example", url, url)]


def test_in_a_folder_all_that_can_be_read_is_a_document() -> None:
    assert {ending for known in FORMATS for ending in known.endings} - DOCUMENT_ENDINGS == {".eml"}


def test_a_folder_is_one_company_with_its_documents_sorted(tmp_path: Path) -> None:
    folder = tmp_path / "Alder Mills"
    for name in ["b.PDF", "sub/a.html", "notes.docx", "x.md", "t.txt"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    for name in ["logo.png", ".hidden.pdf", ".git/old.pdf", "~$notes.docx"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    found = listings([str(folder)], None)
    assert {one.company for one in found} == {"Alder Mills"}
    names = [str(Path(one.location).relative_to(folder)) for one in found]
    assert names == ["b.PDF", "notes.docx", "sub/a.html", "t.txt", "x.md"]


def test_company_overrides_every_input(tmp_path: Path) -> None:
    table = _csv(tmp_path, "company,source\nAlder,a.pdf\nBirch,b.pdf\n")
    found = listings([table, "https://alder.example/"], "Cedar")
    assert [one.company for one in found] == ["Cedar", "Cedar", "Cedar"]


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("gone.pdf", ["gone.pdf", "no such file", "correct the path"]),
        ("ftp://alder.example/a.pdf", ["ftp://", "http:// or https://"]),
        ("http://", ["http://", "no host"]),
        ("http://[::1/a", ["http://[::1/a", "no host"]),
    ],
)
def test_an_input_that_names_nothing_is_an_input_error(given: str, parts: list[str]) -> None:
    with pytest.raises(InputError) as error:
        listings([given], None)
    for part in parts:
        assert part in str(error.value)


def test_a_folder_without_documents_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no document in this folder"):
        listings([str(tmp_path)], None)


@pytest.mark.parametrize(
    "table",
    [
        "sep=;\ncompany;source;published\nTarn;a.pdf;2024-03-12\n",
        "company\tsource\tpublished\nTarn\ta.pdf\t45363\n",
        "company,source,published,,\nTarn,a.pdf,45363.0,,\n",
        "company,source,published\rTarn,a.pdf,12 March 2024\r",
        'company,source,published\n"\u2028Ta\u00adrn",a.pdf,2024-03-12T00:00:00\n'.replace("\u00ad", ""),
        "\u00a0Company ,source,published\n\x0bTarn,a.pdf,13.03.2024\n".replace("13.03", "12.03"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_spreadsheet_programs_write_it(tmp_path: Path, table: str, encoding: str) -> None:
    (tmp_path / "list.csv").write_bytes(table.encode(encoding))
    (found,) = listings([str(tmp_path / "list.csv")], None)
    assert (found.company, found.source, found.published) == ("Tarn", "a.pdf", "2024-03-12")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("a.pdf,2024-13-45", "line 3.*2024-13-45.*write it as 2024-03-12"),
        ("a.pdf,31/02/2024", "line 3.*31/02/2024"),
        ("a.pdf,03/04/2024", "line 3.*could be either"),
        ("a.pdf,soon", "line 3.*soon"),
        ("a.pdf,1899", "line 3.*1899.*is of no year from 1900 to 2099"),
        ("a.pdf,2023-02-30", "line 3.*2023-02-30.*is in no calendar; write"),
        ("ftp://tarn.example/a.pdf,", "line 3.*ftp.*https://"),
        ("file:///tmp/a.pdf,", "line 3.*file.*path"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused_with_its_row_and_the_cure(tmp_path: Path, cell: str, told: str) -> None:
    table = _csv(tmp_path, f"company,source,published\nTarn,b.pdf,2024\nTarn,{cell}\n")
    with pytest.raises(InputError, match=told):
        listings([str(table)], None)


def test_a_date_in_the_future_is_taken_and_pointed_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table = _csv(tmp_path, "company,source,published\nTarn,a.pdf,2099-01-01\nTarn,b.pdf,2024\n")
    assert [one.published for one in listings([table], None)] == ["2099-01-01", "2024"]
    (told,) = caplog.messages
    assert "line 2: '2099-01-01' under published lies in the future" in told


def test_all_faulty_rows_are_told_at_once_each_with_its_row_and_cure(tmp_path: Path) -> None:
    rows = ["Alder,a.pdf,31/31/2024", "Birch,,2024", "Cedar,c.pdf,2024", "Dogwood,ftp://d.example/d.pdf,"]
    with pytest.raises(InputError) as refused:
        listings([_csv(tmp_path, "company,source,published\n" + "\n".join(rows))], None)
    head, *told = str(refused.value).splitlines()
    assert head.endswith("companies.csv: 3 faults, so nothing of it was taken up")
    assert [line.split(":")[0].strip() for line in told] == ["line 2", "line 3", "line 5"]
    assert ["write it as" in told[0], "fill it in" in told[1], "http" in told[2]] == [True] * 3


def test_of_very_many_faulty_rows_the_rest_is_counted_also_where_the_table_breaks_off(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        listings([_csv(tmp_path, "company,source\n" + "Alder,\n" * 29 + 'Birch,"never closed')], None)
    head, *told = str(refused.value).splitlines()
    assert ("30 faults" in head, len(told), told[-1].strip()) == (True, MOST_FAULTS + 1, "and 10 more")


def test_a_column_that_is_nearly_called_as_one_that_is_read_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listings([_csv(tmp_path, "company,source,publishd,remarks\nAlder,a.pdf,2024,none\n")], None)
    assert [one.getMessage().partition(": ")[2] for one in caplog.records] == [
        "the column 'publishd' is not read; did you mean 'published'? Then rename it"
    ]


def test_a_kind_that_is_not_known_is_said_with_its_row(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    listings([str(_csv(tmp_path, "company,source,kind\nTarn,a.pdf,novel\nTarn,b.pdf,supplier_code\n"))], None)
    (line,) = caplog.messages
    assert "line 2: the kind 'novel' is not known" in line


Form = Literal["NFC", "NFD"]


@pytest.mark.parametrize(("listed", "on_disk"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_file_is_found_by_the_name_that_is_seen(tmp_path: Path, listed: Form, on_disk: Form) -> None:
    folder = tmp_path / unicodedata.normalize(on_disk, "Grüße")
    folder.mkdir()
    (folder / unicodedata.normalize(on_disk, "Café.md")).write_text("We act.")
    source = unicodedata.normalize(listed, "Grüße/Café.md")
    (found,) = listings([str(_csv(tmp_path, f"company,source\nCafé,{source}\n"))], None)
    assert Path(found.location).is_file()
    (alone,) = listings([str(tmp_path / source)], None)
    assert Path(alone.location).is_file()


@pytest.mark.parametrize("given", ["", "  "])
def test_an_empty_input_is_no_folder(given: str) -> None:
    with pytest.raises(InputError, match="empty; name a file"):
        listings([given], None)

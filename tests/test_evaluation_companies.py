"""Companies are told by their names, and named in a file, one a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import InputError
from evaluation.companies import is_any, named_in_vain, read_companies, same_company
from evaluation.measuring import Terms, under_test


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tarn Mills", "TARN MILLS (UK) Limited", True),
        ("The Tarn Mills Co.", "Tarn Mills", True),
        ("Tarn Mills", "Tarn Valley Dairy", False),
        ("Tarn", "Tarnished Metals", False),
    ],
)
def test_a_company_is_the_same_by_its_longer_and_shorter_names(one: str, other: str, same: bool) -> None:
    assert same_company(one, other) is same
    assert same_company(other, one) is same
    assert is_any(one, ["Beck Bank", other]) is same


def test_a_name_that_is_of_no_company_is_named_in_vain() -> None:
    assert named_in_vain(["Tarn Mills", "Fell Food"], {"Tarn Mills Ltd", "Fell Foods"}) == ["Fell Food"]


def test_companies_are_read_one_a_line_each_once(tmp_path: Path) -> None:
    file = tmp_path / "companies.txt"
    file.write_text("\ufeffTarn Mills\n\n  Fell Foods, Inc. \nTarn Mills\n", encoding="utf-8")
    assert read_companies(file, "--without") == ("Tarn Mills", "Fell Foods, Inc.")


def test_a_file_without_companies_is_one_message_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n \n", encoding="utf-8")
    with pytest.raises(InputError, match=r"--without .*empty\.txt: no company in it; name one a line"):
        read_companies(tmp_path / "empty.txt", "--without")
    with pytest.raises(InputError, match=r"--without .*none\.txt: there is no such file"):
        read_companies(tmp_path / "none.txt", "--without")


def test_only_the_companies_named_are_under_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "companies.txt"
    file.write_text("Tarn Mills\nDale Dairy\n", encoding="utf-8")
    labelled = {"Tarn Mills (UK) Ltd", "Fell Foods"}
    assert under_test(Terms(), labelled) == labelled
    assert under_test(Terms(companies=file), labelled) == {"Tarn Mills (UK) Ltd"}
    assert capsys.readouterr().err.endswith("companies.txt: no label in the data for Dale Dairy\n")
    with pytest.raises(InputError, match="for Tarn Mills, Dale Dairy; name companies as the data does, such as Fell"):
        under_test(Terms(companies=file), {"Fell Foods"})

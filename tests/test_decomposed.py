"""Accents as marks of their own, as macOS writes names of files and some PDFs their text: they make no other word."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from review_samples import RUBRIC
from test_board import board, row, ruled
from test_sifting import RIGHTS, found, sifted

from archive.collection import websites
from archive.intake import listings
from archive.links import web_page
from archive.looking import glance
from archive.naming import address_words, is_of_any_link, named
from archive.twins import near_equal, shingles
from evaluation.companies import same_company
from evaluation.coverings import words
from extractors.records import Listing, Outcome, Source
from extractors.taught import beginnings
from findings.board import Wanted, passes
from findings.precedents import matching, precedents
from findings.same_words import folded
from reports.company import companies_named, company_meant, rubrics_used
from reports.questions_heads import as_headed
from workspace.records import Ruling, Screening
from workspace.store import open_store

NAME = "Nestlé"
GONE = Outcome.NOT_FETCHED
SAID = "Nous nous engageons à respecter la liberté d’association de tous nos employés, où qu’ils soient."


def marked(text: str) -> str:
    """The text with each accent as a mark of its own."""
    apart = normalize("NFD", text)
    assert apart != text
    return apart


def test_a_company_is_one_in_lists_folders_files_and_options(tmp_path: Path) -> None:
    folder = tmp_path / marked(NAME)
    folder.mkdir()
    (folder / "policy.md").write_text("We act.")
    alone = tmp_path / f"{marked(NAME)}.md"
    alone.write_text("We act.")
    table = tmp_path / "companies.csv"
    table.write_text(f"company,source,sector\n{NAME},a.md,Énergie\n{marked(NAME)},b.md,{marked('Énergie')}\n")
    found = listings([str(folder), str(alone), str(table)], None)
    assert {one.company for one in found} == {NAME}
    assert {one.sector for one in found} == {None, "Énergie"}
    assert {one.company for one in listings([str(table)], marked(NAME))} == {NAME}
    assert [one.company for one in websites(["alder.example"], marked(NAME))] == [NAME]


def test_a_company_of_the_workspace_is_found_in_either_spelling(tmp_path: Path) -> None:
    for kept, asked in ((NAME, marked(NAME)), (marked(NAME), NAME)):
        workspace = tmp_path / kept
        with open_store(workspace) as store:
            source = Source(Listing(kept, "a.md", "/a.md"), "2026-01-01T00:00:00+00:00", "none", outcome=GONE)
            store.save_screening(Screening(source, RUBRIC, "rules-1", GONE, "a.md: no such file"))
            assert companies_named(store, asked) == [kept] == [company_meant(store, asked)]
            assert rubrics_used(store, asked) == rubrics_used(store, kept) != []


def test_the_board_and_the_precedents_are_searched_in_either_spelling() -> None:
    assert passes(row(NAME), Wanted(find=marked("nestlé")))
    assert passes(row(marked(NAME)), Wanted(find="nestlé"))
    both = [ruled("A", Ruling.SUPPORTS, 1, SAID), ruled("B", Ruling.SUPPORTS, 2, marked(SAID))]
    (one,) = precedents(board().rubric, both)
    assert len(one.rulings) == 2
    assert matching([one], "liberté") == matching([one], marked("liberté")) == (one,)


def test_the_same_words_are_the_same_for_findings_for_twins_and_for_labels() -> None:
    for same in (folded, words, lambda text: shingles([text]), beginnings):
        assert same(marked(SAID)) == same(SAID)
    assert near_equal(shingles([marked(SAID)]), shingles([SAID]))
    assert same_company(marked("Société Générale"), "Société")
    assert as_headed(marked(NAME)) == NAME


@pytest.mark.parametrize("name", ["Charte éthique", "Politique de durabilité", "Déclaration de vigilance"])
def test_names_say_the_same(name: str) -> None:
    assert named(marked(name)) == named(name)
    assert named(name).words
    address = "https://alder.example/"
    assert address_words(f"{address}{marked(name)}.pdf") == address_words(f"{address}{name}.pdf") == name
    assert is_of_any_link(marked("Télécharger"))
    assert is_of_any_link("Télécharger")
    page = f"<html lang=fr><title>{name}</title><h1>{name}</h1><p>{SAID}</p><a href=/b.pdf>{name}</a></html>"
    looks = [glance(text.encode(), address, "text/html; charset=utf-8") for text in (page, marked(page))]
    pages = [web_page(text.encode(), "text/html; charset=utf-8", address) for text in (page, marked(page))]
    assert looks[0] == looks[1]
    assert pages[0] == pages[1]


def test_what_stands_on_another_site_names_the_company_in_either_spelling() -> None:
    there = found(
        "https://birch.example/code.pdf", "Code of Conduct", f"{marked(NAME)} has a code. {RIGHTS * 6}", file=True
    )
    assert sifted(there, company=NAME)[0]
    assert not sifted(there, company="Birch")[0]

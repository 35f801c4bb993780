"""What reading came upon stands beside the evidence of the pages that it touches, and on the company's page."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from review_samples import COMPANY, policy_document, policy_evidence, policy_pdf, save

from archive.store import Archive
from extractors.records import Block, Fact, FactKind, Role, Searched, SearchedPart
from findings.beside import beside
from review.web import create_app
from review.words import company_link, element_link
from workspace.store import open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

STRAY = Fact(FactKind.STRAY_LETTERS, (1,), "Page 1: a word or two lack a letter.")
ELSEWHERE = Fact(FactKind.PICTURE, (9,), "Page 9: only images, no text.")
WHOLE = Fact(FactKind.MISSING_PAGE, (), "The file opens with 2 pages, but lists 3.")
SCAN = Fact(FactKind.RECOGNISED, (1,), "Page 1 was recognised.")
FRENCH = (
    "Nous nous engageons à respecter les droits de nos salariés dans tous les pays où nous sommes présents, "
    "et nous avons mis en place une ligne pour toutes les plaintes de nos travailleurs."
)


def test_evidence_is_shown_with_the_facts_of_its_own_pages_and_of_the_whole_file() -> None:
    document = replace(policy_document("a" * 64), facts=(STRAY, ELSEWHERE, WHOLE, SCAN))
    first = next(one for one in policy_evidence(document) if one.page == 1)
    assert beside(document, None, first) == (STRAY.detail, WHOLE.detail)


def test_evidence_is_shown_with_the_languages_of_its_page_that_were_not_searched() -> None:
    document = policy_document("a" * 64)
    text = document.text + FRENCH
    block = Block(len(document.text), len(text), 1, Role.PARAGRAPH)
    document = replace(document, text=text, blocks=(*document.blocks, block))
    pages = {one.page: one for one in policy_evidence(document)}
    searched = Searched((SearchedPart("en", "1", True),), ("fr",))
    assert beside(document, searched, pages[1]) == ("Some of this page is in 'fr', and was not searched.",)
    assert [beside(document, searched, one) for page, one in pages.items() if page != 1] == [()] * (len(pages) - 1)


def test_the_desk_and_the_company_page_tell_what_reading_came_upon(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        document = policy_document(Archive(tmp_path / "archive").keep(policy_pdf()))
        document = replace(document, facts=(STRAY, ELSEWHERE))
        save(store, "policy.pdf", document, policy_evidence(document))
    with TestClient(create_app(tmp_path, "R. Viewer", "token"), base_url="http://127.0.0.1:8000") as client:
        desk = client.get(element_link(COMPANY, "A.1.1/S1.a")).text
        assert STRAY.detail in desk
        assert ELSEWHERE.detail not in desk
        company = client.get(company_link(COMPANY)).text
        assert STRAY.detail in company
        assert ELSEWHERE.detail in company

"""What is told about whole documents by rules that are data: kind, dates, sign-off, names, furniture."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import normalize

import pytest
from docx import Document as WordDocument

from archive.twins import LANGUAGES
from extractors import readers
from extractors.context import context
from extractors.date_words import months
from extractors.dates import stated_date
from extractors.document_rules import KINDS, KNOWN, document_rules
from extractors.find import finder
from extractors.kinds import classified
from extractors.named_years import last_year, years_named
from extractors.readers import read
from extractors.readers.format import DOCX
from extractors.readers.furniture import is_named_so
from extractors.readers.html.panels import names
from extractors.readers.markup_names import pattern_of, spelled
from extractors.records import Block, Document, Outcome, Page, Role
from extractors.sign_off import sign_off
from lexicons import FOLDER, load
from lexicons.patterns import as_written
from lexicons.reading_rules import Rule
from lexicons.strict_yaml import load_yaml
from rubric.kinds import Kind

RULES = [rule for name in KNOWN for rule in document_rules(name)]
FURNITURE = load_yaml(FOLDER / "markup" / "furniture.yaml")
assert isinstance(FURNITURE, dict)
PANELS = load_yaml(FOLDER / "markup" / "panels.yaml")
assert isinstance(PANELS, dict)


def _document(text: str, title: str | None = None, media_type: str = "text/plain") -> Document:
    block = Block(0, len(text), 1, Role.PARAGRAPH)
    return Document("0" * 64, media_type, text, (Page(1, 0, len(text)),), (block,), title)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fits_its_examples_and_not_its_near_misses(rule: Rule) -> None:
    for example in rule.examples:
        assert rule.search(example), f"{rule.id} is silent in its example {example!r}"
    for near_miss in rule.near_misses:
        assert not rule.search(near_miss), f"{rule.id} fires in its near miss {near_miss!r}"


@pytest.mark.parametrize("rule", document_rules(KINDS), ids=lambda rule: rule.id)
def test_the_examples_of_a_kind_are_of_no_narrower_kind(rule: Rule) -> None:
    for example in rule.examples:
        told = classified(_document("", example), None, "")
        assert told.kind == Kind(rule.concept), f"{example!r} is called {told.kind}, because {told.reason}"


@pytest.mark.parametrize("entry", FURNITURE["entries"], ids=lambda entry: entry["id"])
def test_furniture_is_told_by_its_names_and_near_misses_are_not(entry: dict[str, list[str]]) -> None:
    assert [name for name in entry["examples"] if not is_named_so(name)] == []
    assert [name for name in entry["near_misses"] if is_named_so(name)] == []


@pytest.mark.parametrize("entry", PANELS["entries"], ids=lambda entry: entry["id"])
def test_panels_and_controls_are_told_by_their_names_and_near_misses_are_not(entry: dict[str, list[str]]) -> None:
    pattern = names()[str(entry["concept"])]
    assert [name for name in entry["examples"] if not pattern.search(spelled(name))] == []
    assert [name for name in entry["near_misses"] if pattern.search(spelled(name))] == []
    for written in entry["names"]:
        assert any(pattern_of([written], within=True).search(spelled(one)) for one in entry["examples"]), written


def test_the_researchers_word_decides_over_all_that_the_document_says() -> None:
    told = classified(_document("", "Annual Report"), "our supplier_code", "modern-slavery.pdf")
    assert (told.kind, told.reason) == (Kind.SUPPLIER_CODE, "the list calls it “our supplier code”")


def test_a_document_that_names_no_kind_says_so() -> None:
    told = classified(_document("We sell shoes."), None, "x.txt")
    assert (told.kind, told.reason) == (Kind.POLICY, "nothing names its kind: taken as a policy")
    assert classified(_document("We sell shoes.", None, "text/html"), None, "x").kind is Kind.WEB_PAGE


@pytest.mark.parametrize(
    ("text", "date", "words"),
    [
        ("Our policy. Last updated: 3 March 2025. We act.", "2025-03-03", "Last updated: 3 March 2025"),
        ("Approved by the Board of Directors on March 3rd, 2025.", "2025-03-03", None),
        ("Code of Conduct. Effective January 2025", "2025-01", "Effective January 2025"),
        (
            "We took effective measures in 2019, and more of them at all of our mills in all the years after.",
            None,
            None,
        ),
        ("Effective date: 2024-12-01", "2024-12-01", "Effective date: 2024-12-01"),
        ("This statement is for the financial year ended 31 December 2019.", "2019-12-31", None),
        ("Version 2 of May 2024", "2024-05", "Version 2 of May 2024"),
        ("Last reviewed 03/04/2025", "2025", None),
        ("Last reviewed 13/04/2025", "2025-04-13", None),
        ("Last reviewed 31/02/2025", "2025", None),
        ("Last updated: 13.04.20٢٥. We act.", "2025-04-13", "Last updated: 13.04.20٢٥"),
        ("Sustainability Report 20٢٤", "2024", "20٢٤"),
        ("Last updated: 1999/00", "2000", None),
        ("Last updated: 2022/23", "2023", None),
        ("Last updated: 3 Aprıl 2025. We act.", "2025-04-03", "Last updated: 3 Aprıl 2025"),
        ("Last updated: ſEPTEMBER 2025. We act.", "2025-09", "Last updated: ſEPTEMBER 2025"),
        ("Sustainability Report 2019", "2019", "2019"),
        ("The company was founded in 1921 and has 2019 workers in its many mills around the whole world.", None, None),
        ("It was last updated. In 2019 we began.", None, None),
    ],
)
def test_a_date_is_the_documents_own_when_words_beside_it_say_so(
    text: str, date: str | None, words: str | None
) -> None:
    found = stated_date(_document(text))
    assert (found.date if found else None) == date
    if found and words:
        assert text[found.start : found.end] == words


def test_every_letter_that_is_taken_for_one_of_a_word_leads_back_to_it() -> None:
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    for letter in {letter for name in (*months(), *LANGUAGES) for letter in name if letter.isalpha()}:
        found = re.findall(letter, every, re.IGNORECASE)
        assert {as_written(one) for one in found} == {letter}


def test_what_fails_after_a_file_was_read_is_told_as_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(document: Document) -> None:
        raise KeyError(document.text[:3])

    monkeypatch.setattr(readers, "stated_date", fails)
    reading = readers.read(b"We act.", "text/plain", "code.txt")
    assert reading.outcome is Outcome.CRASHED
    assert reading.detail.startswith("code.txt: the reader failed (KeyError: 'We ')")


def test_an_update_counts_before_an_approval() -> None:
    found = stated_date(_document("Approved by the board on 1 May 2020. Last updated 1 June 2024."))
    assert found is not None
    assert found.date == "2024-06-01"


def test_what_is_told_of_a_document_is_told_however_its_accents_are_written() -> None:
    text = (
        "Erklärung von Müller Wäsche GmbH.\n\nZuletzt geändert am 3. März 2025. Schöne Grüße von Bäcker & Söhne GmbH."
    )
    told = []
    for written in (text, normalize("NFD", text)):
        document = _document(written, normalize("NFD", "Déclaration de vigilance"))
        dated = stated_date(document)
        assert dated is not None
        known = context(document, "Müller Wäsche GmbH", Kind.POLICY, finder(load("de")))
        assert known.others is not None
        words = normalize("NFC", written[dated.start : dated.end])
        told.append((dated.date, words, classified(document, None, "").kind, known.others.pattern))
    assert told[0] == told[1]
    assert told[0][:2] == ("2025-03-03", "Zuletzt geändert am 3. März 2025")


def test_a_sign_off_is_told_with_its_place() -> None:
    text = "We act. This statement was\napproved by the Board of Directors. It is public."
    (span,) = sign_off(_document(text))
    assert text[span.start : span.end] == "This statement was\napproved by the Board of Directors"


@pytest.mark.parametrize(
    ("text", "names", "others"),
    [
        (
            "Tarn Mills Ltd (together with its subsidiaries, “Tarn” or the “Group”) acts.",
            ["Tarn", "Tarn Mills"],
            ["Group", "Mills"],
        ),
        ("Tarn Mills Limited (hereinafter 'TM') acts.", ["TM"], ["hereinafter"]),
        ("Tarn Mills buys from Example Ltd (“Example”).", ["Tarn Mills"], ["Example"]),
    ],
)
def test_a_company_goes_by_the_names_that_it_gives_itself(text: str, names: list[str], others: list[str]) -> None:
    known = context(_document(text), "Tarn Mills Ltd", Kind.POLICY, finder(load("en"))).company
    assert known is not None
    assert [name for name in names if not known.fullmatch(name)] == []
    assert [name for name in others if known.search(name)] == []


def test_a_company_is_known_with_and_without_its_accents() -> None:
    known = context(_document(""), "Nestle SA", Kind.POLICY, finder(load("en"))).company
    assert known is not None
    assert known.search("Nestlé is committed to human rights.")
    assert not known.search("Nestled in the hills.")


POLICY = "Human rights policy\n\nWe act.\n\n"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (POLICY + "Next review due: 1 January 2027", None),
        (POLICY + "Due for renewal in 2027. Valid until 31 December 2026. To be reviewed by June 2028.", None),
        (POLICY + "Review date: March 2027", None),
        (POLICY + "We follow the UN Guiding Principles, adopted in June 2011.", None),
        (POLICY + "The OECD Guidelines were last updated in June 2023.", None),
        ("Modern slavery policy\n\nUK Modern Slavery Act 2015\n\nISO 26000:2010\n\nDeclaration of 1998", None),
        ("Modern Slavery Act 2015 statement 2021\n\nWe act.", "2021"),
        ("Towards 2030\n\nWe act.", None),
        (POLICY + "The Whistleblowing Policy was approved by the Board on 3 May 2021.", None),
        (POLICY + "The Board approved the Supplier Code on 3 May 2021.", None),
        (POLICY + "Our human rights policy was approved by the Board on 3 May 2021.", "2021-05-03"),
        (POLICY + "The Board approved this policy on 3 May 2021.", "2021-05-03"),
        (POLICY + "This policy will be approved by the Board in March 2027.", None),
        (POLICY + "This policy, with the Code of Conduct, was approved by the Board on 3 May 2021.", "2021-05-03"),
        (POLICY + "Board approval date: 12/03/2024. Last day of grace: 15/04/2024.", "2024-03-12"),
        (POLICY + "Date: 03/14/2024", "2024-03-14"),
        (POLICY + "Last updated 03.04.2025", "2025-04-03"),
        (POLICY + "Last updated 2025/04/03", "2025-04-03"),
        (POLICY + "Jane Doe\n\nChief Executive\n\n14 June 2022", "2022-06-14"),
        ("Policy\nMandatory\nSeptember 2021\n\nHuman Rights Policy\n\nWe act. © 2020 Tarn Mills", "2021-09"),
        ("Version 2.1 | January 2025\n\nHuman Rights Policy\n\nFinancial year ending March 2025", "2025-01"),
        ("Slavery Statement – May 2024\n\nWe act.\n\nOur statement for the financial year ending 2021.", "2024-05"),
        ("Slavery Statement 2024\n\nWe act.\n\nIt is for the year ended 31 March 2023.", "2023-03-31"),
        ("Slavery Statement – May 2020\n\nWe act.\n\nIt is for the year ended 31 March 2021.", "2021-03-31"),
        ("Sustainability Report 2022/23\n\nWe act.", "2023"),
        ("Richtlinie\n\nDiese Richtlinie wurde vom Vorstand am 12. März 2024 verabschiedet.", "2024-03-12"),
        ("Richtlinie\n\nStand: Mai 2023. Nächste Überprüfung: Mai 2026", "2023-05"),
        ("Politique\n\nApprouvée par le conseil d'administration le 1er mars 2023", "2023-03-01"),
        ("Política\n\nÚltima actualización: 3 de mayo de 2022. Próxima revisión: mayo de 2025", "2022-05-03"),
        ("Politica\n\nApprovata dal Consiglio di Amministrazione in data 14 dicembre 2021", "2021-12-14"),
    ],
)
def test_a_date_belongs_to_the_document_and_says_all_that_is_said(text: str, date: str | None) -> None:
    document = read(text.encode(), "text/plain", "policy.txt").document
    assert document is not None
    assert document.published == date


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Whistleblowing Policy was approved by the Board of Directors.", None),
        ("All keep to the Declaration on Gifts and the house rules, that are signed by the Board of Directors.", None),
        ("The Board of Directors approved the Supplier Code in March 2019.", None),
        ("This policy will be approved by the Board of Directors.", None),
        ("Our human rights policy was approved by the Board.", "Our human rights policy was approved by the Board"),
        ("Approved: Jane Doe, Chief Executive", "Approved: Jane Doe, Chief Executive"),
        ("Prepared by: Jane Doe, buyer", None),
        ("Diese Richtlinie wurde vom Vorstand verabschiedet.", "Diese Richtlinie wurde vom Vorstand verabschiedet"),
        (
            "È della dichiarazione di carattere non finanziario di Tarn S.p.A. ex art. 3, approvata dal Consiglio.",
            "dichiarazione di carattere non finanziario di Tarn S.p.A. ex art. 3, approvata dal Consiglio",
        ),
        (
            "Il Consiglio di Amministrazione di Tarn S.p.A. approva la presente DNF.",
            "Consiglio di Amministrazione di Tarn S.p.A. approva",
        ),
        ("La presente DNF non è stata approvata dal Consiglio di Amministrazione.", None),
        ("Valgono le regole presenti nella Policy sulle nomine, approvata dal Consiglio di Amministrazione.", None),
    ],
)
def test_a_sign_off_is_of_the_document_itself(text: str, words: str | None) -> None:
    document = read((POLICY + text).encode(), "text/plain", "policy.txt").document
    assert document is not None
    assert [document.text[span.start : span.end] for span in sign_off(document)] == ([words] if words else [])


UK, AUSTRALIA = "Modern Slavery Act 2015", "Modern Slavery Act 2018 (Cth)"
CANADA = "Fighting Against Forced Labour and Child Labour in Supply Chains Act"


@pytest.mark.parametrize(
    "text",
    [
        f"This statement is made under section 54 of the {UK} for the year to 31 March and was approved by the Board",
        f"This statement, made under section 54 of the {UK}, was approved by the Board",
        f"This statement was made under the {AUSTRALIA} and was approved by the Board",
        f"This report was prepared under the {CANADA} and was approved by the Board",
        f"This statement is made pursuant to s.54 of the {UK} and was approved by the Board",
        f"This statement is made under the {UK} and constitutes our slavery statement and was approved by the Board",
        f"This statement is made under the {UK}, the {AUSTRALIA} and Canada's {CANADA} and was approved by the Board",
        f"This statement is made in accordance with the {AUSTRALIA} (the “Act”) by Tarn and was approved by the boards",
        f"Our fourth statement under the {UK} was approved by the Board",
        f"This report complies with the {UK}, which asks us to report each year, and was approved by the Board",
        "Esta declaración se emite de conformidad con la Ley de Esclavitud y fue aprobada por el Consejo",
        "Diese Erklärung wurde nach dem Lieferkettensorgfaltspflichtengesetz erstellt und vom Vorstand verabschiedet",
    ],
)
def test_the_law_that_a_statement_is_made_under_takes_no_approval_from_it(text: str) -> None:
    for written in (text, f"{text} in accordance with the Modern Slavery Act 2015"):
        document = _document(f"{written}.")
        assert [document.text[span.start : span.end] for span in sign_off(document)] == [text]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (f"This is our statement under the {UK} and was approved by the Board", "our"),
        (f"Here is the Group's report under the {CANADA}, and was approved by the directors", "the"),
        ("The following is our slavery statement for the year, which was approved by the Board", "our"),
    ],
)
def test_what_this_is_said_to_be_is_the_document(text: str, begins: str) -> None:
    document = _document(f"{text}.")
    assert [document.text[span.start : span.end] for span in sign_off(document)] == [text[text.index(begins) :]]


def test_a_board_that_approves_a_statement_under_a_law_is_told_before_it_too() -> None:
    document = _document("In accordance with the Modern Slavery Act 2015, the Board approved this statement.")
    assert [document.text[span.start : span.end] for span in sign_off(document)] == ["Board approved"]
    label = _document("Statement\n\nApproved by the Board pursuant to the Modern Slavery Act 2015")
    assert sign_off(label)


@pytest.mark.parametrize(
    "text",
    [
        "This report names what we do under the Human Rights Policy that the Board approved in 2024.",
        "This report was drawn up in accordance with the Human Rights Policy, which was approved by the Board.",
        "This statement is made under the Modern Slavery Act, which was approved by the president in 2015.",
        "This statement is made under the Act adopted by the president in 2015.",
        "This statement tells how the Modern Slavery Act was approved by the president.",
        "This statement is made under the Modern Slavery Act, and our Human Rights Policy was approved by the Board.",
        "In accordance with the Modern Slavery Act 2015, the Human Rights Policy was approved by the Board.",
        "This policy is the basis of our Code of Conduct, which was approved by the Board.",
        "This report describes suppliers and with the Whistleblowing Policy approved by the Board we act.",
        "The accounts, drawn up in accordance with the Companies Act 2006, were approved by the Board.",
        "The measures under the Modern Slavery Act were approved by the Board.",
        "This statement is made under the Modern Slavery Act 2015 and will be approved by the Board.",
        "This is our statement under the Modern Slavery Act 2015 and will be approved by the Board.",
        "This is our statement; the Human Rights Policy was approved by the Board.",
        "This is about the Whistleblowing Policy that was approved by the Board.",
    ],
)
def test_what_is_approved_beside_a_law_or_is_the_law_is_not_the_statement(text: str) -> None:
    assert sign_off(_document(text)) == ()


HISTORY = """<h1>Human rights policy</h1><p>We act.</p><table>
<tr><th>Version</th><th>Date</th><th>Approved by</th><th>Next review</th></tr>
<tr><td>1.0</td><td>03/04/2020</td><td>Head of buying</td><td>2021</td></tr>
<tr><td>2.1</td><td>2024-03-12</td><td>Board of Directors</td><td>12 March 2026</td></tr></table>"""
BOX = """<h1>Human rights policy</h1><table><tr><td>Policy owner</td><td>Legal</td></tr>
<tr><td>Approved by</td><td>Board of Directors</td></tr><tr><td>Approval date</td><td>12 March 2024</td></tr>
<tr><td>Review date</td><td>12 March 2026</td></tr></table><p>We act.</p>"""


@pytest.mark.parametrize(
    ("page", "approver"), [(HISTORY, "Board of Directors"), (BOX, "Approved by\nBoard of Directors")]
)
def test_a_table_says_when_a_document_was_approved_and_by_whom(page: str, approver: str) -> None:
    document = read(f"<html><body>{page}</body></html>".encode(), "text/html", "policy.html").document
    assert document is not None
    assert document.published == "2024-03-12"
    assert [document.text[span.start : span.end] for span in sign_off(document)] == [approver]


def test_the_header_of_a_word_document_says_when_it_was_approved(tmp_path: Path) -> None:
    word = WordDocument()
    word.add_heading("Human rights policy", 1)
    word.add_paragraph("We act.")
    word.sections[0].header.paragraphs[
        0
    ].text = "Tarn Mills | Human rights policy | Approved by the board 12 March 2024"
    word.save(str(tmp_path / "policy.docx"))
    document = read((tmp_path / "policy.docx").read_bytes(), DOCX, "policy.docx").document
    assert document is not None
    assert document.published == "2024-03-12"
    assert [document.text[span.start : span.end] for span in sign_off(document)] == ["Approved by the board"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("In 2014 an audit found it.", [2014]),
        ("We moved 2000 children, and 1950 migrant workers, in 2023.", [2023]),
        ("Of 2000 workers 1985 people were repaid.", []),
        ("On 3 March 2014, on March 3, 2015, on 03.03.2016 and on 2017-03-05 we did.", [2014, 2015, 2016, 2017]),
        ("From 2015 to 2023, in 2018 and 2019, and in 2020-2022", [2015, 2023, 2018, 2019, 2022]),
        ("FY2019, FY 2020/21 and 1999/00 (2016)", [2019, 2021, 2000, 2016]),
        ("2014: we began. The 2017 assessment showed it. In mid-2018 we ended.", [2014, 2017, 2018]),
        ("In 2019 that workers were repaid; in 2012, workers were not.", [2019, 2012]),
        ("We held 1950 interviews, paid 2000.50 euros, and 2000 % more to 2000-2050 workers.", []),
        ("Im Jahr 2019, en 2018, nel 2017, desde 2016", [2019, 2018, 2017, 2016]),
        ("de 2000 salariés, von 2000 Beschäftigten, a 2000 trabajadores, 2000 lavoratori", []),
    ],
)
def test_a_figure_is_a_year_where_words_or_signs_make_it_one_and_no_people_are_counted(
    text: str, years: list[int]
) -> None:
    assert years_named(text) == years


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("In 2016 and 2018 we met the elders.", 2018),
        ("Since 2014 we have met the elders; the last time was in 2016.", 2016),
        ("Dal 2014 al 2016 abbiamo incontrato gli anziani.", 2016),
        ("Since May 2014 we have met the elders of the council, which was founded in 2009.", None),
        ("Seit 2014 treffen wir den Betriebsrat.", None),
        ("We have met the elders.", None),
    ],
)
def test_what_goes_on_since_a_year_did_not_happen_in_it(text: str, year: int | None) -> None:
    assert last_year(text) == year

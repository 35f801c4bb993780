"""Rulings as W3C Web Annotations: of the model's form, only what people ruled on, and each finds its words again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from report_samples import (
    COMPANY,
    DOCUMENT,
    FIRM,
    ITEM,
    OTHER,
    RUBRIC,
    SHA256,
    TEXT,
    VAGUE,
    as_screened,
    decide,
    read_whole,
    workspace,
)

from archive.store import Archive
from benchmarks.annotations import Resolved, resolved
from errors import InputError
from extractors.extract import screen_document
from extractors.readers import sniff
from extractors.readers.format import PDF
from extractors.records import READ_BY_OCR, Listing, PageBox, Source
from extractors.rules import open_rules
from findings.words import note_in_words
from reports.annotations import around
from reports.exports import export_file
from rubric import load
from workspace import ARCHIVE
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store

AT = "2026-01-03T00:00:00+00:00"
FIXTURES = Path(__file__).parents[1] / "fixtures"

# --- the model: https://www.w3.org/TR/annotation-model/, as far as these annotations use it

IRI = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
AGENT = {
    "type": "object",
    "required": ["type", "name"],
    "properties": {"type": {"enum": ["Person", "Organization", "Software"]}, "name": {"type": "string"}, "id": IRI},
}
# Section 3.3.5: the motivations that the model names.
MOTIVATIONS = {
    "enum": [
        "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
        "linking", "moderating", "questioning", "replying", "tagging",
    ]
}  # fmt: skip
TEXTUAL_BODY = {
    "type": "object",
    "required": ["type", "value", "purpose"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string", "minLength": 1},
        "purpose": MOTIVATIONS,
        "format": {"type": "string", "pattern": "^text/"},
        "creator": AGENT,
    },
}
WHERE = {"type": "integer", "minimum": 0}


def selector(kind: str, required: list[str], **properties: object) -> dict[str, object]:
    """Section 4.2: a selector of a kind, which another may refine."""
    refined = {"refinedBy": {"$ref": "#/$defs/selector"}}
    return {
        "type": "object",
        "required": ["type", *required],
        "properties": {"type": {"const": kind}, **properties, **refined},
    }


ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target", "body", "motivation", "creator", "created"],
    "not": {"required": ["bodyValue"]},
    "properties": {
        "id": IRI,
        "type": {"const": "Annotation"},
        "motivation": {"type": "array", "minItems": 1, "items": MOTIVATIONS},
        "creator": AGENT,
        "created": MOMENT,
        "body": {"type": "array", "minItems": 1, "items": TEXTUAL_BODY},
        "target": {
            "type": "object",
            "required": ["type", "source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        "id": IRI,
                        "type": {"enum": ["Dataset", "Image", "Video", "Sound", "Text"]},
                        "format": {"type": "string", "pattern": r"^[a-z]+/[\w.+-]+$"},
                    },
                    "not": {"anyOf": [{"required": ["value"]}, {"required": ["source"]}]},
                },
                "selector": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/selector"}},
                "state": {
                    "type": "object",
                    "required": ["type"],
                    "properties": {"type": {"const": "TimeState"}, "sourceDate": MOMENT, "cached": IRI},
                    "anyOf": [{"required": ["sourceDate"]}, {"required": ["cached"]}],
                },
            },
        },
    },
}
COLLECTION = {
    "type": "object",
    "required": ["@context", "id", "type", "total", "first"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": "http://www.w3.org/ns/anno.jsonld"}},
        "id": IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "generator": AGENT,
        "total": WHERE,
        "last": IRI,
        "first": {
            "type": "object",
            "required": ["id", "type", "items", "startIndex"],
            "properties": {
                "id": IRI,
                "type": {"const": "AnnotationPage"},
                "partOf": IRI,
                "startIndex": WHERE,
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}},
            },
        },
    },
    "$defs": {
        "annotation": ANNOTATION,
        "selector": {
            "oneOf": [
                selector("FragmentSelector", ["value"], value={"type": "string"}, conformsTo=IRI),
                selector(
                    "TextQuoteSelector",
                    ["exact"],
                    exact={"type": "string", "minLength": 1},
                    prefix={"type": "string"},
                    suffix={"type": "string"},
                ),
                selector("TextPositionSelector", ["start", "end"], start=WHERE, end=WHERE),
            ]
        },
    },
}
MODEL = Draft202012Validator(COLLECTION)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def written(store: Store, output: Path, company: str | None = None) -> dict[str, Any]:
    """What was written, once it was found to be of the model's form."""
    count = export_file(store, "annotations", output, company, None)
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    assert [error.message for error in MODEL.iter_errors(found)] == []
    assert len(found["first"]["items"]) == found["total"] == count
    return found


def items(store: Store, output: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = written(store, output)["first"]["items"]
    return found


def rule(store: Store, **rulings: Ruling) -> None:
    """Rule on the passages of the sample, by their names there."""
    for name, ruling in rulings.items():
        words = {"firm": FIRM, "vague": VAGUE, "item": ITEM}[name].quote
        one = next(each for each in store.candidates(COMPANY, RUBRIC) if each.evidence.quote == words)
        decide(store, one, ruling, f"about {name}")


def selectors(one: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["type"]: each for each in one["target"]["selector"]}


def test_what_nobody_ruled_on_is_no_annotation(store: Store, tmp_path: Path) -> None:
    assert store.candidates(COMPANY, RUBRIC)
    assert items(store, tmp_path / "none.jsonld") == []


@pytest.mark.parametrize("ruling", [Ruling.SKIPPED, Ruling.OPEN])
def test_what_was_put_off_or_taken_back_is_no_annotation(store: Store, tmp_path: Path, ruling: Ruling) -> None:
    rule(store, firm=Ruling.SUPPORTS)
    rule(store, firm=ruling)
    assert items(store, tmp_path / "a.jsonld") == []


def test_an_annotation_says_what_was_ruled_for_which_element_by_whom_when_and_why(store: Store, tmp_path: Path) -> None:
    rule(store, firm=Ruling.SUPPORTS)
    (one,) = items(store, tmp_path / "a.jsonld")
    assert one["creator"] == {"type": "Person", "name": "tester"}
    assert one["created"] == "2026-01-03T00:00:00Z"
    assert [(each["purpose"], each["value"]) for each in one["body"]] == [
        (
            "classifying",
            "chrb-core-2019, A.1.1/S1.a: A public policy statement commits the company to respect human rights",
        ),
        ("assessing", "confirmed"),
        ("commenting", "about firm"),
    ]


def test_why_a_passage_falls_short_is_said_as_the_tools_words_not_the_persons(store: Store, tmp_path: Path) -> None:
    rule(store, vague=Ruling.WEAK)
    (one,) = items(store, tmp_path / "a.jsonld")
    (why,) = [each for each in one["body"] if each["purpose"] == "describing"]
    assert why["creator"]["type"] == "Software"
    assert "vague" in why["value"]


def test_the_selectors_select_the_words_and_say_in_which_text(store: Store, tmp_path: Path) -> None:
    rule(store, firm=Ruling.SUPPORTS, vague=Ruling.REJECTED, item=Ruling.SUPPORTS)
    for one in items(store, tmp_path / "a.jsonld"):
        quote, place = selectors(one)["TextQuoteSelector"], selectors(one)["TextPositionSelector"]
        assert TEXT[place["start"] : place["end"]] == quote["exact"]
        assert TEXT.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
        assert f"firmword text {SHA256}" in place["schema:description"]


def test_words_that_complete_a_list_say_what_they_complete(store: Store, tmp_path: Path) -> None:
    rule(store, item=Ruling.SUPPORTS)
    (one,) = items(store, tmp_path / "a.jsonld")
    assert one["body"][-1]["value"] == "It completes: “We uphold:”"


def test_what_was_recognised_from_a_scan_says_so(store: Store, tmp_path: Path) -> None:
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), AT, "file copied", SHA256, "text/plain")
    store.save_screening(read_whole(source, DOCUMENT, (replace(FIRM, notes=(READ_BY_OCR,)), VAGUE, ITEM), rules="2"))
    rule(store, firm=Ruling.SUPPORTS)
    (one,) = items(store, tmp_path / "a.jsonld")
    assert one["body"][-1]["value"] == note_in_words(load(RUBRIC), READ_BY_OCR)
    assert one["body"][-1]["creator"]["type"] == "Software"


def test_a_document_without_a_public_address_is_named_by_its_digest(store: Store, tmp_path: Path) -> None:
    rule(store, firm=Ruling.SUPPORTS)
    (one,) = items(store, tmp_path / "a.jsonld")
    assert one["target"]["source"]["id"] == f"urn:sha256:{SHA256}"
    assert "state" not in one["target"]


def test_a_public_document_is_named_by_its_address_and_by_what_it_was_then(tmp_path: Path) -> None:
    with open_store(tmp_path / "workspace") as store:
        listing = Listing(COMPANY, "a b.pdf", "/a b.pdf", url="https://kettles.example/a b<ü>.pdf")
        document = replace(DOCUMENT, media_type=PDF)
        boxes = (PageBox(1, 10.0, 20.0, 110.5, 32.0), PageBox(1, 5.0, 34.0, 90.0, 46.0), PageBox(2, 0, 0, 9, 9))
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, PDF)
        store.save_screening(read_whole(source, document, (replace(FIRM, boxes=boxes),)))
        rule(store, firm=Ruling.SUPPORTS)
        (one,) = items(store, tmp_path / "a.jsonld")
    target = one["target"]
    assert target["source"]["id"] == "https://kettles.example/a%20b%3C%C3%BC%3E.pdf"
    assert target["state"]["cached"] == f"urn:sha256:{SHA256}"
    assert target["state"]["sourceDate"] == "2026-01-02T03:04:05Z"
    page = selectors(one)["FragmentSelector"]
    assert (page["value"], page["refinedBy"]["value"]) == ("page=1", "viewrect=5.0,20.0,105.5,26.0")


def test_a_place_in_a_text_that_was_read_anew_is_left_out_where_it_is_no_longer_right(
    store: Store, tmp_path: Path
) -> None:
    rule(store, firm=Ruling.SUPPORTS)
    listing = Listing(COMPANY, "policy.txt", "/policy.txt", published="2024")
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, "text/plain")
    anew = replace(DOCUMENT, text=f"A new title\n{TEXT}")
    store.save_screening(read_whole(source, anew, (), rules="rules-2"))
    (one,) = items(store, tmp_path / "a.jsonld")
    assert list(selectors(one)) == ["TextQuoteSelector"]


def test_names_are_the_same_in_each_export_and_the_file_has_its_anchor(store: Store, tmp_path: Path) -> None:
    rule(store, firm=Ruling.SUPPORTS, vague=Ruling.WEAK)
    first, second = written(store, tmp_path / "a.jsonld"), written(store, tmp_path / "b.jsonld")
    assert first == second
    assert len({one["id"] for one in first["first"]["items"]}) == 2
    assert (tmp_path / "a.jsonld.anchor").read_text(encoding="utf-8").startswith(store.anchor())


def test_only_the_company_that_is_named_is_in_it(store: Store, tmp_path: Path) -> None:
    rule(store, firm=Ruling.SUPPORTS)
    assert written(store, tmp_path / "a.jsonld", OTHER)["total"] == 0
    with pytest.raises(InputError, match="no such company"):
        written(store, tmp_path / "b.jsonld", "Nobody")


def test_a_note_is_text_whatever_it_holds(store: Store, tmp_path: Path) -> None:
    (one, *_) = store.candidates(COMPANY, RUBRIC)
    note = 'a "quote", <b>bold</b> \u2028 and \x1b[2J'
    decide(store, one, Ruling.SUPPORTS, note)
    (found,) = items(store, tmp_path / "a.jsonld")
    assert (found["body"][2]["value"], found["body"][2]["format"]) == (note, "text/plain")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("word " * 100, 250, 254), ("aaaa", 1, 2), ("We respect. We respect.", 12, 23), ("x", 0, 1)],
)
def test_so_much_stands_around_a_quote_that_it_is_found_once(text: str, start: int, end: int) -> None:
    prefix, suffix = around(text, start, end)
    whole = prefix + text[start:end] + suffix
    assert text.startswith(whole, start - len(prefix))
    assert text.find(whole) == text.rfind(whole) == start - len(prefix)


BROKEN = {
    "no target": lambda one: one.pop("target"),
    "a motivation of one's own": lambda one: one["motivation"].append("scoring"),
    "an address with a space": lambda one: one["target"]["source"].update(id="https://a.example/a b"),
    "a selector without words": lambda one: one["target"]["selector"][0].pop("exact"),
    "a place before the text": lambda one: one["target"]["selector"][1].update(start=-1),
    "a moment without a zone": lambda one: one.update(created="2026-01-03T00:00:00"),
    "a body of no kind": lambda one: one["body"][0].pop("type"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_model_refuses(store: Store, tmp_path: Path, name: str) -> None:
    rule(store, firm=Ruling.SUPPORTS)
    found = written(store, tmp_path / "a.jsonld")
    BROKEN[name](found["first"]["items"][0])
    assert not MODEL.is_valid(found)


# --- whole documents


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The invented documents in four formats, screened and decided, and their annotations."""
    folder = tmp_path_factory.mktemp("annotated")
    rules, archive = open_rules(RUBRIC).with_model(None), Archive(folder / ARCHIVE)
    with open_store(folder) as store:
        for file in sorted((FIXTURES / "drellbeck-foods").iterdir()):
            listing = Listing("Drellbeck Foods", file.name, str(file))
            content = file.read_bytes()
            media_type = sniff(content, file.name, None)
            found = screen_document(content, media_type, listing, rules)
            source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", archive.keep(content), media_type)
            store.save_screening(as_screened(source, found, rules))
        lines = []
        for number, one in enumerate(store.candidates("Drellbeck Foods", RUBRIC)):
            ruling = (Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED)[number % 3]
            evidence = one.evidence
            line = Decision(one.company, RUBRIC, evidence.element, one.id, ruling, "", "tester", AT, evidence.document)
            lines.append(replace(line, start=evidence.start, end=evidence.end, quote=evidence.quote))
        store.decide_together(lines, [0] * len(lines))
        written(store, folder / "all.jsonld")
    return folder, folder / "all.jsonld"


def test_each_annotation_finds_the_same_words_in_the_archived_documents(invented: tuple[Path, Path]) -> None:
    """By place and by words, in the bytes as they are read anew; a PDF's page and rectangle by another reader."""
    found = list(resolved(*invented))
    assert len(found) > 100
    assert {(one.by_place, one.by_words, one.on_page) for one in found if one.format != PDF} == {(True, True, None)}
    assert {(one.by_place, one.by_words, one.on_page) for one in found if one.format == PDF} == {(True, True, True)}


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (lambda one: selectors(one)["TextPositionSelector"].update(start=0), "by_place"),
        (lambda one: selectors(one)["TextQuoteSelector"].update(prefix="We never said so."), "by_words"),
        (lambda one: selectors(one)["FragmentSelector"].update(value="page=99"), "on_page"),
        (lambda one: selectors(one)["FragmentSelector"]["refinedBy"].update(value="viewrect=0,0,9,9"), "on_page"),
    ],
)
def test_an_annotation_that_is_wrong_would_be_seen(
    invented: tuple[Path, Path], tmp_path: Path, change: Any, missed: str
) -> None:
    folder, file = invented
    found = json.loads(file.read_text(encoding="utf-8"))
    one = next(each for each in found["first"]["items"] if "FragmentSelector" in selectors(each))
    change(one)
    found["first"]["items"] = [one]
    (tmp_path / "wrong.jsonld").write_text(json.dumps(found), encoding="utf-8")
    (seen,) = resolved(folder, tmp_path / "wrong.jsonld")
    assert isinstance(seen, Resolved)
    assert getattr(seen, missed) is False

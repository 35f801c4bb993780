"""What people ruled on passages, as W3C Web Annotations (JSON-LD): one for each candidate that somebody ruled on.

The model is https://www.w3.org/TR/annotation-model/. A target is a document's public address, else `urn:sha256:` and
the digest of its bytes. Its selectors select the same words, each by itself: the words with enough around them to be
found once in the document; their place in the text that `firmword text SHA256` prints, in Unicode characters from 0; in
a PDF the page (RFC 8118), refined by the rectangle around them. What nobody ruled on is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from extractors.readers.format import PDF
from extractors.records import READ_BY_OCR, PageBox
from findings.company import row_behind
from findings.settled import is_settled
from findings.words import RULINGS, document_title, note_in_words, public_link
from reports.company import companies_named, rubrics_used
from reports.export import write_anchor
from reports.files import whole_file
from reports.rows import decisions_on
from rubric.model import Rubric
from rubric.words import reason_label
from workspace.records import About, Candidate, Decision, DocumentRow, Ruling
from workspace.store import Store

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"schema": "http://schema.org/"}]
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc8118"
AROUND = 32  # characters before and after a quote; twice as many, and so on, where it stands there more than once
_OF_ADDRESSES = "%/:?#[]@!$&'()*+,;=~-._"

Json = dict[str, object]

SOFTWARE: Json = {"type": "Software", "name": "Firmword"}


def write(store: Store, output: Path, company: str | None, rubric: str | None) -> int:
    """Write the annotations of a company, or of all, under one rubric or all, as one collection with one page."""
    companies = companies_named(store, company)
    chosen = {one.name for one in rubrics_used(store, company, rubric)}
    anchor = store.anchor()
    name = _urn(f"collection {anchor} {companies[0] if company else ''} {' '.join(sorted(chosen))}")
    found = (
        annotation
        for each in companies
        for one in rubrics_used(store, each)
        if one.name in chosen
        for annotation in of_company(store, each, one)
    )
    with whole_file(output) as unfinished, unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        count = _write_collection(found, name, stream)
    write_anchor(output, anchor)
    return count


def _write_collection(found: Iterable[Json], name: str, stream: TextIO) -> int:
    """Head, items one a line, and their number at the end: so none of them is kept."""
    page = f"{name}#page"
    head: Json = {
        "@context": CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": "What people ruled on passages of companies' documents",
        "generator": SOFTWARE,
        "last": page,
    }
    first: Json = {"id": page, "type": "AnnotationPage", "partOf": name, "startIndex": 0}
    stream.write(f'{_json(head)[:-1]}, "first": {_json(first)[:-1]}, "items": [')
    count = 0
    for count, one in enumerate(found, 1):
        stream.write(f"{',' if count > 1 else ''}\n{_json(one)}")
    stream.write(f'\n]}}, "total": {count}}}\n')
    return count


def of_company(store: Store, company: str, rubric: Rubric) -> Iterator[Json]:
    """The annotations of a company under a rubric, by document and place."""
    settled = [one for one in store.candidates(company, rubric.name) if is_settled(one)]
    lines = decisions_on(settled, store.decisions(company))
    documents = store.documents(company)
    rows = {row.source: row for row in documents}
    texts = _Texts(store)
    for one in sorted(settled, key=lambda one: (one.source, one.evidence.start, one.evidence.end, one.id)):
        if one.id in lines:
            row = row_behind(documents, one) or _as_it_was(rows[one.source])
            yield _annotation(one, lines[one.id], row, rubric, texts)


def _as_it_was(row: DocumentRow) -> DocumentRow:
    """Of a source that has another document by now what holds of the earlier one, too: its address alone."""
    return replace(row, title=None, media_type=None, fetched="", about=About())


class _Texts:
    """The texts of documents: in which a candidate's offsets count, and which `firmword text` prints.

    Candidates come document by document, so that the last text of each is enough.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reading: tuple[int, str] | None = None  # its number and text
        self._printed: tuple[str, str] | None = None  # the document's digest and text

    def of(self, one: Candidate) -> str:
        """The text in which the candidate was found."""
        if self._reading is None or self._reading[0] != one.reading:
            self._reading = (one.reading, self._store.document_of(one).text)
        return self._reading[1]

    def stands_in_print(self, one: Candidate) -> bool:
        """Whether the text that is printed today has the words at their place; it may have been read anew since."""
        evidence = one.evidence
        if self._printed is None or self._printed[0] != evidence.document:
            document = self._store.document(evidence.document)
            self._printed = (evidence.document, document.text if document else "")
        return self._printed[1][evidence.start : evidence.end] == evidence.quote


def _annotation(one: Candidate, line: Decision, row: DocumentRow, rubric: Rubric, texts: _Texts) -> Json:
    return {
        "id": _urn(f"candidate {one.id}"),
        "type": "Annotation",
        "motivation": ["assessing", "classifying"],
        "creator": {"type": "Person", "name": line.who},
        "created": _utc(line.at),
        "schema:about": one.company,
        "body": list(_bodies(one, line, rubric)),
        "target": _target(one, row, texts),
    }


def _bodies(one: Candidate, line: Decision, rubric: Rubric) -> Iterator[Json]:
    """What the passage was looked at for, what was ruled, and why."""
    evidence = one.evidence
    label = next((each.label for each in rubric.elements if each.id == evidence.element), "")
    yield _text(f"{rubric.name}, {evidence.element}{': ' if label else ''}{label}", "classifying")
    yield _text(RULINGS[line.verdict], "assessing")
    if line.note:
        yield _text(line.note, "commenting")
    if line.verdict is Ruling.WEAK and evidence.reason:  # the tool's words, with which the ruling agrees
        yield {**_text(reason_label(rubric, evidence.reason), "describing"), "creator": SOFTWARE}
    if evidence.lead_in:
        yield _text(f"It completes: “{evidence.lead_in.quote}”", "describing")
    if READ_BY_OCR in evidence.notes:
        yield {**_text(note_in_words(rubric, READ_BY_OCR), "describing"), "creator": SOFTWARE}


def _text(value: str, purpose: str) -> Json:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _target(one: Candidate, row: DocumentRow, texts: _Texts) -> Json:
    evidence = one.evidence
    archived = f"urn:sha256:{evidence.document}"
    address = public_link(row.url) or public_link(row.source)
    source: Json = {"id": quote(address, safe=_OF_ADDRESSES) if address else archived, "type": "Text"}
    if row.media_type:
        source["format"] = row.media_type
    source["schema:name"] = document_title(row)
    target: Json = {"type": "SpecificResource", "source": source, "selector": list(_selectors(one, row, texts))}
    if address:  # which of the states of the address it was
        state: Json = {"type": "TimeState", "cached": archived}
        target["state"] = {**state, "sourceDate": _utc(row.fetched)} if row.fetched else state
    return target


def _selectors(one: Candidate, row: DocumentRow, texts: _Texts) -> Iterator[Json]:
    evidence = one.evidence
    prefix, suffix = around(texts.of(one), evidence.start, evidence.end)
    yield {"type": "TextQuoteSelector", "exact": evidence.quote, "prefix": prefix, "suffix": suffix}
    if texts.stands_in_print(one):
        yield {
            "type": "TextPositionSelector",
            "start": evidence.start,
            "end": evidence.end,
            "schema:description": f"Unicode characters of what `firmword text {evidence.document}` prints, from 0.",
        }
    if row.media_type == PDF:
        page: Json = {"type": "FragmentSelector", "conformsTo": PDF_FRAGMENTS, "value": f"page={evidence.page}"}
        boxes = [box for box in evidence.boxes if box.page == evidence.page]
        if boxes:
            page["refinedBy"] = {"type": "FragmentSelector", "conformsTo": PDF_FRAGMENTS, "value": _rectangle(boxes)}
        yield page


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a quote: so much that all three together stand in the text only once."""
    width = AROUND
    while True:
        begin, stop = max(0, start - width), end + width
        whole = text[begin:stop]
        if text.find(whole, text.find(whole) + 1) < 0:
            return text[begin:start], text[end:stop]
        width *= 2


def _rectangle(boxes: list[PageBox]) -> str:
    """The rectangle around boxes of one page: left, top, width and height, in points from the page's top left."""
    left, top = min(box.x0 for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.x1 for box in boxes), max(box.bottom for box in boxes)
    return f"viewrect={left:.1f},{top:.1f},{right - left:.1f},{bottom - top:.1f}"


def _utc(at: str) -> str:
    """A moment of the log as the model wants it."""
    return at.removesuffix("+00:00") + "Z" if at.endswith("+00:00") else at


def _urn(name: str) -> str:
    """A name that is the same in each export."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'firmword {name}')}"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)

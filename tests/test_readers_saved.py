"""Files that hold a page, files of office programs, and files that are not read: never raw, always told."""

from __future__ import annotations

import base64
import gzip
import io
import plistlib
import quopri
import zipfile

import pytest

from extractors.kinds import classified
from extractors.readers import read, sniff
from extractors.records import Document, Outcome, Reading, Role
from rubric.kinds import Kind

PAGE = "<html><body><h1>Code</h1><p>We respect the dignité of our people.</p></body></html>"
SENTENCE = "We respect the dignité of our people."


def _read(content: bytes, name: str, served_as: str | None = None) -> Reading:
    return read(content, sniff(content, name, served_as), name)


def _document(content: bytes, name: str) -> Document:
    reading = _read(content, name)
    assert reading.outcome is Outcome.READ, reading.detail
    assert reading.document is not None
    return reading.document


def _part(body: bytes, encoding: str, charset: str) -> bytes:
    coded = {"quoted-printable": quopri.encodestring(body), "base64": base64.encodebytes(body), "8bit": body}[encoding]
    head = f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return head.encode() + b"Content-Location: https://www.alder.example/code\r\n\r\n" + coded


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("name", ["code.mhtml", "code.mht", "code.html", "code"])
def test_a_saved_page_is_read_as_the_page(encoding: str, charset: str, name: str) -> None:
    head = b'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    style = b"--x\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n"
    page = b"--x\r\n" + _part(PAGE.encode(charset), encoding, charset) + b"\r\n--x--\r\n"
    document = _document(head + style + page, name)
    assert document.text == f"Code\n{SENTENCE}"
    assert document.url == "https://www.alder.example/code"


def test_a_saved_page_is_of_the_kind_of_a_web_page() -> None:
    page = "<html><body><p>We make cloth.</p></body></html>"
    document = _document(b"MIME-Version: 1.0\r\n" + _part(page.encode(), "8bit", "utf-8"), "cloth.mhtml")
    assert classified(document, None, "cloth").kind is Kind.WEB_PAGE


def test_a_saved_page_of_one_part_is_read_and_of_a_mail_with_a_file_the_file_is_told() -> None:
    alone = b"MIME-Version: 1.0\r\n" + _part(PAGE.encode(), "base64", "utf-8")
    assert SENTENCE in _document(alone, "code.mht").text
    mail = (
        b"From: hr@alder.example\r\nSubject: Code\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWe act.\r\n"
        b"--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=rules.txt\r\n\r\n"
        b"Not this.\r\n--x--\r\n"
    )
    reading = _read(mail, "code.eml")
    assert reading.outcome is Outcome.PARTLY_READ
    assert reading.document is not None
    assert reading.document.text == "We act."
    assert "Other documents in the file were not read: rules.txt." in reading.detail


def _mail(kind: str, *parts: tuple[str, str], end: str = "--x--") -> bytes:
    """A message of several parts, each with its head and its body."""
    head = f"MIME-Version: 1.0\r\nContent-Type: {kind}; boundary=x\r\n\r\n"
    return (head + "".join(f"--x\r\n{about}\r\n\r\n{body}\r\n" for about, body in parts) + end).encode()


WEB, TEXT = "Content-Type: text/html; charset=utf-8", "Content-Type: text/plain; charset=utf-8"


def test_the_page_of_a_frame_is_read_in_its_place() -> None:
    outer = (WEB, '<html><body><p>We act.</p><iframe src="cid:f1@m" width=9></iframe><p>Always.</p></body></html>')
    inner = (f"{WEB}\r\nContent-ID: <f1@m>", f"<html><body><p>{SENTENCE} “Überall”</p></body></html>")
    picture = ("Content-Type: image/png", "abc")
    reading = _read(_mail("multipart/related", outer, inner, picture), "code.mhtml")
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")
    assert reading.document is not None
    assert reading.document.text == f"We act.\n{SENTENCE} “Überall”\nAlways."


def test_of_two_forms_of_a_mail_the_one_with_the_words_is_read() -> None:
    for page, read_as in (("<p>Your program shows no web pages.</p>", TEXT), (f"<p>{SENTENCE}</p>", WEB)):
        reading = _read(_mail("multipart/alternative", (TEXT, f"{SENTENCE} {SENTENCE}"), (WEB, page)), "code.eml")
        assert (reading.outcome, reading.detail) == (Outcome.READ, "")
        assert reading.document is not None
        assert reading.document.text.count(SENTENCE) == (2 if read_as is TEXT else 1)


def test_what_a_mail_passes_on_and_where_a_file_breaks_off_is_told() -> None:
    passed_on = ("Content-Type: message/rfc822", f"Subject: rules\r\n{TEXT}\r\n\r\n{SENTENCE}")
    for made, told in (
        (_mail("multipart/mixed", (TEXT, "See below."), passed_on), "Other documents in the file were not read"),
        (_mail("multipart/mixed", (TEXT, "One."), (TEXT, SENTENCE)), "Other documents in the file were not read"),
        (_mail("multipart/related", (WEB, PAGE), end=""), "The file breaks off"),
        (_mail("multipart/related", (WEB + "\r\nContent-Transfer-Encoding: base64", "PHA+V2Ug!WN0")), "is damaged"),
    ):
        reading = _read(made, "code.eml")
        assert reading.outcome is Outcome.PARTLY_READ, reading
        assert told in reading.detail


def test_a_mail_out_of_a_mailbox_is_read_as_a_mail() -> None:
    mail = b"From hr@alder.example Mon May  3 10:00:00 2021\r\n" + _mail("multipart/mixed", (TEXT, SENTENCE))
    assert _document(mail, "code.eml").text == SENTENCE


def test_a_saved_page_without_a_page_is_told() -> None:
    content = b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nabc"
    reading = _read(content, "code.mhtml")
    assert reading.outcome is Outcome.UNSUPPORTED
    assert "save it as PDF" in reading.detail


def test_a_text_that_begins_like_a_header_is_a_text() -> None:
    assert "Scope: all mills" in _document(b"Scope: all mills\nOwner: the board\n\nWe act.", "code.txt").text


def test_a_web_archive_is_read_as_its_page() -> None:
    main = {"WebResourceData": PAGE.encode("utf-16-le"), "WebResourceMIMEType": "text/html"}
    main |= {"WebResourceTextEncodingName": "utf-16-le", "WebResourceURL": "https://www.alder.example/code"}
    content = plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
    assert _document(content, "code.webarchive").text == f"Code\n{SENTENCE}"
    assert _read(plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY), "a.webarchive").outcome is Outcome.DAMAGED


@pytest.mark.parametrize("name", ["code.html", "code.md", "code.txt"])
def test_front_matter_is_no_text_and_says_title_and_date(name: str) -> None:
    matter = '---\nlayout: default\ntitle: "Our code"\ndate: 2024-05-06\ntags:\n  - rights\n---\n'
    document = _document(
        f"{matter}<p>We act.</p>".encode() if name.endswith("html") else f"{matter}We act.".encode(), name
    )
    assert (document.text, document.title, document.published) == ("We act.", "Our code", "2024-05-06")


def test_a_text_between_two_rules_is_no_front_matter() -> None:
    assert (
        "We respect human rights" in _document(b"---\nWe respect human rights at all mills.\n---\nWe act.", "c.md").text
    )


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"{\\rtf1\\ansi We respect human rights.}", "code.rtf", "Rich Text (RTF)"),
        (b"{\\rtf1\\ansi We respect human rights.}", "code.doc", "Rich Text (RTF)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "code.doc", "an old Office file"),
        (b"%!PS-Adobe-3.0\n(We act) show", "code.ps", "PostScript"),
        (b'<?xml version="1.0"?><rss><title>We act</title></rss>', "code.xml", "XML"),
        (b'{"title": "Code", "text": "We respect human rights."}', "code.json", "data (JSON)"),
        (gzip.compress(b"We act.", mtime=0), "code.gz", "a packed file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "code.png", "a picture"),
    ],
)
def test_a_kind_that_is_not_read_is_named_with_its_cure_and_never_raw(content: bytes, name: str, told: str) -> None:
    reading = _read(content, name)
    assert (reading.outcome, reading.document) == (Outcome.UNSUPPORTED, None)
    assert told in reading.detail
    assert reading.detail.startswith(f"{name}: ")


def _package(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def test_packages_of_other_programs_are_named() -> None:
    assert "an Excel workbook" in _read(_package(xl__workbook_xml="<a/>"), "a.xlsx").detail
    assert "a packed folder" in _read(_package(a="x"), "a.zip").detail


NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {"office": "office", "text": "text", "style": "style", "table": "table"}.items()
)


def test_an_opendocument_text_is_read_without_what_is_struck_deleted_or_raised() -> None:
    body = """<text:tracked-changes><text:changed-region><text:p>Deleted.</text:p></text:changed-region>
    </text:tracked-changes><text:h text:outline-level="1">Code</text:h>
    <text:p>We respect<text:span text:style-name="up">1</text:span> human<text:s/>rights.
    <text:note><text:note-citation>2</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>
    </text:note></text:p><text:p><text:span text:style-name="struck">We may not.</text:span></text:p>
    <text:p>We never use:</text:p><text:list><text:list-item><text:p>child labour</text:p></text:list-item></text:list>
    <table:table><table:table-row><table:table-cell><text:p>Risk</text:p></table:table-cell><table:table-cell>
    <text:p>Action</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Hours
    </text:p></table:table-cell><table:table-cell><text:p>Checks</text:p></table:table-cell></table:table-row>
    </table:table>"""
    styles = """<style:style style:name="struck"><style:text-properties style:text-line-through-style="solid"/>
    </style:style><style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>"""
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    package = _package(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)
    document = _document(package, "code.odt")
    texts = {document.text[b.start : b.end]: b for b in document.blocks}
    assert list(texts) == [
        "Code", "We respect human rights.", "A note.", "We never use:", "child labour",
        "Risk", "Action", "Hours", "Checks",
    ]  # fmt: skip
    assert (texts["Checks"].header, texts["Checks"].row) == ("Action", "Hours")
    assert (texts["A note."].role, texts["child labour"].role) == (Role.FOOTNOTE, Role.ITEM)
    assert texts["child labour"].lead_in is not None


def test_a_package_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "")
    with zipfile.ZipFile(out, "a") as package:
        claim = package.infolist()[0]
        claim.file_size = 2 * 1024**3
        package.comment = b"x"  # writes the list of parts anew, with the claim
    reading = _read(out.getvalue(), "code.docx")
    assert reading.outcome is Outcome.TOO_LARGE
    assert "unpacks to 2,048 MB" in reading.detail

"""An exchange with a server, kept as a WARC: the request, the answer, and the redirects on the way.

Each document that was fetched has a file of its own, written whole or not at all. The last answer's body stands in it
as it was unpacked, so that its digest is the name of the bytes in the archive; headers about how it came over the
wire keep their words under `X-Archive-Orig-`. The bodies of redirects are never read, and so marked.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.files import Place
from archive.places import digests_of, files_of
from archive.register import Line, Visit
from archive.store import Archive
from archive.web import Answer, Hop

FOLDER = "warc"
ON_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
SAME_CONTENT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def keep_exchange(archive: Archive, answer: Answer, sha256: str, known: Visit | None) -> tuple[str, str]:
    """Writes the exchange and returns the file's name below the archive's folder, and its SHA-256.

    It stands there under its name once the register names it (`Files.finish`): no killed run leaves one unnamed.
    `known` is an earlier visit that brought the same bytes: they are then referred to, not written again.
    """
    day, _, moment = answer.fetched[:19].replace("-", "").replace(":", "").partition("T")
    name = f"{FOLDER}/{day}/{day}T{moment}Z-{uuid.uuid4().hex[:12]}.warc.gz"
    digest = hashlib.sha256()

    def fill(file: BinaryIO) -> None:
        _write(WARCWriter(_Digested(file, digest), gzip=True, warc_version="1.1"), answer, sha256, known)

    archive.files.write_unfinished(name, fill)
    return name, digest.hexdigest()


def gone_and_unknown(place: Place, lines: Iterable[Line]) -> tuple[set[str], set[str]]:
    """The exchanges that the register names and the archive lacks, and those that it has and no line names."""
    files = files_of(place)
    named = {line.visit.warc for line in lines if line.visit.warc}
    there = {name for name in files.sizes(FOLDER) if name.endswith(".warc.gz")}
    there |= set(files.unfinished()) & named
    return named - there, there - named


def changed(place: Place, lines: Iterable[Line]) -> Iterator[str]:
    """The exchanges whose content is not what the register says; those that are gone are none of them."""
    said = {line.visit.warc: line.visit.warc_sha256 for line in lines if line.visit.warc}
    for name, found in digests_of(place, list(said)):
        if found != said[name]:
            yield name


class _Digested:
    """A file that digests what is written to it."""

    def __init__(self, file: BinaryIO, digest: hashlib._Hash) -> None:
        self._file = file
        self._digest = digest

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def _write(writer: WARCWriter, answer: Answer, sha256: str, known: Visit | None) -> None:
    for hop in answer.chain[:-1]:
        truncated = {"WARC-Truncated": "length"}
        record = writer.create_warc_record(
            hop.url,
            "response",
            io.BytesIO(),
            0,
            http_headers=_head(hop),
            warc_headers_dict=_about(hop, answer, truncated),
        )
        _pair(writer, hop, record)
    last = answer.chain[-1]
    digest = {"WARC-Payload-Digest": f"sha256:{sha256}"}
    if known is None:
        head = _head(last, len(answer.content))
        body = io.BytesIO(answer.content)
        record = writer.create_warc_record(
            last.url, "response", body, len(answer.content), http_headers=head,
            warc_headers_dict=_about(last, answer, digest),
        )  # fmt: skip
    else:
        refers = {
            "WARC-Profile": NOT_MODIFIED if answer.status == 304 else SAME_CONTENT,
            "WARC-Refers-To-Target-URI": known.final_url,
            "WARC-Refers-To-Date": _date(known.at),
        }
        record = writer.create_warc_record(
            last.url, "revisit", http_headers=_head(last), warc_headers_dict=_about(last, answer, digest | refers)
        )
    _pair(writer, last, record)


def _pair(writer: WARCWriter, hop: Hop, response: object) -> None:
    first, *lines = hop.asked.decode("latin-1").rstrip("\r\n").split("\r\n")
    head = StatusAndHeaders(first, _pairs(lines), is_http_request=True)
    writer.write_request_response_pair(
        writer.create_warc_record(hop.url, "request", io.BytesIO(), 0, http_headers=head), response
    )


def _about(hop: Hop, answer: Answer, more: dict[str, str]) -> dict[str, str]:
    return {"WARC-Date": _date(answer.fetched), "WARC-IP-Address": hop.address, **more}


def _date(moment: str) -> str:
    return f"{moment[:19]}Z"


def _head(hop: Hop, length: int | None = None) -> StatusAndHeaders:
    """The head of an answer; `length` of the body as it is kept, where there is one."""
    first, *lines = hop.answered.decode("latin-1").rstrip("\r\n").split("\r\n")
    protocol, _, status = first.partition(" ")
    pairs = _pairs(lines)
    if length is not None:
        pairs = [(f"X-Archive-Orig-{name}" if name.lower() in ON_THE_WIRE else name, value) for name, value in pairs]
        pairs.append(("Content-Length", str(length)))
    return StatusAndHeaders(status, pairs, protocol=protocol)


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    split = (line.partition(": ") for line in lines)
    return [(name, value) for name, _, value in split]

"""A company's answers come back in the file that was sent: read, kept, and noted in the log with what they answer.

Of the documents that it names only web addresses and files that lie beside it are taken. What cannot be taken is told
and left out; the rest is kept.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from archive.register import Visit
from archive.store import Archive
from errors import InputError
from extractors.records import Listing
from findings.engagement import Press, asked_in, engagement, noted, pressed, published_lines
from findings.words import public_link
from forms import listed, moment
from reports.answer_files import MOST_BYTES, Answers, NamedDocument, read_answers
from reports.export import inert, mark
from reports.files import whole_file
from reports.questions_heads import HEADING, as_headed
from workspace import ARCHIVE
from workspace.records import ENGAGEMENT, Decision, Ruling
from workspace.store import Store


@dataclass(frozen=True, slots=True)
class Received:
    """What was noted of a file."""

    company: str
    rubric: str
    answers: int
    documents: tuple[Listing, ...]  # to be screened
    left_out: tuple[str, ...]  # what could not be taken, each with the reason
    frozen: str  # when the scores were published, where they are frozen as they stood then; "" else


def receive(store: Store, path: Path, who: str) -> Received:
    """Read a file of answers, keep its bytes, and note in the log what it says.

    `who` reads it in; answers carry the name of who answered. A file that was read in before is not noted again, but
    for documents that were not beside it then. Raises InputError for a file that holds no answers, is too large, was
    read in before and names no document that can be taken, belongs to questions that nobody in this workspace asked,
    or to others than its reference says.
    """
    content = _bytes_of(path)
    said = read_answers(content, path.name)
    asked = _asked(store, said, path)
    company, rubric = asked[0].company, asked[0].rubric
    sha256 = hashlib.sha256(content).hexdigest()
    so_far = engagement(store, company, rubric)
    of_this = [line for line in so_far if line.document == sha256]
    known = {line.element for line in asked}
    documents, refused = _listings(said.documents, company, path.parent)
    press, by = pressed(company, rubric, who, sha256), said.answered_by or company
    offered = [
        press.line(Ruling.OFFERED, named.indicator if named.indicator in known else "", _told(named), one.source, by)
        for named, one in documents
    ]
    received = press.line(Ruling.RECEIVED, note=path.name, quote=said.reference)
    if of_this:
        left_out, later = _read_before(of_this, path, offered), _not_yet(of_this, offered)
        lines = [received, *later] if later else []
    else:
        lines = [received, *_answers(said, known, press, by), *offered]
        left_out = _unasked(said, known)
        _kept(store, path, content, press.at)
    if lines:
        noted(store, lines)
    return Received(
        company=company,
        rubric=rubric,
        answers=sum(one.verdict is Ruling.ANSWERED for one in lines),
        documents=tuple(listing for _, listing in documents),
        left_out=(*left_out, *refused),
        frozen=next((moment(line.at) for line in published_lines(so_far)), ""),
    )


def _answers(said: Answers, known: Container[str], press: Press, by: str) -> Iterator[Decision]:
    for one, (answer, question) in said.answers.items():
        if one in known:
            yield press.line(Ruling.ANSWERED, one, answer, question, by)


def _unasked(said: Answers, known: Container[str]) -> list[str]:
    left_out = [f"the answer on “{one}”: no such indicator was asked about" for one in said.answers if one not in known]
    return left_out + [f"the answer “{one}”: its row names no indicator" for one in said.unplaced]


def _not_yet(before: Iterable[Decision], offered: Iterable[Decision]) -> list[Decision]:
    """Of a file that was read in before, the documents that were left out then: they may lie beside it by now."""
    taken = {line.quote for line in before if line.verdict is Ruling.OFFERED}
    return [one for one in offered if one.quote not in taken]


def _read_before(before: Sequence[Decision], path: Path, offered: Sequence[Decision]) -> list[str]:
    """What is not noted again. Raises InputError where the file names no document that can be taken, either."""
    first = next(line for line in before if line.verdict is Ruling.RECEIVED)
    told = f"{first.who} read in this very file at {moment(first.at)}"
    if not offered:
        raise InputError(f"{path}: {told}; nothing was noted again")
    return [f"the answers; {told}, and they are noted once"]


def _kept(store: Store, path: Path, content: bytes, at: str) -> None:
    """The file stands in the archive as documents do, with a line in the register."""
    archive, address = Archive(store.workspace / ARCHIVE), path.absolute().as_uri()
    archive.register.add(Visit(address, at, archive.keep(content), len(content), address))
    store.note_visits(*archive.register.end())


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB; it is no file of answers")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name the file that the company sent") from error


def _asked(store: Store, said: Answers, path: Path) -> tuple[Decision, ...]:
    """What was asked under the file's reference.

    Raises InputError where nobody asked it, and where the file is of other questions: a reference that somebody copied
    into it from another file would put one company's answers into the record of another.
    """
    reference = said.reference
    found = asked_in(store.decisions(None, ENGAGEMENT), reference)
    if not found:
        raise InputError(
            f"reference {reference}: no questions with it were drafted in this workspace; "
            "give the workspace that they are from with --workspace"
        )
    told = next(_otherwise(said, found), None)
    if told:
        raise InputError(
            f"{path}: its reference {reference} is {told}; copy into the file the reference that it was sent with "
            f"(`firmword engage show` tells each), nothing was noted"
        )
    return found


def _otherwise(said: Answers, asked: Sequence[Decision]) -> Iterator[str]:
    """By what a file is not that of the questions under its reference."""
    first = asked[0]
    if said.company != as_headed(first.company):
        yield f"of questions to {first.company!r}, but the file is headed {f'{HEADING}{said.company}'!r}"
    elsewhere = said.asked - {line.element for line in asked}
    if elsewhere:
        yield f"of no question on {listed(sorted(elsewhere))}, which the file asks"
    if said.drafted and said.drafted != moment(first.at):
        yield f"of questions drafted {moment(first.at)}, but the file was drafted {said.drafted}"


def _listings(
    named: Iterable[NamedDocument], company: str, folder: Path
) -> tuple[list[tuple[NamedDocument, Listing]], list[str]]:
    """What can be screened of the documents that were named, and what was refused."""
    taken, refused = [], []
    for one in named:
        source, location = one.place, public_link(one.place)
        if location is None:
            file = folder / source
            # Whoever answers names files that they sent, not files of whoever reads.
            if not _is_name(source):
                refused.append(f"“{source}”: neither a web address nor the name of a file beside the answers")
                continue
            if not file.is_file():
                refused.append(f"“{source}”: no such file beside the answers; put it there, or ask for its address")
                continue
            location = str(file.absolute())
        taken.append((one, Listing(company, source, location, published=one.published or None)))
    return taken, refused


def _is_name(place: str) -> bool:
    """Whether it is the name of a file and nothing else, by the rules of any system."""
    plain = PurePosixPath(place).name == place == PureWindowsPath(place).name
    return plain and place not in ("", ".", "..") and "\x00" not in place


def _told(named: NamedDocument) -> str:
    page = f"page {named.page}" if named.page else ""
    return ", ".join(part for part in (named.title or named.place, named.published, page, named.remark) if part)


def write_listings(documents: Iterable[Listing], output: Path) -> None:
    """Write the documents as a list that `firmword screen` takes, with the files by their whole names."""
    with whole_file(output) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as stream:
        mark(stream)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("company", "source", "published"))
        writer.writerows((inert(one.company), one.location, inert(one.published or "")) for one in documents)

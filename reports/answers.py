"""A company's answers come back in the file that was sent: read, kept, and noted in the log with what they answer.

Of the documents that it names only web addresses and files that lie beside it are taken. What cannot be taken is told
and left out; the rest is kept.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from archive.intake import date_in_list, is_url
from errors import InputError
from extractors.records import Listing, Outcome
from findings.engagement import (
    Press,
    asked_in,
    engagement,
    is_of,
    noted,
    pressed,
    published_lines,
    received_under,
    reference,
)
from findings.words import public_link
from forms import counted, guarded, listed, moment
from reports.answer_files import MOST_BYTES, Answers, NamedDocument, Unplaced, read_answers
from reports.drafted import kept, typed_over
from reports.export import mark
from reports.files import whole_file
from reports.questions_heads import HEADING, as_headed
from workspace.commands import command
from workspace.records import ENGAGEMENT, Decision, DocumentRow, Ruling
from workspace.store import Store

OUTSIDE = "outside of the boxes"
MOST_OUTSIDE = 100  # rows and cells outside of the boxes that are noted, of a file


@dataclass(frozen=True, slots=True)
class Received:
    """What was noted of a file."""

    company: str
    rubric: str
    answers: int  # that were not noted before
    named: int  # documents that were not noted before
    documents: tuple[Listing, ...]  # that can be taken and are not screened yet
    screened: int  # that are
    unplaced: tuple[Unplaced, ...]  # what stands outside of the boxes; it is noted on no indicator
    left_out: tuple[str, ...]  # what could not be taken, and what was noted before, each with the reason
    frozen: str  # when the scores were published, where they are frozen as they stood then; "" else


def receive(store: Store, path: Path, who: str) -> Received:
    """Read a file of answers, keep its bytes, and note in the log what it says.

    `who` reads it in; answers carry the name of who answered. What was noted before, of this file or of a copy of it
    that was saved anew, is not noted again. Raises InputError for a file that holds no answers, of which nothing can be
    taken, is too large, says nothing new and names no document that can be taken, belongs to questions that nobody in
    this workspace asked, or to others than its reference says.
    """
    content = _bytes_of(path)
    said = read_answers(content, path.name)
    asked = _asked(store, said, path)
    first, said = asked[0], _compared(store, said, asked, path)
    sha256 = hashlib.sha256(content).hexdigest()
    so_far = engagement(store, first.company, first.rubric)
    documents, refused = _listings(said.documents, first.company, path.parent)
    press = pressed(first.company, first.rubric, who, sha256)
    told = _lines(said, {line.element for line in asked}, press, [(named, one.source) for named, one in documents])
    before = received_under(so_far, reference(first))
    known = {_words(line) for line in before}
    fresh = [line for line in told if _words(line) not in known]
    left_out = [*said.remarks, *refused, *_remarks([one for one, _ in documents], asked)]
    if not told:
        raise InputError(f"{path}: nothing of it could be taken, and nothing was noted: {'; '.join(left_out)}")
    if len(fresh) < len(told) and any(line.verdict is Ruling.ANSWERED for line in told):
        left_out += _noted_before(before, path, sha256, fresh, bool(documents))
    if fresh:
        if all(line.document != sha256 for line in before):
            kept(store, path.absolute().as_uri(), content, press.at)
        noted(store, [press.line(Ruling.RECEIVED, note=path.name, quote=reference(first)), *fresh])
    waiting = _not_screened(store, first.company, first.rubric, [one for _, one in documents])
    return Received(
        company=first.company,
        rubric=first.rubric,
        answers=sum(one.verdict is Ruling.ANSWERED and bool(one.element) for one in fresh),
        named=sum(one.verdict is Ruling.OFFERED for one in fresh),
        documents=waiting,
        screened=len(documents) - len(waiting),
        unplaced=tuple(Unplaced(one.note, one.quote or "") for one in fresh if _is_unplaced(one)),
        left_out=tuple(left_out),
        frozen=next((moment(line.at) for line in published_lines(so_far)), ""),
    )


def _compared(store: Store, said: Answers, asked: Sequence[Decision], path: Path) -> Answers:
    """What a file says, with what was typed over the words that it was sent with; InputError where it says nothing."""
    over, remarks = typed_over(store, asked, said.printed)
    outside = (*said.unplaced, *over)
    remarks = (*said.remarks, *remarks)
    if not said.answers and not said.documents and not outside:
        told = "".join(f"; {one}" for one in remarks)
        raise InputError(f"{path}: no box is filled in, and no document is named; nothing was noted{told}")
    if further := len(outside[MOST_OUTSIDE:]):
        rows = f"{counted(further, 'further row')} outside of the boxes; read them in the file, which is kept"
        remarks = (*remarks, rows)
    return replace(said, unplaced=outside[:MOST_OUTSIDE], remarks=remarks)


def _remarks(documents: Iterable[NamedDocument], asked: Sequence[Decision]) -> Iterator[str]:
    """What is not taken of what stands beside a document; the log keeps it as it was written."""
    known = {line.element for line in asked}
    for one in documents:
        if one.indicator and one.indicator not in known:
            yield f"“{one.indicator}” beside “{one.place}”: nothing was asked about it; the document is noted on none"
        if one.published and not date_in_list(one.published):
            yield (
                f"“{one.published}” as the date of “{one.place}”: no date, or one of which day and month could be "
                "either; it is kept in the log, and the document is screened without it"
            )


def _lines(
    said: Answers, known: Container[str], press: Press, documents: Iterable[tuple[NamedDocument, str]]
) -> list[Decision]:
    """All that a file says, a line each: answers, what stands outside of the boxes, documents by their sources."""
    by = said.answered_by or press.company
    lines = []
    for one, (answer, question) in said.answers.items():
        if one in known:
            lines.append(press.line(Ruling.ANSWERED, one, answer, question, by))
        else:
            where = f"{OUTSIDE}: on “{one}”, about which nothing was asked"
            lines.append(press.line(Ruling.ANSWERED, "", answer, where, by))
    lines += [press.line(Ruling.ANSWERED, "", one.text, f"{OUTSIDE}: {one.where}", by) for one in said.unplaced]
    for named, source in documents:
        if named.indicator in known:
            lines.append(press.line(Ruling.OFFERED, named.indicator, _told(named), source, by))
        else:
            beside = f", for “{named.indicator}”" if named.indicator else ""
            lines.append(press.line(Ruling.OFFERED, "", f"{_told(named)}{beside}", source, by))
    return lines


def _words(line: Decision) -> tuple[Ruling, str, str, str | None, str]:
    """What is said by a line, to what and by whom; from words outside of the boxes it is no matter where they stood."""
    return line.verdict, line.element, line.note, None if _is_unplaced(line) else line.quote, line.who


def _is_unplaced(line: Decision) -> bool:
    return line.verdict is Ruling.ANSWERED and not line.element


def _noted_before(
    before: Sequence[Decision], path: Path, sha256: str, fresh: Sequence[Decision], documents: bool
) -> list[str]:
    """What is not noted again. Raises InputError where nothing is new and no document can be taken, either."""
    same = [line for line in before if line.verdict is Ruling.RECEIVED and line.document == sha256]
    first = same[0] if same else [line for line in before if line.verdict is Ruling.RECEIVED][-1]
    told = f"{first.who} read in {'this very file' if same else f'the same in {first.note}'} at {moment(first.at)}"
    if not fresh and not documents:
        raise InputError(f"{path}: {told}; nothing was noted again")
    some = any(line.verdict is Ruling.ANSWERED for line in fresh)
    return [f"the answers{' that were noted before' if some else ''}; {told}, and they are noted once"]


def _not_screened(store: Store, company: str, rubric: str, documents: Iterable[Listing]) -> tuple[Listing, ...]:
    """Of the documents those that were not screened yet; a file of the same name with other bytes is another."""
    rows = store.documents(company, rubric)
    done = [row for row in rows if row.screened and row.outcome is not Outcome.NOT_FETCHED]
    return tuple(one for one in documents if not any(_is_that(one, row) for row in done))


def _is_that(listing: Listing, row: DocumentRow) -> bool:
    if not is_of(row, listing.source):
        return False
    return is_url(listing.location) or row.document == hashlib.sha256(Path(listing.location).read_bytes()).hexdigest()


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
    known_by = said.reference
    found = asked_in(store.decisions(None, ENGAGEMENT), known_by)
    if not found:
        raise InputError(
            f"{path}: no questions with its reference {known_by} were drafted in this workspace; "
            f"if it was mistyped, copy into the file the one that it was sent with{_showing(store, said)}, "
            "else give the workspace that the questions are from with --workspace"
        )
    told = next(_otherwise(said, found), None)
    if told:
        raise InputError(
            f"{path}: its reference {known_by} is {told}; copy into the file the reference that it was sent with"
            f"{_showing(store, said)}, nothing was noted"
        )
    return found


def _showing(store: Store, said: Answers) -> str:
    """The commands that tell the references of the company that the file is headed with; that nobody asked it."""
    of_company = [one for one in store.decisions(None, ENGAGEMENT) if as_headed(one.company) == said.company]
    asked = dict.fromkeys((one.company, one.rubric) for one in of_company if one.verdict is Ruling.ASKED)
    if not asked:
        return f" (nobody asked {said.company!r} in this workspace)"
    told = (command("engage show", company, workspace=store.workspace, rubric=rubric) for company, rubric in asked)
    return f" ({listed([f'`{one}`' for one in told])} {'tells' if len(asked) == 1 else 'tell'} each)"


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
        taken.append((one, Listing(company, source, location, published=date_in_list(one.published))))
    return taken, refused


def _is_name(place: str) -> bool:
    """Whether it is the name of a file and nothing else, by the rules of any system."""
    plain = PurePosixPath(place).name == place == PureWindowsPath(place).name
    return plain and place not in ("", ".", "..") and "\x00" not in place


def _told(named: NamedDocument) -> str:
    page = f"page {named.page}" if named.page else ""
    return ", ".join(part for part in (named.title or named.place, named.published, page, named.remark) if part)


def write_listings(documents: Iterable[Listing], output: Path) -> None:
    """Write the documents as a list that `firmword screen` takes, with the files by their whole names.

    Nothing in it is run by a spreadsheet program; what keeps it so is taken away again where a list is read.
    """
    with whole_file(output) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as stream:
        mark(stream)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("company", "source", "published"))
        writer.writerows((guarded(one.company), guarded(one.location), one.published) for one in documents)

"""What a researcher asks to be screened, as a list of documents.

An input is a CSV with the columns `company` and `source` (and, if known, `kind`, `published`, `website`, `url` and
`sector`), a single document, a folder of one company's documents, or a web address. A row of a CSV that says `no`
under `keep` is passed over. Everything that is wrong with the request itself is an `InputError` that names the
file, the value and the cure. A listed document that does not exist is no such error: it is reported as
`not_fetched`, and the others go on.

A table may be written with commas, semicolons or tabs, as UTF-8 or (with its mark) UTF-16, with the line "sep=;" that
a spreadsheet program writes before it, and with dates as that program counts them. The apostrophe by which Firmword's
lists keep a name such as “@Home” from being run there as a formula is none of the name. A file is found by the name
that is seen, in whichever way its accents are written, and so is a company. Bytes of a file's name that are no UTF-8
are escapes in what it is called, as the store keeps it: what was screened is known again.
"""

from __future__ import annotations

import csv
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from errors import InputError
from extractors.dates import written_date
from extractors.fold import composed
from extractors.kinds import is_known
from extractors.records import Listing
from forms import as_kept, counted, unguarded

REQUIRED = ("company", "source")
OPTIONAL = ("kind", "published", "website", "url", "sector", "keep")
KEEP = ("yes", "no", "")  # what a researcher may say of a document that `collect` listed
# The endings by which a folder's documents are known; inside each file the content decides. A test holds them
# against the readers, which are too much to load for a list; only messages are left out: they lie in folders for
# other reasons.
DOCUMENT_ENDINGS = frozenset(
    {".pdf", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive", ".md", ".markdown", ".txt", ".text"}
    | {".docx", ".odt"}
)

SEPARATORS = (",", ";", "\t")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://?(?!\\)|(mailto|javascript|data):", re.IGNORECASE)
_SEP_LINE = re.compile(r"sep=(.)[ \t]*\r?\n", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:\.0*)?")
_ISO = re.compile(r"\d{4}(-\d\d?){0,2}")
CENTURIES = ("19", "20")  # those of `iso_date`
DAY_NOUGHT = date(1899, 12, 30)  # from which a spreadsheet program counts the days
MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")

MOST_FAULTS = 20  # of a table that are told at once
NEARLY = 0.8  # how alike two names of columns are, from 0 to 1, of which one may be a slip: “publishd”, “web site”

log = logging.getLogger(__name__)


def listings(inputs: Sequence[str], company: str | None) -> list[Listing]:
    """The documents that the inputs name, in order, each company and source once.

    `company`, when given, replaces the company of every document. Raises `InputError`.
    """
    found: list[Listing] = []
    for given in inputs:
        found.extend(_of_one_input(given))
    if company is not None:
        if not company.strip():
            raise InputError(f"--company {company!r} is empty; give the company's name, or leave the option out")
        found = [replace(listing, company=company.strip()) for listing in found]
    return once_each(replace(one, company=composed(as_kept(one.company)), source=as_kept(one.source)) for one in found)


def sectors(listed: Iterable[Listing]) -> dict[str, str]:
    """The sector of each company whose list names one; where its lines differ the first counts, and the log says so."""
    first: dict[str, str] = {}
    for listing in listed:
        if listing.sector and first.setdefault(listing.company, listing.sector) != listing.sector:
            kept = first[listing.company]
            log.warning("%s: the sectors %r and %r; the first counts", listing.company, kept, listing.sector)
    return first


def is_list(given: str) -> bool:
    """Whether an input is a list or a folder, which says what there is of its companies; a lone document does not."""
    return not is_url(given) and (os.path.isdir(path := same_name(Path(given))) or path.suffix.casefold() == ".csv")


def is_url(source: str) -> bool:
    """Whether a source is a web address that can be fetched."""
    return source.casefold().startswith(("http://", "https://"))


def _of_one_input(given: str) -> list[Listing]:
    if not given.strip():
        raise InputError(f"{given!r}: this input is empty; name a file, a folder or a web address (. is this folder)")
    if is_url(given):
        return [Listing(_host(given), given, given)]
    _refuse_scheme(given, given)
    path = same_name(Path(given))
    if os.path.isdir(path):
        return _of_folder(given, path)
    if not os.path.exists(path):
        raise InputError(
            f"{given}: no such file or folder (looked in {Path.cwd()}); "
            "correct the path, or begin a web address with http:// or https://"
        )
    if path.suffix.casefold() == ".csv":
        return list(_of_csv(path))
    return [Listing(path.stem, given, str(path.absolute()))]


def _refuse_scheme(source: str, where: str) -> None:
    """Refuses an address that is not fetched, such as ftp://."""
    if (scheme := _SCHEME.match(source)) and not is_url(source):
        kind = scheme[1] or scheme[2]
        raise InputError(
            f"{where}: {kind}: is not fetched; download the document and give its path, or its address with http:// or https://"
        )


def same_name(path: Path) -> Path:
    """The path, or the one that looks the same: accents are letters of their own for one system, marks for another.

    Also for what no path can be, such as a name that is too long: reading it then says so, of this document alone.
    """
    if os.path.exists(path) or path.parent == path:
        return path
    folder = same_name(path.parent)
    wanted = composed(path.name)
    try:
        same = [one for one in folder.iterdir() if composed(one.name) == wanted]
    except OSError:
        return path
    return same[0] if len(same) == 1 else path


def _of_folder(given: str, folder: Path) -> list[Listing]:
    """One company's documents, at any depth, sorted; hidden files and folders are left out."""
    company = folder.resolve().name
    documents = sorted(path for path in folder.rglob("*") if _is_document(path, folder))
    if not documents:
        raise InputError(
            f"{given}: no document in this folder (looked for {', '.join(sorted(DOCUMENT_ENDINGS))}); "
            "name the folder that holds the documents"
        )
    return [Listing(company, path.as_posix(), str(path.absolute())) for path in documents]


def _is_document(path: Path, folder: Path) -> bool:
    # "~$" begins the lock files that a word processor leaves beside an open document.
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.casefold() in DOCUMENT_ENDINGS and path.is_file()


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:  # such as an unclosed bracket around an IPv6 address
        host = None
    if not host:
        raise InputError(f"{url}: no host in this web address; write it as https://host/path")
    return host


def _of_csv(path: Path) -> Iterator[Listing]:
    for row in table_rows(path, REQUIRED):
        if row.get("keep", "").casefold() != "no":
            yield _of_row(row, path)


def table_rows(path: Path, required: Sequence[str], may_be_empty: bool = False) -> Iterator[dict[str, str]]:
    """The rows of a CSV about companies, each with the cells of its columns by their names; none required is empty.

    Raises InputError with the file, the line and the cure of each row that cannot be meant, also for a table without
    rows where there must be some.
    """
    faults: list[str] = []
    count = 0
    rows = _table(path, required)
    while True:
        try:
            line, columns, cells = next(rows)
            if not count:
                _tell_mistyped(columns, path, required)
            count += 1
            row = _row(columns, cells, path, line, required)
            checked = _checked({name: unguarded(cell) for name, cell in row.items()}, path, line)
        except StopIteration:
            break
        except InputError as error:  # of one row, or of all that comes after: then there is no next
            faults.append(str(error))
            continue
        yield checked
    if faults:
        raise InputError(_together(faults, path))
    if count == 0 and not may_be_empty:
        raise InputError(f"{path}: no document is listed below the header; add one line for each document")


def _together(faults: Sequence[str], path: Path) -> str:
    """One message of all faults of a table."""
    if len(faults) == 1:
        return faults[0]
    more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    told = [fault.removeprefix(f"{path}: ") for fault in faults[:MOST_FAULTS]]
    return "\n  ".join([f"{path}: {len(faults)} faults, so nothing of it was taken up", *told, *more])


def _tell_mistyped(columns: Sequence[str], path: Path, required: Sequence[str]) -> None:
    """Says which columns are not read though they are nearly called as one that would be."""
    missing = [name for name in dict.fromkeys((*required, *REQUIRED, *OPTIONAL)) if name not in columns]
    for column in columns:
        if column not in (*required, *REQUIRED, *OPTIONAL) and (meant := get_close_matches(column, missing, 1, NEARLY)):
            log.warning("%s: the column %r is not read; did you mean %r? Then rename it", path, column, meant[0])


def named_cells(path: Path, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of any CSV as spreadsheets write it, with their lines and with their cells by the columns' names.

    Raises InputError with the file, the line and the cure.
    """
    for line, columns, cells in _table(path, required):
        yield line, _row(columns, cells, path, line, required)


def _table(path: Path, required: Sequence[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    """The rows below the header: the line, the columns' names and the cells of each."""
    text = _csv_text(path)
    named = _SEP_LINE.match(text)
    body = text[named.end() :] if named else text
    header = next((line for line in re.split(r"[\r\n]", body) if line.strip()), "")
    lines = StringIO(body, newline="")  # no other sign than CR and LF ends a line
    reader = csv.reader(lines, delimiter=named[1] if named else _delimiter(header), strict=True)
    before = 1 if named else 0
    columns: list[str] | None = None
    for line, cells in ((line + before, cells) for line, cells in _rows(reader, path)):
        if columns is None:
            columns = _columns(cells, path, line, required)
            continue
        yield line, columns, cells
    if columns is None:
        raise InputError(f"{path}: the file is empty; it needs a first line with the columns {','.join(required)}")


def _csv_text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return content.decode("utf-16" if content.startswith(MARKS_OF_UTF16) else "utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the file and its permissions") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        value = error.object[error.start : error.start + 1].hex()
        raise InputError(
            f"{path}: line {line}: the byte 0x{value} is not UTF-8; save the table again as CSV with encoding UTF-8"
        ) from error


def _delimiter(header: str) -> str:
    """What parts the header: a semicolon, as spreadsheets in many countries write, or a tab, else a comma."""
    return max(SEPARATORS, key=header.count)


def _rows(reader: Iterable[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the number of its (last) line."""
    rows = iter(reader)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"{path}: line {_line_of(reader)}: not readable as CSV ({error}); "
                'close every quotation mark, and write a quotation mark inside a cell as ""'
            ) from error
        if any(cell.strip() for cell in cells):
            yield _line_of(reader), cells


def _line_of(reader: Iterable[list[str]]) -> int:
    return int(getattr(reader, "line_num", 0))


def _columns(cells: Sequence[str], path: Path, line: int, required: Sequence[str]) -> list[str]:
    columns = [cell.strip(" \t\r\n\u00a0\u200b\ufeff").casefold() for cell in cells]
    for name in required:
        if name not in columns:
            raise InputError(
                f"{path}: line {line}: the column {name!r} is missing (found: {', '.join(columns)}); "
                f"the first line must name the columns {', '.join(required)}"
            )
    for name in dict.fromkeys((*required, *REQUIRED, *OPTIONAL)):
        if columns.count(name) > 1:
            raise InputError(f"{path}: line {line}: the column {name!r} stands there twice; keep one of them")
    return columns


def _row(
    columns: Sequence[str], cells: Sequence[str], path: Path, line: int, required: Sequence[str]
) -> dict[str, str]:
    surplus = [cell for cell in cells[len(columns) :] if cell.strip()]
    if surplus:
        raise InputError(
            f"{path}: line {line}: {counted(len(cells), 'cell')} under {counted(len(columns), 'column')} "
            f"(the last: {surplus[-1]!r}); put a cell that contains the separator in quotation marks"
        )
    row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    for name in required:
        if not row.get(name):
            raise InputError(f"{path}: line {line}: the cell {name!r} is empty; fill it in, or delete the line")
    if (said := row.get("keep", "").casefold()) not in KEEP:
        raise InputError(f"{path}: line {line}: {said!r} under keep is neither yes nor no; write one, or nothing")
    return row


def _checked(row: dict[str, str], path: Path, line: int) -> dict[str, str]:
    """The row as it is meant: the names of company and sector in one spelling, that of the company in one line too,
    the date as ISO date."""
    where = f"{path}: line {line}"
    row["company"] = composed(" ".join(row["company"].split()))
    row |= {name: composed(row[name]) for name in ("kind", "published", "sector") if name in row}
    if "\0" in "".join(row.values()) or not row["company"]:
        raise InputError(f"{where}: a name that is empty, or holds a NUL; write the row anew")
    _refuse_scheme(row.get("source", ""), where)
    if said := row.get("published", ""):
        row["published"] = _date_of(said, where)
    if (kind := row.get("kind", "")) and not is_known(kind):
        log.warning("%s: the kind %r is not known; the document itself is asked", where, kind)
    return row


def date_in_list(said: str) -> str | None:
    """The date of a cell as ISO date, also as a spreadsheet program counts days: 45363 is 2024-03-12."""
    if serial := _SERIAL.fullmatch(said):
        return (DAY_NOUGHT + timedelta(days=int(serial[1]))).isoformat()
    return written_date(re.sub(r"[T ]\d\d:\d\d.*$", "", said))


def _date_of(said: str, where: str) -> str:
    found = date_in_list(said)
    if found is None:
        raise InputError(
            f"{where}: {said!r} under published {_why_no_date(said)}; write it as 2024-03-12, 2024-03 or 2024"
        )
    if found > date.today().isoformat():
        log.warning("%s: %r under published lies in the future; is it the right year?", where, said)
    return found


def _why_no_date(said: str) -> str:
    if _ISO.fullmatch(said):
        return "is in no calendar" if said.startswith(CENTURIES) else "is of no year from 1900 to 2099"
    return "is no date of a calendar, or one of which day and month could be either"


def _of_row(row: dict[str, str], path: Path) -> Listing:
    source = row["source"]
    return Listing(
        company=row["company"],
        source=source,
        location=located(source, path.parent),
        kind=row.get("kind") or None,
        published=row.get("published") or None,
        website=row.get("website") or None,
        url=row.get("url") or None,
        sector=row.get("sector") or None,
    )


def located(source: str, folder: Path) -> str:
    """Where a list's source is: a web address, or the path of a file, counted from the folder of the list."""
    return source if is_url(source) else str(same_name(Path(os.path.abspath(folder / source))))


def once_each(found: Iterable[Listing]) -> list[Listing]:
    """The first listing of each company and source; the others are dropped with a note in the log."""
    first: dict[tuple[str, str], Listing] = {}
    for listing in found:
        key = (listing.company, listing.source)
        if key not in first:
            first[key] = listing
            continue
        same = "" if listing == first[key] else ", with other details; the first line counts"
        log.warning("%s: %s is listed more than once%s", listing.company, listing.source, same)
    return list(first.values())

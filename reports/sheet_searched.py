"""What a company sheet says of what was searched: the documents, and the receipts of what is not met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from findings.words import document_name, languages_in_words, moment
from forms import TRUTHS, counted
from reports.dossier import DocumentEntry, Dossier, ElementEntry, Said
from reports.logged import HOLDS
from reports.receipts import by_entries, without_a_rule
from reports.sheet_tables import Cell, Column, Look, Row

# --- documents

DOCUMENT_COLUMNS = (
    Column("Document", 18),
    Column("As it was listed", 18),
    Column("Kind", 13),
    Column("Date", 11),
    Column("Language", 11),
    Column("What became of it", 11),
    Column("Pages", 8),
    Column("Pages without text", 9),
    Column("Searched with", 18),
    Column("What could not be read or searched, or may have been missed", 29),
    Column("Public address", 21),
    Column("Link", 6),
    Column("Fetched", 11),
)


def about_documents(found: Dossier) -> tuple[str, ...]:
    """What stands above the documents: how many were searched, and how many not or not whole."""
    lacking = sum(not one.row.searched_whole for one in found.documents)
    searched = f"{found.receipt.extent} searched"
    rest = f"{counted(lacking, 'document')} not read or not searched whole" if lacking else "all of them whole"
    return (f"{searched}; {rest}. Every document that was listed for the company is here.",)


def document_row(one: DocumentEntry) -> Row:
    """A document, what became of it, and by what it was searched."""
    row = one.row
    whole = row.searched_whole
    return Row(
        (
            one.title,
            listed_as(row.source),
            one.kind,
            row.published or "",
            languages_in_words(row.language),
            Cell(one.outcome, Look.PLAIN if whole else Look.NOT_MET),
            row.pages,
            row.pages_without_text,
            _searched_with(one),
            "\n".join(_told_of(one)),
            one.link or "none",
            Cell("open", url=one.link) if one.link else "",
            moment(row.fetched),
        )
    )


def _told_of(one: DocumentEntry) -> tuple[str, ...]:
    """What was not read, and what else is to be known of the reading: each once."""
    facts = (fact.detail for fact in one.row.about.facts)
    return (*one.not_read, *(fact for fact in facts if not any(fact in told for told in one.not_read)))


def listed_as(source: str) -> str:
    """A source as it was listed; of a path from the root of a machine only the file's name leaves the house."""
    rooted = PurePosixPath(source).is_absolute() or PureWindowsPath(source).is_absolute()
    return document_name(source.replace("\\", "/")) if rooted else source


def _searched_with(one: DocumentEntry) -> str:
    parts = one.row.search.parts if one.row.search else ()
    return "\n".join(
        f"{languages_in_words(part.language)} lexicons, {part.version or 'version not kept'}"
        + (f"; no words for {counted(len(part.cannot_ask), 'element')}" if part.cannot_ask else "")
        for part in parts
    )


# --- receipts of what is not met

ZERO_COLUMNS = (
    Column("Element and what it asks", 30),
    Column("Why it is not met", 27),
    Column("What was searched", 14),
    Column("Searched for by", 20),
    Column("Passages that people judged", 16),
    Column("What was not read or not searched for it", 34),
    Column("Note", 21),
    Column("Who", 11),
    Column("When", 11),
)


def about_zeros(found: Dossier) -> tuple[str, ...]:
    """What stands above the receipts: what they tell, and which documents older rules searched."""
    told = "For each element that is not met: what was searched for it, by what, and what was not."
    outdated = found.receipt.outdated
    older = (
        (f"Searched by older rules than the present ones: {', '.join(map(listed_as, outdated))}.",) if outdated else ()
    )
    return (told, *older)


def zero_rows(found: Dossier) -> Iterator[Row]:
    """A receipt for each element that is not met."""
    searched = found.receipt.extent
    last = {line.element: line for line in found.log if line.standing == HOLDS}
    for one in found.elements:
        if one.outcome != TRUTHS["not_met"]:
            continue
        line = last.get(one.element.id)
        said = one.said or (Said("", line.decision.who, line.at, line.decision.note) if line else None)
        yield Row(
            (
                f"{one.element.id} {one.element.label}",
                one.standing,
                searched,
                _searched_by(one),
                _judged(one),
                "\n".join(f"{each.title}: {_not_searched(each)}" for each in _lacking(found, one)) or "nothing",
                *((said.note, said.who, said.at) if said else ("", "", "")),
            )
        )


def _searched_by(one: ElementEntry) -> str:
    """By how many entries of the lexicons it was searched for; without any, on what it rests."""
    return by_entries(one.rules) if one.rules else f"no entry of the lexicons; {without_a_rule(one.element)}"


def _judged(one: ElementEntry) -> str:
    total = len(one.confirmed) + len(one.against) + len(one.rejected)
    kinds = ((len(one.confirmed), "confirmed"), (len(one.against), "weak"), (len(one.rejected), "rejected"))
    judged = f"{total}: {', '.join(f'{count} {word}' for count, word in kinds if count)}" if total else "none"
    if one.waiting:
        return f"{judged}; {one.waiting} more {'was' if one.waiting == 1 else 'were'} found, which nobody judged"
    return judged if total else "none: no passage was found"


def _lacking(found: Dossier, one: ElementEntry) -> list[DocumentEntry]:
    return [each for each in found.documents if not each.row.searched_for(one.element.id)]


def _not_searched(document: DocumentEntry) -> str:
    if document.row.searched_whole:
        return "the lexicons of a language in it lack the words for this element"
    return document.outcome

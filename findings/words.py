"""What rulings, outcomes and documents are called: the same at the desk, in explanations and in what is exported."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from extractors.called import stated_title
from extractors.kinds import is_known
from extractors.readers.format import PLAIN
from extractors.records import DOUBTED, LEARNED, NOT_PARSED, READ_BY_OCR, RULED, Outcome
from forms import TRUTHS, counted, spaced
from forms import moment as moment
from rubric.kinds import Kind
from rubric.model import Rubric
from rubric.scores import Basis, Finding, Truth
from rubric.words import note_label
from workspace.records import BY_HAND_NOTE, DocumentRow, Missed
from workspace.records import RULINGS as RULINGS

OPEN = "open"  # the outcome of an element on which nobody decided
NOT_APPLICABLE = "not applicable"

BASES = {
    Basis.EVIDENCE: "rests on evidence",
    Basis.NOT_FOUND: "nothing found",
    Basis.NOT_READABLE: "not everything could be read or searched",
    Basis.NOT_APPLICABLE: "not applicable",
    Basis.BY_HAND: "decided by hand",
}

OUTCOMES = {
    Outcome.READ: "read",
    Outcome.PARTLY_READ: "partly read",
    Outcome.REPAIRED: "read after repair",
    Outcome.NO_TEXT_LAYER: "no text layer",
    Outcome.DAMAGED: "damaged",
    Outcome.ENCRYPTED: "password-protected",
    Outcome.UNSUPPORTED: "format not supported",
    Outcome.EMPTY: "empty",
    Outcome.TOO_LARGE: "too large",
    Outcome.TIMED_OUT: "took too long",
    Outcome.CRASHED: "reading failed",
    Outcome.NOT_FETCHED: "not fetched",
    Outcome.DISALLOWED: "fetching not allowed",
    Outcome.DUPLICATE: "same as another",
    Outcome.NOT_SCREENED: "not yet screened by this rubric",
}

# The facts of a document that a person may correct (`workspace.records.CORRECTABLE`).
FACTS = {
    "kind": "Kind",
    "published": "Published",
    "company_name": "The company’s name in it",
    "signed_off": "Signed off by",
}

# Of ISO 639: those that are searched, and those that companies often report in.
LANGUAGES = {
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "zh": "Chinese",
    "und": "not told",
}


def languages_in_words(codes: str | None) -> str:
    """A document's languages ("en+it"): "English, Italian"; the code of one that has no name here."""
    return ", ".join(LANGUAGES.get(one, f"the language “{one}”") for one in (codes or "").split("+") if one)


def kind_in_words(code: str | None) -> str:
    """A kind of document; the words of the list where they name none of ours."""
    return spaced(code) if code in frozenset(Kind) else code or ""


# Notes of a passage that no rubric defines: how it was found and read. Who found it by hand is said by its name.
_FOUND = {
    LEARNED: "brought in by a trained model: the rules alone do not count it",
    DOUBTED: "the rules take it for support, the model does not",
    READ_BY_OCR: "its words were recognised in the picture of a page",
    RULED: "weak by words that the rules read, which no model outweighs",
    NOT_PARSED: "in a language for which there is no parser: matched by its words alone",
    BY_HAND_NOTE: "found by hand",
}
_VIA = "via "


def note_in_words(rubric: Rubric, code: str) -> str:
    """A note of a passage in words: the rubric's own label, or how the passage was found and read."""
    if code.startswith(_VIA):
        return f"found by the rules for {code.removeprefix(_VIA)} of another rubric, which asks for much the same"
    return _FOUND.get(code) or note_label(rubric, code)


def outcome_of(finding: Finding) -> str:
    """An element's outcome in a word, by decisions alone: met, not met, not applicable or open."""
    if finding.basis is Basis.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return OPEN if finding.decided is Truth.UNKNOWN else TRUTHS[finding.decided]


def document_name(source: str) -> str:
    """The last part of a path or address: enough to recognise a document by."""
    return source.rstrip("/").rsplit("/", 1)[-1] or source


def basis_said(basis: Basis, outcomes: Collection[Truth], passages: int) -> str:
    """On what one of the outcomes rests, proposed or decided; where neither is told by evidence, what was found."""
    if basis is Basis.EVIDENCE and not any(one is Truth.MET for one in outcomes) and Truth.UNKNOWN in outcomes:
        return f"{counted(passages, 'passage')} found"
    return BASES[basis]


def missing_in_words(row: DocumentRow | None) -> str:
    """That a document is not found any more: "not in the list since 2026-03-31, last seen 2025-03-31"; "" else."""
    if row is None or row.missing is None:
        return ""
    what = "in the list" if row.missing.how is Missed.NOT_LISTED else "received"
    seen = f", last seen {row.missing.last[:10]}" if row.missing.last else ""
    return f"not {what} since {row.missing.since[:10]}{seen}"


def document_title(row: DocumentRow) -> str:
    """What a document is called, as it was told when it was read, else the file's name.

    Of what was read before that was kept it is the title that the file states, where it can be one; of a text, which
    states none, its first heading was kept for one, and counts where it names a kind of document.
    """
    if row.about.called is not None:
        return row.about.called or document_name(row.source)
    title = stated_title(row.title, row.company)
    is_text = (row.media_type or "").startswith(PLAIN)
    return title if title and (is_known(title) or not is_text) else document_name(row.source)


def public_link(url: str | None) -> str | None:
    """The address when it is one that a browser may safely follow, else None: also for what is no address at all."""
    try:
        return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None
    except ValueError:
        return None

"""A document's text as it was read, to check offsets against."""

from __future__ import annotations

from errors import InputError
from workspace.commands import command
from workspace.store import Store

SHORTEST = 8  # characters of a hash that are enough to name a document


def document_text(store: Store, sha256: str) -> str:
    """The text in which the offsets of evidence count; a unique beginning of the hash is enough.

    Raises InputError when no document, or more than one, is meant, or when it has no text.
    """
    wanted = sha256.strip().lower()
    rows = [row for row in store.documents() if row.document and row.document.startswith(wanted)]
    hashes = sorted({row.document for row in rows if row.document})
    if len(wanted) < SHORTEST or not hashes:
        raise InputError(
            f"{sha256!r}: no such document in this workspace; give one from "
            f"`{command('export', 'documents', workspace=store.workspace)}`, "
            f"or at least its first {SHORTEST} characters"
        )
    if len(hashes) > 1:
        raise InputError(f"{sha256!r}: several documents begin so ({', '.join(hashes)}); give one in full")
    document = store.document(hashes[0])
    if document is None:
        row = rows[0]
        raise InputError(f"{sha256!r}: {row.source} has no text ({row.outcome}): {row.detail}")
    return document.text

"""How often each entry of the lexicons decided about a passage of a workspace, and which never did."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from extractors.records import Verdict
from lexicons import languages, load
from workspace.store import Store


@dataclass(frozen=True, slots=True)
class Usage:
    """One entry; the numbers are candidates on which it fired, over all companies and rubrics."""

    entry: str
    concept: str
    lexicon: str  # "en/rights"
    supports: int
    weak: int
    documents: int

    @property
    def fired(self) -> int:
        """All candidates on which it fired."""
        return self.supports + self.weak


def usage(store: Store) -> list[Usage]:
    """Every entry of the present lexicons, the most used first; those that never fired last, in file order.

    A candidate names the rules that decided about it: an entry that only fires elsewhere counts as never.
    """
    counts: Counter[tuple[str, Verdict]] = Counter()
    documents: dict[str, set[str]] = {}
    for candidate in store.candidates():
        if candidate.current:
            for rule in {hit.rule for hit in candidate.evidence.rules}:
                counts[rule, candidate.evidence.verdict] += 1
                documents.setdefault(rule, set()).add(candidate.evidence.document)
    rows = [
        Usage(
            entry=entry.id,
            concept=entry.concept,
            lexicon=f"{language}/{entry.lexicon}",
            supports=counts[entry.id, Verdict.SUPPORTS],
            weak=counts[entry.id, Verdict.WEAK],
            documents=len(documents.get(entry.id, ())),
        )
        for language in languages()
        for entry in load(language).entries
    ]
    return sorted(rows, key=lambda row: -row.fired)


def as_json(rows: Sequence[Usage]) -> str:
    """The entries as a JSON list."""
    return json.dumps([asdict(row) | {"fired": row.fired} for row in rows], ensure_ascii=False, indent=2) + "\n"


def as_text(rows: Sequence[Usage]) -> str:
    """A line for each entry, and the list of those that never fired."""
    used = [row for row in rows if row.fired]
    never = [row for row in rows if not row.fired]
    width = max((len(row.entry) for row in used), default=0)
    lines = [f"{'entry':{width}}  candidates  supports    weak  documents"]
    lines += [f"{row.entry:{width}}  {row.fired:10}  {row.supports:8}  {row.weak:6}  {row.documents:9}" for row in used]
    lines += ["", f"{len(never)} of {len(rows)} entries decided about no candidate of this workspace:"]
    lines += [f"  {row.lexicon}: {row.entry}" for row in never]
    return "\n".join(lines) + "\n"

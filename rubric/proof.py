"""A proof for people and for programs: as text, and as data for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from forms import TRUTHS, points
from rubric.scores import Bounds, Proof, ProofKind, Truth

PROOF_VERSION = 1  # raised when a field of proof_data changes its meaning

_NOTE_WORDS = {
    "low": "Least, if nothing open is met",
    "high": "Greatest, if all that is open is met",
    "discretionary": "Discretionary",
    "caution": "Caution",
}


def with_evidence(proof: Proof, evidence: Mapping[str, Sequence[str]]) -> Proof:
    """The same proof with the evidence (candidate ids, keyed by the element's full id) under its elements."""
    return replace(
        proof,
        evidence=tuple(evidence.get(proof.name, ())) if proof.kind is ProofKind.ELEMENT else (),
        parts=tuple(with_evidence(part, evidence) for part in proof.parts),
    )


def proof_text(proof: Proof, titles: Mapping[int, str] = MappingProxyType({})) -> str:
    """The proof as lines for a reader who does not know the code, ending without a line break.

    `titles` are those of the rubric's stages.
    """
    staged = bool(proof.parts) and proof.parts[0].name.startswith("Stage")
    worth = _bounds_text(proof.bounds, staged, titles) if proof.bounds else ""
    lines = [f"{proof.name} {proof.label}: {worth}" if worth else proof.name]
    single = not any(note.kind == "high" for note in proof.notes)
    for note in proof.notes:
        word = "Why" if note.kind == "low" and single else _NOTE_WORDS[note.kind]
        if not (staged and len(titles) == 1):  # of a first stage or one below: there is but one
            lines.append(f"  {word}: {note.text}")
    for level in proof.parts:
        if staged and len(titles) == 1:
            level = replace(level, name=titles[1])
        lines.extend(_node_lines(level, 1))
    return "\n".join(lines)


def proof_data(proof: Proof) -> dict[str, object]:
    """The proof as data for JSON: `version` at the top, then the tree as nested nodes."""
    return {"version": PROOF_VERSION, **_node_data(proof)}


_STAGES = "the highest stage with public evidence is "
_NOT_WHOLE = "no public evidence of all of it"  # of some of it there may be


def stage_text(bounds: Bounds, titles: Mapping[int, str] = MappingProxyType({})) -> str:
    """Bounds of a topic or module in words; from outside nobody knows where a company stands.

    Where a rubric has one stage alone, a criterion is "Described", or there is "no public evidence of all of it".
    """
    return f"{'' if len(titles) == 1 else _STAGES}{short_stage_text(bounds, titles)}"


def short_stage_text(bounds: Bounds, titles: Mapping[int, str]) -> str:
    """The same without its beginning, for a cell or a line below a head that has it: "from none to 2 Established"."""
    low, high = (_stage_worth(int(number), titles) for number in (bounds.low, bounds.high))
    if low == high:
        return low
    return f"still open: {high}, or {low}" if len(titles) == 1 else f"from {low} to {high}"


def stage_name(number: int, titles: Mapping[int, str]) -> str:
    """A stage by its name in a sentence: stage 2 Established; of one that is the only one its title, “Described”."""
    if len(titles) == 1 and number in titles:
        return f"“{titles[number]}”"
    return f"stage {number} {titles.get(number, '')}".strip()


def _stage_worth(number: int, titles: Mapping[int, str]) -> str:
    if not number:
        return _NOT_WHOLE if len(titles) == 1 else "none"
    return titles[number] if len(titles) == 1 else f"{number} {titles.get(number, '')}".strip()


def _bounds_text(bounds: Bounds, staged: bool, titles: Mapping[int, str]) -> str:
    if staged:
        return stage_text(bounds, titles if len(titles) == 1 else {})
    return points(bounds.low, bounds.high)


def _node_lines(node: Proof, depth: int) -> Iterator[str]:
    """A level or element on a line with its value and what settles it; a group's branches under it."""
    value = TRUTHS[node.value] if node.value is not None else ""
    indent = "  " * depth
    if node.kind is ProofKind.ELEMENT:
        yield f"{indent}[{value}] {node.name} {node.label}"
        if node.evidence:
            yield f"{indent}  evidence: {', '.join(node.evidence)}"
        return
    settled = "waits for" if node.value is Truth.UNKNOWN else "decided by"
    elements = ", ".join(id.partition("/")[2] for id in node.decided_by)
    yield f"{indent}[{value}] {node.name}, {settled} {elements}"
    for part in node.parts:
        yield from _node_lines(part, depth + 1)


def _node_data(node: Proof) -> dict[str, object]:
    """A node with the fields that say something about its kind."""
    data: dict[str, object] = {"kind": node.kind.value, "name": node.name}
    if node.label:
        data["label"] = node.label
    if node.bounds is not None:
        data["low"], data["high"] = node.bounds.low, node.bounds.high
        data["notes"] = [{"kind": note.kind, "text": note.text} for note in node.notes]
    if node.value is not None:
        data["value"] = node.value.value
        data["decided_by"] = list(node.decided_by)
    if node.kind is ProofKind.ELEMENT:
        data["evidence"] = list(node.evidence)
    else:
        data["parts"] = [_node_data(part) for part in node.parts]
    return data

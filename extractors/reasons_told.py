"""Reasons told: what can be checked of one candidate, in at most four short lines for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from extractors.attributes import BOUND, LIMIT, SAYS
from extractors.reasons import Attribute, Contrast, Reasons, Sides
from extractors.records import Verdict
from forms import listed

_BOTH, _UNLIMITED = BOUND["b"][0], LIMIT["n"][0]
_AS_SAID = ("force", "who", "told", "limit")  # "a promise of the company, under a condition"


def lines(reasons: Reasons, labels: Mapping[str, str]) -> tuple[str, ...]:
    """At most four lines, what is in doubt first; `labels` say what each reason of the rubric stands for."""
    told = (
        _sides(reasons.sides, labels),
        _attributes(reasons.attributes),
        _contrast(reasons.contrast, reasons.sides.differ),
        f"Nearest of our own wordings: “{reasons.nearest}”" if reasons.nearest else "",
    )
    return tuple(line for line in told if line)


# --- rules and model


def _sides(sides: Sides, labels: Mapping[str, str]) -> str:
    """Rules and model side by side; without a model nothing, since what the rules say is said already."""
    if sides.sure is None:
        return ""
    model = f"{sides.sure:.0%} for support"
    by_rules, likeliest = (labels.get(code or "", "").rstrip(".") for code in (sides.rules_reason, sides.likeliest))
    if sides.differ:
        return f"Rules and model differ: {_differing(sides, model, by_rules, likeliest)}."
    if sides.rules is Verdict.SUPPORTS:
        return f"Rules and model agree that it supports (the model: {model})."
    if sides.rules is None:
        return f"The rules pass it by. The model ({model}) likeliest sees: {likeliest}."
    if sides.rules_reason == sides.likeliest:
        return f"Rules and model agree (the model: {model}): {by_rules}."
    return f"Neither takes it for support. The rules: {by_rules}. The model ({model}) likeliest sees: {likeliest}."


def _differing(sides: Sides, model: str, by_rules: str, likeliest: str) -> str:
    if sides.rules is Verdict.SUPPORTS:
        return f"support by the rules, {model} by the model, which likeliest sees: {likeliest}"
    if sides.rules is None:
        return f"the rules pass it by, the model gives {model}"
    return f"{model} by the model, but by the rules: {by_rules}"


# --- attributes


def _attributes(attributes: Sequence[Attribute]) -> str:
    """What rules and model read differently, then what is not as the element asks, then what is."""
    in_order = sorted(attributes, key=lambda one: _AS_SAID.index(one.place))
    known = [one for one in in_order if one.rules or one.model]
    differing = [one for one in known if one.differ and one.asked]
    amiss = [one for one in known if not one.differ and not _fits(one)]
    fitting = [one for one in known if not one.differ and _fits(one) and one.asked and one.asked != (_UNLIMITED,)]
    told = (
        _said("Read differently", differing, _by_each, asked=True),
        _said("Not as asked", amiss, _read, asked=True),
        _said("As asked", fitting, _read, asked=False),
    )
    return " ".join(filter(None, told))


def _fits(attribute: Attribute) -> bool:
    return not attribute.asked or (attribute.rules or attribute.model) in attribute.asked


def _said(head: str, some: Sequence[Attribute], say: Callable[[Attribute], str], asked: bool) -> str:
    if not some:
        return ""
    wanted = f" ({_together(some, _asked)})" if asked else ""
    return f"{head}{wanted}: {_together(some, say)}."


def _together(some: Sequence[Attribute], say: Callable[[Attribute], str]) -> str:
    """ "A promise of the company, under a condition"."""
    joined = ("", *(" " if one.place == "who" else ", " for one in some[1:]))
    return "".join(join + say(one) for join, one in zip(joined, some, strict=True))


def _asked(attribute: Attribute) -> str:
    """What the element asks at one place; where both may be bound, each may."""
    names = [name for name in attribute.asked if name != _BOTH]
    return _of(attribute, " or ".join(SAYS[name] for name in names))


def _read(attribute: Attribute) -> str:
    said = _of(attribute, SAYS[attribute.rules or attribute.model or ""])
    if attribute.rules is None:
        return f"{said} (so the model)"
    return said + _carried(attribute)


def _by_each(attribute: Attribute) -> str:
    by_rules, by_model = (_of(attribute, SAYS[name or ""]) for name in (attribute.rules, attribute.model))
    return f"{by_rules}{_carried(attribute)} by the rules but {by_model} by the model"


def _of(attribute: Attribute, said: str) -> str:
    return f"of {said}" if attribute.place == "who" else said


def _carried(attribute: Attribute) -> str:
    return f" ({', '.join(_quoted(attribute.words))})" if attribute.words else ""


# --- what would turn it


def _contrast(contrast: Contrast | None, differ: bool) -> str:
    if contrast is None:
        return ""
    words = _quoted(contrast.words)
    if contrast.counts:
        named = listed(words) if contrast.together else " or ".join(words)
        return f"Without {named} it would count{' by the rules' if differ else ''}."
    which = "all of them" if contrast.together else "it" if len(words) == 1 else "any one of them"
    rests = f"{'By the rules it' if differ else 'It'} rests on {listed(words)}"
    return f"{rests}: take {which} away and it would not count."


def _quoted(words: Sequence[str]) -> list[str]:
    return [f"“{word}”" for word in words]

"""Reasons told: what can be checked of one candidate, in at most four short lines for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from extractors.attributes import BOUND, LIMIT, SAYS
from extractors.reasons import Attribute, Contrast, Reasons, Sides
from extractors.records import Verdict
from forms import listed, shortened

_BOTH, _UNLIMITED = BOUND["b"][0], LIMIT["n"][0]
_LONGEST = 60  # characters of a passage that are cited
_AS_SAID = ("force", "who", "told", "limit")  # "a promise of the company, under a condition"


def lines(reasons: Reasons, labels: Mapping[str, str]) -> tuple[str, ...]:
    """At most four lines, what is in doubt first; `labels` say what each reason of the rubric stands for."""
    told = (
        _sides(reasons.sides, labels, apart=any(map(_is_apart, reasons.attributes))),
        _attributes(reasons.attributes, reasons.sides.counts),
        " ".join(filter(None, (_contrast(reasons.contrast, reasons.sides.differ), _beside(reasons)))),
        f"Nearest of our own wordings: “{reasons.nearest}”" if reasons.nearest else "",
    )
    return tuple(line for line in told if line)


# --- rules and model


def _sides(sides: Sides, labels: Mapping[str, str], apart: bool) -> str:
    """Rules and model side by side; where no model says how sure it is or differs nothing: the rules' word is said.

    `apart`: they read an attribute differently, so that it would mislead to say that they agree.
    """
    by_rules, likeliest = (labels.get(code or "", "").rstrip(".") for code in (sides.rules_reason, sides.likeliest))
    if sides.differ:
        return f"Rules and model differ: {_differing(sides, by_rules, likeliest)}."
    if sides.sure is None:
        return ""
    model = f"{sides.sure:.0%} for support"
    if sides.rules is None:
        figure = "" if sides.sure_said else f" ({model})"
        return f"The rules pass it by. The model{figure} likeliest sees: {likeliest}."
    if sides.rules is Verdict.SUPPORTS:
        both = "Both take it for support" if apart else "Rules and model agree that it supports"
        return f"{both} (the model: {model})."
    if sides.rules_reason == sides.likeliest:
        both = "Neither takes it for support" if apart else "Rules and model agree"
        return f"{both} (the model: {model}): {by_rules}."
    return f"Neither takes it for support. The rules: {by_rules}. The model ({model}) likeliest sees: {likeliest}."


def _differing(sides: Sides, by_rules: str, likeliest: str) -> str:
    """How they differ; in words alone where the model cannot say how sure it is, or the explanation has said it."""
    figure = None if sides.sure is None or sides.sure_said else f"{sides.sure:.0%} for support"
    if sides.rules is Verdict.SUPPORTS:
        return f"support by the rules, {figure or 'doubt'} by the model, which likeliest sees: {likeliest}"
    if sides.rules is None:
        gives = f"gives {figure}" if figure else "rather takes it for support"
        return f"the rules pass it by, the model {gives}"
    return f"{figure or 'support'} by the model, but by the rules: {by_rules}"


# --- attributes


def _attributes(attributes: Sequence[Attribute], counts: bool) -> str:
    """What rules and model read differently, then what is not as the element asks, then what is.

    Nothing is said to be as asked for the lack of which the passage is said to fail, nor not as asked where it counts:
    it does not count against it, and would be read as an objection to the verdict.
    """
    in_order = sorted(attributes, key=lambda one: _AS_SAID.index(one.place))
    known = [one for one in in_order if one.rules or one.model]
    differing = [one for one in known if _is_apart(one)]
    amiss = [one for one in known if not one.differ and not _fits(one)] if not counts else []
    fitting = [one for one in known if _fits(one) and _is_worth_saying(one)]
    told = (
        _said("Read differently", differing, _by_each, asked=True),
        _said("Not as asked", amiss, _read, asked=True),
        _said("As asked", fitting, _read, asked=False),
    )
    return " ".join(filter(None, told))


def _is_apart(attribute: Attribute) -> bool:
    """Whether rules and model read differently what the element asks for."""
    return attribute.differ and bool(attribute.asked)


def _is_worth_saying(attribute: Attribute) -> bool:
    """Whether it may be said to be as asked; that nothing limits a promise goes without saying."""
    return not (attribute.differ or attribute.fails) and attribute.asked not in ((), (_UNLIMITED,))


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
    if differ:  # it does not count now: what it rests on is only why the rules would count it
        return f"By the rules it would count because of {listed(words)}."
    which = "all of them" if contrast.together else "it" if len(words) == 1 else "any one of them"
    return f"It rests on {listed(words)}: take {which} away and it would not count."


def _beside(reasons: Reasons) -> str:
    """What it would be without the passages before and after, and which of them turned it."""
    beside, sure = reasons.beside, reasons.sides.sure
    if beside is None:
        return ""
    alone = (
        "it would count" if beside.counts else "it would be a near miss" if beside.found else "it would not be found"
    )
    words = {"before": beside.before, "after": beside.after}
    places = [place for place, said in words.items() if said]
    quoted = listed(_quoted([shortened(said, _LONGEST) for said in words.values() if said]))
    which = f"the passage{'s' if len(places) > 1 else ''} {listed(places)} ({quoted})"
    verb = ("lower" if beside.counts else "raise") + ("s" if len(places) == 1 else "")
    figure, to = "", "what does not count" if beside.counts else "support"
    if sure is not None:
        digits = ".0%" if f"{sure:.0%}" != f"{beside.alone or 0.0:.0%}" else ".1%"
        figure = f" ({beside.alone:{digits}})" if beside.alone is not None else ""
        to = f"{sure:{digits}}"
    return f"Read alone {alone}{figure}; {which} {verb} it to {to}."


def _quoted(words: Sequence[str]) -> list[str]:
    return [f"“{word}”" for word in words]

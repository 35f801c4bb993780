"""A company's journey for people and programs: by topic, by module, what is missing, and the plan.

For rubrics that count stages. What is said is always the highest stage with public evidence: a journey is a
company's own assessment, and from outside only what is published can be seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from findings.company import CompanyState
from findings.lacking import open_in, outcomes_of
from findings.standing import confirmed, no_such_document, though_confirmed
from findings.words import OPEN
from forms import WIDTH, counted, wrapped
from reports.company import company_meant, read_company, rubrics_used
from rubric.journey import Gap, Journey, ModuleProgress, PlanStep, TopicProgress, journey
from rubric.model import Scoring
from rubric.proof import short_stage_text, stage_name, stage_text
from rubric.scores import Bounds
from workspace.store import Store

FROM_OUTSIDE = (
    "Only what is published can be seen from outside: a company may be further than its public evidence, and "
    "nothing here says where it stands."
)
LOOKED_AT = "looked at: none found"  # by people
SEARCHED = "searched for: none found"  # by the rules, whatever people decided


class Ground(StrEnum):
    """What an answer rests on: what is told of it follows from that."""

    DECIDED = "decided"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Titles:
    """How stages and statements are named, and what people said of the statements."""

    stages: Mapping[int, str]
    statements: Mapping[str, str]
    confirmed: Mapping[str, int]  # passages of a statement that people confirmed
    outcomes: Mapping[str, str]  # of statements, as people decided: "met", "not met", "not applicable" or "open"

    def lacking(self, statement: str, gap: Gap, ground: Ground = Ground.DECIDED) -> str:
        """What is said of a statement that a gap lacks: that nothing was found only where nothing is confirmed.

        A proposal knows of no decision: of what people decided otherwise it tells what the rules found.
        """
        if ground is Ground.PROPOSED:
            return SEARCHED if statement in gap.against else ""
        if statement not in gap.against:
            return self.outcomes[statement]
        passages = self.confirmed.get(statement, 0)
        return f"looked at: not met{though_confirmed(passages)}" if passages else LOOKED_AT

    def undecided_told(self, gaps: Sequence[Gap]) -> str:
        """How many statements of these gaps nobody decided; "" where there are none."""
        left = sum(len(open_in(gap, self.outcomes)) for gap in gaps)
        every = sum(len(gap.statements) for gap in gaps)
        return f"{left} of {every} {'is' if left == 1 else 'are'} {OPEN}: nobody decided yet" if left else ""


@dataclass(frozen=True, slots=True)
class TopicReport:
    """One topic with its module: from decisions alone, and as if the proposals were decided."""

    decided: TopicProgress
    proposed: TopicProgress
    module_decided: ModuleProgress
    module_proposed: ModuleProgress
    titles: Titles


@dataclass(frozen=True, slots=True)
class JourneyReport:
    """All modules of one company, or one of them."""

    company: str
    rubric: str
    title: str
    decided: Journey
    proposed: Journey
    decisions: int
    titles: Titles
    credit: str
    lacking: tuple[str, ...] = ()  # that the company has no document of a kind in which elements must stand


def journey_report(store: Store, company: str, wanted: str, rubric: str | None = None) -> JourneyReport | None:
    """The journey of a company when a rubric of stages ("rsj-2018") or one of its modules ("2") is asked for.

    None when `wanted` is neither, or a module with the name of one of its topics: that tells of its module, too.
    A company's name may be written in other capitals. Raises InputError for an unknown company or rubric.
    """
    company = company_meant(store, company)
    for used in rubrics_used(store, company, rubric):
        topics = [indicator.id for indicator in used.indicators]
        modules = {theme.id.casefold(): theme.id for theme in used.themes if theme.id not in topics}
        asked = wanted.strip().casefold()
        if used.scoring is Scoring.STAGES and asked in (used.name.casefold(), *modules):
            return journey_of(read_company(store, company, used), modules.get(asked))
    return None


def journey_of(state: CompanyState, module: str | None = None) -> JourneyReport:
    """The journey of a company under a rubric of stages, or of one of its modules."""
    rubric = state.rubric
    return JourneyReport(
        company=state.company,
        rubric=rubric.name,
        title=rubric.title,
        decided=_only(_decided(state), module),
        proposed=_only(_proposed(state), module),
        decisions=len(state.decisions),
        titles=titles(state),
        credit=rubric.credit,
        lacking=_lacking(state, module),
    )


def _lacking(state: CompanyState, module: str | None) -> tuple[str, ...]:
    asked = (one for one in state.rubric.indicators if module in (None, one.theme))
    told = (no_such_document(state, element) for indicator in asked for element in indicator.elements)
    return tuple(dict.fromkeys(filter(None, told)))


def topic_report(state: CompanyState, topic: str) -> TopicReport | None:
    """A topic and its module; None for a rubric of points."""
    if state.rubric.scoring is not Scoring.STAGES:
        return None
    decided, proposed = _module_of(_decided(state), topic), _module_of(_proposed(state), topic)
    return TopicReport(
        decided=next(one for one in decided.topics if one.topic == topic),
        proposed=next(one for one in proposed.topics if one.topic == topic),
        module_decided=decided,
        module_proposed=proposed,
        titles=titles(state),
    )


def titles(state: CompanyState) -> Titles:
    """The names of a rubric's stages, the labels of its statements, and what is confirmed of them."""
    rubric = state.rubric
    return Titles(
        {stage.number: stage.title for stage in rubric.stages},
        {element.id: element.label for element in rubric.elements},
        {element.id: confirmed(state, element) for element in rubric.elements},
        outcomes_of(state),
    )


def _decided(state: CompanyState) -> Journey:
    return journey(state.rubric, {id: finding.decided for id, finding in state.findings.items()})


def _proposed(state: CompanyState) -> Journey:
    return journey(state.rubric, {id: finding.proposed for id, finding in state.findings.items()})


def _module_of(whole: Journey, topic: str) -> ModuleProgress:
    return next(module for module in whole.modules if any(one.topic == topic for one in module.topics))


def _only(whole: Journey, module: str | None) -> Journey:
    """One module of a journey, or all of it."""
    if module is None:
        return whole
    kept = tuple(one for one in whole.modules if one.module == module)
    own = {topic.topic for one in kept for topic in one.topics}
    return Journey(kept, tuple(step for step in whole.plan if step.topic in own))


# --- text


def as_text(report: JourneyReport) -> str:
    """The journey for people, at most 100 columns wide."""
    return "\n".join(_lines(report)) + "\n"


def topic_lines(report: TopicReport) -> Iterator[str]:
    """What a topic lacks for its next stage, and its module: as decided, and as proposed where that differs."""
    yield "As decided so far"
    yield from gap_lines(report.decided.gap, report.titles, "  ", Ground.DECIDED)
    yield from _module_lines(report.module_decided, report.titles, "  ")
    if (report.decided, report.module_decided) != (report.proposed, report.module_proposed):
        yield "As proposed: no result"
        yield from gap_lines(report.proposed.gap, report.titles, "  ", Ground.PROPOSED)
        yield from _module_lines(report.module_proposed, report.titles, "  ")


def gap_lines(gap: Gap | None, names: Titles, indent: str, ground: Ground) -> Iterator[str]:
    """The statements that lack public evidence for the next stage, and what is known of each."""
    if gap is None:
        further = "" if len(names.stages) == 1 else "; no further stage follows"
        yield from wrapped(f"All statements have public evidence{further}.", indent, indent)
        return
    fewest = "" if gap.fewest == len(gap.statements) else f", of which {gap.fewest} would do"
    missing = counted(len(gap.statements), "statement")
    confirmed, left = ("confirmed ", names.undecided_told([gap])) if ground is Ground.DECIDED else ("", "")
    head = f"No {confirmed}public evidence so far for {stage_name(gap.stage, names.stages)}"
    yield from wrapped(f"{head}: {missing}{fewest}{f'; {left}' if left else ''}", indent, indent)
    for group in gap.choices:
        mark, inner = "- ", indent + "  "
        if len(group) > 1:
            yield f"{inner}- one of these:"
            mark, inner = "· ", inner + "  "
        for id in group:
            said = names.lacking(id, gap, ground)
            yield from wrapped(f"{mark}{id} {names.statements[id]}{said and f' ({said})'}", inner, inner + "    ")


def _lines(report: JourneyReport) -> Iterator[str]:
    yield from wrapped(f"{report.company}: {report.title}")
    yield "=" * WIDTH
    for said in (FROM_OUTSIDE, *report.lacking):
        yield from wrapped(said)
    yield ""
    yield from wrapped("As proposed, if every proposal were decided as it stands. A proposal is no result.")
    yield from _journey_lines(report.proposed, report.titles, Ground.PROPOSED)
    if report.decisions:
        yield ""
        yield from wrapped(f"As decided so far, from {counted(report.decisions, 'decision')}.")
        yield from _journey_lines(report.decided, report.titles, Ground.DECIDED)
    yield ""
    yield from wrapped(report.credit)


def _journey_lines(whole: Journey, names: Titles, ground: Ground) -> Iterator[str]:
    for module in whole.modules:
        yield ""
        yield from _module_lines(module, names)
        for topic in module.topics:
            yield from wrapped(
                f"{topic.topic} {topic.title}: {short_stage_text(topic.stages, names.stages)}", "  ", "      "
            )
    yield ""
    yield "Improvement plan, the closest first"
    if not whole.plan:
        yield "  All statements have public evidence."
    if ground is Ground.DECIDED and (left := names.undecided_told([step.gap for step in whole.plan])):
        yield from wrapped(f"Of the statements that it counts as lacking {left}.", "  ", "  ")
    for number, step in enumerate(whole.plan, 1):
        yield from _step_lines(number, step, names, ground)


def _module_lines(module: ModuleProgress, names: Titles, indent: str = "") -> Iterator[str]:
    worth = stage_text(module.stages, names.stages)
    said = f"Module {module.module}, {module.title}: {worth}, as for the lowest of its topics"
    if module.spread.low != module.spread.high:
        said += f" ({', '.join(module.lowest)})"
        if len(names.stages) != 1:  # of one stage the spread is always from nothing to it
            said += f"; by what has evidence now they go {short_stage_text(module.spread, names.stages)}"
    yield from wrapped(f"{said}.", indent, indent + "    ")


def _step_lines(number: int, step: PlanStep, names: Titles, ground: Ground) -> Iterator[str]:
    effect = "; it alone holds its module back" if step.lifts_module else ""
    yield from wrapped(f"{number}. {step.topic} {step.title}{effect}", "  ", "     ")
    yield from gap_lines(step.gap, names, "     ", ground)


# --- JSON


def as_json(report: JourneyReport) -> str:
    """The journey as one JSON object."""
    data = {
        "company": report.company,
        "rubric": report.rubric,
        "title": report.title,
        "note": FROM_OUTSIDE,
        "lacking": list(report.lacking),
        "decisions": report.decisions,
        "proposed": journey_data(report.proposed, report.titles, Ground.PROPOSED),
        "decided": journey_data(report.decided, report.titles, Ground.DECIDED),
        "credit": report.credit,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def journey_data(whole: Journey, names: Titles, ground: Ground) -> dict[str, object]:
    """Modules with their topics, and the plan; `highest stage with public evidence` as stage_low, stage_high."""
    return {
        "modules": [
            {**module_data(module), "topics": [topic_data(topic, names, ground) for topic in module.topics]}
            for module in whole.modules
        ],
        "plan": [
            {
                "topic": step.topic,
                "title": step.title,
                "holds_back": step.holds_back,
                "lifts_module": step.lifts_module,
                **_gap_data(step.gap, names, ground),
            }
            for step in whole.plan
        ],
    }


def topic_report_data(report: TopicReport) -> dict[str, object]:
    """A topic and its module, decided and proposed."""
    return {
        "decided": topic_data(report.decided, report.titles, Ground.DECIDED),
        "proposed": topic_data(report.proposed, report.titles, Ground.PROPOSED),
        "module_decided": module_data(report.module_decided),
        "module_proposed": module_data(report.module_proposed),
    }


def topic_data(topic: TopicProgress, names: Titles, ground: Ground) -> dict[str, object]:
    """A topic with what it lacks; `missing` is null after the last stage."""
    return {
        "topic": topic.topic,
        "title": topic.title,
        **_stages(topic.stages),
        "missing": _gap_data(topic.gap, names, ground) if topic.gap else None,
    }


def module_data(module: ModuleProgress) -> dict[str, object]:
    """A module with its spread, without its topics."""
    return {
        "module": module.module,
        "title": module.title,
        **_stages(module.stages),
        "spread": [int(module.spread.low), int(module.spread.high)],
        "lowest": list(module.lowest),
        "fewest": module.fewest,
    }


def _gap_data(gap: Gap, names: Titles, ground: Ground) -> dict[str, object]:
    told: dict[str, object] = {
        "next_stage": gap.stage,
        "statements": list(gap.statements),
        "one_of_each": [list(group) for group in gap.choices],
        "fewest": gap.fewest,
    }
    if ground is Ground.PROPOSED:
        return {**told, "searched_for_and_none_found": list(gap.against)}
    return {
        **told,
        "looked_at_and_none_found": [id for id in gap.against if not names.confirmed.get(id)],
        "not_met_though_confirmed": [id for id in gap.against if names.confirmed.get(id)],
        OPEN: open_in(gap, names.outcomes),
    }


def _stages(bounds: Bounds) -> dict[str, int]:
    return {"stage_low": int(bounds.low), "stage_high": int(bounds.high)}

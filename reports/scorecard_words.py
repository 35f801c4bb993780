"""A scorecard in words, made from a dossier's decisions alone: what is proposed is not on it, what is open has bounds.

Its two forms, `scorecard_html.py` and `scorecard_pdf.py`, only set what stands here, so that they say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from extractors.records import Outcome
from findings.words import NOT_APPLICABLE, OPEN, OUTCOMES, document_name, languages_in_words
from forms import TRUTHS, counted, listed, sentence, span
from reports.charts import Bar, alternative
from reports.dossier import NOT_NEEDED, DocumentEntry, Dossier, ElementEntry, IndicatorEntry, Quote
from reports.explained_text import by_lexicons
from reports.journey import FROM_OUTSIDE, JourneyReport
from reports.receipts import Receipt, SearchedDocument, by_entries, without_a_rule
from reports.scorecard_records import (
    Asked,
    Chart,
    Fact,
    Group,
    Missing,
    Part,
    Passage,
    Scorecard,
    Source,
    Step,
    in_letters,
    printable,
)
from rubric.journey import Gap
from rubric.proof import stage_name, stage_text
from rubric.scores import Bounds, summed

MADE_FROM = (
    "Made from what people decided on the company's public documents. What nobody decided yet is open: a result that "
    "waits for it is shown as the least and the greatest that is still possible."
)
OF_POINTS = (
    "A theme's points are the plain sum of its indicators'; its weight is as printed in the rubric, and changes no sum."
)
OF_STAGES = (
    "The figure is the highest stage with public evidence; a stage counts with all below it. A module is as far as the "
    "lowest of its topics."
)
OF_ONE_STAGE = (
    "1 is “{title}”; 0 is no public evidence of all that is asked. A module is as far as the lowest of its topics."
)
MARKS = {"met": "●", "not met": "○", OPEN: "?", NOT_APPLICABLE: "–", NOT_NEEDED: "·"}
IN_PART = "open, shown in part"
IN_GAP = "open, in the gap alone"
IN_WORDS = {
    OPEN: "open: nobody decided yet",
    IN_PART: "open: what is confirmed does not show all that it asks",
    IN_GAP: "open: nobody decided yet; the result does not wait for it, the improvement plan counts it as lacking",
    NOT_NEEDED: "not decided: whatever it were, the result would be the same",
}
_LANGUAGE = re.compile("[a-z]{2,3}")


def _followed(link: str) -> str:
    """An address to follow: none with letters in it that a reader would not see."""
    return link if printable(link) == link else ""


# --- the whole


def scorecard(one: Dossier) -> Scorecard:
    """A dossier in the words of a scorecard."""
    groups = tuple(_groups(one))
    card = Scorecard(
        anchor=one.rubric.name,
        company=one.company,
        rubric=one.rubric.title,
        staged=one.staged,
        about=(MADE_FROM, FROM_OUTSIDE) if one.staged else (MADE_FROM,),
        people=one.people,
        facts=tuple(_facts(one)),
        charts=tuple(_charts(one)),
        groups=groups,
        total="" if one.staged else _of(_sum(one), _most(one)),
        state="final" if one.final == len(one.indicators) else "open",
        figures=_of_stages(one) if one.staged else OF_POINTS,
        details="Topics, statement by statement" if one.staged else "Indicators, element by element",
        plan=tuple(_plan(one.journey)) if one.journey else (),
        plan_told=_plan_told(one.journey) if one.journey else "",
        searched=tuple(_searched(one)),
        not_read=tuple(_not_read(one)),
        sources=tuple(map(_source, one.documents)),
        versions=tuple(_versions(one.receipt, one.anchor)),
        credit=(one.rubric.credit, one.rubric.licence),
    )
    return in_letters(card, printable)


def _facts(one: Dossier) -> Iterator[Fact]:
    if one.sector:
        yield Fact("Sector", one.sector)
    yield Fact("State", _published(one))
    yield Fact("Rubric", f"{one.rubric.title}, {one.rubric.edition}")
    if not one.staged:
        yield Fact("Points", _of(_sum(one), _most(one)))
    yield Fact("Final", f"{one.final} of {counted(len(one.indicators), 'topic' if one.staged else 'indicator')}")
    yield Fact("Last decision", one.last_decided)
    yield Fact("Decided by", listed(one.people))
    unread = len(one.receipt.not_read)
    became = f"of which {unread} not read or searched, or not wholly" if unread else "all read and searched whole"
    yield Fact("Documents", f"{len(one.documents)}, {became}")


def _published(one: Dossier) -> str:
    if one.published is None:
        return "draft, not published"
    since = f"; {listed(one.since_published)} no longer as published" if one.since_published else ""
    return f"published by {one.published.who}, {one.published.at}{since}"


def _versions(searched: Receipt, anchor: str) -> Iterator[Fact]:
    yield Fact("Rubric", f"{searched.rubric}, data {searched.rubric_version}")
    lexicons = ", ".join(f"{languages_in_words(code)} {version}" for code, version in searched.lexicons.items())
    yield Fact("Lexicons", lexicons)
    yield Fact("All rules together", searched.rules_version)
    yield Fact("Digest of the decision log, by which a later change shows", anchor)


# --- figures


def _sum(one: Dossier) -> Bounds:
    return summed(each.decided for each in one.indicators)


def _most(one: Dossier) -> int:
    return sum(each.indicator.maximum for each in one.indicators)


def _of(bounds: Bounds, maximum: float) -> str:
    return f"{span(bounds.low, bounds.high)} of {maximum:g}"


def _state(bounds: Bounds) -> str:
    return "final" if bounds.final else "open"


def _of_stages(one: Dossier) -> str:
    """What the figures of a rubric of stages mean, with the names of its stages."""
    if len(one.rubric.stages) == 1:
        (stage,) = one.rubric.stages
        return OF_ONE_STAGE.format(title=stage.title)
    names = listed([f"{stage.number} {stage.title}" for stage in one.rubric.stages])
    return f"{OF_STAGES} The stages: {names}." if names else OF_STAGES


def _groups(one: Dossier) -> Iterator[Group]:
    weights = {theme.id: f"{theme.weight} %" for theme in one.themes if theme.weight is not None}
    for theme in one.rubric.themes:
        own = [each for each in one.indicators if each.indicator.theme == theme.id]
        bounds, most = _theme_bounds(one, theme.id)
        parts = tuple(_part(one, each) for each in own)
        yield Group(theme.id, theme.title, _of(bounds, most), _state(bounds), weights.get(theme.id, ""), parts)


def _theme_bounds(one: Dossier, theme: str) -> tuple[Bounds, float]:
    """A theme's sum, or a module's lowest topic, with the most that it can be."""
    if one.journey:
        module = next(each for each in one.journey.decided.modules if each.module == theme)
        return module.stages, max(each.indicator.maximum for each in one.indicators if each.indicator.theme == theme)
    entry = next(each for each in one.themes if each.id == theme)
    return entry.decided, entry.maximum


def _charts(one: Dossier) -> Iterator[Chart]:
    themes = [
        Bar(f"{theme.id} {theme.title}", _of(bounds, most), bounds.low, bounds.high, most)
        for theme in one.rubric.themes
        for bounds, most in (_theme_bounds(one, theme.id),)
    ]
    firsts = {each.indicator.theme: each.indicator.id for each in reversed(one.indicators)}
    parts = [
        Bar(
            title=f"{each.indicator.id} {each.indicator.title}",
            figures=_of(each.decided, each.indicator.maximum),
            low=each.decided.low,
            high=each.decided.high,
            maximum=each.indicator.maximum,
            heading=f"{each.indicator.theme} {each.theme}" if firsts[each.indicator.theme] == each.indicator.id else "",
        )
        for each in one.indicators
    ]
    if one.staged:
        yield _chart("Highest stage with public evidence" if len(one.rubric.stages) != 1 else "Public evidence", parts)
        return
    yield _chart("Points by theme", themes)
    yield _chart("Points by indicator", parts)


def _chart(title: str, rows: Sequence[Bar]) -> Chart:
    return Chart(title, f"{title}. {alternative(rows)}", tuple(rows))


# --- indicators and elements


def _part(one: Dossier, entry: IndicatorEntry) -> Part:
    indicator, stages = entry.indicator, {stage.number: stage.title for stage in one.rubric.stages}
    result = _of(entry.decided, indicator.maximum)
    topics = {topic.topic: topic for topic in one.journey.decided.topics} if one.journey else {}
    gap = topics[indicator.id].gap if one.journey else None
    state = "final" if entry.final else "open"
    return Part(
        anchor=f"{one.rubric.name}-{indicator.id}",
        id=indicator.id,
        title=indicator.title,
        result=result,
        state=state,
        told=f"{sentence(stage_text(entry.decided, stages))} {sentence(state)}"
        if one.staged
        else f"{result} points, {_state(entry.decided)}.",
        asked=tuple(_asked(one, each) for each in entry.elements),
        missing=_missing(gap, one.journey) if gap and one.journey else None,
    )


def _asked(one: Dossier, entry: ElementEntry) -> Asked:
    languages = {each.row.source: each.row.language or "" for each in one.documents}
    return Asked(
        id=entry.element.id,
        label=entry.element.label,
        mark=MARKS[entry.outcome],
        outcome=_outcome(entry),
        why=tuple(_why(one.receipt, entry)),
        note=entry.said.note if entry.said else "",
        passages=tuple(_passage(each, languages.get(each.source, "")) for each in entry.confirmed),
    )


def _outcome(entry: ElementEntry) -> str:
    """The outcome in words; a reader who sees a confirmed quote is not told that nobody decided."""
    outcome = IN_PART if entry.outcome == OPEN and entry.confirmed else IN_GAP if entry.in_gap_alone else entry.outcome
    return IN_WORDS.get(outcome, outcome)


def _why(searched: Receipt, entry: ElementEntry) -> Iterator[str]:
    """On what an outcome rests, a sentence each; of what is open, only that it is asked again."""
    if entry.outcome in (OPEN, NOT_NEEDED):
        yield from [entry.standing] if entry.standing and entry.outcome == OPEN else []
        return
    if entry.standing:
        head, _, rest = entry.standing.partition(": ")  # the outcome stands before it
        yield sentence(rest) if head.lower() == entry.outcome else entry.standing
    elif entry.basis:
        yield sentence(entry.basis)
    if entry.asked_then:
        yield entry.asked_then
    if entry.said:
        yield f"Decided by {entry.said.who}, {entry.said.at}."
    if entry.zero:
        yield from _nothing(searched, entry)
    if entry.against and entry.outcome != TRUTHS["met"]:
        reasons = Counter(each.reason for each in entry.against if each.reason)
        told = "; ".join(f"{reason.rstrip('.')} ({count})" for reason, count in reasons.items())
        yield f"{counted(len(entry.against), 'passage')} held too weak{f': {told}' if told else ''}."
    if entry.rejected and entry.outcome != TRUTHS["met"]:
        rejected = f"{counted(len(entry.rejected), 'passage')} held to say nothing of it"
        yield f"{rejected}, by {listed(list(dict.fromkeys(one.who for one in entry.rejected)))}."
    if entry.waiting and entry.outcome == TRUTHS["not_met"]:
        yield f"{counted(entry.waiting, 'more passage')} found, which nobody judged."


def _nothing(searched: Receipt, entry: ElementEntry) -> Iterator[str]:
    """The receipt of a zero, shortly; what was searched stands whole in its own part."""
    unread = f"; {counted(len(searched.not_read), 'document')} not read, or not wholly" if searched.not_read else ""
    rules = entry.rules
    by = f"by {by_entries(rules)}" if rules else ""
    yield f"No passage was found in {searched.extent}{f', searched for {by}' if by else ''}{unread}."
    if not rules:
        yield f"No entry of the lexicons searches for it; {without_a_rule(entry.element)}."


def _passage(quote: Quote, language: str) -> Passage:
    printed = f" (printed “{quote.printed}”)" if quote.printed else ""
    dated = f"{quote.published}, " if quote.published else ""
    also = (f"the same in {listed(quote.also_in)}",) if quote.also_in else ()
    return Passage(
        text=quote.text,
        lead_in=quote.lead_in,
        language=language if _LANGUAGE.fullmatch(language) else "",
        document=quote.document,
        place=f"{dated}page {quote.page}{printed}",
        link=_followed(quote.link),
        said=f"Confirmed by {quote.said.who}, {quote.said.at}" if quote.said else "",
        note=quote.said.note if quote.said else "",
        remarks=tuple(sentence(one) for one in (*quote.remarks, *also)),
    )


# --- stages


def _missing(gap: Gap, report: JourneyReport) -> Missing:
    """The statements of a next stage without public evidence that a person confirmed."""
    names = report.titles
    stage = stage_name(gap.stage, names.stages)
    fewest = "" if gap.fewest == len(gap.statements) else f", of which {gap.fewest} would do"
    statements, left = counted(len(gap.statements), "statement"), names.undecided_told([gap])
    told = f"{sentence(stage)[:-1]} lacks confirmed public evidence of {statements}{fewest}"
    return Missing(
        told=f"{told}; {left}." if left else f"{told}.",
        choices=tuple(
            tuple(f"{id} {names.statements[id]} ({names.lacking(id, gap)})" for id in group) for group in gap.choices
        ),
    )


def _plan(report: JourneyReport) -> Iterator[Step]:
    for step in report.decided.plan:
        effect = "; it alone holds its module back" if step.lifts_module else ""
        yield Step(f"{step.topic} {step.title}{effect}", _missing(step.gap, report))


def _plan_told(report: JourneyReport) -> str:
    left = report.titles.undecided_told([step.gap for step in report.decided.plan])
    return f"Of the statements that the plan counts as lacking {left}." if left else ""


# --- what was searched


def _searched(one: Dossier) -> Iterator[str]:
    """A line for all, and one for each document that was searched."""
    searched = one.receipt
    were = "was" if searched.pages == 1 else "were"
    yield f"{searched.extent} {were} searched." if searched.searched else "No document could be searched."
    titles = {each.row.source: each.title for each in one.documents}
    for each in searched.searched:
        yield _searched_document(titles[each.source], each)
    if searched.outdated:
        older = listed([titles[source] for source in searched.outdated])
        yield f"Searched by older rules than the present ones, which are named below: {older}."


def _searched_document(title: str, one: SearchedDocument) -> str:
    blank = f", {one.pages_without_text} of them without text" if one.pages_without_text else ""
    blank += f" (pages {', '.join(map(str, one.blank_pages))})" if one.blank_pages else ""
    facts = "".join(f" {sentence(fact.detail)}" for fact in one.facts)
    outcome = OUTCOMES[Outcome(one.outcome)]
    return f"{title}: {counted(one.pages, 'page')}{blank}, {outcome}, by {by_lexicons(one.search)}.{facts}"


def _not_read(one: Dossier) -> Iterator[str]:
    titles = {each.row.source: each.title for each in one.documents}
    for each in one.receipt.not_read:
        outcome = OUTCOMES[Outcome(each.outcome)]
        name = document_name(each.source)  # with which the detail begins, by its path or without
        detail = each.detail.replace(each.source, name).removeprefix(f"{name}: ")
        yield f"{titles[each.source]}: {outcome}. {sentence(detail) if detail else ''}".strip()


def _source(one: DocumentEntry) -> Source:
    dated = f"published {one.row.published}" if one.row.published else "without a date"
    told: Iterable[str] = (one.kind, dated, counted(one.row.pages, "page") if one.row.pages else "", one.outcome)
    return Source(
        title=one.title,
        told=sentence(", ".join(filter(None, told))),
        address=one.link or document_name(one.row.source),  # a path of somebody's machine is not published
        link=_followed(one.link),
    )

"""Two hundred and twenty payloads: twenty shapes in each of eleven places, and a workspace that holds them all.

Each would set `window.__ran`, ask in a dialog, or load from elsewhere, if a page took it for more than words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from people_samples import BEN
from report_samples import read_whole
from review_samples import RULES, evidence, text_document

from extractors.records import LeadIn, Listing, Outcome, Role, Source, Span
from workspace.records import SECOND, Candidate, Decision, Ruling, Screening
from workspace.store import Store, open_store

RUBRIC = "chrb-core-2019"
ONE, PARTS = "A.1.1/S1.a", "A.1.2/S2.a"

RUN = "window.__ran=(window.__ran||[]).concat('{}')"
# Twenty ways out of words, attributes, addresses, scripts, styles, comments and templates.
SHAPES = (
    "<script>{run}</script>",
    "\"'><script>{run}</script>",
    "</title></textarea></script></style><script>{run}</script>",
    '<img src=x onerror="{run}">',
    '" onfocus="{run}" autofocus="" tabindex="0" x="',
    "' onmouseover='{flat}' style='position:fixed;inset:0' x='",
    "<svg/onload={flat}>",
    "<svg><script>{run}</script><style><img src=x onerror={flat}></style></svg>",
    "<details open ontoggle={flat}><summary>x</summary></details>",
    "<iframe srcdoc=\"<script>parent.__ran=['{name}']</script>\"></iframe>",
    '<a href="javascript:{run}" accesskey=c autofocus>x</a>',
    "javascript:{run}//",
    'https://x.invalid/"><script>{run}</script>',
    '<base href=//evil.invalid/><meta http-equiv=refresh content="0;url=javascript:{flat}">',
    "<b hx-get=/ hx-trigger=load hx-on::load={flat} data-hx-on:load={flat}>x</b>",
    '<noscript><p title="</noscript><img src=x onerror={flat}>">',
    "--><!--><script>{run}</script><![CDATA[ ]]><script>{run}</script>",
    "&lt;script&gt;{run}&lt;/script&gt;&#60;img src=x onerror={flat}&#62;",
    "{{{{ 999983*1000003 }}}}{{% print(999983*1000003) %}}${{{run}}}<x-y>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={flat}&gt;">\u2028\u202e',
)
PLACES = (
    "company name",
    "file name",
    "title",
    "address",
    "section heading",
    "lead-in",
    "text",
    "note",
    "reviewer",
    "sector",
    "search word",  # and this one in no store: whoever opens the page brings it
)
PRODUCT = str(999_983 * 1_000_003)  # what a template would have worked out


def payload(shape: int, place: str) -> str:
    """One payload, which tells its name when it runs."""
    name = f"{shape}-{place}".replace(" ", "-")
    run = RUN.format(name)
    return SHAPES[shape].format(run=run, flat=run.replace("'", "`").replace(" ", ""), name=name)


def payloads(shape: int) -> dict[str, str]:
    """The payloads of a shape by their places."""
    return {place: payload(shape, place) for place in PLACES}


def harmless(shape: int) -> dict[str, str]:
    """Words of the same places that nobody could take for more."""
    told = {place: f"plain {place} {shape}" for place in PLACES}
    return told | {"address": f"https://plain.invalid/{shape}"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a company of the workspace is called, and what stands where."""

    company: str
    places: Mapping[str, str]


def fill(folder: Path, places: list[dict[str, str]]) -> list[Told]:
    """A workspace with one company for each shape, which holds its payload wherever anything comes from outside."""
    with open_store(folder) as store:
        companies = [_company(store, number, one) for number, one in enumerate(places)]
        store.keep_sectors({one.company: one.places["sector"] for one in companies})
    return companies


def _company(store: Store, number: int, told: dict[str, str]) -> Told:
    company = told["company name"]
    text, title = told["text"], told["title"]
    lines = (
        (Role.HEADING, told["section heading"]),
        (Role.PARAGRAPH, f"{number}: We respect human rights {text}"),
        (Role.PARAGRAPH, f"We are committed to: {told['lead-in']}"),
        (Role.ITEM, f"freedom of association {text}"),
        (Role.PARAGRAPH, f"We are inspired by human rights {text}"),
    )
    document = text_document(lines, title)
    heading, _, before, *_ = document.blocks
    section, lead = (document.text[heading.start : heading.end],), Span(before.start, before.end)
    blocks = [replace(one, section=section) for one in document.blocks]
    blocks[3] = replace(blocks[3], lead_in=lead)
    document = replace(document, blocks=tuple(blocks), published=told["sector"], author=told["title"])
    firm = evidence(document, ONE, lines[1][1], rule_words="respect human rights")
    item = evidence(document, PARTS, lines[3][1], shows=("freedom_of_association",))
    item = replace(item, lead_in=LeadIn(lead.start, lead.end, lines[2][1], 1))
    weak = evidence(document, ONE, lines[4][1], reason="weak_wording", weight=0.5)
    firm = replace(firm, explanation=text, notes=(told["note"],))
    listing = Listing(company, f"/x/{told['file name']}.html", "/x", text, told["sector"], None, told["address"])
    source = Source(listing, "2026-01-01T00:00:00+00:00", text, document.sha256, "text/html")
    store.save_screening(read_whole(source, document, (firm, item, weak)))
    lost = replace(source, listing=replace(listing, source=f"lost {told['file name']}"), sha256=None)
    store.save_screening(Screening(lost, RUBRIC, RULES, Outcome.NOT_FETCHED, text))
    _decide(store, company, told)
    return Told(company, told)


def _decide(store: Store, company: str, told: dict[str, str]) -> None:
    """Decisions, in both readings, by somebody of a hostile name."""
    for candidate in store.candidates(company):
        ruling = Ruling.WEAK if candidate.evidence.verdict.value == "weak" else Ruling.SUPPORTS
        store.decide(_line(company, candidate.evidence.element, ruling, told, candidate))
    store.decide(_line(company, "A.1.5/S1.a", Ruling.MET, told))
    for element, ruling in ((ONE, Ruling.NOT_MET), ("A.1.5/S1.a", Ruling.NOT_MET)):
        store.decide(replace(_line(company, element, ruling, told), track=SECOND, who=f"{BEN} {told['reviewer']}"))


def _line(company: str, element: str, ruling: Ruling, told: dict[str, str], about: Candidate | None = None) -> Decision:
    found = about.evidence if about else None
    return Decision(
        company=company,
        rubric=RUBRIC,
        element=element,
        candidate=about.id if about else None,
        verdict=ruling,
        note=told["note"],
        who=told["reviewer"],
        at="2026-03-02T10:00:00+00:00",
        document=found.document if found else None,
        start=found.start if found else None,
        end=found.end if found else None,
        quote=found.quote if found else None,
        rubric_version="rubric-1",
        rules_version=about.rules_version if about else "",
    )

"""Why a passage counts or does not, for people: what decides stands first, and nothing is pointed to without a name."""

from __future__ import annotations

from evaluation.question import Question, document_of
from extractors.extract import evidence_of
from extractors.parted import parted
from extractors.records import Block, Document, Evidence, Page, Role
from extractors.rules import open_rules
from rubric.kinds import Kind

RULES = open_rules("chrb-core-2019").with_model(None)
COMPANY = "Tarn Mills"


def under(heading: str, text: str, kind: Kind = Kind.SUPPLIER_CODE) -> dict[str, Evidence]:
    document = document_of(Question(COMPANY, None, text, heading=heading))
    return {one.element: one for one in evidence_of(document, COMPANY, kind, RULES)}


def test_a_heading_by_which_a_passage_counts_is_named() -> None:
    said = under("6. Health and safety", "Workers shall not be exposed to dust.")["A.1.2/S2.c"].explanation
    assert "about “6. Health and safety”, its heading" in said


def test_a_long_heading_is_cut_between_words() -> None:
    heading = "6. Health and safety of all who work for us, of their families, and of everybody who lives nearby"
    said = under(heading, "Workers shall not be exposed to dust.")["A.1.2/S2.c"].explanation
    assert "about “6. Health and safety of all who work for us, of their …”, its heading" in said


def test_what_describes_nothing_says_which_part_was_not_found() -> None:
    said = under("Responsible Sourcing Policy", "Procurement: a yearly review.", Kind.POLICY)["B.1.1/S2.b"].explanation
    assert said.endswith("Looked for and not found in it: function, senior role.")
    listed = under("Reporting", "There is a hotline.", Kind.POLICY)["C.1/S1.a"].explanation
    assert "Looked for and not found in it: applies to all, contact, contact people, entitled to raise." in listed
    crews = under("Reporting", "Our hotline is there for contractors.", Kind.POLICY)["C.1/S2.c"].explanation
    assert crews.startswith("It is not found to say that workers of suppliers may use it.")
    assert "Looked for" not in crews


def test_the_heading_of_the_whole_document_is_no_reason() -> None:
    def why(*sections: tuple[str, ...]) -> str:
        lines = [f"{section[-1]} stands here." for section in sections]
        lines[-1] = "Procurement: a yearly review."
        starts = [sum(len(one) + 1 for one in lines[:i]) for i in range(len(lines))]
        blocks = tuple(
            Block(start, start + len(line), 1, Role.PARAGRAPH, section)
            for start, line, section in zip(starts, lines, sections, strict=True)
        )
        text = "\n".join(lines)
        document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")
        found = evidence_of(document, COMPANY, Kind.POLICY, RULES)
        return next(one.explanation for one in found if one.quote == lines[-1] and one.element == "B.1.1/S2.b")

    title = "Responsible Sourcing Policy"
    assert title in why((title,), (title,))
    assert title not in why((title,), (title, "Reviews"), (title,))


def test_who_says_so_is_parted_from_what_decides() -> None:
    for beside in (
        "The rules pass it by; a model finds it near (14% sure that it supports).",
        "A model learned from labels takes it for support (97% sure that it supports). By the rules: It is a plan.",
        "No parser read it: the words stand there. Its language has no words yet for some objections.",
        "Found by the rules for rsj-2018 of another rubric, which asks for much the same.",
        "Recognised from a scan, confidence .93: compare the words with the page.",
    ):
        assert parted(f"A negation takes the content away. {beside}") == ("A negation takes the content away.", beside)


def test_what_earlier_rules_told_the_other_way_round_stays_whole() -> None:
    told = "The rules pass it by; a model finds it near. What it may lack: The wording is too vague for a commitment."
    assert parted(told) == (told, "")


def test_too_vague_names_the_vague_words_or_says_that_none_binds_anybody_or_what_the_firm_ones_may_be_about() -> None:
    def told(text: str) -> str:
        return under("Our policy", text, Kind.POLICY)["A.1.1/S1.a"].explanation

    assert "the words to check: “strive to”" in told("We strive to respect human rights.")
    crime = told("Modern slavery is a crime and a violation of fundamental human rights.")
    assert crime.endswith("It is about “fundamental human rights”. Nothing in it is known as a promise or a rule.")
    other = told("We prohibit bribery, and human rights matter here.")
    assert other.endswith("Firm words in it, not found to be said of that: “prohibit”.")


def test_nothing_is_said_to_lack_a_promise_that_says_will() -> None:
    said = under("Our policy", "Over the next year we will be working on human rights.", Kind.POLICY)
    assert "known as a promise" not in said["A.1.1/S1.a"].explanation


def test_a_report_of_what_a_manager_did_is_not_called_speaking_to_a_manager() -> None:
    def why(whom: str) -> str | None:
        text = f"Employees are expected to report misconduct involving a peer, supervisor or director to {whom}."
        return under("Whistleblowing", text, Kind.POLICY)["C.1/S1.a"].reason

    assert why("the Receiving Officer") == "no_detail"
    assert (
        under("Speaking up", "Report misconduct to your supervisor.", Kind.POLICY)["C.1/S1.a"].reason == "managers_only"
    )
    both = "Report misconduct to your supervisor or to the Receiving Officer."
    assert under("Speaking up", both, Kind.POLICY)["C.1/S1.a"].reason != "managers_only"


def test_a_heading_makes_no_promise_of_what_another_was_set_up_to_do() -> None:
    def judged(text: str) -> str | None:
        return under("Our policy", text, Kind.POLICY)["A.1.1/S1.a"].reason

    assert judged("The commissioner was set up to uphold the rights of individuals.") == "wrong_actor"
    assert judged("The ombudsman is appointed to respect human rights.") == "wrong_actor"
    for promise in ("Upholds human rights.", "Human rights are respected.", "The Trust is committed to human rights."):
        assert judged(promise) is None, promise


def test_a_firm_promise_of_something_else_is_not_called_vague() -> None:
    def told(text: str) -> str:
        return under("Our people", text, Kind.POLICY)["A.1.2/S1.a"].explanation

    rights = told("We are committed to uphold the human rights of workers.")
    assert rights.startswith("It is firmly worded, but not found to name what is asked for.")
    vague = told("We strive to follow the fundamental conventions of the ILO.")
    assert vague.startswith("The wording is too vague for a commitment.")


def test_whom_a_name_takes_in_is_no_rule_for_suppliers() -> None:
    listed = "Third parties include agents, contractors, and business partners, but shall not include brokers."
    assert "C.2/S2.c" not in under("Whistleblowing Policy", listed, Kind.POLICY)


def test_a_promise_of_an_instrument_that_is_not_named_lacks_its_name_and_no_firm_word() -> None:
    question = Question(COMPANY, None, "Tarn Mills is committed to respecting internationally recognised human rights.")
    found = evidence_of(document_of(question), COMPANY, Kind.HUMAN_RIGHTS_POLICY, open_rules("chrb-core-2019"))
    said = {one.element: one.explanation for one in found}
    assert said["A.1.1/S1.d"].startswith("What it may lack: It is not found to name the instrument that is asked for.")


def test_violations_that_are_not_tolerated_are_what_a_promise_is_about() -> None:
    said = under("Our policy", "Human rights violations are not acceptable to us.", Kind.POLICY)
    assert said["A.1.1/S1.a"].explanation.startswith("Counts: about “Human rights violations are not acceptable”.")

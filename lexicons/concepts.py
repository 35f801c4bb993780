"""What the code itself asks of the lexicons: the concepts with which it judges, whatever the rubric.

All other concepts are named by the frames of rubrics. A language that is judged by its grammar has an entry for each
of these; `lexicons.load` refuses it else, because the code would ask in vain. Each stands with what its entries say.
"""

from __future__ import annotations

# Who
COMPANY = "company"  # "we", "the Group"
SUPPLIERS = "suppliers"  # "in the supply chain"
SUPPLIER_SUBJECT = "supplier_subject"  # "Suppliers must", "we expect our suppliers to"
ABOUT_SUPPLIERS = "about_suppliers"  # "growers", "suppliers' workers": of whom a channel may hear
IN_SUPPLY_CHAIN = "in_supply_chain"  # "forced labour in our supply chain"
OWN_OPERATIONS = "own_operations"
WORKERS = "workers"
AFFECTED = "affected"
COMMUNITIES = "communities"
AT_WORK = "at_work"  # "exits", "wages", "threats": what rules for people at work are about
THEY = "they"  # of whom the sentence before spoke
THIRD_PARTY_ACTOR = "third_party_actor"  # "governments must protect"
LEFT_TO_OTHERS = "left_to_others"  # "we urge states to uphold", "our partner adheres to"
OTHERS_SPEAK = "others_speak"  # "the Guiding Principles say that businesses should"
SENIOR_ROLE = "senior_role"  # "Head of Human Rights"
FUNCTION = "function"  # "the procurement team"

# How firmly
COMMITS = "commits"
COMMITS_WEAKLY = "commits_weakly"  # "aligned with"
COMMITS_TO_EFFORT = "commits_to_effort"  # "committed to improving"
PROHIBITS = "prohibits"
GRANTS = "grants"  # "workers are free to join"
MUST = "must"
EXPECTS = "expects"
NOT_BINDING = "not_binding"  # of a part: "Annex 2 (for information)"
OWN_PART = "own_part"  # of a part of a supplier document: "What we ask of ourselves"
ADVISES = "advises"  # "should", "recommended practice"
PROMISED_ONLY = "promised_only"  # "committed to identifying risks": what is promised is not described

# What takes it away
NEGATED = "negated"
LEAVES_OUT = "leaves_out"  # "this policy does not address forced labour"
NO_PROMISE = "no_promise"  # "nothing herein is a commitment"
UNBOUND = "unbound"  # "we would commit", "as far as our margins allow"
GIVEN_UP = "given_up"  # "we used to be committed"
OUT_OF_FORCE = "out_of_force"  # of a part: "Withdrawn in 2021"
STILL_HOLDS = "still_holds"  # "we have never abandoned this promise"
LACKS = "lacks"
MENTIONED = "mentioned"  # "a page on child labour": a right that is named while something else is ruled
CONDITIONAL = "conditional"  # "where appropriate"
ON_CONDITION = "on_condition"  # "provided that our insurer agrees"
LEGAL_LIMIT = "legal_limit"  # "where legally required"
LAW_COMPLIANCE = "law_compliance"
AS_FAR_AS_LAW = "as_far_as_law"  # CHRB Core 2019 accepts it
FUTURE = "future"
PAST = "past"
NOT_PUBLIC = "not_public"

# Where it is said
OWN_POLICY = "own_policy"
SIGNED_OFF = "signed_off"
FRAMEWORK_AGREEMENT = "framework_agreement"
REGULAR = "regular"

# What it is about
HUMAN_RIGHTS_TOPIC = "human_rights_topic"  # "our human rights policy"
RIGHTS_STATUTE = "rights_statute"  # "the Modern Slavery Act"
FORCED_LABOUR = "forced_labour"
CHILD_LABOUR = "child_labour"
RIGHTS_RISK = "rights_risk"
SALIENT = "salient"
BUSINESS_RISK = "business_risk"
RISK_SECTION = "risk_section"
CHANNEL = "channel"
ENTITLED_TO_RAISE = "entitled_to_raise"  # "you can call it about anything"
RAISES = "raises"
NO_RETALIATION = "no_retaliation"
OTHER_REMEDIES = "other_remedies"
CASE_DATA = "case_data"
FINDING = "finding"
RESULTS = "results"
REPORTED_RESULTS = "reported_results"

# The whole table: every name in capitals above.
ASKED_BY_CODE: frozenset[str] = frozenset(value for name, value in list(vars().items()) if name.isupper())

# Asked where no parser tells it.
DENIES = "denies"  # "not", "never", "nobody"
ASKED_WITHOUT_PARSER = ASKED_BY_CODE | {DENIES}

# Asked where a model reads, of its language alone: what it may not take for what the company says of itself.
DEFINES = "defines"  # "the term child refers to": what a word means
SAYS_WHAT_IT_IS = "says_what_it_is"  # "a hotline is a channel through which workers": what such a thing is anywhere
GLOSSARY = "glossary"  # of a heading: "Definitions"
ASKED_FOR_A_MODEL = frozenset({DEFINES, SAYS_WHAT_IT_IS, GLOSSARY})

# Asked of any language that has words for it; where one has none, nothing is taken away by them.
NO_DUTY = "no_duty"  # "we are under no duty to": what stands behind it nobody is bound to
SET_ASIDE = "set_aside"  # "local custom, not the Declaration": what stands behind it is not what is promised
LEFT_OPEN = "left_open"  # "review whether to implement": what stands behind it is still to be decided
ONLY_A_TOPIC = "only_a_topic"  # "a project on the conventions": what stands behind it is what something else is about
OF_OTHERS = "of_others"  # of a heading, a column or a lead-in: "Competitors' policies", "Others say:"
RESPECT_AS_A_NOUN = "respect_as_a_noun"  # "respect for human rights": as a subject it is no promise by itself
HOLDS = "holds"  # "is a basic requirement": what is said of it, so that it is one
POLICY_NAMED = "policy_named"  # "the People Policy": of which the next sentence may say "under it"
POLICY_IT_IS = "policy_it_is"  # "it is our policy, approved by the board, to": what follows is what it says
REFERS_TO_POLICY = "refers_to_policy"  # "by virtue of it", at the head of a sentence: of the policy before
TOLD_TO_IT = "told_to_it"  # "600 workers told us": what the company was told by those whom it asked, it found
OTHERS_FOUND = "others_found"  # "a study found": what somebody else found, and not of the company
ASKED_WHERE_WORDED = frozenset(
    {
        NO_DUTY,
        SET_ASIDE,
        LEFT_OPEN,
        ONLY_A_TOPIC,
        OF_OTHERS,
        RESPECT_AS_A_NOUN,
        HOLDS,
        POLICY_NAMED,
        POLICY_IT_IS,
        REFERS_TO_POLICY,
        TOLD_TO_IT,
        OTHERS_FOUND,
    }
)

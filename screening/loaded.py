"""Imported by the fork server alone, which loads by this what each worker needs (see loading.py).

Forking from it is safe: it has no threads of ours; those of numpy are made anew in each worker, and the encoder's
runtime makes none, since it is told to run on one core.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

from extractors.extract import screen_document
from extractors.readers import read
from extractors.readers.format import HTML, PLAIN
from extractors.records import Listing
from extractors.rules import open_rules
from screening.loading import RULES

# Read, found, judged, parsed and weighed once: what is loaded when it is first needed is then there.
SENTENCE = b"We are committed to respecting human rights, and we report each year how our suppliers do so."

with suppress(Exception):  # what is wrong with a rubric or a model, the run itself finds and tells
    screen_document(SENTENCE, PLAIN, Listing("", "", ""), open_rules(os.environ[RULES]))
    read(b"<p>" + SENTENCE, HTML, "")
gc.collect()
gc.freeze()  # collecting garbage in a worker would write into the memory that all share

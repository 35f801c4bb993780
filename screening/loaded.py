"""Imported by the fork server alone, which loads by this what each worker needs (see loading.py).

Forking from it is safe: it has no threads of ours; those of numpy are made anew in each worker, and the encoder's
runtime makes none, since it is told to run on one core.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from importlib import import_module

from extractors.extract import screen_document
from extractors.identified import likeliest
from extractors.readers import html
from extractors.readers.format import HTML, PLAIN
from extractors.records import Listing
from extractors.rules import open_rules
from screening.loading import FOR, RULES

# From so many documents on each worker comes by words of which stop words do not tell the language: unpacking the model
# for these takes half a second, here once, else in each worker.
MANY = 8

# Read, found, judged, parsed and weighed once: what is loaded when it is first needed is then there.
SENTENCE = b"We are committed to respecting human rights, and we report each year how our suppliers do so."

import_module("extractors.readers.pdf")
with suppress(Exception):  # what is wrong with a rubric or a model, the run itself finds and tells
    screen_document(SENTENCE, PLAIN, Listing("", "", ""), open_rules(os.environ[RULES]))
    html.read(b"<p>" + SENTENCE, HTML)
    if int(os.environ[FOR]) >= MANY:
        likeliest(SENTENCE.decode())
gc.collect()
gc.freeze()  # collecting garbage in a worker would write into the memory that all share

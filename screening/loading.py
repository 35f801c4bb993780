"""What workers need is loaded once, in the fork server, before any of them is forked from it.

A worker then starts in milliseconds, shares the memory of all that was loaded, and one that is replaced costs nothing.
The fork server is a process of its own: it loads while this one still opens the workspace. This module imports nothing
of ours, so that it can be called first of all.
"""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.forkserver import ensure_running

LOADED = "screening.loaded"  # imported by the fork server, which then has loaded everything
RULES = "FIRMWORD_LOADED_RULES"  # the fork server is given names of modules alone: by this it learns of the rubric


def begin(rubric: str) -> None:
    """Has the fork server load what searches by this rubric (its name or folder); returns at once.

    Once a process: where a fork server runs already, its workers load what it lacks themselves.
    """
    os.environ[RULES] = rubric
    multiprocessing.get_context("forkserver").set_forkserver_preload([LOADED])
    ensure_running()

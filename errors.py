"""The one base of all refusals: what cannot be done, with the file, the value and the cure in its message."""

from __future__ import annotations


class Refusal(Exception):
    """Something that cannot be done as it was asked: one message, no traceback, and the command's exit code."""

    exit_code = 2  # the request was wrong


class InputError(Refusal):
    """What was asked for cannot be understood: one message with the file, the value and the cure."""


class Stopped(Refusal):
    """Work that could not go on, through no fault of the request; what is done is kept."""

    exit_code = 1

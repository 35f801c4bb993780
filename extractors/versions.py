"""The version of the readers, told without importing them."""

from __future__ import annotations

READERS_VERSION = "17"  # changed whenever a reader's output may change

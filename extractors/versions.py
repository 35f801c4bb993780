"""The version of the readers, told without importing them."""

from __future__ import annotations

READERS_VERSION = "16"  # changed whenever a reader's output may change

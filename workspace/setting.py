"""The folder's small files that say where else a part of the workspace is: its database, its archive."""

from __future__ import annotations

import os
from pathlib import Path

from workspace.trouble import told


def write_setting(path: Path, line: str) -> None:
    """Write the one line of such a file: it is there whole or as it was. Raises StoreError for what its disk cannot."""
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(f"{line}\n", encoding="utf-8")
        os.replace(beside, path)

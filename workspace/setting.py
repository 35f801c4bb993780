"""A workspace's small files of one line: where its database or archive is, which version of a rubric is in force."""

from __future__ import annotations

from pathlib import Path

from archive.files import write_whole
from workspace.trouble import StoreError, told


def write_setting(path: Path, line: str) -> None:
    """Write the one line of such a file: it is there whole or as it was. Raises StoreError for what its disk cannot."""
    with told(path):
        write_whole(path, lambda file: file.write(f"{line}\n".encode()), editable=True)


def read_setting(path: Path, cure: str) -> str | None:
    """The line of such a file, None where there is no such file.

    Raises StoreError, with the cure, for what is there and cannot be read: that is never taken for nothing.
    """
    try:
        return path.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: cannot be read ({error}); {cure}") from None

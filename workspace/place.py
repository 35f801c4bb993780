"""Where a workspace's archive is: in its folder, or at the address that the folder's file `archive-at` names.

The file has one line: an address of fsspec, as `s3://bucket/firmword`, without a password. A folder, by its path or as
`file://`, is used as the workspace's own would be.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archive.files import Elsewhere, Folder, Place
from errors import Refusal
from workspace import ARCHIVE
from workspace.commands import command
from workspace.setting import read_setting, write_setting
from workspace.trouble import told

SETTING = "archive-at"  # the file in the workspace's folder
NEAR = "archive-near"  # the folder in it for what was read of an archive at an address
FORM = "write SCHEME://PLACE/FOLDER, as s3://bucket/firmword, or the path of a folder"


class PlaceError(Refusal):
    """The address of an archive cannot be used; the message names it, without a password, and the cure."""


def archive_of(workspace: Path) -> Place:
    """Where the workspace's archive is."""
    named = named_place(workspace)
    return workspace / ARCHIVE if named is None else named


def named_place(workspace: Path) -> Place | None:
    """The place that the workspace names; None where its archive lies in its folder."""
    path = workspace / SETTING
    address = read_setting(path, f"{FORM}, into it")
    if address is None:
        return None
    try:
        return place_at(address, workspace)
    except PlaceError as error:
        raise PlaceError(f"{path}: {error}") from None


def place_at(address: str, workspace: Path) -> Place:
    """The place of an address; PlaceError for one that is none, or that has a password in it."""
    scheme = re.match(r"([A-Za-z][\w+.-]*)://", address)
    if "::" in address:
        raise PlaceError(f"{address}: an address within another cannot be written safely; {FORM}")
    if scheme is None or scheme[1].lower() == "file":
        folder = Path(unquote(urlsplit(address).path) if scheme else address)
        if not address or not folder.is_absolute():
            raise PlaceError(f"{address!r}: a folder is named by its whole path; {FORM}")
        return folder
    if re.match(r"[^/?#]*:.*@", address[scheme.end() :]) or re.search(r"[?&](password|secret|token|key)=", address):
        shown = re.sub(r"(?<=//)[^/@]*:.*@", "...@", address).partition("?")[0]
        cure = "leave it out; each store's own environment or files have it"
        raise PlaceError(f"{shown}: a password does not belong into the address, which others can read; {cure}")
    if not address[scheme.end() :].strip("/"):
        raise PlaceError(f"{address}: it names no place in the store; {FORM}")
    address = address.rstrip("/")
    own = hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:12]  # what was read of another is not
    return Elsewhere(address, workspace.absolute() / NEAR / own)


def name_archive(workspace: Path, address: str) -> None:
    """Let the workspace have its archive at this address from now on, once it can be written there.

    Refused where the workspace has documents in another.
    """
    place, known = place_at(address, workspace), named_place(workspace)
    if known == place:
        return
    cure = f"move them there: {command('move', workspace=workspace, archive=address)}"
    if known is not None:
        cure = f"copy them with the store's own tools, then write the new address into {workspace / SETTING}"
    if known is not None or Folder(workspace / ARCHIVE).sizes():
        other = workspace / ARCHIVE if known is None else known
        raise PlaceError(f"--archive {address}: the workspace has its documents at {other}; {cure}")
    check_place(place)
    set_place(workspace, place)


def check_place(place: Place) -> None:
    """Whether it can be written there; raises ArchiveError, or StoreError for a folder."""
    if isinstance(place, Elsewhere):
        from archive.stored import Stored

        Stored(place).check()
        return
    with told(place):
        place.mkdir(parents=True, exist_ok=True)
        Folder(place).write_unfinished("trial", lambda file: file.write(b"firmword"))
        Folder(place).forget("trial")


def set_place(workspace: Path, place: Place) -> None:
    """Write into the folder's file where its archive is."""
    write_setting(workspace / SETTING, str(place))

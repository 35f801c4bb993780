"""A workspace whose archive stands at an address: screened, shown, exported, verified, moved there, and shared."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient
from fsspec.implementations.memory import MemoryFileSystem
from local_site import Page, site
from postgresql_server import Server
from review_samples import by_hand, decision, policy_pdf
from verify_samples import sample

from archive.files import ArchiveError, Elsewhere
from archive.stock import files_in
from archive.store import Archive
from archive.stored import Stored
from cli import cli
from review.web import create_app
from workspace import ARCHIVE, moving_archive
from workspace.place import NEAR, SETTING, PlaceError, archive_of, name_archive, named_place, place_at
from workspace.records import Ruling
from workspace.store import open_store

ROOT = Path(__file__).parent.parent
COMPANY = "Drellbeck Foods"
POLICY = str(ROOT / "fixtures" / "drellbeck-foods" / "framework-agreement.txt")


POLICY_TEXT = Path(POLICY).read_bytes()


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"local://{tmp_path}/shared"


def run(folder: Path, *said: str) -> Result:
    return CliRunner().invoke(cli, ["--workspace", str(folder), *said])


def screened(folder: Path, *more: str, document: str = POLICY) -> Result:
    return run(folder, "screen", document, "--company", COMPANY, "--processes", "1", *more)


def undated(told: str) -> str:
    """Without the moments at which two workspaces were screened one after the other."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "", told)


def whole(folder: Path) -> bool:
    return "Everything holds" in run(folder, "verify", "--processes", "1").stdout


def another(folder: Path) -> str:
    """A document that no other workspace has."""
    (folder / "more.txt").write_text("Drellbeck respects the human rights of its workers.\n")
    return str(folder / "more.txt")


def damage(place: Elsewhere, name: str) -> None:
    Stored(place).write(name, lambda file: file.write(b"another"))


# --- the address


def test_a_workspace_names_a_folder_or_an_address(tmp_path: Path) -> None:
    assert archive_of(tmp_path) == tmp_path / ARCHIVE
    assert (
        place_at("/shared/archive", tmp_path) == place_at("file:///shared/archive", tmp_path) == Path("/shared/archive")
    )
    assert place_at("file:///shared%20disk", tmp_path) == Path("/shared disk")
    one, other = (place_at(given, tmp_path) for given in ("s3://bucket/firmword/", "s3://bucket/other"))
    assert isinstance(one, Elsewhere)
    assert isinstance(other, Elsewhere)
    assert (one.address, one.near.parent) == ("s3://bucket/firmword", tmp_path / NEAR)
    assert one.near != other.near


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("sftp://anna:three-horses@host/firmword", "a password does not belong"),
        ("abfs://box/firmword?token=three-horses", "a password does not belong"),
        ("simplecache::s3://bucket/firmword", "within another"),
        ("s3://", "names no place"),
        ("shared/archive", "by its whole path"),
        ("", "by its whole path"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_a_password(tmp_path: Path, given: str, told: str) -> None:
    with pytest.raises(PlaceError, match=told) as refused:
        name_archive(tmp_path, given)
    assert "three-horses" not in str(refused.value)
    assert named_place(tmp_path) is None


def test_an_archive_is_named_once_and_only_where_it_can_be_written(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:
        down.setattr(MemoryFileSystem, "pipe_file", lambda *_, **__: (_ for _ in ()).throw(PermissionError("no")))
        with pytest.raises(ArchiveError, match="PermissionError"):
            name_archive(tmp_path, "memory://a/b")
    assert named_place(tmp_path) is None
    name_archive(tmp_path, address)
    name_archive(tmp_path, address)
    with pytest.raises(PlaceError, match=r"has its documents at local://.*the store's own tools"):
        name_archive(tmp_path, "memory://a/b")
    with pytest.raises(PlaceError, match=r"firmword move --archive"):
        name_archive(sample(tmp_path / "other"), address)


# --- the commands


SAID = (
    ("export", "candidates", "--format", "jsonl"),
    ("export", "documents", "--format", "csv"),
    ("export", "scores", "--format", "csv"),
    ("explain", COMPANY, "A.1.2"),
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["memory", "local", "file"])
def test_every_command_says_of_an_address_what_it_says_of_a_folder(tmp_path: Path, kind: str) -> None:
    at = f"memory://{uuid.uuid4().hex}/firmword" if kind == "memory" else f"{kind}://{tmp_path}/shared"
    here, there = tmp_path / "here", tmp_path / "there"
    first = screened(there, "--archive", at)
    assert first.exit_code == screened(here).exit_code == 0, first.output
    for folder in (here, there):
        with open_store(folder) as store:
            one = store.candidates()[0]
            store.decide(decision(one, Ruling.SUPPORTS))
    for said in SAID:
        answers = [run(folder, *said) for folder in (here, there)]
        assert [one.exit_code for one in answers] == [0, 0], (said, answers[0].output)
        assert undated(answers[0].stdout) == undated(answers[1].stdout)
    for folder in (here, there):
        assert run(folder, "export", "annotations", "--output", str(folder / "a.jsonld")).exit_code == 0
    items = [json.loads((folder / "a.jsonld").read_text())["first"]["items"] for folder in (here, there)]
    assert [len(some) for some in items] == [1, 1]
    assert items[0][0]["target"] == items[1][0]["target"]
    assert [whole(folder) for folder in (here, there)] == [True, True]
    assert not (there / ARCHIVE).exists()
    assert len(files_in(archive_of(there))) == 1


def test_the_desk_draws_a_page_whose_document_stands_at_an_address(tmp_path: Path, address: str) -> None:
    policy = tmp_path / "policy.pdf"
    policy.write_bytes(policy_pdf())
    folder = tmp_path / "one"
    assert screened(folder, "--archive", address, document=str(policy)).exit_code == 0
    shutil.rmtree(folder / NEAR)  # so that it has to be fetched
    with open_store(folder) as store:
        sha256 = store.documents()[0].document
    with TestClient(create_app(folder, "R. Viewer", "t"), base_url="http://127.0.0.1") as desk:
        picture = desk.get(f"/page/{sha256}/1.png")
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    place = archive_of(folder)
    assert isinstance(place, Elsewhere)
    assert (place.near / str(sha256)[:2] / str(sha256)).is_file()


def test_a_document_that_was_changed_at_its_address_is_a_fault_with_its_name(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "one"
    screened(folder, "--archive", address)
    place = archive_of(folder)
    assert isinstance(place, Elsewhere)
    (name,) = files_in(place)
    damage(place, name)
    found = run(folder, "verify", "--processes", "1")
    assert found.exit_code == 1
    assert f"{address}/{name}: its content was changed" in found.stdout


def test_an_address_that_does_not_answer_is_told_and_all_else_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, at = tmp_path / "one", f"memory://{uuid.uuid4().hex}/firmword"
    screened(folder, "--archive", at)
    shutil.rmtree(folder / NEAR)

    def down(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    for act in ("find", "cat_file", "cat", "info", "pipe_file"):
        monkeypatch.setattr(MemoryFileSystem, act, down)
    verified = run(folder, "verify", "--processes", "1")
    assert (verified.exit_code, "no route to host), and nothing there was compared; check" in verified.stdout) == (
        1,
        True,
    )
    assert "restore" not in verified.stdout
    exported = run(folder, "export", "candidates", "--format", "jsonl")
    assert (exported.exit_code, exported.stdout.count("\n") > 3, at in exported.stderr) == (0, True, True)
    assert run(folder, "explain", COMPANY, "A.1.2").exit_code == 0
    with open_store(folder) as store:
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    with TestClient(create_app(folder, "R. Viewer", "t"), base_url="http://127.0.0.1") as desk:
        assert COMPANY in desk.get("/").text
        assert desk.get(f"/company/{COMPANY}").status_code == 200
    refused = screened(folder, document=str(ROOT / "fixtures" / "drellbeck-foods" / "responsible-business.html"))
    assert (refused.exit_code, "no route to host" in refused.stderr) == (2, True)


# --- moved there


@pytest.mark.parametrize("kind", ["memory", "local", "file"])
def test_an_archive_is_moved_with_its_register_and_again_it_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    folder = sample(tmp_path / "one")
    at = f"memory://{uuid.uuid4().hex}/firmword" if kind == "memory" else f"{kind}://{tmp_path}/shared"
    moved = run(folder, "move", "--archive", at)
    assert (moved.exit_code, "Everything holds" in moved.stdout) == (0, True), moved.output
    shutil.rmtree(folder / ARCHIVE)
    assert whole(folder)
    screened(folder, document=another(tmp_path))
    assert whole(folder)
    again = run(folder, "move", "--archive", at)
    assert (again.exit_code, "Moved 0 files" in again.stderr) == (0, True), again.output


def test_exchanges_with_servers_are_moved_and_asked_after_as_before(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "one"
    with site({"/a.txt": Page(POLICY_TEXT, etag='"1"')}) as found:
        asked = ("screen", f"{found.url}/a.txt", "--company", COMPANY, "--processes", "1", "--allow-private-addresses")
        assert run(folder, *asked).exit_code == 0
        assert run(folder, "move", "--archive", address).exit_code == 0
        shutil.rmtree(folder / ARCHIVE)
        assert whole(folder)
        assert run(folder, *asked).exit_code == 0
    register = Archive(archive_of(folder)).register
    assert [(line.visit.status, line.visit.warc is not None) for line in register.lines()][-1] == (304, True)
    assert whole(folder)


def test_a_move_that_broke_off_goes_on_and_takes_what_came_in_since(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sample(tmp_path / "one")
    with monkeypatch.context() as killed:
        killed.setattr(moving_archive, "_copy_register", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            moving_archive.move_archive(folder, address)
    assert (named_place(folder), whole(folder)) == (None, True)
    screened(folder, document=another(tmp_path))  # goes into the folder still
    moved = moving_archive.move_archive(folder, address)
    assert (moved.files, moved.written) == (len(files_in(folder / ARCHIVE)), 1)
    assert whole(folder)


def test_what_still_came_into_the_folder_after_the_move_is_moved_by_the_same_command(
    tmp_path: Path, address: str
) -> None:
    folder = sample(tmp_path / "one")
    moving_archive.move_archive(folder, address)
    (folder / SETTING).rename(tmp_path / "aside")
    screened(folder, document=another(tmp_path))  # as a run that had begun before
    (tmp_path / "aside").rename(folder / SETTING)
    assert not whole(folder)
    assert moving_archive.move_archive(folder, address).written == 1
    assert whole(folder)


def test_a_place_with_other_documents_is_refused_and_left_as_it_is(tmp_path: Path, address: str) -> None:
    folder = sample(tmp_path / "one")
    screened(tmp_path / "other", "--archive", address)
    place = place_at(address, tmp_path)
    screened(tmp_path / "other", document=another(tmp_path))
    before = files_in(place)
    with pytest.raises(PlaceError, match="there are other documents there"):
        moving_archive.move_archive(folder, address)
    assert (files_in(place), named_place(folder)) == (before, None)


def test_a_damaged_document_is_not_moved_as_if_it_were_whole(tmp_path: Path, address: str) -> None:
    folder = sample(tmp_path / "one")
    path = next(path for path in sorted((folder / ARCHIVE).glob("??/*")))
    path.chmod(0o644)
    path.write_bytes(b"another")
    with pytest.raises(ArchiveError, match=f"{path}: its name is another digest"):
        moving_archive.move_archive(folder, address)
    assert named_place(folder) is None


# --- two machines


@pytest.mark.slow
def test_two_machines_with_a_folder_each_share_a_server_and_an_archive(
    postgresql: Server, tmp_path: Path, address: str
) -> None:
    one, two = sample(tmp_path / "one"), tmp_path / "two"
    moved = run(one, "move", "--database", postgresql.new_database(), "--archive", address)
    assert (moved.exit_code, "Everything holds" in moved.stdout) == (0, True), moved.output
    shutil.rmtree(one / ARCHIVE)
    two.mkdir()
    for name in ("database", SETTING):
        shutil.copy(one / name, two)
    policy = tmp_path / "policy.pdf"
    policy.write_bytes(policy_pdf())
    assert screened(two, document=str(policy)).exit_code == 0
    with open_store(one) as store:
        sha256 = next(row.document for row in store.documents() if row.source.endswith("policy.pdf"))
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
        store.remove_person("R. Viewer")  # so that nobody has to log in
    with TestClient(create_app(one, "R. Viewer", "t"), base_url="http://127.0.0.1") as desk:
        picture = desk.get(f"/page/{sha256}/1.png")
    assert picture.content[:4] == b"\x89PNG", picture.text
    with open_store(two) as store:
        assert [line.verdict for line in store.decisions()][-1] is Ruling.MET
    assert (whole(one), whole(two)) == (True, True)
    place = archive_of(two)
    assert isinstance(place, Elsewhere)
    damage(place, f"{str(sha256)[:2]}/{sha256}")
    assert (whole(one), whole(two)) == (False, False)


# --- what is lost


@pytest.mark.parametrize("kind", ["folder", "local"])
@pytest.mark.parametrize("what", ["lost", "cut"])
def test_a_document_that_the_archive_lost_comes_back_when_its_list_is_screened_again(
    tmp_path: Path, address: str, kind: str, what: str
) -> None:
    folder = tmp_path / "one"
    screened(folder, *(("--archive", address) if kind == "local" else ()))
    place = archive_of(folder)
    (name,) = files_in(place)
    path = (place if isinstance(place, Path) else tmp_path / "shared") / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    if what == "lost":
        path.unlink()
    assert not whole(folder)
    again = screened(folder)
    assert (again.exit_code, "0 documents screened" in again.stderr + again.stdout) == (0, True), again.output
    assert whole(folder)

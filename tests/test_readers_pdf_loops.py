"""The loops over PDFium's functions give the same answers compiled and in Python: no machine reads another text."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_samples import BODY, HEIGHT, drawn, write
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.pdf import loops
from extractors.readers.pdf.characters import page_text
from extractors.readers.pdf.contents import shows_text
from extractors.readers.pdf.fast import (
    bounds_of,
    clips_around,
    draw_modes_of,
    fills_of,
    matrices_of,
    objects_of,
    path_steps,
    segment_counts_of,
)

SOURCE = Path(loops.__file__).with_name("loops.c")
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*-*/*.pdf"))


def mixed(canvas: Canvas) -> None:
    """Text in a turned form, lines within and without a clip, hidden text, a ruled table and a curve."""
    canvas.beginForm("stamp")
    write(canvas, 40, 60, "Approved by the board in a form of its own.")
    canvas.rect(40, HEIGHT - 90, 200, 20)
    canvas.endForm()
    canvas.saveState()
    canvas.rotate(3)
    canvas.scale(0.5, 0.7)
    canvas.doForm("stamp")
    canvas.restoreState()
    for row in range(4):
        for column in range(3):
            canvas.rect(60 + 150 * column, HEIGHT - 320 - 24 * row, 150, 24)
            write(canvas, 66 + 150 * column, 304 + 24 * row, f"Cell {row} of {column}", font="Helvetica-Bold")
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(50, 100, 400, 60)
    canvas.clipPath(clip, stroke=0)
    canvas.circle(120, 120, 40)
    write(canvas, 60, HEIGHT - 120, *BODY)
    write(canvas, 60, 700, "What the clip leaves nothing of.")
    canvas.restoreState()
    canvas.setFillColorRGB(1, 1, 1)
    write(canvas, 60, 650, "White on white, which nobody sees.")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loops as the compiler of this machine makes them."""
    compiler, include = shutil.which("cc"), sysconfig.get_paths()["include"]
    if compiler is None or not Path(include, "Python.h").exists():
        pytest.skip("there is no C compiler, or Python's headers are not here: the loops are run in Python")
    out = tmp_path_factory.mktemp("built") / "loops.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-Wall", "-Werror", f"-I{include}", str(SOURCE), "-o", str(out)]
    subprocess.run(command, check=True, timeout=60)
    return out


def all_of(content: bytes) -> list[str]:
    """Everything that is taken of each page, to the last digit."""
    document = PdfDocument(content)
    said: list[str] = []
    for page in document:
        text = page_text(page.raw)
        painted = objects_of(page.raw)
        handles = painted.handles
        counts = segment_counts_of(handles)
        counts[counts < 0] = 0
        numbers = (painted.kinds, painted.within, draw_modes_of(handles), counts, *path_steps(handles, counts))
        places = (bounds_of(handles), fills_of(handles), matrices_of(handles), *clips_around(handles))
        said.append(repr([text, text.edges.tolist(), painted.forms, [a.tolist() for a in (*numbers, *places)]]))
        page.close()
    document.close()
    return said


@pytest.mark.parametrize("name", ["drawn here", *[path.name for path in FIXTURES]])
def test_compiled_loops_answer_as_those_in_python_do(name: str, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = next((path.read_bytes() for path in FIXTURES if path.name == name), None) or drawn(mixed)
    monkeypatch.setattr(loops, "compiled", loops.loaded(built))
    assert loops.compiled is not None
    with_compiler = all_of(content)
    monkeypatch.setattr(loops, "compiled", None)
    assert all_of(content) == with_compiler
    assert len(with_compiler[0]) > 1000


@given(st.lists(st.sampled_from([*"()[]<>\0\t \n\x0b'\"Tx_7*\xff", "Tj", "TJ"]), max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_shown_are_counted_alike(built: Path, monkeypatch: pytest.MonkeyPatch, pieces: list[str]) -> None:
    contents = "".join(pieces).encode("latin-1")
    monkeypatch.setattr(loops, "compiled", loops.loaded(built))
    counted = shows_text(contents)
    monkeypatch.setattr(loops, "compiled", None)
    assert counted == shows_text(contents)


def test_what_was_built_for_another_machine_or_of_older_loops_is_passed_by(built: Path, tmp_path: Path) -> None:
    broken, older = tmp_path / "loops.so", tmp_path / "older.so"
    broken.write_bytes(b"no library")
    older.write_bytes(built.read_bytes().replace(b"shows_in", b"shows_at"))
    assert loops.loaded(broken) is None
    assert loops.loaded(older) is None
    assert loops.loaded(tmp_path / "absent.so") is None

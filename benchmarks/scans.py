"""How well and how fast scans are recognised: tesseract in its package, its program, and rapidocr, side by side.

    python benchmarks/scans.py FOLDER SCAN TWIN [--same-as 2024=2022 ...] [--pages FILE:PAGE ...]

SCAN is a PDF of pictures in FOLDER and TWIN one with the same words as text; `--same-as` names words in which they
differ. Each page of `--pages`, FILE being as much of a name as tells one, is drawn at 150 dots an inch and spoilt as
scanners do: noise, skew, blur, JPEG. Each recogniser that is installed runs in a process of its own, on one core.
Prints its error rates of words and characters, CPU seconds a page, and the most memory that its process held; of a
program that it starts the memory is not measured.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

DPI = 150
PAPER = 248  # white, as a scanner sees it


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture, spoilt in one way, and what stands on it."""

    spoilt: str
    png: bytes
    truth: str


@dataclass(frozen=True, slots=True)
class Read:
    """What one recogniser made of a sheet."""

    spoilt: str
    words: float  # wrong, left out or added, to those that stand there
    letters: float
    seconds: float  # of CPU


Recognise = Callable[[Image.Image], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("scan")
    parser.add_argument("twin")
    parser.add_argument("--same-as", nargs="*", default=[], metavar="TWIN=SCAN")
    parser.add_argument("--pages", nargs="*", default=[], metavar="FILE:PAGE")
    parser.add_argument("--recognisers", nargs="*", default=list(THERE), choices=list(THERE))
    asked = parser.parse_args()
    sheets = [*scanned(asked.folder, asked.scan, asked.twin, asked.same_as), *spoilt(asked.folder, asked.pages)]
    names = [name for name in asked.recognisers if THERE[name]()]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as one_process:
        found = {name: one_process.submit(measured, name, sheets).result() for name in names}
    print("| pages | number |", *(f" {name}: words | letters | seconds |" for name in names))
    print("|---|---|" + "---|---|---|" * len(names))
    for kind in dict.fromkeys(sheet.spoilt for sheet in sheets):
        rows = [[read for read in found[name][0] if read.spoilt == kind] for name in names]
        print(f"| {kind} | {len(rows[0])} |", *(f" {cells(row)} |" for row in rows))
    for name in names:
        print(f"{name}: {found[name][1]:.0f} MB at most")


def cells(reads: Sequence[Read]) -> str:
    """The means of some sheets, as three cells."""
    words, letters, seconds = (
        sum(getattr(read, name) for read in reads) / len(reads) for name in ("words", "letters", "seconds")
    )
    return f"{words:.3f} | {letters:.3f} | {seconds:.2f}"


# --- sheets


def scanned(folder: Path, scan: str, twin: str, same_as: Sequence[str]) -> Iterator[Sheet]:
    """The pages of a real scan, with the words of its twin."""
    for picture, text in zip(drawn(one(folder, scan)), texts(one(folder, twin)), strict=True):
        for pair in same_as:
            theirs, ours = pair.split("=")
            text = text.replace(theirs, ours)
        yield Sheet("a real scan", as_png(picture), text)


def spoilt(folder: Path, pages: Sequence[str]) -> Iterator[Sheet]:
    """Pages of text, drawn and spoilt in each way; the same noise each time."""
    for place in pages:
        name, _, number = place.rpartition(":")
        path = one(folder, name)
        picture, text = drawn(path)[int(number) - 1], texts(path)[int(number) - 1]
        chance = np.random.default_rng(14)
        for how, spoil in SPOILT.items():
            yield Sheet(how, as_png(spoil(picture, chance)), text)


def one(folder: Path, name: str) -> Path:
    """The one file whose name has `name` in it."""
    found = sorted(path for path in folder.glob("*.pdf") if name in path.name)
    if len(found) != 1:
        sys.exit(f"{folder}: {len(found)} PDFs have {name!r} in their name; give as much as tells one.")
    return found[0]


def drawn(path: Path) -> list[Image.Image]:
    """Each page in grey."""
    document = pypdfium2.PdfDocument(path)
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


def texts(path: Path) -> list[str]:
    """The words of each page, those parted at a line's end made whole."""
    document = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document]


def as_png(picture: Image.Image) -> bytes:
    """A picture that another process can open."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def noisy(picture: Image.Image, chance: np.random.Generator, strength: float = 14) -> Image.Image:
    """Grain, and paper that is not quite white."""
    grey = np.asarray(picture, dtype=np.float32) * (PAPER / 255)
    return Image.fromarray(np.clip(grey + chance.normal(0, strength, grey.shape), 0, 255).astype(np.uint8))


def skewed(picture: Image.Image, degrees: float) -> Image.Image:
    """Laid on the glass at an angle."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    """Out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(radius))


def squeezed(picture: Image.Image, quality: int) -> Image.Image:
    """Saved as JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("L")


def coarse(picture: Image.Image) -> Image.Image:
    """As a fax: 100 dots an inch, black and white."""
    return picture.resize((picture.width * 2 // 3, picture.height * 2 // 3)).point(lambda grey: 255 * (grey > 150))


SPOILT: dict[str, Callable[[Image.Image, np.random.Generator], Image.Image]] = {
    "clean": lambda picture, chance: picture,
    "noise": noisy,
    "skew of 0.5 degrees": lambda picture, chance: skewed(picture, 0.5),
    "skew of 1 degree": lambda picture, chance: skewed(picture, -1),
    "skew of 2 degrees": lambda picture, chance: skewed(picture, 2),
    "blur": lambda picture, chance: blurred(picture, 1.2),
    "JPEG, quality 20": lambda picture, chance: squeezed(picture, 20),
    "skew of 1 degree, noise, blur, JPEG": lambda picture, chance: squeezed(
        noisy(blurred(skewed(picture, 1), 0.8), chance), 40
    ),
    "100 dots an inch, black and white": lambda picture, chance: coarse(picture),
}


# --- recognisers


def package() -> Recognise:
    """Tesseract as the extra `ocr` brings it, called as Firmword calls it."""
    from extractors.ocr import recognised

    def text(picture: Image.Image) -> str:
        page = recognised(picture.tobytes(), picture.width, picture.height, DPI)
        return "\n".join(" ".join(word.text for word in line.words) for line in page.lines)

    return text


def program() -> Recognise:
    """Tesseract's program, as Debian has it."""

    def text(picture: Image.Image) -> str:
        command = ["tesseract", "stdin", "stdout", "-l", "eng", "--dpi", str(DPI)]
        told = subprocess.run(
            command, input=as_png(picture), capture_output=True, check=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"}
        )
        return told.stdout.decode()

    return text


def rapid() -> Recognise:
    """rapidocr with the models of its package, on one core; lines in the order in which they stand."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{which}_op_num_threads": 1 for which in ("intra", "inter")}
    engine = RapidOCR(params={"Global.log_level": "error", **threads})

    def text(picture: Image.Image) -> str:
        found: Any = engine(np.asarray(picture.convert("RGB")))
        return "\n".join(found.txts or ())

    return text


RECOGNISERS = {"package": package, "program": program, "rapidocr": rapid}
THERE: dict[str, Callable[[], object]] = {
    "package": lambda: find_spec("tesserocr"),
    "program": lambda: shutil.which("tesseract"),
    "rapidocr": lambda: find_spec("rapidocr"),
}


def measured(name: str, sheets: Sequence[Sheet]) -> tuple[list[Read], float]:
    """What a recogniser makes of each sheet, and the most megabytes that it held; in a process of its own."""
    recognise = RECOGNISERS[name]()
    recognise(Image.open(io.BytesIO(sheets[0].png)).convert("L"))  # what is loaded once is not counted
    found = []
    for sheet in sheets:
        picture = Image.open(io.BytesIO(sheet.png)).convert("L")
        before = cpu()
        text = recognise(picture)
        found.append(Read(sheet.spoilt, *wrong(text, sheet.truth), cpu() - before))
    return found, peak()


def peak() -> float:
    """The most megabytes that this process held itself: not a program that it ran, nor who started it."""
    (most,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(most) / 1024


def cpu() -> float:
    """CPU seconds of this process and of the programs that it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def wrong(text: str, truth: str) -> tuple[float, float]:
    """The error rates of words and of characters; quotation marks and dashes of one kind are the same."""
    ours, theirs = plain(text), plain(truth)
    words = Levenshtein.distance(ours.split(), theirs.split()) / len(theirs.split())
    return words, Levenshtein.distance(ours, theirs) / len(theirs)


def plain(text: str) -> str:
    """On one line, words at line ends whole.

    >>> plain("Anti-\\nslavery – “our”  policy")
    'Anti-slavery - "our" policy'
    """
    text = text.translate(str.maketrans("“”‘’–—‐", "\"\"''---"))
    return " ".join(re.sub(r"(?<=\w)-\s*\n\s*", "-", text).split())


if __name__ == "__main__":
    main()

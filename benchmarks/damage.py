"""How much text damaged PDFs lose without a word: seeded mutations of small PDFs, compared with the sound ones.

    python benchmarks/damage.py [--mutations 300] [--seed 1] [--sound FOLDER] [FILE...]

Ten PDFs are generated; files that are named are added to them. A loss is more than one word in twenty; it is silent
when the outcome is `read` and nothing is recorded. With `--sound`, all PDFs of a folder are read too, and those that
are not `read`, or say something, are listed: each should be looked at by eye.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import reportlab
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractors.readers import read
from extractors.readers.format import PDF
from extractors.records import Outcome, Reading

Damage = Callable[[bytes, random.Random], bytes]
LOSS = 0.05  # of the words
WIDTH, HEIGHT = 595, 842
SENTENCES = (
    "We respect the human rights of all people who work for us.",
    "Nobody at our sites is younger than sixteen years.",
    "Our suppliers pay at least a living wage, month by month.",
    "Whoever has a complaint can call the hotline at any hour.",
    "The board looks at each case and says what was done about it.",
    "Workers join the union of their choice without fear.",
    "We publish the list of our factories twice a year.",
)


# -- sound files


def generated(seed: int) -> dict[str, bytes]:
    """Ten small PDFs, each built in another way."""
    chance = random.Random(seed)
    deflated = _drawn(chance, 3, pageCompression=1)
    return {
        "compressed": deflated,
        "not compressed": _drawn(chance, 2, pageCompression=0),
        "base 85": _drawn(chance, 4),
        "with its own font": _drawn(chance, 3, font=_own_font(), pageCompression=1),
        "in parts": _drawn(chance, 3, parts=True, pageCompression=1),
        "locked against printing": _drawn(chance, 3, encrypt=StandardEncryption("", "owner", canPrint=0)),
        "object streams": _saved(_drawn(chance, 4), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "linearized": _saved(_drawn(chance, 3, pageCompression=1), linearize=True),
        "nested tree": _nested(_drawn(chance, 6, pageCompression=1)),
        "changed later": _changed(deflated),
    }


def _own_font() -> str:
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Vera", str(folder / "Vera.ttf")))
    return "Vera"


def _drawn(
    chance: random.Random, pages: int, font: str = "Times-Roman", parts: bool = False, **options: object
) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True, **options)
    for page in range(pages):
        if parts:
            canvas.beginForm(f"part{page}")
        canvas.setFont(font, 10)
        for line in range(24):
            sentence = chance.choice(SENTENCES)
            canvas.drawString(60, 780 - 16 * line, f"{page + 1}.{line + 1} {sentence} {chance.randrange(10**6)}")
        if parts:
            canvas.endForm()
            canvas.doForm(f"part{page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _saved(content: bytes, **options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, deterministic_id=True, **options)  # type: ignore[arg-type]
    return out.getvalue()


def _nested(content: bytes) -> bytes:
    """The pages in two branches of a tree, their resources inherited."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = list(pdf.Root.Pages.Kids)
        half = len(pages) // 2
        branches = [_branch(pdf, some) for some in (pages[:half], pages[half:])]
        pdf.Root.Pages.Kids = pikepdf.Array(branches)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _branch(pdf: pikepdf.Pdf, pages: list[pikepdf.Object]) -> pikepdf.Object:
    node = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Pages,
            Parent=pdf.Root.Pages,
            Count=len(pages),
            Kids=pikepdf.Array(pages),
            Resources=pages[0].Resources,
        )
    )
    for page in pages:
        page.Parent = node
        del page.Resources
    return node


def _changed(content: bytes) -> bytes:
    """The file with a later change at its end, as editors append it."""
    at = int(content.rpartition(b"startxref")[2].split()[0])
    size = int(re.findall(rb"/Size (\d+)", content)[-1])
    root = re.findall(rb"/Root (\d+ \d+ R)", content)[-1]
    start = len(content)
    added = b"%d 0 obj\n<< /Note (changed) >>\nendobj\n" % size
    table = b"xref\n%d 1\n%010d 00000 n \n" % (size, start)
    end = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return content + added + table + end % (size + 1, root, at, start + len(added))


# -- damage


def _streams(content: bytes) -> list[tuple[int, int]]:
    """Where the data of each stream begins and ends."""
    return [m.span(1) for m in re.finditer(rb"stream\r?\n(.*?)\r?\n?endstream", content, re.DOTALL)]


def _objects(content: bytes) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(rb"\d+ \d+ obj\b.*?endobj", content, re.DOTALL)]


def _put(content: bytes, start: int, end: int, new: bytes) -> bytes:
    return content[:start] + new + content[end:]


def flipped_bits(content: bytes, chance: random.Random) -> bytes:
    """One to eight bits anywhere."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def flipped_in_stream(content: bytes, chance: random.Random) -> bytes:
    """One bit of a stream."""
    start, end = chance.choice([span for span in _streams(content) if span[0] < span[1]])
    at = chance.randrange(start, end)
    return _put(content, at, at + 1, bytes([content[at] ^ 1 << chance.randrange(8)]))


def emptied_stream(content: bytes, chance: random.Random) -> bytes:
    """A stream's data replaced by spaces or zeros, or taken out."""
    start, end = chance.choice(_streams(content))
    return _put(content, start, end, chance.choice([b" " * (end - start), b"\0" * (end - start), b""]))


def cut_stream(content: bytes, chance: random.Random) -> bytes:
    """A stream's data cut off, its place kept or closed up."""
    start, end = chance.choice(_streams(content))
    at = chance.randrange(start, max(start + 1, end))
    return _put(content, at, end, chance.choice([b"\0" * (end - at), b" " * (end - at), b""]))


def removed_object(content: bytes, chance: random.Random) -> bytes:
    """An object replaced by spaces, or taken out."""
    start, end = chance.choice(_objects(content))
    return _put(content, start, end, chance.choice([b" " * (end - start), b""]))


def cut_file(content: bytes, chance: random.Random) -> bytes:
    """The file up to anywhere after its first fifth."""
    return content[: chance.randrange(len(content) // 5, len(content))]


def swapped_xref(content: bytes, chance: random.Random) -> bytes:
    """Two entries of the table of objects exchanged; where it is a stream, a bit of it."""
    entries = [m.span() for m in re.finditer(rb"\d{10} \d{5} n", content)]
    if len(entries) < 2:
        return flipped_in_stream(content, chance)
    (a, b), (c, d) = sorted(chance.sample(entries, 2))
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def changed_filter(content: bytes, chance: random.Random) -> bytes:
    """Another filter than the one that was used, known or not."""
    found = list(re.finditer(rb"/(?:FlateDecode|ASCII85Decode)", content))
    if not found:
        return flipped_bits(content, chance)
    span = chance.choice(found).span()
    return _put(content, *span, chance.choice([b"/LZWDecode  ", b"/FlateDecodX", b"/Flate      ", b"/RunLengthDecode"]))


def changed_length(content: bytes, chance: random.Random) -> bytes:
    """A stream's length that is too small or too great."""
    found = list(re.finditer(rb"/Length (\d+)", content))
    one = chance.choice(found)
    said = int(one[1])
    new = chance.choice([0, said // 2, max(0, said - chance.randint(1, 30)), said + chance.randint(1, 500), 10**9])
    return _put(content, *one.span(1), b"%d" % new)


def changed_reference(content: bytes, chance: random.Random) -> bytes:
    """A reference that points to another object, or to none."""
    found = list(re.finditer(rb"(\d+) 0 R", content))
    one = chance.choice(found) if found else None
    return _put(content, *one.span(1), b"%d" % chance.randrange(1, 60)) if one else flipped_bits(content, chance)


def changed_name(content: bytes, chance: random.Random) -> bytes:
    """A letter of a name or a number outside the streams."""
    inside = [at for start, end in _streams(content) for at in (start, end)]
    for _ in range(100):
        found = chance.choice(list(re.finditer(rb"/[A-Za-z]{2,}|\b\d+\b", content)))
        at = chance.randrange(*found.span())
        if not any(a <= at < b for a, b in zip(inside[::2], inside[1::2], strict=True)):
            break
    new = chance.choice(b"0123456789") if content[at : at + 1].isdigit() else chance.choice(b"abcdefXYZ")
    return _put(content, at, at + 1, bytes([new]))


def zeroed_block(content: bytes, chance: random.Random) -> bytes:
    """A block of zeros, as a bad sector leaves it."""
    at, size = chance.randrange(len(content)), chance.choice([16, 64, 256, 512])
    return _put(content, at, at + size, b"\0" * min(size, len(content) - at))


def lost_block(content: bytes, chance: random.Random) -> bytes:
    """Some bytes that never came, or came twice."""
    at, size = chance.randrange(len(content)), chance.randint(1, 200)
    again = content[at : at + size] if chance.random() < 0.3 else b""
    return _put(content, at, at + size, again * 2)


DAMAGES: Mapping[str, Damage] = {
    one.__name__: one
    for one in (
        *(flipped_bits, flipped_in_stream, emptied_stream, cut_stream, removed_object, cut_file, swapped_xref),
        *(changed_filter, changed_length, changed_reference, changed_name, zeroed_block, lost_block),
    )
}


@dataclass(frozen=True, slots=True)
class Damaged:
    """A sound file and what became of it."""

    name: str
    damage: str
    content: bytes


def mutations(sound: Mapping[str, bytes], count: int, seed: int) -> Iterator[Damaged]:
    """So many damaged files, each damage and each sound file in turn."""
    chance = random.Random(seed)
    names = list(sound)
    for number in range(count):
        name = names[number % len(names)]
        damage = chance.choice(list(DAMAGES))
        yield Damaged(name, damage, DAMAGES[damage](sound[name], chance))


# -- measuring


@dataclass(frozen=True, slots=True)
class Result:
    """What reading a damaged file gave."""

    damaged: Damaged
    reading: Reading
    lost: float  # the share of the words that are not there

    @property
    def is_loss(self) -> bool:
        """More than one word in twenty."""
        return self.lost > LOSS

    @property
    def is_silent(self) -> bool:
        """A loss of which nobody is told."""
        return self.is_loss and not is_told(self.reading)


def is_told(reading: Reading) -> bool:
    """Whether the outcome or the detail tells that something is wrong."""
    return reading.outcome is not Outcome.READ or bool(reading.detail)


def words(reading: Reading) -> Counter[str]:
    """The words that were read, each as often as it was."""
    return Counter(reading.document.text.split() if reading.document else ())


def results(sound: Mapping[str, bytes], count: int, seed: int) -> Iterator[Result]:
    """Each damaged file, read."""
    whole = {name: words(read(content, PDF, name)) for name, content in sound.items()}
    for damaged in mutations(sound, count, seed):
        reading = read(damaged.content, PDF, "damaged.pdf")
        left = (whole[damaged.name] & words(reading)).total()
        yield Result(damaged, reading, 1 - left / max(1, whole[damaged.name].total()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--mutations", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sound", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for what was lost in silence")
    asked = parser.parse_args()
    sound = generated(asked.seed) | {path.name: path.read_bytes() for path in asked.files}
    began = time.process_time()
    found = list(results(sound, asked.mutations, asked.seed))
    losses = [one for one in found if one.is_loss]
    silent = [one for one in losses if one.is_silent]
    print(
        f"{len(found)} mutations of {len(sound)} files, seed {asked.seed}, {time.process_time() - began:.0f} s of CPU"
    )
    print(f"{len(losses)} lost more than {LOSS:.0%} of their words; {len(silent)} of them in silence")
    print("outcomes:", dict(Counter(one.reading.outcome.value for one in found)))
    for number, one in enumerate(silent):
        print(f"  silent: {one.damaged.damage} of {one.damaged.name!r}, {one.lost:.0%} lost")
        if asked.keep:
            (asked.keep / f"{asked.seed}-{number}-{one.damaged.damage}.pdf").write_bytes(one.damaged.content)
    for name, content in sound.items():
        reading = read(content, PDF, name)
        if is_told(reading):
            print(f"  sound, and told all the same: {name}: {reading.detail}")
    for path in sorted(asked.sound.rglob("*.pdf")) if asked.sound else ():
        reading = read(path.read_bytes(), PDF, path.name)
        if is_told(reading):
            print(f"  {reading.outcome.value}: {reading.detail}")


if __name__ == "__main__":
    main()

"""The lexicons are laid out alike, so that an edit changes the lines of its own item and a review shows it whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lexicons import FOLDER

LISTED = frozenset({"patterns", "examples", "near_misses"})
WIDEST = 120  # characters of a line
FILES = sorted({*FOLDER.glob("*/*.yaml"), *FOLDER.glob("*/reading/*.yaml")})


def lists(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The lists of wordings, wherever they stand in the file."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from lists(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in LISTED:
                yield value
            else:
                yield from lists(value)


def faults(text: str) -> list[str]:
    """What in a file is laid out otherwise, with the line; counted from 1, as editors do."""
    lines = text.splitlines()
    found = [f"{number}: over {WIDEST} characters" for number, line in enumerate(lines, 1) if len(line) > WIDEST]
    for node in lists(yaml.compose(text, yaml.SafeLoader)):
        if not isinstance(node, yaml.SequenceNode) or node.flow_style:
            found.append(f"{node.start_mark.line + 1}: not a list of one item a line")
            continue
        for item in node.value:
            first, last = item.start_mark.line, item.end_mark.line
            if not lines[first].lstrip().startswith('- "'):
                found.append(f"{first + 1}: not in double quotes after a dash")
            elif not all(line.endswith("\\") for line in lines[first:last]):
                found.append(f"{first + 1}: broken without a backslash at the line's end")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_a_lexicon_has_each_wording_on_a_line_of_its_own(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == []


def test_all_kinds_of_lexicons_are_looked_at() -> None:
    named = {file.relative_to(FOLDER).as_posix() for file in FILES}
    assert {"en/rights.yaml", "en/reading/kinds.yaml", "markup/furniture.yaml"} <= named


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('\n  - "fair pay"\n  - "fair \\\n     wages"\nnames: [a, b]\n', []),
        (' ["fair pay"]\n', ["1: not a list of one item a line"]),
        (" fair pay\n", ["1: not a list of one item a line"]),
        ("\n  - fair pay\n", ["2: not in double quotes after a dash"]),
        ("\n  - 'fair pay'\n", ["2: not in double quotes after a dash"]),
        ('\n  -\n    "fair pay"\n', ["3: not in double quotes after a dash"]),
        ('\n  - "fair\n    pay"\n', ["2: broken without a backslash at the line's end"]),
        (f'\n  - "{"fair " * 25}"\n', ["2: over 120 characters"]),
    ],
)
def test_a_list_that_is_written_otherwise_is_named_with_its_line(written: str, said: list[str]) -> None:
    assert [fault for key in sorted(LISTED) for fault in faults(f"{key}:{written}")] == said * 3

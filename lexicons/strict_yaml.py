"""YAML in which nothing is changed behind the writer's back.

Every scalar is a string (`017` stays "017", `no` stays "no"), a repeated key is an error, and each value
knows the file and line it stands on, so that every complaint can say where to look and what to do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

import yaml

from errors import Refusal

# Parsed YAML in which every scalar is a string.
YamlValue: TypeAlias = "str | list[YamlValue] | dict[str, YamlValue]"

# The C parser where PyYAML has it; both read every scalar as a string.
_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class YamlError(Refusal):
    """Data that can't be used; the message names the file, the line, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class YamlNode:
    """One value of a YAML file, with its place, and as what its faults are raised."""

    file: Path
    node: yaml.Node
    error: type[YamlError] = YamlError

    @property
    def place(self) -> str:
        """The file and the line: "A.1.1.yaml:12"."""
        return f"{self.file}:{self.node.start_mark.line + 1}"

    def _at(self, node: yaml.Node) -> YamlNode:
        return YamlNode(self.file, node, self.error)

    def fail(self, what: str, cure: str) -> NoReturn:
        """Raise an error that names the file, the line, what is wrong and the cure."""
        raise self.error(f"{self.place}: {what}; {cure}")

    def text(self) -> str:
        """The value as a string that is not empty."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fail("a piece of text is expected here", "write one value, not a list or a mapping")
        words: str = " ".join(self.node.value.split())
        if not words:
            self.fail("there is nothing here", "write the value, or leave the key out")
        return words

    @property
    def is_text(self) -> bool:
        """Whether the value is one scalar, not a list or a mapping."""
        return isinstance(self.node, yaml.ScalarNode)

    def whole_number(self) -> int:
        """The value as a whole number."""
        text = self.text()
        if not text.isascii() or not text.isdigit():
            self.fail(f"{text!r} is not a whole number", "write digits alone, such as 8")
        if text != str(int(text)):  # to YAML 017 is 15: nobody can tell which was meant
            self.fail(f"{text!r} begins with 0 and can be read as two numbers", f"write {int(text)}, or what you mean")
        return int(text)

    def yes(self) -> bool:
        """The value as yes or no."""
        text = self.text()
        if text not in ("yes", "no"):
            self.fail(f"{text!r} is neither yes nor no", "write yes or no")
        return text == "yes"

    def one_of(self, allowed: Collection[str], name: str) -> str:
        """The value as one of the allowed words; `name` says what they are."""
        text = self.text()
        if text not in allowed:
            self.fail(f"there is no {name} {text!r}", f"write one of: {', '.join(allowed) or '(none is defined)'}")
        return text

    def items(self) -> list[YamlNode]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.fail("a list is expected here", "write [..., ...] or lines that begin with a dash")
        return [self._at(item) for item in self.node.value]

    def texts(self) -> tuple[str, ...]:
        """The items of a list of texts, none of them twice."""
        seen: list[str] = []
        for item in self.items():
            text = item.text()
            if text in seen:
                item.fail(f"{text!r} stands here twice", "take one of them away")
            seen.append(text)
        return tuple(seen)

    def mapping(self) -> dict[str, YamlNode]:
        """The keys and values of a mapping, in order; a repeated key is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail("a mapping is expected here", "write lines of the form key: value")
        found: dict[str, YamlNode] = {}
        lines: dict[str, int] = {}
        for key_node, value in self.node.value:
            key = self._at(key_node)
            name = key.text()
            if name in found:
                key.fail(f"{name!r} is a duplicate of line {lines[name]}", "rename or remove one of them")
            found[name] = self._at(value)
            lines[name] = key_node.start_mark.line + 1
        return found

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, YamlNode]:
        """The mapping's entries; a key that is missing or unknown is an error."""
        found = self.mapping()
        allowed = [*required, *optional]
        assert isinstance(self.node, yaml.MappingNode)
        for key_node, _ in self.node.value:
            if key_node.value not in allowed:
                self._at(key_node).fail(f"the key {key_node.value!r} is unknown", f"use only: {', '.join(allowed)}")
        for key in required:
            if key not in found:
                self.fail(f"the key {key!r} is missing", f"add {key}: ...")
        return found

    def plain(self) -> YamlValue:
        """The value as nested strings, lists and dicts; a repeated key is an error."""
        if isinstance(self.node, yaml.SequenceNode):
            return [item.plain() for item in self.items()]
        if isinstance(self.node, yaml.MappingNode):
            return {key: value.plain() for key, value in self.mapping().items()}
        value: str = self.node.value
        return value


def read_yaml(file: Path, error: type[YamlError] = YamlError) -> YamlNode:
    """The whole of a YAML file; raises `error`, with file and line, for a file that is missing, empty or no YAML."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as found:
        raise error(f"{file}: it can't be opened ({found.strerror}); check the path") from found
    except UnicodeDecodeError as found:
        line = found.object.count(b"\n", 0, found.start) + 1
        raise error(f"{file}:{line}: it is not UTF-8 text ({found.reason}); save it as UTF-8") from found
    except yaml.YAMLError as found:
        raise error(f"{file}:{_not_yaml(file, found)}") from found
    if node is None:
        raise error(f"{file}:1: the file is empty; write its data into it")
    return YamlNode(file, node, error)


def _not_yaml(file: Path, found: yaml.YAMLError) -> str:
    """The line that the parser stumbles over, why, and the cure; of a tab the parsers say all sorts of things."""
    mark = getattr(found, "problem_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    here = "".join(file.read_text(encoding="utf-8").split("\n")[line : line + 1])
    if here[column : column + 1] == "\t":
        return f"{line + 1}: a tab stands where YAML takes spaces alone; write spaces in its place"
    what = getattr(found, "problem", None) or str(found)
    return f"{line + 1}: it is not YAML ({what}); correct the line"


def load_yaml(file: Path) -> YamlValue:
    """A whole YAML file as nested dict, list and str; raises YamlError, with file and line."""
    return read_yaml(file).plain()

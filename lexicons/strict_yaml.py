"""YAML read strictly: every scalar is a string (`017` is not 15, `no` is not False), keys never repeat."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import yaml


class YamlError(ValueError):
    """A YAML file that cannot be used; the message names the file, the line and the cure."""


class _StrictLoader(yaml.BaseLoader):
    """PyYAML's loader without types, which refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key.value!r} stands twice; keep one of them", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def load_yaml(path: Path) -> object:
    """Read one YAML file as nested dict, list and str.

    Raises YamlError, with file and line, for a missing file, broken YAML or a repeated key.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            data: object = yaml.load(stream, Loader=_StrictLoader)
    except OSError as error:
        raise YamlError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(f"{path}, line {line}: {error.problem}; mend the YAML there") from error
    return data

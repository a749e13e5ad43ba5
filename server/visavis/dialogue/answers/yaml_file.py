"""Reads YAML into plain data with lines. Every scalar stays the text that stands in the file.

So ``no`` is the word and not a truth value, ``400`` a telephone number's beginning and not a count, and nothing in a
file can make an object. A name that stands twice, and an alias, are mistakes that are told with their lines.
"""

from __future__ import annotations

import yaml

from .placed import Path, Placed
from .problems import Problem

_DEPTH_MAX = 12
_ANY_DEPTH_MAX = 400
"""Deeper nesting is refused before the parser, which calls itself for each level, gets to see it."""
_PARTS_MAX = 1_000_000
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> tuple[Placed, list[Problem]]:
    """The document, and what is wrong with its form. What has a problem is left out."""
    try:
        if (excess := _excess(text)) is not None:
            return Placed(None), [excess]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = f"this is no YAML: {error.problem or 'unknown'}; mind the indentation, and quote texts that hold ': '"
        return Placed(None), [Problem(mark.line + 1 if mark else 0, "", "", told)]
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        told = "a character that YAML does not allow; remove it"
        return Placed(None), [Problem(text.count("\n", 0, position) + 1, "", "", told)]
    reader = _Reader()
    reader.placed.value = None if root is None else reader.read(root, ())
    return reader.placed, reader.problems


def _excess(text: str) -> Problem | None:
    """What would cost too much to build, found in the events of the parser, which build nothing."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        line = event.start_mark.line + 1 if event.start_mark else 0
        if depth > _ANY_DEPTH_MAX:
            return Problem(line, "", "", f"nesting goes deeper than {_ANY_DEPTH_MAX} levels")
        if count > _PARTS_MAX:
            return Problem(line, "", "", f"there are more than {_PARTS_MAX} parts; divide the file")
    return None


class _Reader:
    def __init__(self) -> None:
        self.placed = Placed(None)
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> object:
        line = node.start_mark.line + 1
        self.placed.lines[path] = line
        name = self.placed.name_of(path)
        if id(node) in self._seen:
            self.problems.append(Problem(line, name, "", "an anchor is used again; write the value out"))
            return None
        self._seen.add(id(node))
        if len(path) > _DEPTH_MAX:
            self.problems.append(Problem(line, name, "", f"nesting goes deeper than {_DEPTH_MAX} levels"))
            return None
        if isinstance(node, yaml.ScalarNode):
            return None if node.style is None and node.value in _NOTHING else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)
        found: dict[str, object] = {}
        for key, child in node.value:
            key_line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(Problem(key_line, name, "", "the name of a field must be a word"))
                continue
            if key.value in found:
                told = f"the field stands in line {self.placed.lines[(*path, key.value)]} already; keep one"
                self.problems.append(Problem(key_line, self.placed.name_of((*path, key.value)), "", told))
                continue
            found[key.value] = self.read(child, (*path, key.value))
            self.placed.lines[(*path, key.value)] = key_line
        return found

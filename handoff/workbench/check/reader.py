"""Reads YAML so that each text, table and list still knows where it stands.

They are ordinary strings, dicts and lists with a `place`. A number or a truth has none and stands with its key.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from handoff.workbench.check.finding import Finding, Place, error

# What the YAML library says of a mistake, and what a person can do about it.
REMEDIES = (
    (
        "mapping values are not allowed",
        "there is a colon where none fits. Put a text that has a colon into quotes, or mend the indentation",
    ),
    (
        "cannot start any token",
        "there is a tab or a sign that no text may begin with. Indent with blanks, or use quotes",
    ),
    ("did not find expected '-' indicator", "the indentation doesn't fit the list above. Align the dashes"),
    ("did not find expected key", "the indentation doesn't fit the lines above, or a quotation mark is missing"),
    ("unexpected end of stream", "a quotation mark or a bracket is opened and never closed"),
    ("expected ',' or", "a bracket or brace is never closed, or a comma is missing. A text with commas needs quotes"),
    ("undefined alias", "the star names something that no “&name” before it has. Write the name as it stands there"),
    ("could not find expected ':'", "the line has no colon after its key"),
)


class Text(str):
    """`is_block`: written after a “|”, so that its lines are the file's lines."""

    place: Place
    is_block: bool

    def numbered_lines(self) -> Iterator["Text"]:
        """Its lines, those with nothing on them left out."""
        for number, line in enumerate(self.splitlines(), start=1):
            if line.strip():
                below = self.place.line + number if self.is_block else self.place.line
                yield text_at(line, Place(self.place.file, below))


class Table(dict[Any, Any]):
    place: Place


class Items(list[Any]):
    place: Place


def text_at(said: str, place: Place, *, is_block: bool = False) -> Text:
    text = Text(said)
    text.place, text.is_block = place, is_block
    return text


def empty(file: str) -> Table:
    table = Table()
    table.place = Place(file, 1)
    return table


def read(root: Path, file: str) -> tuple[Table, list[Finding]]:
    """The file's table, an empty one if it can't be read; and what was wrong with it as YAML."""
    nothing = empty(file)
    try:
        content = (root / file).read_text(encoding="utf-8")
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return nothing, [
            error(nothing.place, "The file is missing; each topic has it, if only to say that it is empty.")
        ]
    except UnicodeDecodeError:
        return nothing, [error(nothing.place, "This is no text in UTF-8. Save it again with that encoding.")]
    except OSError as problem:
        return nothing, [error(nothing.place, f"The file can't be read: {problem.strerror}.")]
    except yaml.MarkedYAMLError as problem:
        return nothing, [_unreadable(file, problem)]
    except yaml.YAMLError as problem:
        return nothing, [error(nothing.place, f"This is no YAML: {problem}.")]
    if not isinstance(node, yaml.MappingNode):
        return nothing, [error(nothing.place, "The file must begin with a key and a colon, such as “version:”.")]
    builder = _Builder(file)
    return builder.table(node), builder.findings


def _unreadable(file: str, problem: yaml.MarkedYAMLError) -> Finding:
    mark = problem.problem_mark or problem.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)
    said = problem.problem or problem.context or ""
    remedy = next((remedy for sign, remedy in REMEDIES if sign in said), said)
    return error(place, f"This is no YAML from here on: {remedy}.")


class _Builder:
    def __init__(self, file: str):
        self.findings: list[Finding] = []
        self._file = file
        self._plain = yaml.SafeLoader("")

    def table(self, node: yaml.MappingNode) -> Table:
        table, merged = Table(), Table()
        table.place = self._place(node)
        for key_node, value_node in node.value:
            key = text_at(str(key_node.value), self._place(key_node))
            if key_node.tag == "tag:yaml.org,2002:merge":
                merged.update(self._merged(value_node))
                continue
            if key in table:
                first = next(known for known in table if known == key)
                self.findings.append(
                    error(
                        key.place,
                        f"“{key}” stands here a second time, the first is in line {first.place.line}; only one would "
                        "count. Join them, or rename one.",
                    )
                )
            table[key] = self._value(value_node)
        for key, value in merged.items():
            table.setdefault(key, value)
        return table

    def _merged(self, node: yaml.Node) -> Table:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        merged = Table()
        for one in nodes:
            merged.update(self.table(one) if isinstance(one, yaml.MappingNode) else {})
        return merged

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.table(node)
        if isinstance(node, yaml.SequenceNode):
            items = Items(self._value(one) for one in node.value)
            items.place = self._place(node)
            return items
        if node.tag == "tag:yaml.org,2002:str":
            return text_at(
                str(node.value), self._place(node), is_block=isinstance(node, yaml.ScalarNode) and node.style == "|"
            )
        try:
            return self._plain.construct_object(node)
        except (yaml.YAMLError, ValueError):
            return text_at(str(node.value), self._place(node))

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._file, node.start_mark.line + 1, node.start_mark.column + 1)

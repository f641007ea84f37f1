"""What the Python sources say of the bot's names: read as text, never run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PACKAGES = ("actions", "bot", "handoff")
WORKBENCH = ("handoff", "workbench")
FACTS = "handoff/institutions/facts.py"
# What begins with a gap fits any name, and so says nothing: actions/telling_more.py finds its texts by their topics.
RESPONSE = re.compile(r"utter_\w[\w(\\+)]*")
SPEAKS = ("actions", "handoff")


@dataclass(frozen=True)
class Module:
    """`mentions` are patterns for names of responses that are said; `coined` are names for texts of Python's own.

    `gives`: the values that its calls hand to responses; `words`: all its literals, and the words in them.
    """

    path: Path
    mentions: frozenset[str]
    coined: frozenset[str]
    gives: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Sources:
    modules: tuple[Module, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(module.words for module in self.modules))

    @cached_property
    def coined(self) -> frozenset[str]:
        return frozenset().union(*(module.coined for module in self.modules))

    @cached_property
    def said(self) -> dict[str, Path]:
        """Names of responses that stand in full in Python, and where."""
        return {
            name: module.path
            for module in self.modules
            if module.path.parts[0] in SPEAKS
            for name in module.mentions - self.coined
            if name.isidentifier()
        }

    def says(self, name: str) -> bool:
        return any(self._fits(pattern, name) for module in self.modules for pattern in module.mentions)

    def values_for(self, name: str) -> set[str]:
        """The values that whoever says this response can give it: those of its package, where the words are made."""
        homes = {one.path.parent for one in self.modules if any(self._fits(wanted, name) for wanted in one.mentions)}
        return {value for one in self.modules if one.path.parent in homes for value in one.gives}

    def _fits(self, pattern: str, name: str) -> bool:
        """What a {gap} in a name is filled with must be words that stand in Python as well."""
        if pattern == name:
            return True
        match = re.fullmatch(pattern, name) if "(" in pattern else None
        return match is not None and all(self._is_made_of_words(part.strip("_")) for part in match.groups())

    def _is_made_of_words(self, part: str) -> bool:
        cuts = [match.start() for match in re.finditer("_", part)]
        return part in self.words or any(
            part[:cut] in self.words and self._is_made_of_words(part[cut + 1 :]) for cut in cuts
        )


@cache
def read_sources(root: Path) -> Sources:
    paths = (path.relative_to(root) for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return Sources(tuple(_module(root, path) for path in paths if path.parts[:2] != WORKBENCH))


def usual_facts(root: Path) -> dict[str, list[str]]:
    """The facts with a default, read from their class: to import it takes two seconds."""
    tree = ast.parse((root / FACTS).read_text(encoding="utf-8"))
    facts = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Facts")
    return {
        node.target.id: [str(node.value.value)] if isinstance(node.value, ast.Constant) else []
        for node in facts.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None
    }


def _module(root: Path, path: Path) -> Module:
    tree = ast.parse((root / path).read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    literals = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    patterns = [_pattern(node) for node in nodes if isinstance(node, ast.JoinedStr)]
    mentions = {text for text in (*literals, *patterns) if RESPONSE.fullmatch(text) and text[-1] != "_"}
    gives = {word.arg for node in nodes if isinstance(node, ast.Call) for word in node.keywords if word.arg}
    keys = {
        key.value
        for node in nodes
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    words = {word for text in literals for word in [text, *re.findall(r"\w+", text)]}
    return Module(path, frozenset(mentions), frozenset(_coined(nodes)), frozenset(gives | keys), frozenset(words))


def _pattern(node: ast.JoinedStr) -> str:
    parts = (str(part.value) if isinstance(part, ast.Constant) else r"(\w+)" for part in node.values)
    return "".join(parts)


def _coined(nodes: list[ast.AST]) -> Iterator[str]:
    """What is handed on as `response_name`, and so is no response of the data."""
    constants = {
        target.id: node.value.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        for word in node.keywords if isinstance(node, ast.Call) else ():
            if word.arg == "response_name" and isinstance(word.value, ast.Constant) and word.value.value:
                yield str(word.value.value)
            elif word.arg == "response_name" and isinstance(word.value, ast.Name) and word.value.id in constants:
                yield constants[word.value.id]

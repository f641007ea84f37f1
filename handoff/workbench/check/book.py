"""Everything that designers wrote, as one book: what is defined where, and what is said in which language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from handoff.settings import ROOT
from handoff.workbench.check.finding import Finding, Place, error
from handoff.workbench.check.reader import Items, Table, Text, empty, read
from handoff.workbench.check.shape import Spot, guess, listed
from handoff.workbench.check.shapes import INSTITUTION, OF_PROJECT, OF_TOPICS
from handoff.workbench.check.sources import Sources, read_sources, usual_facts

SHARED = "shared"
# As bot/responses.py fills them: a doubled brace stands for one.
MARK = re.compile(r"\{\{|\}\}|\{(\w+)\}")
INSTITUTIONS = "handoff/demo"


@dataclass(frozen=True, slots=True)
class Variant:
    """`language` is None where the condition is none of ours."""

    language: str | None
    table: Table

    @property
    def buttons(self) -> list[Table]:
        return list(self.table.get("buttons") or ())

    @property
    def custom(self) -> Table:
        return self.table.get("custom") or Table()

    @property
    def link(self) -> Table | None:
        return self.custom.get("link")

    @property
    def texts(self) -> Iterator[Text]:
        """All that a customer reads."""
        yield self.table["text"]
        for button in self.buttons:
            yield from (button[key] for key in ("title", "description") if key in button)
        if "menu" in self.custom:
            yield self.custom["menu"]
        if self.link:
            yield self.link["title"]

    @property
    def targets(self) -> Iterator[Text]:
        """What lies behind buttons and link."""
        yield from (button["payload"] for button in self.buttons)
        if self.link:
            yield self.link["url"]

    @property
    def placeholders(self) -> dict[str, Text]:
        """Each with the text it stands in."""
        return {mark[1]: text for text in [*self.texts, *self.targets] for mark in MARK.finditer(text) if mark[1]}


@dataclass(frozen=True, slots=True)
class Response:
    name: Text
    variants: tuple[Variant, ...]

    def of(self, language: str) -> Variant | None:
        return next((variant for variant in self.variants if variant.language == language), None)


@dataclass(frozen=True, slots=True)
class Example:
    """`text` is without its dash."""

    intent: Text
    topic: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Meant:
    """An example of the intent whose likeness to another's is on purpose."""

    intent: Text
    text: Text


@dataclass
class Book:
    """`files` by path; `usual`: the facts that an institution needn't name, each with its value if that is plain.

    `trouble`: what kept a file from being read. With trouble the rest isn't worth a look.
    """

    files: dict[str, Table]
    institutions: dict[str, Table]
    usual: dict[str, list[str]]
    sources: Sources
    trouble: list[Finding] = field(default_factory=list)

    @cached_property
    def topics(self) -> list[str]:
        """Folders of data/, without the shared one."""
        return [name for name in self.folders if name != SHARED]

    @cached_property
    def folders(self) -> list[str]:
        return sorted({path.split("/")[1] for path in self.files if path.count("/") == 2})

    @property
    def catalogue(self) -> Table:
        return self.files["data/catalogue.yml"].get("topics") or empty("data/catalogue.yml")

    def of_topic(self, topic: str, file: str) -> Table:
        return self.files[f"data/{topic}/{file}"]

    def defined(self, kind: str) -> Iterator[tuple[Text, Any]]:
        """Names under `kind` in all domains, with what belongs to them, if anything."""
        yield from _named(self.files["domain.yml"].get(kind))
        for topic in self.folders:
            yield from self.declared(kind, topic)

    def declared(self, kind: str, topic: str) -> Iterator[tuple[Text, Any]]:
        return _named(self.of_topic(topic, "domain.yml").get(kind))

    def names(self, kind: str) -> set[str]:
        return {str(name) for name, _ in self.defined(kind)}

    @cached_property
    def responses(self) -> list[Response]:
        return [
            Response(name, tuple(Variant(_language(table), table) for table in variants))
            for topic in self.folders
            for name, variants in (self.of_topic(topic, "responses.yml").get("responses") or {}).items()
        ]

    @cached_property
    def rules(self) -> list[Table]:
        return [rule for topic in self.folders for rule in self.rules_of(topic)]

    def rules_of(self, topic: str) -> Items:
        return self.of_topic(topic, "rules.yml").get("rules") or Items()

    @cached_property
    def steps(self) -> list[Table]:
        return [step for rule in self.rules for step in rule["steps"]]

    @cached_property
    def examples(self) -> list[Example]:
        return [
            Example(entry["intent"], topic, line.strip()[2:].strip(), line.place)
            for topic in self.folders
            for entry in self.of_topic(topic, "nlu.yml").get("nlu") or ()
            if "intent" in entry
            for line in entry["examples"].numbered_lines()
        ]

    @cached_property
    def meant(self) -> list[Meant]:
        return [
            Meant(entry["intent"], text)
            for topic in self.folders
            for entry in self.of_topic(topic, "nlu.yml").get("nlu") or ()
            for text in entry.get("metadata", {}).get("meant", ())
        ]

    @cached_property
    def facts(self) -> dict[str, list[str]]:
        """What all institutions know of themselves, each with the values it has."""
        tables = [table["facts"] for table in self.institutions.values()]
        shared = set.intersection(*(set(table) for table in tables)) if tables else set()
        values = {str(name): [str(table[name]) for table in tables if name in table] for name in {*shared, *self.usual}}
        return {name: [*values[name], *self.usual.get(name, ())] for name in sorted(values)}


def read_book(root: Path, *, home: Path = ROOT) -> Book:
    """`root` holds what designers write; `home` the software, whose actions and institutions it has to fit."""
    folders = sorted(path.name for path in (root / "data").glob("*/") if not path.name.startswith((".", "_")))
    shapes = {**OF_PROJECT, **{f"data/{name}/{file}": OF_TOPICS[file] for name in folders for file in OF_TOPICS}}
    files, trouble = {}, [finding for name in folders for finding in _strangers(root, name)]
    for path, shape in shapes.items():
        files[path], findings = read(root, path)
        trouble += findings
        if not findings:
            trouble += shape(files[path], Spot(path, files[path].place))
    institutions = _institutions(home)
    for path, table in institutions.items():
        trouble += INSTITUTION(table, Spot(path, table.place))
    return Book(files, institutions, usual_facts(home), read_sources(home), trouble)


def _institutions(home: Path) -> dict[str, Table]:
    paths = (path.relative_to(home).as_posix() for path in sorted((home / INSTITUTIONS).glob("*.yml")))
    tables = {path: read(home, path)[0] for path in paths}
    return {path: table for path, table in tables.items() if "slug" in table}


def _strangers(root: Path, topic: str) -> Iterator[Finding]:
    for path in sorted((root / "data" / topic).iterdir()):
        if path.suffix in (".yml", ".yaml") and path.name not in OF_TOPICS:
            place = Place(path.relative_to(root).as_posix(), 1)
            hint = guess(path.name, OF_TOPICS)
            yield error(place, f"No topic has a file of this name; there are {listed(OF_TOPICS)}.{hint}")


def _named(value: Any) -> Iterator[tuple[Text, Any]]:
    if isinstance(value, Table):
        yield from value.items()
    for item in value if isinstance(value, Items) else ():
        yield from item.items() if isinstance(item, Table) else [(item, None)]


def _language(variant: Table) -> str | None:
    condition = variant.get("condition")
    if not condition:
        return "de"
    wanted = [(one["name"], one["value"]) for one in condition]
    return "en" if wanted == [("language", "en")] else None

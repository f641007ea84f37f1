"""The printed rule book: what the bot may do about each topic, who takes over, and what it says, for auditors to read.

Made from what the software itself obeys (`data/catalogue.yml`, the topics' intents and responses), so it can't say
anything else than what happens.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handoff.catalogue import Catalogue, Rule, load_catalogue
from handoff.web.markup import formatted

HERE = Path(__file__).parent
TITLES = {"de": "Regelwerk des Assistenten: {}", "en": "The assistant's rule book: {}"}
_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says; `buttons` by title, `link` by its."""

    name: str
    text: Markup
    buttons: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """`examples`: how many messages teach the bot each intent of the topic."""

    rule: Rule
    examples: Mapping[str, int]
    replies: tuple[Reply, ...]


def rulebook(data: Path, *, language: str, facts: Mapping[str, str], title: str) -> str:
    """A whole HTML page, for screen and paper. `facts` fill the texts; one without a value stays as {its_name}."""
    catalogue = load_catalogue(data)
    chapters = [_chapter(data, rule, language, facts) for rule in _in_order(catalogue)]
    words = yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))[language]
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("page.html")
    return page.render(words=words, language=language, title=title, chapters=chapters)


def _in_order(catalogue: Catalogue) -> list[Rule]:
    """The urgent first, then by name of the topic."""
    return sorted(catalogue.rules.values(), key=lambda rule: (-rule.priority, rule.topic))


def _chapter(data: Path, rule: Rule, language: str, facts: Mapping[str, str]) -> Chapter:
    folder = data / rule.topic
    examples = {
        str(entry["intent"]): sum(1 for line in str(entry.get("examples", "")).splitlines() if line.strip())
        for entry in _read(folder / "nlu.yml").get("nlu") or []
        if "intent" in entry
    }
    responses = (_read(folder / "responses.yml").get("responses") or {}).items()
    replies = tuple(_reply(name, _variant(variants, language), facts) for name, variants in responses)
    return Chapter(rule, examples, replies)


def _variant(variants: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """German stands without a condition."""
    return next(variant for variant in variants if bool(variant.get("condition")) == (language == "en"))


def _reply(name: str, variant: dict[str, Any], facts: Mapping[str, str]) -> Reply:
    link = (variant.get("custom") or {}).get("link")
    text = _FACT.sub(lambda mark: facts.get(mark[1], mark[0]), str(variant["text"])).strip()
    buttons = tuple(str(button["title"]) for button in variant.get("buttons") or ())
    return Reply(name, formatted(text), buttons, str(link["title"]) if link else None)


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.is_file() else {}

"""The institution's own words for responses of the bot: which may have some, and what is wrong with what is written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handoff.institutions.facts import Facts
from handoff.language import LANGUAGES
from handoff.settings import ROOT

TWIN = "_en"
# WhatsApp takes 1,024 characters where buttons stand below.
LONGEST = 1000
_MARK = re.compile(r"\{\{|\}\}|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class OwnText:
    """`usual`: the bot's own words by language. `must`: placeholders without which it wouldn't do what it is for."""

    name: str
    usual: Mapping[str, str]
    must: frozenset[str]

    @property
    def values(self) -> frozenset[str]:
        """Placeholders that only the bot can fill."""
        return placeholders(self.usual[LANGUAGES[0]]) - Facts.model_fields.keys()

    def may(self, language: str) -> list[str]:
        """The placeholders that may stand in it, the bot's own first."""
        twins = {name.removesuffix(TWIN) for name in Facts.model_fields if name.endswith(TWIN)}
        left_out = {name + TWIN for name in twins} if language == LANGUAGES[0] else twins
        return [*sorted(self.values), *(name for name in Facts.model_fields if name not in left_out)]


@dataclass(frozen=True, slots=True)
class Fault:
    """`key`: what is wrong, of the words for a form's field; `names`: the placeholders that it is about."""

    key: str
    names: tuple[str, ...] = ()


@cache
def own_texts() -> dict[str, OwnText]:
    """By the response's name, in the order in which a customer meets them."""
    table = yaml.safe_load((Path(__file__).parent / "texts.yml").read_text(encoding="utf-8"))
    return {name: _read(name, entry["in"], entry.get("must") or []) for name, entry in table.items()}


def _read(name: str, folder: str, must: list[str]) -> OwnText:
    responses = yaml.safe_load((ROOT / "data" / folder / "responses.yml").read_text(encoding="utf-8"))["responses"]
    usual = {_language(variant): str(variant["text"]).strip() for variant in responses[name]}
    text = OwnText(name, usual, frozenset(must))
    return OwnText(name, usual, text.must | text.values)


def _language(variant: dict[str, Any]) -> str:
    wanted = [one["value"] for one in variant.get("condition") or [] if one.get("name") == "language"]
    return str(wanted[0]) if wanted else LANGUAGES[0]


def faults(text: str, own: OwnText, language: str, facts: Mapping[str, str]) -> Iterator[Fault]:
    """`facts`: to see how long it gets."""
    used = placeholders(text)
    if set("{}") & set(_MARK.sub("", text)):
        yield Fault("braces")
    if unknown := sorted(used - set(own.may(language))):
        yield Fault("unknown_placeholder", tuple(unknown))
    if missing := sorted(own.must - used):
        yield Fault("missing_placeholder", tuple(missing))
    if len(filled(text, facts)) > LONGEST:
        yield Fault("text_too_long")


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for name in _MARK.findall(text) if name)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """As the bot fills it; a placeholder without a value stays."""
    return _MARK.sub(lambda mark: str(values.get(mark[1], mark[0])) if mark[1] else mark[0][0], text)

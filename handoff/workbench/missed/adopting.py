"""Writes one example into a topic's `nlu.yml`: one line more, and not a character else is changed."""

import io
import os
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from ruamel.yaml.scalarstring import LiteralScalarString

from handoff.catalogue import load_catalogue
from handoff.errors import SettingsError
from handoff.guard import mask
from handoff.language import detect
from handoff.workbench.folding import folded, is_heard
from handoff.workbench.keeping_yaml import keeping_yaml

LONGEST = 250
MASKS = "⟦⟧"
# What Rasa reads as an annotation within an example.
MARKUP = ("](", "]{", "][")


def adopt(text: str, intent: str, data: Path) -> Path:
    """Returns the file that has the example now. Raises SettingsError with what is wrong, and then nothing changed."""
    _check(text)
    file = _home_of(intent, data)
    heard = folded(text)
    for other, example in examples(data):
        if folded(example) == heard:
            raise SettingsError(f"This is an example already, of {other}.")
    _insert(text, intent, file)
    return file


def examples(data: Path) -> Iterator[tuple[str, str]]:
    """Intent and text of each example there is."""
    for file in sorted(data.glob("*/nlu.yml")):
        for intent, lines in _examples_of(file).items():
            for line in lines:
                yield intent, line.removeprefix("- ").strip()


def place(lines: list[str], *, language: str) -> int:
    """At which line an example of the language belongs: German stands first, English after it.

    Short examples often tell no language; the border is where most of those that do are on their side.
    """
    if language == "en":
        return len(lines)
    told = [_language(line.removeprefix("- ")) for line in lines]
    best = right = told.count("en")
    border = 0
    for at, language_of_it in enumerate(told, start=1):
        right += (language_of_it == "de") - (language_of_it == "en")
        if right > best:
            best, border = right, at
    return border if "en" in told else len(lines)


def _check(text: str) -> None:
    if not is_heard(text):
        raise SettingsError(
            "An example has words, or emojis of bot/components/emojis.py: of this the bot hears nothing."
        )
    if text != text.strip():
        raise SettingsError("An example has no spaces around it.")
    if len(text.splitlines()) > 1 or any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise SettingsError("An example is one line, without control characters.")
    if len(text) > LONGEST:
        raise SettingsError(f"The example has {len(text)} characters, more than {LONGEST}. Please shorten it.")
    if any(sign in text for sign in MASKS) or mask(text).finds:
        raise SettingsError("The example holds, or held, what the guard masks. Write it in other words, without that.")
    if any(sign in text for sign in MARKUP) or text[0] in "-/":
        raise SettingsError("Rasa would read a part of the example as markup: no “](”, no “-” or “/” at its beginning.")


def _home_of(intent: str, data: Path) -> Path:
    topics = load_catalogue(data).topics
    if intent not in topics:
        near = process.extractOne(intent, list(topics), score_cutoff=60)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise SettingsError(f"There is no intent {intent}.{hint}")
    file = data / topics[intent] / "nlu.yml"
    if not file.is_file() or intent not in _examples_of(file):
        raise SettingsError(f"{intent} has no examples in {file}: it is not understood from words.")
    return file


def _insert(text: str, intent: str, file: Path) -> None:
    before = file.read_bytes().decode("utf-8")
    tree = keeping_yaml(width=10_000).load(before)
    (entry, *_) = [one for one in _entries(tree) if one["intent"] == intent]
    lines = entry["examples"].splitlines()
    lines.insert(place(lines, language=_language(text) or detect(text, current=None)), f"- {text}")
    comment = getattr(entry["examples"], "comment", None)
    entry["examples"] = LiteralScalarString("\n".join(lines) + "\n")
    if comment is not None:  # what stands between this intent and the next
        entry["examples"].comment = comment
    written = io.StringIO()
    keeping_yaml(width=10_000).dump(tree, written)
    after = written.getvalue()
    if not _is_one_line_more(before, after):
        raise SettingsError(f"{file} is written in a way that would change with it. Please put the example in by hand.")
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(after.encode("utf-8"))
    fresh.chmod(file.stat().st_mode)
    os.replace(fresh, file)


def _is_one_line_more(before: str, after: str) -> bool:
    old, new = before.split("\n"), after.split("\n")
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    return new[:same] + new[same + 1 :] == old


def _examples_of(file: Path) -> dict[str, tuple[str, ...]]:
    try:
        return _examples_in(file.read_bytes())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{file} can't be read: {error}") from error


@lru_cache(maxsize=512)
def _examples_in(content: bytes) -> dict[str, tuple[str, ...]]:
    """Read without comments, which is a hundred times quicker; and from one adoption to the next one file changes."""
    tree = yaml.load(content, Loader=yaml.CSafeLoader)
    return {str(entry["intent"]): tuple(entry["examples"].splitlines()) for entry in _entries(tree)}


def _entries(tree: Any) -> list[Any]:
    return [entry for entry in tree.get("nlu") or [] if "intent" in entry]


def _language(text: str) -> str | None:
    """None where the words don't tell."""
    german, english = detect(text, current="de"), detect(text, current="en")
    return german if german == english else None

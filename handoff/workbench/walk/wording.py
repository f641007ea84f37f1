"""Whether a bubble has the words of its responses in the customer's language."""

import re
from pathlib import Path

import yaml

_GAP = re.compile(r"\{\w+\}|\n")
# Characters: enough to tell a wording, few enough to stand in one piece wherever bubbles are joined.
MARK = 40


class Wording:
    """`data`: the folder of the topics."""

    def __init__(self, data: Path):
        self.topics: dict[str, frozenset[str]] = {}
        """The names of the responses by topic."""
        self._marks: dict[tuple[str, str], set[str]] = {}
        for file in sorted(data.glob("*/responses.yml")):
            responses = yaml.safe_load(file.read_text(encoding="utf-8"))["responses"]
            self.topics[file.parent.name] = frozenset(responses)
            for name, variations in responses.items():
                for variation in variations:
                    self._marks.setdefault((name, _language(variation)), set()).add(_mark(variation["text"]))

    def is_in(self, body: str, name: str, language: str) -> bool:
        """True for what isn't a response, or one that has no words of its own, since others see to that."""
        marks = self._marks.get((name, language), set()) - {""}
        return not marks or any(mark in body for mark in marks)


def _language(variation: dict[str, object]) -> str:
    conditions = variation.get("condition")
    listed = conditions if isinstance(conditions, list) else []
    return next((str(one["value"]) for one in listed if one.get("name") == "language"), "de")


def _mark(text: str) -> str:
    """Of the longest piece without a placeholder, the start."""
    pieces = [piece.strip() for piece in _GAP.split(text)]
    return max(pieces, key=len)[:MARK].replace("{{", "{").replace("}}", "}")

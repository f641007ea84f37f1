"""The desk's words under `texts/`: a folder a language, a file a room, by dotted keys."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


class Texts:
    def __init__(self, texts: dict[str, str]):
        self._texts = texts

    def __call__(self, key: str, /, **values: Any) -> str:
        """With `n` among the values, the key's `one` or `other`. Raises KeyError for a key that isn't there."""
        if "n" in values and key not in self._texts:
            key = f"{key}.one" if values["n"] == 1 else f"{key}.other"
        text = self._texts[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        return key in self._texts

    def of(self, group: str, name: Any) -> str:
        """The group's word for `name`, or the name itself: slots and what they hold come from elsewhere."""
        return self._texts.get(f"{group}.{name}", str(name))

    def raw(self, key: str) -> str:
        """With its placeholders."""
        return self._texts[key]

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)


@cache
def texts_in(language: str) -> Texts:
    texts: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "texts" / language).glob("*.yml")):
        room = dict(_flat(yaml.safe_load(path.read_text()), ""))
        if twice := texts.keys() & room.keys():
            raise ValueError(f"{path}: said in another file already: {', '.join(sorted(twice))}")
        texts |= room
    return Texts(texts)


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        flat += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return flat

"""The words of texts.yml, filled in."""

import random
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
# The placeholder of a text, and the list that it takes a word from.
WORDS = {
    "first": "first",
    "last": "last",
    "street": "streets",
    "branch": "branches",
    "day": "days",
    "product": "products",
    "thing": "things",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """`said`: by language and author."""

    first: list[str]
    last: list[str]
    words: dict[str, list[str]]
    said: dict[tuple[str, str], list[str]]

    def say(self, language: str, author: str, chance: random.Random) -> str:
        text = chance.choice(self.said[language, author])
        if "{" not in text:
            return text
        return text.format_map({name: chance.choice(words) for name, words in self.words.items()})


def read_texts() -> Texts:
    found = yaml.safe_load((HERE / "texts.yml").read_text())
    return Texts(
        first=found["first"],
        last=found["last"],
        words={name: found[of] for name, of in WORDS.items()},
        said={(language, author): texts for language in ("de", "en") for author, texts in found[language].items()},
    )

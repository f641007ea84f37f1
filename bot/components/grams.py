"""What of a text is counted: words, pairs of words, and the groups of two to five letters within a word.

Groups of letters know a word's edges, and do the work for German compounds and typing errors ("Kontosperrung",
"karte gesprert"). The rules are those of scikit-learn's CountVectorizer ("word" and "char_wb"), which the worker
doesn't load: it takes 100 MB and ten times as long for one short text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

SHORTEST, LONGEST = 2, 5

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\b[0-9]+\b")


def count(lemmas: Iterable[str]) -> Counter[str]:
    """How often each gram is in the text. Groups of letters begin with a tilde, so that "pin" the word is another."""
    text = _NUMBER.sub("__number__", " ".join(lemmas))
    words = _WORD.findall(text)
    counted = Counter(words)
    counted.update(f"{first} {second}" for first, second in zip(words, words[1:], strict=False))
    counted.update(_groups_of_letters(text))
    return counted


def is_group_of_letters(gram: str) -> bool:
    return gram.startswith("~")


def _groups_of_letters(text: str) -> Iterator[str]:
    for word in text.split():
        edged = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            yield f"~{edged[:length]}"
            if length >= len(edged):
                break
            for start in range(1, len(edged) - length + 1):
                yield f"~{edged[start : start + length]}"

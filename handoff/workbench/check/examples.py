"""Examples as the bot hears them: none under two intents, none doubled, and enough of them in both languages.

Texts are folded as the tokenizer does it. What is nothing but emojis stays as it is.
"""

import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from rapidfuzz import fuzz, process

from bot.components.spelling import fold
from handoff.language import LANGUAGES, detect
from handoff.workbench.check.book import Book, Example, Meant
from handoff.workbench.check.finding import Finding, error, warning
from handoff.workbench.folding import folded, has_words

NEAR = 92
FEWEST = {"de": 50, "en": 25}
# What most customers ask for.
FREQUENT = {"unlock", "limit", "credit"}
FEWEST_OF_FREQUENT = {"de": 120, "en": 50}
NAMES = {"de": "German", "en": "English"}
_AT_ONCE = 400


def findings(book: Book) -> Iterator[Finding]:
    heard: dict[str, list[Example]] = defaultdict(list)
    for example in book.examples:
        heard[folded(example.text)].append(example)
    for alike in heard.values():
        for number, example in enumerate(alike):
            if number:
                yield again(example, next((one for one in alike[:number] if one.intent != example.intent), alike[0]))
    meant = {folded(one.text) for one in book.meant}
    yield from _near({text: alike[0] for text, alike in heard.items() if has_words(text)}, meant)
    yield from _strays(book.meant, heard)
    for topic in book.topics:
        yield from _few(topic, book)


def again(example: Example, before: Example) -> Finding:
    if example.intent != before.intent:
        return error(
            example.place,
            f"“{example.text}” teaches “{example.intent}”, and “{before.text}” in {before.place} “{before.intent}”. "
            "The bot hears the same in both; keep the better one.",
        )
    if _is_umlaut_twin(example.text, before.text):
        return warning(
            example.place,
            f"“{example.text}” is “{before.text}” of line {before.place.line} in another spelling, which the bot "
            "hears alike. Leave one out.",
        )
    return warning(
        example.place,
        f"The bot hears “{example.text}” like “{before.text}” of line {before.place.line}. Leave one out.",
    )


def _is_umlaut_twin(one: str, other: str) -> bool:
    one, other = (unicodedata.normalize("NFC", text).lower() for text in (one, other))
    return one != other and fold(one) == fold(other)


def _near(heard: dict[str, Example], meant: set[str]) -> Iterator[Finding]:
    """By length: a text much longer than another can't be near it."""
    texts = sorted(heard, key=lambda text: (len(text), text))
    lengths = [len(text) for text in texts]
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        longest = len(some[-1]) * (200 - NEAR) / NEAR
        others = texts[start : bisect_right(lengths, longest)]
        scores = process.cdist(some, others, scorer=fuzz.ratio, score_cutoff=NEAR, dtype=np.uint8)
        for row, column in np.argwhere(scores):
            one, other = heard[some[row]], heard[others[column]]
            if row < column and one.intent != other.intent and not {some[row], others[column]} & meant:
                yield _alike(*sorted((one, other), key=lambda each: each.place), score=int(scores[row, column]))


def _alike(before: Example, example: Example, *, score: int) -> Finding:
    return warning(
        example.place,
        f"“{example.text}” ({example.intent}) is nearly “{before.text}” ({before.intent}) in {before.place}: {score} "
        "of 100. If both are right, name one of them under “metadata: meant” of its intent.",
    )


def _strays(meant: Iterable[Meant], heard: Mapping[str, list[Example]]) -> Iterator[Finding]:
    """What is meant and isn't there, since it was reworded."""
    for one in meant:
        if all(example.intent != one.intent for example in heard.get(folded(one.text), ())):
            yield error(
                one.text.place,
                f"“{one.text}” is named as meant, but is no example of “{one.intent}”. Write it as the example stands, "
                "or leave it out.",
            )


def _few(topic: str, book: Book) -> Iterator[Finding]:
    fewest = FEWEST_OF_FREQUENT if topic in FREQUENT else FEWEST
    counts = _count([one for one in book.examples if one.topic == topic], fewest)
    for language in LANGUAGES:
        if counts[language] < fewest[language]:
            yield warning(
                book.of_topic(topic, "nlu.yml").place,
                f"The topic has {counts[language]} examples in {NAMES[language]}. Write {fewest[language]} or more.",
            )


def _count(examples: list[Example], enough: dict[str, int]) -> Counter[str]:
    """By language, until there are enough of each; finding out the language of all takes seconds.

    A short example is in the language of the one before it, as a short message is in its conversation's.
    """
    counts: Counter[str] = Counter()
    language, intent = None, None
    for example in examples:
        language = detect(example.text, current=language if example.intent == intent else None)
        intent = example.intent
        counts[language] += 1
        if all(counts[each] >= number for each, number in enough.items()):
            break
    return counts

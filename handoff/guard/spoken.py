"""Numbers written as words, German and English, up to ninety-nine: "acht neun", "vierunddreißig", "double three"."""

import re
from collections.abc import Iterable
from itertools import groupby

_GERMAN = {
    0: "null", 1: "eins", 2: "zwei|zwo", 3: "drei", 4: "vier", 5: "fünf|fuenf|funf", 6: "sechs", 7: "sieben",
    8: "acht", 9: "neun", 10: "zehn", 11: "elf", 12: "zwölf|zwoelf|zwolf",
    13: "dreizehn", 14: "vierzehn", 15: "fünfzehn|fuenfzehn",
    16: "sechzehn", 17: "siebzehn", 18: "achtzehn", 19: "neunzehn",
}  # fmt: skip
_GERMAN_TENS = {
    20: "zwanzig", 30: "dreißig|dreissig", 40: "vierzig", 50: "fünfzig|fuenfzig", 60: "sechzig", 70: "siebzig",
    80: "achtzig", 90: "neunzig",
}  # fmt: skip
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TIMES = {"double": 2, "doppel": 2, "triple": 3}


def _values() -> dict[str, str]:
    values = {word: str(number) for number, words in (_GERMAN | _GERMAN_TENS).items() for word in words.split("|")}
    for tens, tens_words in _GERMAN_TENS.items():
        for ones, ones_words in _GERMAN.items():
            if 1 <= ones <= 9:
                stems = "ein" if ones == 1 else ones_words
                compounds = [f"{one}und{ten}" for one in stems.split("|") for ten in tens_words.split("|")]
                values |= dict.fromkeys(compounds, str(tens + ones))
    values |= {word: str(number) for number, word in enumerate(_ENGLISH)}
    for tens, word in enumerate(_ENGLISH_TENS, start=2):
        values[word] = f"{tens}0"
        values |= {f"{word}{gap}{_ENGLISH[ones]}": f"{tens}{ones}" for ones in range(1, 10) for gap in " -"}
    return values


def _pattern(words: Iterable[str]) -> str:
    """Longest first, one branch a first letter: at most places of a text a handful of comparisons decides."""
    ordered = sorted(words, key=lambda word: (word[0], -len(word)))
    branches = groupby(ordered, key=lambda word: word[0])
    return "|".join(f"{letter}(?:{'|'.join(word[1:] for word in branch)})" for letter, branch in branches)


_VALUES = _values()
_WORD = _pattern(_VALUES)
_ONE = re.compile(_WORD)

# Dictation also writes them together: "einszweidreivier".
NUMBER_WORDS = re.compile(
    rf"(?=[a-z])(?:(?<![^\W\d_])|(?<=\bde))(?:({'|'.join(_TIMES)})[ -]?(\d|{_WORD})|(?:{_WORD})+)(?![^\W\d_])"
)


def digits_of(match: re.Match[str]) -> str:
    times, word = match.groups()
    if times:
        digit = _VALUES.get(word, word)
        return digit * _TIMES[times]
    return "".join(_VALUES[word] for word in _ONE.findall(match.group()))

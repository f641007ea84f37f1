"""A message as people type it, brought to one spelling: small letters, ae for ä, digits, no typos, no greetings."""

import re
import unicodedata

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from handoff.when.vocabulary import MISSPELT, MONTHS, NUMERALS, ORDINALS, SHORT_WEEKDAYS, SPELLINGS, WEEKDAYS

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "–": "-", "—": "-", "−": "-", "’": "'", "\n": ";", "\0": " "})
_WEEKDAY = "|".join(WEEKDAYS)
_PARTS = "vormittag|nachmittag|mittag|abend|morgen|frueh"
_TENS = re.compile(r"\b(twenty|thirty|forty|fifty) (?=(?:one|two|three|four|five|six|seven|eight|nine|first|second)\b)")
_SHORTHAND = [
    (re.compile(r"\bein uhr\b"), "1 uhr"),
    (re.compile(r"\bzw\.? (?=\d)"), "zwischen "),
    (re.compile(r"(?<!\w)'?ner\b"), "einer"),
    (re.compile(r"\b(\d{1,2})t(?:er|en|e)\b"), r"\1."),
    (re.compile(r"\b(\d{1,2})[ -]?ish\b"), r"um \1"),
    (re.compile(rf"\b(?:herrn?|frau|familie|mr|mrs|ms)\.? (?:{_WEEKDAY}|{'|'.join(MONTHS)})\b"), " "),
]
_GREETINGS = re.compile(
    r"\bgut\w* (?:morgen|tag|abend|nachmittag|mittag)\b|\bgood (?:morning|afternoon|evening|day)\b|\bn'abend\b"
    r"|^(?:morgen|abend|morning|evening),? (?:zusammen|leute|all|everyone)\b|^(?:morning|evening)\s*!"
    rf"|\b(?:schoen|angenehm)\w* (?:tag|abend|nachmittag|wochenende|woche|feierabend|{_WEEKDAY})\b"
    r"|\b(?:nice|great|lovely) (?:day|weekend|evening|week)\b|\benjoy (?:your|the) \w+"
    r"|\b(?:froh\w*|schoene|merry|happy) (?:weihnacht\w*|ostern|feiertage|christmas|easter|new year)\b"
    r"|^(?:\w+,? )?bis (?:morgen|spaeter|gleich|dann)[.! ]*$"
)
# Account and telephone numbers, sums of money, ages, heads and spans of time gone by: figures, but no time.
_FIGURES = re.compile(
    r"\b[a-z]{2}\d{2}(?: ?[\da-z]{4}){3,}(?: ?[\da-z]{1,4})?\b|(?<![\d.:])\+?\d[\d /-]{0,20}\d{5,}\b|\b\d{5,}\b"
    r"|\b(?:vor|seit) \w+ (?:tag|woche|monat|jahr|stunde|minute)\w*|\b\w+ (?:day|week|month|year|hour|minute)s? ago\b"
    r"|\b\d+(?:[.,]\d+)* ?(?:€|\$|%|euros?\b|eur\b|cent\b|prozent\b|percent\b|person\w*|leute\w*|people\b|jahre\b"
    r"|years? old|konten\b|karten\b|kinder\w*|mal\b|times\b|cards?\b|accounts?\b|stueck\b)|[€$] ?\d+(?:[.,]\d+)*"
)
_SHORTEST_TYPO = 5
_LIKENESS = 0.8
_KNOWN = frozenset(
    {
        *NUMERALS,
        *ORDINALS,
        *WEEKDAYS,
        *MONTHS,
        *SPELLINGS,
        *(word for words in SHORT_WEEKDAYS.values() for word in words),
    }
    | set("morgens heutige leute monate monat mittag abend match sunny".split())
)


def normalise(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    folded = _TENS.sub(r"\1-", folded)
    spelt = re.sub(r"[a-z]+(?:-[a-z]+)*", lambda match: _word(match[0]), folded)
    spelt = re.sub(rf"\b({_WEEKDAY})s?({_PARTS})(s?)\b", r"\1 \2\3", spelt)
    for pattern, meant in _SHORTHAND:
        spelt = pattern.sub(meant, spelt)
    return re.sub(r"\s+", " ", _mornings(_FIGURES.sub(" ", _GREETINGS.sub(" ", spelt)))).strip()


def _word(word: str) -> str:
    if word in NUMERALS:
        return str(NUMERALS[word])
    if word in ORDINALS:
        return f"{ORDINALS[word]}."
    if word in MISSPELT:
        return MISSPELT[word]
    if "-" in word:
        return "-".join(_word(part) for part in word.split("-"))
    return word if word in _KNOWN or len(word) < _SHORTEST_TYPO else _corrected(word)


def _corrected(word: str) -> str:
    found = process.extractOne(word, SPELLINGS, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_LIKENESS)
    return found[0] if found and found[0][0] == word[0] else word


def _mornings(text: str) -> str:
    """German "morgen" is tomorrow, unless a day or an article before it makes it the morning."""
    text = re.sub(r"\bdiesen (morgen|vormittag|nachmittag|abend)\b", r"heute \1", text)
    text = re.sub(r"\bthis (morning|afternoon|evening)\b", r"today \1", text)
    text = re.sub(r"\btonight\b", "today evening", text)
    before = rf"(?:am|jeden|heute|morgen|uebermorgen|den|{_WEEKDAY}|fruehen)"
    return re.sub(rf"\b({before}) morgen\b", r"\1 vormittag", text)

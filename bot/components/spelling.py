"""How NLU spells words, without a word of Rasa."""

import unicodedata

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().translate(_SPELT_OUT)

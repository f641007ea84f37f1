"""The languages that are spoken here, and that of a message: the conversation's own where it says too little."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The first is the one that is spoken where nothing tells.
LANGUAGES = ("de", "en")

_FEWEST_WORDS = 4
_CONFIDENT = 0.9

_NO_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|⟦\w+⟧")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

# The bank's own English and everybody's names say nothing about who writes: "mein Online Banking Login".
_BANK_WORDS = frozenset(
    "online banking login log in app push pushtan tan pin card credit debit mastercard visa paypal apple google pay "
    "iban bic sms email mail code password account limit service center chat whatsapp bot reset update support "
    "hotline online-banking homebanking onlinebanking feedback okay ok sorry".split()
)
_ENGLISH_SIGNS = frozenset(
    "hello thanks thank please yes no morning afternoon evening today tomorrow monday tuesday wednesday thursday "
    "friday saturday sunday week help english speak what when where how who why the my your i i'm you me this that "
    "are does can need want on at to of for with and lost forgot locked blocked appointment loan branch call open "
    "hours bye goodbye cheers there stolen hacked rejected declined card's work out".split()
)
_GERMAN_SIGNS = frozenset(
    "hallo moin servus guten gruezi grüezi danke bitte ja nein hilfe deutsch ich mein meine wie wo wann der die das "
    "den und ist nicht um zum für heute morgen montag dienstag mittwoch donnerstag freitag samstag sonntag woche "
    "filiale kredit tschüss tschuess termin gesperrt vergessen karte konto weg kaputt geht los mir offen".split()
)


def detect(text: str, *, current: str | None, usual: str | None = None) -> str:
    """ "de" or "en". `current` is the conversation's language, None before its first message; `usual` that of earlier
    conversations, None if there was none.

    A message under four words keeps `current`; so does one that the classifier isn't sure about. In a first message a
    few words tell by what they are, or are taken for `usual`. The first call loads
    the classifier (most of a second), each later one takes well under a millisecond.
    """
    kept = current or usual or LANGUAGES[0]
    words = _WORD.findall(_NO_LANGUAGE.sub(" ", text.lower()))
    if len(words) < _FEWEST_WORDS:
        return current or _of_few(words) or kept
    telling = [word for word in words if word not in _BANK_WORDS]
    if not telling:
        return kept
    language, confidence = _identifier().classify(" ".join(telling))
    return str(language) if confidence >= _CONFIDENT else kept


def _of_few(words: list[str]) -> str | None:
    """None where they tell nothing, or both."""
    english, german = _ENGLISH_SIGNS.intersection(words), _GERMAN_SIGNS.intersection(words)
    return None if bool(english) == bool(german) else "en" if english else "de"


@cache
def _identifier() -> "LanguageIdentifier":
    """Of the 140 languages that the library knows only ours are kept, so that 30 MB of the others' are let go."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second that the web process saves

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(list(LANGUAGES))
    tables = (whole.nb_ptc.copy(), whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output)
    return LanguageIdentifier(*tables, norm_probs=True, tk_row=whole.tk_row)

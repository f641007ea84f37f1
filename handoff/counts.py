"""How many people come: "zu zweit", "ich und meine Frau", "4 Personen", "just me"."""

import re
from datetime import datetime

from handoff.when import understand
from handoff.when.vocabulary import NUMERALS

_ARTICLES = {"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "a": 1, "an": 1, "couple": 2}
_TOGETHER = {"zweit": 2, "dritt": 3, "viert": 4, "fuenft": 5, "sechst": 6, "siebt": 7, "acht": 8}
_NUMBER = r"(\d{1,2})"
_HEADS = r"(?:person\w*|leute\w*|people|teilnehmer\w*|erwachsene\w*|adults?|gaeste\w*|guests?|mann\b|of us)"
_ALONE = re.compile(
    r"\b(?:nur|bloss) ich\b|\balleine?\b|\bich selbst\b|\b(?:just|only) (?:me|myself|i)\b|\bby myself\b|\balone\b"
    r"|\bon my own\b|^(?:ich|me|i)$"
)
_WHOLE = (
    rf"\b{_NUMBER} {_HEADS}",
    rf"\b(?:wir sind|wir waeren|wir kommen|es sind|we are|we're|there are|there will be) (?:\w+ )?{_NUMBER}\b(?! \d)",
    rf"\b(?:the|fuer|for|zu) {_NUMBER}(?: of us)?$",
)
_BOTH = re.compile(r"\b(?:wir|uns|us|we|alle)\b.{0,12}\b(?:beide|beiden|both)\b|\bboth of us\b|\bwir beide\b")
_RELATIVE = (
    r"(?:ehe)?(?:frau|mann)|partner\w*|freund(?:in|es?|en)?|mutter|vater|tochter|sohn|bruder|schwester|mama|papa|oma|opa|kollege\w*"
    r"|kollegin|begleitung|baby|kind|wife|husband|girlfriend|boyfriend|friend|mother|father|mum|mom|dad|daughter|son|brother"
    r"|sister|colleague|child"
)
_SEVERAL = (
    r"kinder\w*|soehne\w*|toechter\w*|freunde\w*|eltern|brueder\w*|schwestern"
    r"|kids|children|sons|daughters|friends|parents"
)
_OTHERS = re.compile(
    rf"(?<!ihrer )(?<!ihrem )(?<!ihren )(?<!your )\b(?:{_NUMBER} )?(?:(?P<many>{_SEVERAL})|(?P<one>{_RELATIVE}))\b"
)
_MYSELF = re.compile(
    r"\bich (?:und|plus)\b|\bund ich\b|\b(?:me|i|myself) and\b|\band (?:me|i|myself)\b|\bmit\b|\bwith\b|\bbring"
)
_PLAIN = re.compile(rf"(?:(?:ca|etwa|about|so|nur|just|only)\.? )?{_NUMBER}(?: (?:bitte|please))?")
_MOST = 50
_ANY_DAY = datetime(2026, 6, 1, 12)


def understand_count(text: str, *, language: str) -> int | None:
    """The number of people, the writer included; None if the message tells none, or tells a day or a time instead."""
    if understand(text, now=_ANY_DAY, language=language):
        return None
    said = _normalised(text)
    if _ALONE.search(said):
        return 1
    found = _together(said) or _counted(said) or _listed(said)
    return found if found and 1 <= found <= _MOST else None


def _normalised(text: str) -> str:
    folded = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("’", "'")
    words = re.sub(r"[a-z]+", lambda match: str(NUMERALS.get(match[0], match[0])), folded)
    words = re.sub(r"\b(?:a couple|ein paar) of us\b", "2 of us", words)
    return re.sub(r"\s+", " ", words).strip(" .,!?")


def _together(said: str) -> int | None:
    if match := re.search(r"\bzu(?: (\w+)|(zweien|dreien|vieren))\b", said):
        return _TOGETHER.get(match[1] or "")
    return 2 if _BOTH.search(said) else None


def _counted(said: str) -> int | None:
    heads = [int(number) for number in re.findall(_WHOLE[0], said)]
    if heads:
        return sum(heads)
    for pattern in _WHOLE[1:]:
        if match := re.search(pattern, said):
            return int(match[1])
    if match := _PLAIN.fullmatch(said):
        return int(match[1])
    return _ARTICLES.get(said) or _ARTICLES.get(re.sub(rf" {_HEADS}$", "", said))


def _listed(said: str) -> int | None:
    """ "mit meiner Frau und zwei Kindern": those named, and the writer."""
    others = [_heads(match) for match in _OTHERS.finditer(said)]
    if not others or None in others or not _MYSELF.search(said):
        return None
    return 1 + sum(number or 0 for number in others)


def _heads(match: re.Match[str]) -> int | None:
    if match[1]:
        return int(match[1])
    if match["one"]:
        return 1
    return 2 if match["many"] in ("eltern", "parents") else None

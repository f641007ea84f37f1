"""Marks every time of day said in a normalised message: `@15:00`, or `@~3:00` where morning or afternoon is open."""

import re
from collections.abc import Callable
from functools import cache

from handoff.when.vocabulary import WEEKDAYS

_N = r"(?<![\d.,:@~/])(\d{1,2})"
_H = r"(\d{1,2})(?![\d:.]\d)(?:\s*uhr\b)?"
_O_CLOCK = r"(?:uhr|h|o'?clock)\b"
_UNITS = "tag|woche|monat|jahr|stund|minut|day|week|month|year|hour|min\\b"
# Not an hour: "um 3 Wochen", "vor 10%", "3.12."
_BARE = rf"{_N}(?!\d|[.:,/]\d|\s*(?:[%€]|{_UNITS}))"
_LINK = r"(?:-|bis(?: um)?|und|oder|and|or|to|till|until|til)"
_GERMAN_DAY = r"\d|montag|dienst|mittw|donner|frei|sams|sonn|vorm|nachm|abend"
# "um 3" is always an hour; "nach 3" only if no noun follows, as in "nach 3 Versuchen".
_AT, _BESIDE = "um|gegen|at|around|spaetestens|fruehestens", "ab|vor|bis|nach|after|before|by|until|till|than|als"
_NO_NOUN = (
    r"(?=\s*(?:$|[^\w\s]|(?:am|an|in|im|on|oder|or|und|and|bis|to|rum|herum|bitte|please|heute|morgen|uebermorgen|today"
    r"|tomorrow|ist|is|geht|passt|waere|habe|kann|haette|wenn|fuer|for|mit|with|schon|o|at|um|den|the|this|diese\w*"
    rf"|{'|'.join(WEEKDAYS)}|morgens|mittags|(?:vor|nach)mittags?|abends?)\b))"
)


def mark_times(text: str) -> str:
    for pattern, mark in _spoken():
        text = pattern.sub(mark, text)
    return text


@cache
def _spoken() -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
    """What is said at length comes first, a bare hour beside a preposition last."""
    minutes = r"(?:\s*min\w*)?\s*"
    forms: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (rf"{_N}(?:[:.](\d\d))?\s*([ap])\.?m\b\.?(?!\s*(?:{_GERMAN_DAY}))", _meridiem),
        (rf"{_N}{minutes}vor halb\s*{_H}", lambda match: _earlier(match[2], 30 + int(match[1]))),
        (rf"{_N}{minutes}nach halb\s*{_H}", lambda match: _earlier(match[2], 30 - int(match[1]))),
        (rf"\b(?:viertel vor|dreiviertel|3/4|quarter (?:to|before))\s*{_H}", lambda match: _earlier(match[1], 15)),
        (rf"\b(?:viertel nach|quarter (?:past|after))\s*{_H}", lambda match: _mark(match[1], 15)),
        (rf"\bviertel\s*{_H}", lambda match: _earlier(match[1], 45)),
        (rf"\bhalb\s*{_H}", lambda match: _earlier(match[1], 30)),
        (rf"\bhalf(?: past)?\s*{_H}", lambda match: _mark(match[1], 30)),
        # "10 to 12" is a stretch, "5 to 12" is not
        (rf"(?<![\d.:@~])(5|20|25){minutes}to\s*{_H}", lambda match: _earlier(match[2], int(match[1]))),
        (rf"(?<![\d.:@~])(5|10|20|25){minutes}vor\s*{_H}", lambda match: _earlier(match[2], int(match[1]))),
        (rf"(?<![\d.:@~])(5|10|20|25){minutes}(?:nach|past)\s*{_H}", lambda match: _mark(match[2], match[1])),
        (rf"{_N}\s*(?:uhr|h)\s*(\d\d)\b(?!\s*(?:uhr|h\b)|[.:-])", _digital),
        (rf"{_N}[:.](\d\d)(?![\d:]|\.\d)(?:\s*{_O_CLOCK})?", _digital),
        (rf"{_N}(\d\d)\s*(?:uhr\b|h\b)", _digital),
        (rf"(){_N}\s*{_O_CLOCK}", _hour),
        (r"\b(?:12 )?(?:noon|midday)\b", lambda _: " @12:00"),
        (r"\b(?:mitternacht|midnight)\b", lambda _: " @0:00"),
        (rf"(){_N}(?=\s*{_LINK}\s*@)", _hour),
        (rf"(@~?\d+:\d\d\s*{_LINK}\s*){_BARE}", _hour),
        (rf"\b((?:zwischen|between|von|from)\s*){_BARE}\s*({_LINK})\s*{_BARE}", _two_hours),
        (rf"(?<!am )(?<!vom )(?<!den )(?<!dem ){_BARE}\s*(?:-|bis|to)\s*{_BARE}", _plain_stretch),
        (rf"\b((?:{_AT})\s*(?:ca\.?|circa|etwa|kurz|um)?\s*){_BARE}", _hour),
        (rf"\b((?:{_BESIDE})\s*(?:ca\.?|circa|etwa|kurz)?\s*){_BARE}{_NO_NOUN}", _hour),
        (rf"(){_N}(?=\s*(?:morgens|vormittags|nachmittags|abends|in the (?:morning|afternoon|evening)))", _hour),
    ]
    return [(re.compile(pattern), mark) for pattern, mark in forms]


def _mark(hour: int | str, minute: int | str = 0) -> str:
    exact = int(hour) > 12 or int(hour) == 0 or str(hour).startswith("0")
    return f" @{'' if exact else '~'}{int(hour)}:{int(minute):02}"


def _earlier(hour: str, minutes: int) -> str:
    before, minute = divmod((int(hour) or 24) * 60 - minutes, 60)
    return _mark(before or 12, minute)


def _meridiem(match: re.Match[str]) -> str:
    if int(match[1]) > 12:
        return _mark(match[1], match[2] or 0)
    return f" @{int(match[1]) % 12 + (12 if match[3] == 'p' else 0)}:{match[2] or '00'}"


def _digital(match: re.Match[str]) -> str:
    return _mark(match[1], match[2]) if _hours(match[1]) and int(match[2]) < 60 else match[0]


def _hour(match: re.Match[str]) -> str:
    return f"{match[1]}{_mark(match[2])}" if _hours(match[2]) else match[0]


def _two_hours(match: re.Match[str]) -> str:
    return f"{match[1]}{_mark(match[2])} {match[3]}{_mark(match[4])}" if _hours(match[2], match[4]) else match[0]


def _plain_stretch(match: re.Match[str]) -> str:
    """Without any word around it, "10-12" is a time only if it ends within office hours."""
    likely = _hours(match[1], match[2]) and int(match[2]) >= 8
    return f"{_mark(match[1])} - {_mark(match[2])}" if likely else match[0]


def _hours(*hours: str) -> bool:
    return all(int(hour) <= 24 for hour in hours)

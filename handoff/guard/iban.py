"""IBANs: of every country of the registry by structure and check digits; mistyped ones when named or plainly German."""

import re
from collections.abc import Iterator
from functools import cache

from schwifty import registry
from schwifty.exceptions import InvalidCountryCode

from handoff.guard.finds import Find, Kind
from handoff.guard.label import before

_GAP = r"[\s.,\-/_:()*'|·•]{0,5}+"
_CHECK = r"[0-9oqilszbg]"
# In a lookahead, for starts may overlap: "an gb29" holds "an gb" too.
_START = re.compile(
    rf"(?=(?P<country>[a-z]{_GAP}[a-z]){_GAP}(?P<check>{_CHECK}{_GAP}{_CHECK}){_GAP}(?P<bban>)[^\W_])"
    r"(?:(?<![^\W_])|(?<=iban))"
)
_TOKEN = re.compile(rf"{_GAP}([a-z0-9]+)")
_NAMED = re.compile(before(r"iban(?:[- ]?(?:nummer|nr|number))?") + r"(?=[a-z]{2}\W?[0-9o])")
_MISTYPED_GERMAN = re.compile(r"(?<![\w.@])de\d{2}(?:[ .\-/]?\d){14,20}(?![ .\-/]?\d)")
_BLANK = re.compile(r"\s")
_WORD = re.compile(r"[^\W_]+")
_NO_WORD = re.compile(r"[\W_]+")

_DIGIT_TWINS = str.maketrans("oqilszbg", "00115286")
_LETTER_TWINS = str.maketrans("0158", "oisb")
_VALUES = str.maketrans({letter: str(value) for value, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=10)})
_LONGEST = 34


def ibans(text: str) -> Iterator[Find]:
    valid = {start.start(): end for start in _START.finditer(text) if (end := _valid_end(text, start))}
    yield from (Find(Kind.IBAN, start, end) for start, end in valid.items())
    mistyped = {match.start(): match.end() for match in _MISTYPED_GERMAN.finditer(text)}
    named = {name.end(): end for name in _NAMED.finditer(text) if (end := _named_end(text, name.end()))}
    yield from (Find(Kind.IBAN, start, end) for start, end in (mistyped | named).items() if start not in valid)


def _valid_end(text: str, start: re.Match[str]) -> int | None:
    """Where the IBAN that begins at `start` ends, or None if there is none that holds."""
    country = _compact(start["country"])
    bban = _bban(country).match(text, start.start("bban")) if structure(country) else None
    if bban is None or not _looks_like_a_number(text[start.start() : bban.end()]):
        return None
    check = _compact(start["check"]).translate(_DIGIT_TWINS)
    return bban.end() if _holds(country, check, _compact(bban.group())) else None


def _holds(country: str, check: str, characters: str) -> bool:
    """ISO 7064, mod 97-10, twins read as the structure wants them; where it takes both, as written or as digits."""
    digits, letters = characters.translate(_DIGIT_TWINS), characters.translate(_LETTER_TWINS)
    for mixed in {characters, digits}:
        wanted = {"n": digits, "a": letters, "c": mixed}
        bban = "".join(wanted[one][place] for place, one in enumerate(structure(country)))
        if int((bban + country + check).translate(_VALUES)) % 97 == 1:
            return True
    return False


def _looks_like_a_number(text: str) -> bool:
    """Words after "by 12 …" can pass the check digits by chance: a number is written whole, in fours, or in digits."""
    groups = _WORD.findall(text)
    characters = "".join(groups)
    digits = sum(map(str.isdigit, characters))
    whole = not _BLANK.search(text) or (digits >= 4 and all(len(group) == 4 for group in groups[:-1]))
    return whole or digits * 2 >= len(characters)


def _named_end(text: str, start: int) -> int | None:
    """The check digits may be wrong, digits missing: take what still looks like a part of it."""
    country = _compact(text[start : start + 2])
    longest = len(structure(country)) + 6 if structure(country) else _LONGEST
    taken, end = "", start
    while (token := _TOKEN.match(text, end)) and _is_part(token[1]) and len(taken + token[1]) <= longest:
        taken, end = taken + token[1], token.end()
    return end if sum(character.isdigit() for character in taken) >= 8 else None


def _is_part(token: str) -> bool:
    return any(character.isdigit() for character in token) or token in ("de", "o", "oo", "ooo", "oooo")


def _compact(text: str) -> str:
    return _NO_WORD.sub("", text)


@cache
def structure(country: str) -> str:
    """One letter a character of the BBAN: n digit, a letter, c either; empty if the country has no IBAN."""
    try:
        spec = registry.get_iban_spec(country.upper()).bban_spec
    except InvalidCountryCode:
        return ""
    return "".join(kind * int(length) for length, kind in re.findall(r"(\d+)!?([nac])", spec))


@cache
def _bban(country: str) -> re.Pattern[str]:
    """Characters that can be repaired to what the structure wants, which most words after "an" or "by" can't."""
    character = {"n": _CHECK, "a": "[a-z0158]", "c": "[a-z0-9]"}
    runs = re.finditer(r"(.)\1*", structure(country))
    # The gap before the first has been read. None ends within a word, as opening hours in Saudi Arabia's might.
    return re.compile(
        "".join(rf"(?:{_GAP}{character[run[1]]}){{{len(run[0])}}}+" for run in runs) + r"(?!\d|(?<=[a-z])[a-z])"
    )

"""Which of several things a message means by its place in the list."""

import re

_PLACES = (
    (0, r"\b(?:erste(?:re)?[rnsm]?|first|1\.)(?!\w| ?\d)"),
    (1, r"\b(?:zweite[rnsm]?|mittlere[rnsm]?|second|middle|2\.)(?!\w| ?\d)"),
    (2, r"\b(?:dritte[rnsm]?|third|3\.)(?!\w| ?\d)"),
    (-1, r"\b(?:letzte(?:re)?[rnsm]?|last)\b"),
)
_TIMES = (
    (-1, r"\b(?:sp(?:ä|ae)teste[rnsm]?|latest)\b"),
    (0, r"\b(?:fr(?:ü|ue)heste[rnsm]?|earliest)\b"),
)
_NUMBERS = {"eins": 1, "zwei": 2, "drei": 3, "vier": 4, "two": 2, "three": 3, "four": 4}
# What is said around a choice and changes nothing.
_AROUND = frozenset(
    """
    ja ich nehme nehmen wir hätte möchte dann lieber gern gerne bitte den der dem das die option nummer nr
    yes i i'll ll take would like d the one please then rather number no
    """.split()
)


def nth_in(text: str, count: int) -> int | None:
    """Which of `count` times, or things that have one, is meant: "den zweiten", "the last one", "the earliest"."""
    return _matching(text, count, (*_PLACES, *_TIMES))


def nth_alone(text: str, count: int) -> int | None:
    """Which of `count` things of any kind, where the message says nothing else: "den ersten bitte", "2"."""
    told = [word for word in re.findall(r"\w+\.?", text.lower()) if word.removesuffix(".") not in _AROUND]
    if len(told) != 1:
        return None
    number = told[0].removesuffix(".")
    numbers = {str(nth): nth for nth in range(1, count + 1)} | _NUMBERS
    if number in numbers:
        return numbers[number] - 1 if numbers[number] <= count else None
    return _matching(told[0], count, _PLACES)


def _matching(text: str, count: int, patterns: tuple[tuple[int, str], ...]) -> int | None:
    for index, pattern in patterns:
        if re.search(pattern, text, re.IGNORECASE) and -count <= index < count:
            return index % count
    return None

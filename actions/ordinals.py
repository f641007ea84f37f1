"""Which of several things a message means by its place in the list."""

import re

_NTH = (
    (0, r"\b(?:erste[rnsm]?|first|1\.)(?! ?\d)"),
    (1, r"\b(?:zweite[rnsm]?|mittlere[rnsm]?|second|middle|2\.)(?! ?\d)"),
    (2, r"\b(?:dritte[rnsm]?|third|3\.)(?! ?\d)"),
    (-1, r"\b(?:letzte[rnsm]?|last|sp(?:ä|ae)teste[rnsm]?|latest)\b"),
    (0, r"\b(?:fr(?:ü|ue)heste[rnsm]?|earliest)\b"),
)
_AROUND = re.compile(
    r"\b(?:ich|nehme?n?|dann|lieber|gerne?|bitte|de[nr]|das|dem|die|option|nummer|nr|"
    r"the|one|please|i(?:['’]ll)?|take|then|rather|number|no)\b",
    re.IGNORECASE,
)


def nth_in(text: str, count: int) -> int | None:
    """Which of `count` things is meant: "den zweiten", "the last one"."""
    for index, pattern in _NTH:
        if re.search(pattern, text, re.IGNORECASE) and -count <= index < count:
            return index % count
    return None


def nth_alone(text: str, count: int) -> int | None:
    """The same where the message says nothing else: "den ersten bitte", "2", but not "am ersten Freitag"."""
    rest = _AROUND.sub(" ", text).strip(" .,!\n")
    if rest in [str(number) for number in range(1, count + 1)]:
        return int(rest) - 1
    return nth_in(rest, count) if rest.isalpha() else None

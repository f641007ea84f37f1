"""Which of several things a message means by its place in the list."""

import re

_NTH = (
    (0, r"\b(?:erste[rnsm]?|first|1\.)(?! ?\d)"),
    (1, r"\b(?:zweite[rnsm]?|mittlere[rnsm]?|second|middle|2\.)(?! ?\d)"),
    (2, r"\b(?:dritte[rnsm]?|third|3\.)(?! ?\d)"),
    (-1, r"\b(?:letzte[rnsm]?|last|sp(?:ä|ae)teste[rnsm]?|latest)\b"),
    (0, r"\b(?:fr(?:ü|ue)heste[rnsm]?|earliest)\b"),
)


def nth_in(text: str, count: int) -> int | None:
    """Which of `count` things is meant: "den zweiten", "the last one"."""
    for index, pattern in _NTH:
        if re.search(pattern, text, re.IGNORECASE) and -count <= index < count:
            return index % count
    return None

"""Which passwords are good enough."""

from collections.abc import Iterable

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1024
# Of zxcvbn's five grades, 2 begins at a million guesses.
LOWEST_GRADE = 2
# What is no secret here: the estimate takes them for the commonest words there are.
KNOWN = ("schalter", "sparkasse", "passwort", "kennwort", "whatsapp", "willkommen", "geheim", "beispiel")


def fault_of(password: str, *, known: Iterable[str]) -> str | None:
    """The key of the words for what is wrong with it, or None. `known`: the person's e-mail, name and institution."""
    from zxcvbn import zxcvbn  # 30,000 passwords in 10 MB, for an act as rare as this

    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    names = {part for text in known for part in (text, *text.replace("@", " ").split()) if len(part) > 2}
    folded = password.casefold().strip()
    if any(folded == name.casefold() for name in names):
        return "password_is_name"
    # It looks at no more than 72 letters, and needs no more.
    grade = zxcvbn(password[:72], user_inputs=[*KNOWN, *names])["score"]
    return "password_common" if grade < LOWEST_GRADE else None

"""What stands for something confidential ("⟦IBAN⟧") says what a message holds, and nothing about what it wants."""

import re

# A number's name goes with it; "PIN" and "TAN" tell what a message is about.
_MASKED = re.compile(
    r"(?:\b(?:iban|bic|(?:konto|karten)?nummer|nr|(?:account |card )?number)\b"
    r"[\s.:=]*(?:\b(?:ist|lautet|is)\b[\s:]*)?)?⟦\w+⟧",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
# So many words tell a wish without it.
ENOUGH = 3


def without_masks(text: str) -> str:
    """Blanks in its place, and in that of its name before it; the text as it is where little else is said."""
    bare = _MASKED.sub(lambda mask: " " * len(mask[0]), text)
    return bare if len(_WORD.findall(bare)) >= ENOUGH else text

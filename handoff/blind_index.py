"""Finds customers by name although names are kept sealed: keyed hashes of a name's words and of how they begin."""

import re

from handoff.folding import bare, spelt_out
from handoff.vault import Vault

SHORTEST, LONGEST = 3, 12
# Enough that two words hardly ever meet, and a third of the space of a whole hash.
BYTES = 8


def name_keys(vault: Vault, name: str) -> list[bytes]:
    """What a customer of this name is found by. "Müller" is found as "mueller" and as "muller", too."""
    beginnings: set[str] = set()
    for word in {*_words(spelt_out(name)), *_words(bare(name))}:
        beginnings.add(word[:LONGEST])
        beginnings.update(word[:length] for length in range(SHORTEST, min(len(word), LONGEST)))
    return sorted(_key(vault, beginning) for beginning in beginnings)


def wanted_keys(vault: Vault, typed: str) -> list[bytes]:
    """Who has all of them has the words that were typed, or words that begin so; empty where nothing was."""
    return sorted({_key(vault, word[:LONGEST]) for word in _words(spelt_out(typed))})


def _words(folded: str) -> list[str]:
    return re.findall(r"\w+", folded)


def _key(vault: Vault, beginning: str) -> bytes:
    return vault.fingerprint(f"name:{beginning}")[:BYTES]

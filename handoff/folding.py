"""Letters as they are compared: small, umlauts spelt out, without accents."""

import unicodedata

SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})


def spelt_out(text: str) -> str:
    """ "Müller" as "mueller"."""
    return bare(unicodedata.normalize("NFC", text).casefold().translate(SPELT_OUT))


def bare(text: str) -> str:
    """Without accents: "Müller" as "muller"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))

"""How people name a thing before they write it: "meine PIN für die Karte lautet: …"."""

import re

STATED = re.compile(r"[:=→]|\b(?:ist|lautet|lauten|war|wäre|waere|sei|hei(?:ß|ss)t|is|was|are|reads|lautete|wär|be)\b")

_WORDS = (
    r"ist|lautet|lautete|lauten|war|wär|wäre|waere|sei|hei(?:ß|ss)t|is|was|are|reads|nummer|nr|no|number|code|jetzt|"
    r"nun|nämlich|also|aktuell|glaube?|denke|ich|think|i|wohl|doch|hier|immer|noch|die|der|das|den|dem|mein|meine|meiner|meinem|"
    r"meines|my|the|für|fuer|von|vom|zu|zum|zur|of|for|meins|folgende|karte|girokarte|girocard|kreditkarte|ec-karte|"
    r"debitkarte|konto|girokonto|online[- ]?banking|banking|app|sparkassen-?card|card|account|am|on|um|in|to|it|"
    r"einfach|soll|should|be|auf|und|wo|hab|habe|eingebe|sie|neue|bitte|please|frau|mann|mutter|freigabe|eingegeben|erhalten|bekommen|got|received|"
    r"entered|hinten|rückseite|rueckseite|"
    r"\d{2,5}(?=\s+(?:ist|lautet|is|war)\b)"
)
_MARKS = r"[\s:;=>→.()\"'„“”»«*_~`#\-]{0,6}"

# After what was found already: "PIN ⟦ auf 2222".
_FOUND = r"⟦(?=\s+(?:auf|zu|to|die neue|neue)\b)"

# "PIN, 1234, geht nicht": only where nothing follows the number, for "PIN vergessen, 0151 …" goes on.
_ASIDE = r"(?:,\s?(?=\d{3,12}\s?(?:[,.!?]|$)))?"

CONNECTION = rf"{_ASIDE}{_MARKS}(?:(?:(?:{_WORDS})\b|{_FOUND}){_MARKS}){{0,7}}"
BEFORE_NAME = (
    r"\s{1,3}(?:(?:ist|wäre|war|is|als|as|lautet|(?=(?:die|the)\s+(?:richtige|right|correct)))\s*\b)"
    r"(?:(?:die|der|das|meine?|unsere?|deren|my|the|our|neue|alte|aktuelle|richtige|new|old|right|correct|for)\s+){0,4}"
)


def before(names: str) -> str:
    """A pattern for the name and all that may stand between it and the value; the match ends where that starts."""
    return rf"(?<![^\W\d_])(?:{names})(?![^\W\d_])(?P<connection>{CONNECTION})"

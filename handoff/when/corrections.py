"""What a message takes back: "nicht Donnerstag, sondern Freitag", "Montag geht nicht", "auf Dienstag verlegen"."""

import re

_INSTEAD = re.compile(
    r"\b(?:statt|anstatt|anstelle(?: von)?|ausser|instead of|rather than|except)\b (?:am |um |on |at |dem |den )?\S+"
    r"(?: (?:uhr|um \S+(?: uhr)?|at \S+))?"
)
_RATHER = re.compile(r"\b(?:nicht|not)\b[^;.!?]*?(?:\bsondern\b|\bbut\b|,? (?:doch )?lieber\b|,? rather\b)")
_UNFIT = re.compile(
    r"(?:\b(?:geht|passt|klappt|kann|koennen|schaffe|habe|hab)\b.*\b(?:nicht|keine zeit)\b|\bnicht\b (?:am|um|an)?\b"
    r"|\b(?:doch|leider) nicht\b|\bist (?:ganz |sehr |leider )?(?:schlecht|unguenstig|bloed)\b"
    r"|\bzu (?:spaet|frueh)\b|\btoo (?:late|early)\b|\bschon (?:was|etwas|einen termin)\b"
    r"|\b(?:can'?t|cannot|can not|doesn'?t work|won'?t work|not possible|does not|not on|not at|no time)\b)"
)
_MOVED = re.compile(
    r"^(?=.*\b(?:verschieb|verleg|umbuch|umleg|move\b|moving|reschedul|postpone))"
    r".*\b(?:termin|appointment|am|vom|von|on|from|it)\b.*?\b(?:auf|to)\b"
)
_CLAUSES = re.compile(r"[,;!?]\s*|\.\s+(?=[a-z])|\b(?:aber|jedoch|but|however|dafuer|sondern|stattdessen|instead)\b")
_LIMIT = re.compile(r"\b(?:nicht|not) (?:vor|nach|before|after|frueher|spaeter)\b")


def without_retracted(text: str) -> str:
    """The message without the days and times it rules out."""
    text = _MOVED.sub(" ", _RATHER.sub(" ", _INSTEAD.sub(" ", text)))
    clauses = _CLAUSES.split(text)
    kept = [clause for clause in clauses if not _UNFIT.search(clause) or _LIMIT.search(clause)]
    return text if len(kept) == len(clauses) else ", ".join(kept)

"""What messages say of an appointment besides its time: topic, kind of meeting, how late."""

import re

from rapidfuzz import fuzz, process

from handoff.models import Meeting

_TOPICS = (
    ("insurance", r"versicher|absicher|haftpflicht|hausrat|unfallschutz|insur"),
    (
        "credit",
        r"kredit(?!karte)|darlehen|finanzier|hypothek|umschuld|bauspar|hausbau|hauskauf|immobilie|wohnungskauf|"
        r"autokauf|leasing|\bloan|mortgage|credit(?! card)|borrow|buy(?:ing)? a (?:house|home|flat|car)|"
        r"wegen (?:unserem|einem|einer|meinem|meiner) (?:haus|wohnung|auto)",
    ),
    (
        "investing",
        r"geldanlage|anlegen|anlageberat|\banlage\b|depot|fonds|aktie|wertpapier|b(?:ö|oe)rse|vorsorge|rente|"
        r"sparplan|sparen|verm(?:ö|oe)gen|invest|stock|shares|saving|pension|retire",
    ),
    (
        "account",
        r"konto|konten|kreditkarte|girocard|kontof(?:ü|ue)hrung|online.?banking|allgemein|finanzcheck|jahresgespr|"
        r"erbschaft|nachlass|\baccount|credit card|general|inherit",
    ),
)
_MEETINGS = (
    (Meeting.VIDEO, r"video|\bonline\b(?!.?banking)|bildschirm|zoom|teams\b"),
    (Meeting.PHONE, r"telefon|anruf|am h(?:ö|oe)rer|\bphone\b|\bcall\b"),
    (
        Meeting.BRANCH,
        r"filiale|vor ort|pers(?:ö|oe)nlich|vorbei\s?komm|gesch(?:ä|ae)ftsstelle|hauptstelle|\bbranch|in person|"
        r"face to face",
    ),
)
_NAMES = {"versicherung": "insurance", "kredit": "credit", "finanzierung": "credit", "geldanlage": "investing"} | {
    "insurance": "insurance",
    "mortgage": "credit",
    "investment": "investing",
}
_LIKE = 82
_LATE = (
    (15, r"viertel ?st(?:unde|d)|viertel nach|quarter of an hour|a quarter past"),
    (30, r"halbe[rn]? (?:stunde|std)|half an hour|half hour"),
    (45, r"dreiviertel ?stunde|three quarters"),
    (60, r"\b(?:eine[r]?|1|one|an) (?:stunde|std|hour)"),
)
_MINUTES = re.compile(r"\b(\d{1,3}) ?(?:min|minute|nach\b|')|\b(?:um|by|about) (\d{1,2}) ?min", re.IGNORECASE)
_WORD_MINUTES = {"fünf": 5, "fuenf": 5, "zehn": 10, "fünfzehn": 15, "zwanzig": 20, "five": 5, "ten": 10, "fifteen": 15}


def topic_in(text: str) -> str | None:
    """By its words, or by a word that is nearly one of the topics' names."""
    named = next((topic for topic, pattern in _TOPICS if re.search(pattern, text, re.IGNORECASE)), None)
    return named or next((_NAMES[name] for word in re.findall(r"\w{6,}", text) if (name := _like(word))), None)


def _like(word: str) -> str | None:
    found = process.extractOne(word.casefold(), list(_NAMES), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return found[0] if found else None


def meeting_in(text: str) -> Meeting | None:
    return next((meeting for meeting, pattern in _MEETINGS if re.search(pattern, text, re.IGNORECASE)), None)


def minutes_late(text: str) -> int | None:
    if match := _MINUTES.search(text):
        return int(match[1] or match[2])
    for minutes, pattern in _LATE:
        if re.search(pattern, text, re.IGNORECASE):
            return minutes
    for word, minutes in _WORD_MINUTES.items():
        if re.search(rf"\b{word} min", text, re.IGNORECASE):
            return minutes
    return None

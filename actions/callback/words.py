"""What a message says of a callback: about what, and whether it is to be dropped; and windows of time in words."""

import re
from typing import Any

from actions.rulebook import catalogue
from handoff.callbacks import Window
from handoff.context import TurnContext
from handoff.phone import Phone, masked
from handoff.when import describe_day, describe_moment

# Topics that the conversation was just about, and that a call helps with.
TALKED_ABOUT = frozenset("unlock limit appointment order personal_data credit account products app_help forms".split())
# Topics of the catalogue that somebody calls back about.
TOPICS = TALKED_ABOUT | {"card_block", "event", "callback"}
_SUBJECTS = (
    ("limit", r"limit|verf(?:ü|ue)gungsrahmen"),
    ("unlock", r"gesperrt|entsperr|online.?banking|push.?tan|\bapp\b|zugang|log.?in|passwor|\bpin\b|locked|access"),
    (
        "appointment",
        r"beratung|termin|kredit|finanzier|anlage|depot|versicher|bauspar|vorsorge|advice|loan|mortgage|invest|insur",
    ),
    ("order", r"(?:ü|ue)berweis|dauerauftrag|lastschrift|transfer|direct debit|standing order"),
    ("personal_data", r"konto|umsatz|karte|adresse|account|card|address"),
    ("callback", r"etwas ander|was ander|sonstig|irgendwas|something else|anything"),
)
# What a call is about, as the question's choices say it; the catalogue's titles fit the other topics.
_TITLES = {
    "unlock": {"de": "Online-Banking", "en": "online banking"},
    "appointment": {"de": "Beratung", "en": "advice"},
    "personal_data": {"de": "Konto und Karten", "en": "account and cards"},
    "callback": {"de": "etwas anderes", "en": "something else"},
}
_DROPPED = re.compile(
    r"absag|abbestell|storn|streich|nicht mehr|doch nicht|kein(?:en)? r(?:ü|ue)ckruf|hat sich erledigt|cancel|"
    r"no longer|don'?t (?:need|call)",
    re.IGNORECASE,
)
_ACTS = (
    ("cancel", _DROPPED.pattern),
    ("change", r"(?:ä|ae)nder|verschieb|verleg|ander|neu|change|move|reschedul|different|another"),
    ("keep", r"lassen|bleib|passt|behalt|leave|keep|stay"),
)
_DIGITS = re.compile(r"(?:\+|\b0)\d[\d /()-]{5,}\d")
_CALL = re.compile(r"r(?:ü|ue)ckruf|zur(?:ü|ue)ckruf|anruf|call", re.IGNORECASE)
_THIS_NUMBER = re.compile(
    r"diese[rn]? (?:nummer|hier)|von der ich schreibe|selbe|gleiche|meiner? (?:eigenen )?(?:handy|whatsapp|telefon)|"
    r"meiner? (?:eigenen )?nummer|this (?:number|one)|same|\bmy (?:own |phone |mobile )?number|"
    r"the one i'?m (?:writing|texting)",
    re.IGNORECASE,
)


def subject_in(text: str) -> str | None:
    return next((topic for topic, pattern in _SUBJECTS if re.search(pattern, text, re.IGNORECASE)), None)


def subject_words(topic: str, language: str) -> str | None:
    return _TITLES[topic][language] if topic in _TITLES else catalogue().title(topic, language)


def drops_call(text: str) -> bool:
    return bool(_DROPPED.search(text) and _CALL.search(text))


def act_in(text: str) -> str | None:
    """What shall become of a call that is arranged: "cancel", "change" or "keep"."""
    return next((act for act, pattern in _ACTS if re.search(pattern, text, re.IGNORECASE)), None)


def means_own_number(text: str) -> bool:
    return bool(_THIS_NUMBER.search(text))


def without_number(text: str) -> str:
    """The digits of a telephone number are no time of day."""
    return _DIGITS.sub(" ", text)


def kept_number(phone: Phone | str, turn: TurnContext) -> dict[str, str]:
    """As the dialogue state may hold it: sealed, and enough of it to recognise."""
    e164 = phone if isinstance(phone, str) else phone.e164
    return {"sealed": turn.vault.seal(e164).decode(), "masked": masked(e164)}


def window_words(window: Window, turn: TurnContext) -> dict[str, Any]:
    """Day, start and end as text: "Donnerstag, 26. November", "10 Uhr", "12 Uhr"."""
    earliest, latest = window.earliest.astimezone(turn.zone), window.latest.astimezone(turn.zone)
    return {
        "day": describe_day(earliest, turn.language),
        "earliest": describe_moment(earliest, turn.language).rpartition(", ")[2].removesuffix(" Uhr"),
        "latest": describe_moment(latest, turn.language).rpartition(", ")[2],
    }

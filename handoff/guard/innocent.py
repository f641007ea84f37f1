"""Digits that are no secret: dates, times, amounts, counts, phone numbers, numbers of orders and tickets."""

import re

from handoff.guard.cues import Cues

MONTH = (
    r"(?:jan(?:uar|uary)?|jänner|feb(?:ruar|ruary)?|m(?:ä|ae)rz|mar(?:ch)?|apr(?:il)?|mai|may|jun[ie]?|jul[iy]?|"
    r"aug(?:ust)?|sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?)\b\.?"
)
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH_NUMBER = r"(?:1[0-2]|0?[1-9])"
_ALONE = r"(?<![\w])(?<!\d[.,/-])"
_END = r"(?![\w])(?![.,/-]\d)"

FULL_DATE = (
    rf"(?:{_DAY}\. ?{_MONTH_NUMBER}\. ?{_YEAR}|{_DAY}(?P<slash>[/ -]){_MONTH_NUMBER}(?P=slash)(?:19|20)\d\d"
    rf"|{_MONTH_NUMBER}/{_DAY}/{_YEAR}|(?:19|20)\d\d[-./]{_MONTH_NUMBER}[-./]{_DAY}"
    rf"|{_DAY}(?:\.|st|nd|rd|th)? ?(?:of )?{MONTH},? ?{_YEAR}|{MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR})"
)
_DAY_OF_YEAR = rf"{_DAY}\. ?{_MONTH_NUMBER}\.(?!\d)|{_DAY}(?:\.|st|nd|rd|th)? ?{MONTH}"
_TIME = r"(?:[01]?\d|2[0-4])(?::[0-5]\d(?::[0-5]\d)?|(?:[.:][0-5]\d)? ?(?:uhr\b(?: [0-5]\d)?|h\b|am\b|pm\b|a\.m|p\.m))"
_CURRENCY = r"(?:€|eur(?:os?)?\b|cents?\b|ct\b|\$|usd\b|dollars?\b|chf\b|franken\b|£|gbp\b)"
_NUMBER = r"(?:\d{1,3}(?:[. ']\d{3})++(?:,\d{1,2}|,-)?+|\d{1,9}+(?:[.,]\d{1,2}|,-)?+)"
_AMOUNT = rf"{_NUMBER} ?(?:{_CURRENCY}|tausend\b|tsd\b|mio\b|k\b)|{_CURRENCY} ?{_NUMBER}"
_CENTS = r"\d{1,3}(?:\.\d{3})+,\d\d|\d{1,3}(?:,\d{3})+\.\d\d"
_COUNT = (
    r"\d{1,4}+ ?(?:mal|x|times|tage?n?|days?|wochen?|weeks?|monate?n?|months?|jahre?n?|years?|stunden?|std|hours?|"
    r"minuten?|min|minutes?|sekunden?|personen|people|leute|prozent|percent|%|stück|stellig|digits?|ziffern|stellen)"
)

# What they begin with, told apart before all the rest is tried; most numbers in a list of some are none of these.
_BEGIN = (
    r"(?=\d++(?:[.,:/'€$£%a-z\-]| (?:\D|\d{3}(?!\d)|\d{1,2} (?:19|20)\d\d))"
    r"|[€$£]|j[aäu]|fe|m[aä]|ap|au|se|o[kc]|no|de|eu|ce|ct|us|do|ch|fr|gb)"
)
TIMES_AND_AMOUNTS = re.compile(
    rf"{_ALONE}{_BEGIN}(?:(?:{FULL_DATE}|{_DAY_OF_YEAR}|{_TIME}){_END}"
    rf"|(?<!\d )(?:{_AMOUNT}|(?:{_COUNT}|{_CENTS}){_END}))",
)

# E.164: at most 15 digits. Nationally at most 13 with the leading 0; a card number never starts with 0.
_GAP = r"[ /.()\-]{0,3}"
PHONE = re.compile(
    rf"(?<![\w+])(?:\+(?:\d{{1,3}} ?\(0\))?{_GAP}(?:\d{_GAP}){{6,14}}\d"
    r"|(?<!\d[ ./\-])(?<!\d[ ./\-]{2})(?<!\d[ ./\-]{3})"
    rf"(?:\(?00{_GAP}(?:\d{_GAP}){{6,14}}\d|\(?0(?:{_GAP}\d){{6,12}}))(?!{_GAP}\d)"
)

ADDRESS = re.compile(r"https?://\S+")

_REFERENCE_NAME = (
    r"(?:(?:bestell|auftrags?|vorgangs?|ticket|rechnungs?|sendungs?|paket|vertrags?|referenz|antrags?|fall|"
    r"beleg|buchungs|serien|artikel|mitglieds|schadens?|policen|versicherungs)[- ]?(?:nummer|nr|no|id|code)\b"
    r"|(?:aktenzeichen|tracking|ticket|order|invoice|case|reference|booking|isbn|ean|imei|bic|blz|bankleitzahl|"
    r"vorgang|auftrag|bestellung|rechnung|sendung|filiale)(?: ?(?:number|no|id|nummer|nr)\b)?)"
)
_REFERENCE_CUES = (
    "bestell|auftrag|vorgang|ticket|rechnung|sendung|paket|vertrag|referen|antrag|fall|beleg|buchung|serien|artikel|"
    "mitglied|schaden|police|versicherung|aktenzeichen|tracking|order|invoice|case|booking|isbn|ean|imei|bic|blz|"
    "bankleitzahl|filiale"
)
_REFERENCE = re.compile(
    rf"(?<![^\W\d_]){_REFERENCE_NAME}[.:#=\s]{{0,4}}(?:(?:ist|lautet|is|die|the)\s){{0,2}}[.:#=\s]{{0,3}}"
    r"(?P<value>[\w/-]*\d[\w/-]*(?: \d[\w/-]*){0,5})",
)
_REFERENCES = Cues([(_REFERENCE_CUES, _REFERENCE)])
_BLANK = "\x00"


def without_times_and_amounts(text: str) -> str:
    return TIMES_AND_AMOUNTS.sub(_blank, text)


def without_references(text: str) -> str:
    """Addresses, numbers of orders, tickets and the like, and phone numbers blanked, in this order."""
    text = ADDRESS.sub(_blank, text)
    parts, done = [], 0
    for _, match in _REFERENCES.matches(text):
        start, end = match.span("value")
        parts += [text[done:start], _BLANK * (end - start)]
        done = end
    return PHONE.sub(_blank, "".join([*parts, text[done:]]))


def _blank(match: re.Match[str]) -> str:
    return _BLANK * len(match.group())

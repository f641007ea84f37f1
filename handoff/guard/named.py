"""Numbers that are secret because of the name they are given: "PIN lautet 1234", "Kontonummer 123 456 789"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handoff.guard import named_card as card
from handoff.guard.cues import Cues
from handoff.guard.finds import Find, Kind
from handoff.guard.innocent import PHONE
from handoff.guard.label import BEFORE_NAME, STATED, before


@dataclass(frozen=True, slots=True)
class _Name:
    """Digits from `low` to `high`; without "is" or a colon at least `bare`. `whole`: many groups are one number.

    `topical`: people name it, too, when they ask about it, so that what they answer then must be no piece of it.
    """

    kind: Kind
    cues: str
    pattern: str
    low: int
    high: int
    bare: int
    whole: bool = False
    topical: bool = False


_NAMES = (
    _Name(
        Kind.PIN,
        "pin|pim|p1n|p i|p.i|geheim",
        r"(?:karten|banking|online|zugangs|start|geheim|app|girocard|kreditkarten|ec|debit|card|erst|wunsch|konto|"
        r"eröffnungs|telefon(?:banking)?)?-?(?:pin{1,2}s?|pim|p1n)(?:[- ]?(?:codes?|nummer|nr|number|zahl))?|"
        r"p[ .]i[ .]n|geheim(?:zahl|nummer|code)",
        4, 8, 4,
    ),
    _Name(
        Kind.TAN,
        "tan|t a|t.a|otp|code|freigabe|bestätigung|bestaetigung|aktivierung|registrierung|freischalt|verifizierung|"
        "einmal|one|1 time|1-time|sms|2fa|security|der code|the code|verification|confirmation|activation",
        r"(?:s?push|chip|sms|mobile|m|i|e|qr|photo|foto|app)?tan{1,2}s?(?:[- ]?(?:nummer|nr|code|number))?|"
        r"t[ .]a[ .]n|otp|einmal(?:passwort|kennwort)|"
        r"(?:freigabe|bestätigungs|bestaetigungs|aktivierungs|registrierungs|freischalt|verifizierungs|einmal|"
        r"one[- ]time |sms|2fa)[- ]?code|"
        r"(?:security |sicherheits)?code (?:aus der|per|from) sms|(?:der|the) code(?=\s+(?:ist|lautet|is)\b)|"
        r"(?:verification|confirmation|activation|(?:one|1)[- ]time|2fa)[ -](?:code|password)",
        4, 10, 6,
    ),
    _Name(
        Kind.CVC,
        "cv|c v|prüf|pruef|sicherheit|security|card|karten|kpn",
        r"c ?v ?[cv]2?|cvn|(?:karten)?-?prüf(?:nummer|ziffer|zahl)n?|(?:karten)?-?pruef(?:nummer|ziffer|zahl)n?|"
        r"sicherheits(?:code|nummer)|security code|card verification(?: value| code| number)?|kpn",
        3, 4, 3,
    ),
    _Name(
        Kind.CARD,
        "kart|card|visa",
        r"(?:kredit|giro|ec|bank|debit)?-?karte|(?:credit |debit )?card|girocard|visa(?:card)?|mastercard",
        card.SHORTEST, card.LONGEST, card.SHORTEST, True,
    ),
    _Name(
        Kind.CARD,
        "kart|card",
        r"(?:kredit|giro|ec|bank|debit|master|sparkassen)?-?(?:karten|card)[- ]?(?:nummer|nr|number|no)",
        card.SHORT_SHORTEST, card.LONGEST, card.SHORT_SHORTEST, True,
    ),
    _Name(Kind.IBAN, "iban", r"iban(?:[- ]?(?:nummer|nr|number))?", 8, 30, 8, True),
    _Name(
        Kind.ACCOUNT,
        "kont|kto|ktn|ktr|depot|sparbuch|darlehen|acc",
        r"(?:giro|spar|depot|kredit|tagesgeld|darlehens)?(?:konto|kto)(?:[- ]?(?:nummer|nr))|kto|ktn?r|"
        r"konton?um+er|kontnum+er|"
        r"(?:depot|sparbuch|darlehens)-?(?:nummer|nr)|"
        r"(?:account|acct|acc)(?:\.? ?(?:number|no|nr))",
        5, 12, 5, True,
    ),
    _Name(
        Kind.CUSTOMER_NUMBER,
        "kunden|personen|kd|customer",
        r"(?:kunden|personen)-?(?:nummer|nr)|kd(?=\.?-?\s?nr\b)|customer (?:number|no|nr|id)",
        5, 12, 5, True,
    ),
    _Name(
        Kind.ACCOUNT,
        "konto|sparbuch|depot|acc",
        r"(?:giro|spar|depot|tagesgeld|darlehens|kredit)?konto|sparbuch|depot|account|acct",
        6, 10, 6, True, True,
    ),
    _Name(
        Kind.TAX_ID,
        "steuer|idnr|id-nr|tin|tax",
        r"steuer[- ]?(?:id|ident(?:ifikations)?[- ]?(?:nummer|nr)|ident|identifikation|nummer|nr)(?:-?(?:nummer|nr))?"
        r"|id-?nr|tin|tax[- ]?(?:id|number|identification number)(?: number)?",
        9, 13, 9, True,
    ),
)  # fmt: skip
AFTER_NAME = Cues([(name.cues, re.compile(before(name.pattern) + r"(?=\d)")) for name in _NAMES])
_VALUE_FIRST = rf"(?<![\w.,/+-])(?<!\d )(?P<value>\d[\d .,/\-]{{1,40}}\d){BEFORE_NAME}"
_SAID_OF_VALUE = re.compile(rf"(?={_VALUE_FIRST})")
_BEFORE_NAME = tuple(re.compile(rf"{_VALUE_FIRST}(?:{name.pattern})(?![^\W\d_])") for name in _NAMES)
_GROUPS = re.compile(r"\d+(?:(?:[ .\-/–]|, ?){1,2}\d+)*")
# Too short a number goes on in the next lines or messages, if nothing else is in them. Single digits may be answers.
_STATED_PIECES = re.compile(r"(\d++)(?:\n\d++(?![^\n]))++(?!\n\d)")
_PIECES = re.compile(r"(\d{2,}+)(?=\n\d)(?:\n\d{2,}+(?![^\n]))*+(?:\n\d(?![^\n]))?+(?!\n\d)")
_GROUP = re.compile(r"\d+")


def named_numbers(text: str) -> Iterator[Find]:
    for number, match in AFTER_NAME.matches(text):
        end = _end(text, match, _NAMES[number])
        if end:
            yield Find(_NAMES[number].kind, match.end(), end)
    for said in _SAID_OF_VALUE.finditer(text):
        for name, pattern in zip(_NAMES, _BEFORE_NAME, strict=True):
            named = pattern.match(text, said.start())
            if named and name.low <= sum(map(str.isdigit, named["value"])) <= name.high:
                yield Find(name.kind, *named.span("value"))


def _end(text: str, match: re.Match[str], name: _Name) -> int | None:
    """Where the number that starts at the end of `match` ends, or None if it is too short or something else."""
    start, connection = match.end(), match["connection"]
    if name.kind is Kind.CARD and text[start] == "0":
        return None  # no card begins with it; phone numbers do
    stated = STATED.findall(connection)
    if not name.whole and _is_phone(text, start, over=name.high if stated else 0) and not any(map(str.isalpha, stated)):
        return None
    enough = name.low if stated else name.bare
    end, count = _extent(text, start, name, enough=enough, pieces=_pieces(name, stated=bool(stated)))
    if count < enough or text[end : end + 1].isalpha():
        return None
    alone = text[end : end + 1] in ("", "\n")
    return end if stated or "\n" not in connection or alone else None


def _is_phone(text: str, start: int, *, over: int) -> bool:
    phone = PHONE.match(text, start) if text[start] == "0" else None
    return phone is not None and sum(map(str.isdigit, phone.group())) > over


def _pieces(name: _Name, *, stated: bool) -> re.Pattern[str] | None:
    if name.topical:
        return _PIECES if stated else None
    return _STATED_PIECES if stated else _PIECES


def _extent(text: str, start: int, name: _Name, *, enough: int, pieces: re.Pattern[str] | None) -> tuple[int, int]:
    """End and count of the digits: as many groups as fit, unless the first is enough and the rest a new number."""
    if name.kind is Kind.CARD:
        return card.card_extent(text, start, numbered=name.low < card.SHORTEST)
    lines = pieces.match(text, start) if pieces else None
    run = lines if lines and len(lines[1]) < enough else _GROUPS.match(text, start)
    end, count, first = start, 0, 0
    for group in _GROUP.finditer(text, start, run.end() if run else start):
        length = group.end() - group.start()
        first = first or length
        another = count >= enough and not name.whole and (first >= enough or length > first)
        if count + length > name.high or another:
            break
        end, count = group.end(), count + length
    return end, count

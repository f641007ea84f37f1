"""Words that are secret because of the name they are given: passwords, log-in names, numbers of identity cards."""

import re
from collections.abc import Callable, Iterator

from handoff.guard.cues import Cues
from handoff.guard.finds import Find, Kind
from handoff.guard.innocent import PHONE
from handoff.guard.label import BEFORE_NAME, STATED, before

_PASSWORD = (
    r"(?:online-?banking-?|banking-?|wlan-?|login-?|zugangs-?)?(?:pass(?:wor[td]|wörter|phrase|code)|pas{1,2}wor[td]?|"
    r"pas{1,2}w(?:r[td]|d)|pass(?=\s?[:=])|kennw(?:ort|örter)|kennwoerter|pwd?|pswd|paßwort|losungswort|codewort)"
)
_LOGIN = (
    r"anmelde-?namen?|legi(?:timations)?[- ]?(?:id|nummer|nr)|benutzer[- ]?(?:namen?|kennung|id)|nutzernamen?|"
    r"user ?name|user[- ]?id|login[- ]?(?:namen?|id)|log-in name|zugangs(?:nummer|kennung|nr)|teilnehmer(?:nummer|nr)|"
    r"(?:vr-?)?netkey|online(?:-?banking)?-?id|(?:login|benutzer|user)(?=\s?[:=])"
)
_ID_CARD = (
    r"(?:personal)?ausweis[- ]?(?:nummer|nr|no)?|perso(?:nummer)?|(?:reise)?pass(?:nummer|nr)?|reisepass|"
    r"aufenthaltstitel|f(?:ü|ue)hrerschein[- ]?(?:nummer|nr)?|passport(?: number| no)?|"
    r"(?:id|identity)[- ]?card(?: number| no)?"
)
_PASSWORD_CUES = "pas|paß|kennw|pw|pswd|losung|code"
_PASSWORD_CUE = re.compile(_PASSWORD_CUES)

_PASSWORD_AFTER = re.compile(rf"(?<!\S)(?P<value>[^\s⟦]{{4,40}}){BEFORE_NAME}(?:{_PASSWORD})(?![^\W\d_])")

# How a word begins tells what it is; how it ends is looked for only then, since names may be glued together for ages.
_TOKEN, _CODE = re.compile(r"[^\s⟦]{1,64}+"), re.compile(r"[^\s⟦,;/]{1,64}+")
_TOKEN_REST, _CODE_REST = re.compile(r"[^\s⟦]*+"), re.compile(r"[^\s⟦,;/]*+")
_TRAILING = ".,;:!?)\"'“”»«*"
_QUOTED = re.compile(r"[\"'„“”»«]([^\"'„“”»«\n⟦]{3,60})[\"'“”»«]")
_NOTHING_MORE = re.compile(r"\n|[ .!?,;)]*+\Z")
_SAID_OF_IT = frozenset(
    "falsch weiß weiss kenne keinen know dont don't richtig gesperrt weg vergessen abgelaufen ungültig ungueltig "
    "gültig korrekt unbekannt neu alt nicht zu noch nun schon wieder leider immer so kein keine nie was wie wo wer "
    "wann warum wieso weshalb wird wurde habe hab hat ich er sie es wir man bitte zurücksetzen zuruecksetzen ändern "
    "aendern geändert reset gehackt verloren blockiert defekt gestohlen bekannt sicher unsicher kurz lang einfach "
    "schwer notwendig nötig erforderlich dasselbe gleich identisch anders und oder aber auch geht funktioniert "
    "stimmt da hier weil wenn ob in im auf bei mit für vom von der die das den dem ein eine einen mein meine ihr "
    "ihre wrong right correct incorrect invalid valid expired forgotten forgot lost gone locked blocked unknown new "
    "old not no too still again never what how why when where who it i we you they please changed hacked stolen "
    "safe secure needed required same different and or but the a an my your working rejected refused reset-link "
    "zurückgesetzt zurueckgesetzt akzeptiert accepted saved gespeichert there missing fehlt problem hilfe help "
    "frage question ja nein yes ok sehr very really just only being because since after".split()
)


def secrets(text: str) -> Iterator[Find]:
    last: Find | None = None
    for number, match in AFTER_NAME.matches(text):
        kind, fits = _KINDS[number]
        if last and last.kind is kind and last.start <= match.end() < last.end:
            continue
        find = _value(text, match, kind=kind, fits=fits)
        if find:
            yield find
            last = find
    if _PASSWORD_CUE.search(text):
        for match in _PASSWORD_AFTER.finditer(text):
            if _is_cryptic(match["value"]):
                yield Find(Kind.PASSWORD, *match.span("value"))


def _value(text: str, match: re.Match[str], *, kind: Kind, fits: "_Fits") -> Find | None:
    if kind is Kind.PASSWORD:
        quoted = _QUOTED.match(text, match.end() - 1) or _QUOTED.match(text, match.end())
        if quoted and quoted[1] not in _SAID_OF_IT:
            return Find(kind, *quoted.span(1))
    is_code = kind in (Kind.PIN, Kind.TAN)
    token = (_CODE if is_code else _TOKEN).match(text, match.end())
    word = token.group().rstrip(_TRAILING) if token else ""
    if not token or (is_code and word.isdigit()):
        return None
    stated = STATED.findall(match["connection"])
    if not fits(word, stated[-1] if stated else "", _ends_sentence(text, token)):
        return None
    if not stated and PHONE.match(text, match.end()):
        return None
    rest = (_CODE_REST if is_code else _TOKEN_REST).match(text, token.end())
    return Find(kind, token.start(), _token_end(token.group() + (rest.group() if rest else ""), token.start(), kind))


def _ends_sentence(text: str, token: re.Match[str]) -> bool:
    return text[token.end() - 1] in ".!?,;" or _NOTHING_MORE.match(text, token.end()) is not None


def _token_end(token: str, start: int, kind: Kind) -> int:
    """A password may end with "!"; a comma or full stop after it is the sentence's."""
    return start + len(token.rstrip(".,;:)\"'“”»«" if kind is Kind.PASSWORD else _TRAILING))


_Fits = Callable[[str, str, bool], bool]


def _fits_password(word: str, stated: str, last: bool) -> bool:
    if len(word) < 3 or word in _SAID_OF_IT:
        return False
    if _is_cryptic(word):
        return True
    if stated in (":", "=", "→", "lautet", "heißt", "heisst", "reads"):
        return True
    return bool(stated) and last


def _fits_login(word: str, stated: str, last: bool) -> bool:
    return _fits_password(word, stated, last) and (_is_cryptic(word) or (bool(stated) and last))


def _fits_id_card(word: str, stated: str, last: bool) -> bool:
    compact = word.replace("-", "")
    return 8 <= len(compact) <= 11 and compact.isalnum() and sum(map(str.isdigit, compact)) >= 3


def _fits_code(word: str, stated: str, last: bool) -> bool:
    """A PIN for online banking may have letters; digits alone are read elsewhere."""
    return bool(stated) and _is_cryptic(word)


def _is_cryptic(word: str) -> bool:
    """Letters with digits, four digits or more, or signs that no ordinary word carries."""
    digits = sum(map(str.isdigit, word))
    letters = any(map(str.isalpha, word))
    return len(word) >= 4 and (
        digits >= 4 or (digits > 0 and letters) or bool(re.search(r"\w[!$%&#@+*§?=^~]+\w", word))
    )


def _names(pattern: str) -> re.Pattern[str]:
    return re.compile(before(pattern))


AFTER_NAME = Cues(
    [
        (_PASSWORD_CUES, _names(_PASSWORD)),
        ("anmelde|legi|nutzer|user|login|log-in|zugang|teilnehmer|netkey|online", _names(_LOGIN)),
        ("ausweis|perso|pas|aufenthalt|rerschein|id card|id-card|idcard|identity", _names(_ID_CARD)),
        ("pin", _names(r"(?:online|banking|zugangs|start)?-?pins?")),
        (
            "tan|aktivierung|registrierung",
            _names(r"(?:push|chip|sms)?-?tans?|aktivierungs-?code|registrierungs-?code"),
        ),
    ]
)
_KINDS: tuple[tuple[Kind, _Fits], ...] = (
    (Kind.PASSWORD, _fits_password),
    (Kind.LOGIN, _fits_login),
    (Kind.ID_CARD, _fits_id_card),
    (Kind.PIN, _fits_code),
    (Kind.TAN, _fits_code),
)

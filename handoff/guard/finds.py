"""What the guard looks for and what it answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    IBAN = "IBAN"
    CARD = "CARD"
    PIN = "PIN"
    TAN = "TAN"
    PASSWORD = "PASSWORD"
    ACCOUNT = "ACCOUNT"
    CUSTOMER_NUMBER = "CUSTOMER_NUMBER"
    LOGIN = "LOGIN"
    TAX_ID = "TAX_ID"
    ID_CARD = "ID_CARD"
    CVC = "CVC"
    BIRTH_DATE = "BIRTH_DATE"

    @property
    def placeholder(self) -> str:
        return f"⟦{self.value}⟧"


class Find(NamedTuple):
    """`start` and `end` count characters of the text that was given, end exclusive."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    finds: tuple[Find, ...]


class Expected(StrEnum):
    """What the conversation has just asked for: digits that fit it are taken for that."""

    NOTHING = "nothing"
    PHONE = "phone"
    DATE = "date"
    COUNT = "count"

"""What is taken of a person, and what never is: the same rules for a file's lines and for the interface."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from handoff.folding import spelt_out
from handoff.guard import mask

# By these a column or field gives itself away. Short ones must stand alone: "pin" is in "Spinnerei".
ACCOUNT_WORDS = re.compile(
    r"iban|konto|account|saldo|salden|balance|umsatz|umsaetze|buchung|kreditkarte|debitkarte|kartennummer|"
    r"card ?(?:number|no)|depot|dispo|bankverbindung|bankleitzahl|sort ?code|einkommen|income|gehalt|salary|vermoegen|"
    r"passwort|password|kredit(?:rahmen|limit|summe)|\b(?:bic|blz|kto|pin|tan|cvv|cvc|limit|schufa|score|rating)\b"
)
_SEPARATORS = re.compile(r"[\W_]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def names_account_data(name: str) -> bool:
    """Whether a column or a field is called like something of an account."""
    return bool(ACCOUNT_WORDS.search(_SEPARATORS.sub(" ", spelt_out(name))))


def _plain(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise PydanticCustomError("control", "holds a line break or another sign that can't be shown")
    return text


def _no_account_data(text: str) -> str:
    # Without a digit nothing is a number; and this is asked of every line.
    if any(sign.isdecimal() for sign in text) and mask(text).finds:
        raise PydanticCustomError("account_value", "holds what looks like a bank or card number, which is never kept")
    return text


def _text(longest: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest)


Checked = AfterValidator(_plain), AfterValidator(_no_account_data)
CustomerNumber = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Z][0-9A-Z-]{0,10}[0-9]{3}$"),
    Field(
        description="As the core system has it: 4 to 14 digits, capital letters and hyphens, the last three digits."
        " Unique in the institution. Never an account number.",
        examples=["1004711"],
    ),
]


class RecordValues(BaseModel):
    """A person as the core system knows him, without anything about his accounts."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: Annotated[
        str, _text(120), *Checked, Field(description="First and last name, or a firm's.", examples=["Mara Muster"])
    ]
    title: Annotated[
        Annotated[str, _text(40), *Checked] | None, Field(description="How to address him.", examples=["Frau Dr."])
    ] = None
    city: Annotated[
        Annotated[str, _text(80), *Checked] | None, Field(description="Where he lives.", examples=["Musterstadt"])
    ] = None
    language: Annotated[
        Literal["de", "en"] | None, Field(description="In which he is to be written to.", examples=["de"])
    ] = None
    advisor: Annotated[
        Annotated[str, _text(254)] | None,
        Field(description="His advisor: the short name or the e-mail that Schalter has.", examples=["muster"]),
    ] = None

    @property
    def folded(self) -> str:
        """What he is found by."""
        return " ".join(_SEPARATORS.sub(" ", spelt_out(f"{self.name} {self.city or ''}")).split())


class RecordEntry(RecordValues):
    """With his customer number."""

    customer_number: CustomerNumber

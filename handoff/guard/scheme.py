"""Which numbers the card schemes give out, by first digits (ISO/IEC 7812) and length; and their check digit."""

import re

_SCHEME = re.compile(
    r"""
      4(?:\d{12}|\d{15}|\d{18})                                              # Visa
    | (?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}       # Mastercard
    | (?:50|5[6-9]|6\d)\d{10,17}     # Maestro, girocard (672…, 19 digits), Discover, UnionPay (62…), RuPay
    | 3[47]\d{13}                                                            # American Express
    | 3(?:0[0-59]|[689]\d)\d{11,16}                                          # Diners Club
    | 35(?:2[89]|[3-8]\d)\d{12,15}                                           # JCB
    | 81\d{14,17}                                                            # UnionPay
    | 220[0-4]\d{12,15}                                                      # Mir
    | 9792\d{12}                                                             # Troy
    """,
    re.VERBOSE,
)
# Twice the digit, and of what has two digits their sum.
_DOUBLED = str.maketrans("0123456789", "0246813579")


def is_of_a_scheme(digits: str) -> bool:
    return _SCHEME.fullmatch(digits) is not None


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    summands = digits[-1::-2] + digits[-2::-2].translate(_DOUBLED)
    return (sum(summands.encode()) - ord("0") * len(summands)) % 10 == 0

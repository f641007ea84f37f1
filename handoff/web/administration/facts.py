"""The institution's facts, in groups as people look for them; and what is wrong with one."""

import re
from collections.abc import Mapping

from handoff.institutions import Facts
from handoff.web.forms import Problem

GROUPS: dict[str, tuple[str, ...]] = {
    "contact": (
        "institution_name",
        "service_phone",
        "ebanking_phone",
        "card_block_phone",
        "card_block_phone_abroad",
        "email",
        "postal_address",
        "website",
        "chat_url",
        "contact_url",
        "branches_url",
    ),
    "banking": (
        "online_banking_url",
        "unlock_url",
        "pushtan_url",
        "banking_app",
        "pushtan_app",
        "app_help_url",
        "limit_url",
        "standard_limit",
        "standard_limit_en",
        "highest_limit_online",
        "highest_limit_online_en",
    ),
    "accounts": (
        "account_url",
        "prices_url",
        "bank_code",
        "bic",
        "payments_url",
        "mobile_payments",
        "mobile_payments_en",
        "cards_url",
        "debit_card",
        "credit_cards",
        "credit_cards_en",
    ),
    "products": (
        "credit_url",
        "mortgage_url",
        "savings_url",
        "investing_url",
        "insurance_url",
        "market_news_url",
        "product_news_url",
    ),
    "meetings": ("appointment_url", "appointment_cost", "appointment_cost_en", "event_cost", "event_cost_en"),
    "papers": (
        "forms_url",
        "certificates_url",
        "tax_certificate_month",
        "tax_certificate_month_en",
        "exemption_order_url",
        "address_change_url",
        "bereavement_url",
    ),
    "privacy": ("privacy_url", "privacy_email", "consent_url", "retention_days"),
}
# A text that names several facts still has to fit into a bubble.
LONGEST = 200
_LINK = re.compile(r"https://[^\s/]+\.[^\s]+")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def problem_of(name: str, value: str) -> Problem | None:
    """None, if it may stand in a customer's chat."""
    if not value:
        return Problem("missing")
    if len(value) > LONGEST:
        return Problem("string_too_long", {"max_length": LONGEST})
    if (name.endswith("_url") or name == "website") and not _LINK.fullmatch(value):
        return Problem("link")
    if name.endswith("email") and not _ADDRESS.fullmatch(value):
        return Problem("email")
    if name == "retention_days" and not (value.isdecimal() and 1 <= int(value) <= 3660):
        return Problem("days")
    return None


def typed(facts: Mapping[str, str]) -> dict[str, str | int]:
    """As the record keeps them."""
    return {name: int(value) if Facts.model_fields[name].annotation is int else value for name, value in facts.items()}

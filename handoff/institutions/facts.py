"""What fills the placeholders of the bot's texts, and of text blocks: the institution's record."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from handoff.models import Institution
from handoff.retention import DAYS


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Facts(Entry):
    """What fills the placeholders of the bot's texts. `…_en`: the same in English where it reads differently.

    `institution_name`, `banking_app` and `pushtan_app` stand after “die” and “der”, as in “App Sparkasse”.
    `event_cost` and `appointment_cost` stand after “ist”, as “kostenlos” does.
    `retention_days`: so long after its end a conversation is kept.
    """

    institution_name: str
    service_phone: str
    ebanking_phone: str
    card_block_phone: str = "116 116"
    card_block_phone_abroad: str = "+49 116 116"
    email: str
    website: str
    online_banking_url: str
    unlock_url: str
    pushtan_url: str
    limit_url: str
    branches_url: str
    appointment_url: str
    privacy_url: str
    chat_url: str
    banking_app: str
    pushtan_app: str
    standard_limit: str
    standard_limit_en: str
    highest_limit_online: str
    highest_limit_online_en: str
    account_url: str
    prices_url: str
    payments_url: str
    mobile_payments: str
    mobile_payments_en: str
    credit_url: str
    mortgage_url: str
    postal_address: str
    bank_code: str
    bic: str
    contact_url: str
    cards_url: str
    savings_url: str
    investing_url: str
    insurance_url: str
    market_news_url: str
    product_news_url: str
    debit_card: str
    credit_cards: str
    credit_cards_en: str
    privacy_email: str
    consent_url: str
    bereavement_url: str
    app_help_url: str
    forms_url: str
    exemption_order_url: str
    address_change_url: str
    certificates_url: str
    tax_certificate_month: str
    tax_certificate_month_en: str
    retention_days: Annotated[int, Field(ge=1)] = DAYS
    event_cost: str = "kostenlos"
    event_cost_en: str = "free of charge"
    appointment_cost: str = "kostenlos"
    appointment_cost_en: str = "free of charge"


# What a record from before a fact was known doesn't have.
DEFAULTS = {name: str(field.default) for name, field in Facts.model_fields.items() if not field.is_required()}


def facts_of(institution: Institution) -> dict[str, str]:
    return DEFAULTS | {name: str(value) for name, value in institution.facts.items()}

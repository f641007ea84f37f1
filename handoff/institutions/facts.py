"""What fills the placeholders of the bot's texts: the institution's record."""

from handoff.institutions.file import Facts
from handoff.models import Institution

# What a record from before a fact was known doesn't have.
DEFAULTS = {name: str(field.default) for name, field in Facts.model_fields.items() if not field.is_required()}


def facts_of(institution: Institution) -> dict[str, str]:
    return DEFAULTS | {name: str(value) for name, value in institution.facts.items()}

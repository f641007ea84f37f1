"""What fills the placeholders of the bot's texts: the institution's record."""

from handoff.models import Institution


def facts_of(institution: Institution) -> dict[str, str]:
    return {name: str(value) for name, value in institution.facts.items()}

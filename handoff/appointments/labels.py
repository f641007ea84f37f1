"""What appointments are about, as customers and advisors read it."""

TOPICS: dict[str, dict[str, str]] = {
    "account": {"de": "Konto", "en": "Account"},
    "credit": {"de": "Kredit und Finanzierung", "en": "Loans and mortgages"},
    "investing": {"de": "Geldanlage", "en": "Investing"},
    "insurance": {"de": "Versicherung", "en": "Insurance"},
}


def topic_label(topic: str, language: str) -> str:
    """The topic itself if it has no label."""
    return TOPICS.get(topic, {}).get(language, topic)

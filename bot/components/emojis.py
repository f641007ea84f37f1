"""What an emoji says, in words that the training examples use. One that says nothing here counts as unknown."""

_SAYS = {
    "👍": "daumen hoch ja",
    "👌": "okay ja",
    "🆗": "okay ja",
    "✅": "ja",
    "✔": "ja",
    "☑": "ja",
    "👎": "daumen runter nein",
    "❌": "nein",
    "🚫": "nein",
    "🙏": "danke",
    "👋": "hallo",
    "💳": "karte",
    "💶": "geld euro",
    "🏧": "geldautomat",
    "🏦": "bank filiale",
    "🔒": "gesperrt",
    "🔐": "gesperrt",
    "☎": "telefon anrufen",
    "📞": "telefon anrufen",
    "📅": "termin",
    "📆": "termin",
    "🕐": "uhrzeit",
    "🆘": "hilfe notfall",
}
_VARIANTS = str.maketrans("", "", "\ufe0e\ufe0f🏻🏼🏽🏾🏿")  # as text or picture, and skin tones


def words(sign: str) -> str:
    """Returns "" for an emoji without a meaning here."""
    return _SAYS.get(sign.translate(_VARIANTS), "")

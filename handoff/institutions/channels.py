"""Which other ways to the institution the first contact names: a line each of its text, known by its placeholder."""

from collections.abc import Collection

from handoff.institutions.texts import placeholders

# The line that is added; the text's own, where it has one, stays.
CHANNELS: dict[str, dict[str, str]] = {
    "service_phone": {"de": "Telefon: {service_phone}", "en": "Phone: {service_phone}"},
    "chat_url": {"de": "Chat: {chat_url}", "en": "Chat: {chat_url}"},
    "email": {"de": "E-Mail: {email}", "en": "E-mail: {email}"},
    "website": {"de": "Internet: {website}", "en": "Website: {website}"},
    "branches_url": {"de": "Filialen: {branches_url}", "en": "Branches: {branches_url}"},
    "appointment_url": {"de": "Termine: {appointment_url}", "en": "Appointments: {appointment_url}"},
    "postal_address": {"de": "Post: {postal_address}", "en": "Post: {postal_address}"},
}
_LAST = "privacy_url"


def channels_in(text: str) -> list[str]:
    used = placeholders(text)
    return [name for name in CHANNELS if name in used]


def with_channels(text: str, wanted: Collection[str], language: str) -> str:
    """The text with a line for each of them and for no other; new ones come before the one on data protection."""
    lines = [line for line in text.split("\n") if not (placeholders(line) & (CHANNELS.keys() - set(wanted)))]
    named = placeholders("\n".join(lines))
    at = next((number for number, line in enumerate(lines) if _LAST in placeholders(line)), len(lines))
    lines[at:at] = [line[language] for name, line in CHANNELS.items() if name in wanted and name not in named]
    return _without_gaps("\n".join(lines))


def _without_gaps(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()

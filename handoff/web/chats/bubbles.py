"""A message as a bubble: what kind it is to the reader, what hangs on it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from handoff.models import Author, Media, MediaState, Message, Status
from handoff.web.markup import formatted
from handoff.web.texts import texts_in
from handoff.whatsapp.api_errors import Remedy, rule_for

# They are shown on the message that they are about.
ABOUT_OTHERS = ("reaction", "edit", "revoke")
TAPS = ("button_reply", "list_reply", "button")
PICTURES, SOUNDS, FILES = ("image", "sticker"), ("audio", "voice"), ("document", "video")
READABLE = ("text", "buttons", "menu", "link", *TAPS, *PICTURES, *SOUNDS, *FILES)
OTHERS = ("location", "contacts", "template", "system", "order", "nfm_reply")


@dataclass(frozen=True, slots=True)
class Choice:
    title: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """`form`: picture, sound, video or file."""

    id: UUID
    form: str
    state: MediaState
    name: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Place:
    latitude: float
    longitude: float

    @property
    def map_url(self) -> str:
        where = f"{self.latitude:.6f}/{self.longitude:.6f}"
        return f"https://www.openstreetmap.org/?mlat={self.latitude:.6f}&mlon={self.longitude:.6f}#map=17/{where}"


@dataclass(frozen=True, slots=True)
class Quote:
    author: Author
    gist: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """`kind` is the message's, or "unknown" for what we have no shape for. `tick` is the status, lower case."""

    id: int
    author: Author
    who: str | None
    kind: str
    body: str
    at: datetime
    zone: str
    starts_day: bool
    choices: tuple[Choice, ...]
    label: str | None
    url: str | None
    attachment: Attachment | None
    place: Place | None
    cards: tuple[Card, ...]
    change: str | None
    quote: Quote | None
    reactions: tuple[str, ...]
    former: tuple[str, ...]
    is_edited: bool
    is_revoked: bool
    is_forwarded: bool
    is_masked: bool
    tick: str | None
    failure: str | None
    failure_code: int | None

    @property
    def dom_id(self) -> str:
        return f"message_{self.id}"

    @property
    def text(self) -> Markup:
        return formatted(self.body)


def bubble_of(message: Message, *, zone: str, starts_day: bool, quoted: Message | None, language: str) -> Bubble:
    content = message.content
    known = message.kind in READABLE or message.kind in OTHERS
    return Bubble(
        id=message.id,
        author=message.author,
        who=message.user.name if message.user else None,
        kind=message.kind if known else "unsupported" if message.kind == "unsupported" else "unknown",
        body=message.body,
        at=message.sent_at,
        zone=zone,
        starts_day=starts_day,
        choices=_choices(content),
        label=_text(content.get("label")),
        url=_text(content.get("url")),
        attachment=_attachment(message.kind, message.media) if message.media else None,
        place=_place(content) if message.kind == "location" else None,
        cards=_cards(content) if message.kind == "contacts" else (),
        change=_text(content.get("change")),
        quote=Quote(quoted.author, gist_of(quoted, language)) if quoted else None,
        reactions=tuple(reaction.emoji for reaction in message.reactions if reaction.emoji),
        former=tuple(edit.former_body for edit in message.edits),
        is_edited=message.edited_at is not None,
        is_revoked=message.revoked_at is not None,
        is_forwarded=bool(content.get("forwarded")),
        is_masked=bool(message.guarded),
        tick=Status(message.status).name.lower() if message.status is not None else None,
        failure=_failure(message),
        failure_code=message.failure_code,
    )


def gist_of(message: Message, language: str) -> str:
    """One line of it, for lists and quotes."""
    return gist(message.kind, message.body, language, is_revoked=message.revoked_at is not None)


def gist(kind: str, body: str, language: str, *, is_revoked: bool) -> str:
    if is_revoked:
        return texts_in(language)("gist.revoked")
    if body and kind != "template":
        return " ".join(body[:200].split())
    return texts_in(language).of("gist", kind if kind in (*READABLE, *OTHERS) else "unknown")


def _choices(content: dict[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(str(tap["title"]), _text(tap.get("description"))) for tap in content.get("taps") or [])


def _attachment(kind: str, media: Media) -> Attachment:
    forms = {**dict.fromkeys(PICTURES, "picture"), **dict.fromkeys(SOUNDS, "sound"), "video": "video"}
    return Attachment(media.id, forms.get(kind, "file"), media.state, media.file_name, media.size)


def _place(content: dict[str, Any]) -> Place | None:
    try:
        return Place(float(content["latitude"]), float(content["longitude"]))
    except (KeyError, TypeError, ValueError):
        return None


def _cards(content: dict[str, Any]) -> tuple[Card, ...]:
    return tuple(
        Card(str(card.get("name") or ""), tuple(str(phone) for phone in card.get("phones") or []))
        for card in content.get("contacts") or []
    )


def _text(value: Any) -> str | None:
    return str(value) if value is not None else None


def _failure(message: Message) -> str | None:
    """The key of the words that say why it didn't arrive and what to do."""
    if message.status == Status.UNKNOWN:
        return "outcome_unknown"
    if message.status != Status.FAILED:
        return None
    if message.failure_code is None:
        return Remedy.GIVE_UP.value
    return rule_for(message.failure_code).remedy.value

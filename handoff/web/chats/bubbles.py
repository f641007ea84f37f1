"""A message as a bubble: what kind it is to the reader, what hangs on it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from handoff.models import Author, Conversation, Media, MediaState, Message, Status
from handoff.web.markup import formatted, unmarked
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

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Each number as it was sent, and as a telephone takes it; empty if it is masked or none."""
        return tuple((phone, _dialled(phone)) for phone in self.phones)


@dataclass(frozen=True, slots=True)
class Attachment:
    """`form`: picture, sound, video or file."""

    id: UUID
    form: str
    state: MediaState
    name: str | None
    size: int | None
    mime_type: str
    is_ours: bool

    @property
    def kind(self) -> str:
        """Three or four capital letters: its name's ending, or what its type is called."""
        ending = (self.name or "").rpartition(".")[2]
        return (ending if 2 <= len(ending) <= 4 and ending.isalnum() else self.mime_type.rpartition("/")[2])[:4].upper()

    @property
    def opens(self) -> bool:
        """In a tab of its own, where the browser shows it without running anything of ours."""
        return self.mime_type == "application/pdf"


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
class Acts:
    """What may be done about it, in which chat. `is_replaced`: it was sent again. `words`: what its author could write
    next, now that it has failed: a question if nobody knows, else the same text, to be worded differently.
    """

    chat_id: UUID
    can_quote: bool
    can_react: bool
    can_retry: bool
    is_replaced: bool
    words: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """`kind` is the message's, or "unknown" for what we have no shape for. `tick` is the status, lower case.

    `gist`: one line of it, as a quote has it. `ours`: our reaction. `acts`: what may be done about it.
    `client_key`: by which the page knows it again that showed it before it was sent.
    """

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
    gist: str
    ours: str
    acts: Acts
    client_key: UUID | None

    @property
    def dom_id(self) -> str:
        return f"message_{self.id}"

    @property
    def text(self) -> Markup:
        return formatted(self.body)


def bubble_of(
    message: Message, *, zone: str, starts_day: bool, quoted: Message | None, language: str, chat: Conversation
) -> Bubble:
    """`chat`: in whose thread it is shown."""
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
        attachment=_attachment(message, message.media) if message.media else None,
        place=_place(content) if message.kind == "location" else None,
        cards=_cards(content) if message.kind == "contacts" else (),
        change=_text(content.get("change")),
        quote=Quote(quoted.author, gist_of(quoted, language)) if quoted else None,
        reactions=_reactions(message, Author.CUSTOMER),
        former=tuple(edit.former_body for edit in message.edits),
        is_edited=message.edited_at is not None,
        is_revoked=message.revoked_at is not None,
        is_forwarded=bool(content.get("forwarded")),
        is_masked=bool(message.guarded),
        tick=Status(message.status).name.lower() if message.status is not None else None,
        failure=_failure(message),
        failure_code=message.failure_code,
        gist=gist_of(message, language),
        ours="".join(_reactions(message, Author.AGENT)),
        acts=_acts(message, chat),
        client_key=message.client_key,
    )


def gist_of(message: Message, language: str) -> str:
    """One line of it, for lists and quotes."""
    return gist(message.kind, message.body, language, is_revoked=message.revoked_at is not None)


def gist(kind: str, body: str, language: str, *, is_revoked: bool) -> str:
    if is_revoked:
        return texts_in(language)("gist.revoked")
    if body and kind != "template":
        return unmarked(" ".join(body[:200].split()))
    return texts_in(language).of("gist", kind if kind in (*READABLE, *OTHERS) else "unknown")


def _acts(message: Message, chat: Conversation) -> Acts:
    is_known = message.wamid is not None and message.revoked_at is None
    is_ours = message.author is Author.AGENT and message.conversation_id == chat.id
    question = texts_in(chat.language)("attempt.question")
    return Acts(
        chat_id=chat.id,
        can_quote=is_known and message.kind != "system",
        can_react=is_known and message.author is Author.CUSTOMER and message.kind != "system",
        can_retry=is_ours and "replaced_by" not in message.content,
        is_replaced="replaced_by" in message.content,
        words=question if message.status == Status.UNKNOWN else message.body if message.kind == "text" else "",
    )


def _reactions(message: Message, author: Author) -> tuple[str, ...]:
    return tuple(one.emoji for one in message.reactions if one.emoji and one.author is author)


def _choices(content: dict[str, Any]) -> tuple[Choice, ...]:
    """Buttons and rows of ours; a template's have titles alone."""
    taps = tuple(Choice(str(tap["title"]), _text(tap.get("description"))) for tap in content.get("taps") or [])
    return taps or tuple(Choice(str(title), None) for title in content.get("titles") or [])


def _attachment(message: Message, media: Media) -> Attachment:
    # A template's file is the picture of its header.
    forms = {**dict.fromkeys((*PICTURES, "template"), "picture"), **dict.fromkeys(SOUNDS, "sound"), "video": "video"}
    return Attachment(
        id=media.id,
        form=forms.get(message.kind, "file"),
        state=media.state,
        name=media.file_name,
        size=media.size,
        mime_type=media.mime_type.partition(";")[0].strip(),
        is_ours=message.author is not Author.CUSTOMER,
    )


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


def _dialled(phone: str) -> str:
    digits = "".join(letter for letter in phone if letter.isdecimal() and letter.isascii())
    is_number = len(digits) >= 5 and not set(phone) - set("+0123456789 ()/.-\u00a0")
    return f"{'+' if phone.strip().startswith('+') else ''}{digits}" if is_number else ""


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

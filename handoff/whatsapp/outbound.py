"""Outgoing messages as the API wants them, each limit checked before anything is sent (contract, §7)."""

import re
from dataclasses import dataclass
from typing import Any

from handoff.errors import LimitExceeded

BODY, INTERACTIVE_BODY, CAPTION = 4096, 1024, 1024
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}")
# Meta refuses a template's parameter with these in it.
FORBIDDEN_SPACE = re.compile(r"[\n\t\r]| {4}")
ROWS, ROW_TITLE, ROW_TEXT, ROW_ID, MENU = 10, 24, 72, 200, 20

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tap:
    """A button or a row of a list; `id` comes back when it is tapped."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    body: str


@dataclass(frozen=True, slots=True)
class Buttons:
    body: str
    taps: tuple[Tap, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """A list: `label` is on the button that opens it."""

    body: str
    label: str
    taps: tuple[Tap, ...]


@dataclass(frozen=True, slots=True)
class LinkButton:
    body: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """`parameters` fill the body, `header` the header's one place, `links` the ends of link buttons by their place.

    `names`: of the body's parameters and, if there is one, of the header's before them, where the template names them.
    `reads`: all of it as the customer sees it, and `titles` its buttons; neither is sent. `has_picture`: its header is
    one, and `picture_id` Meta's id of it, unknown until it is uploaded.
    """

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    header: str | None = None
    links: tuple[tuple[int, str], ...] = ()
    names: tuple[str, ...] = ()
    reads: str = ""
    titles: tuple[str, ...] = ()
    has_picture: bool = False
    picture_id: str | None = None


@dataclass(frozen=True, slots=True)
class FileMessage:
    """`kind`: image or document. `media_id` is Meta's and unknown until the file is uploaded; pictures have no name."""

    kind: str
    caption: str
    name: str | None = None
    media_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReactionTo:
    wamid: str
    emoji: str


Outbound = Text | Buttons | Menu | LinkButton | TemplateMessage | FileMessage | ReactionTo


@dataclass(frozen=True, slots=True)
class Addressee:
    """`wa_id` is preferred while it is known; it is sent with +, or Meta may guess another country (contract, §1)."""

    wa_id: str | None
    bsuid: str | None

    def as_payload(self) -> Payload:
        if self.wa_id:
            return {"to": f"+{self.wa_id}"}
        return {"recipient": self.bsuid}


def compose(message: Outbound, *, to: Addressee, message_id: int, quoting: str | None = None) -> Payload:
    """The JSON body for POST …/messages. Raises LimitExceeded naming the limit, never the text."""
    payload: Payload = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to.as_payload(),
        **content_of(message),
    }
    # A reaction is no message of ours: what becomes of it must not be written on the one that it is about.
    if not isinstance(message, ReactionTo):
        payload["biz_opaque_callback_data"] = str(message_id)
    if quoting and not isinstance(message, ReactionTo | TemplateMessage):
        payload["context"] = {"message_id": quoting}
    return payload


def content_of(message: Outbound) -> Payload:
    match message:
        case Text(body):
            _check("text", body, BODY)
            return {"type": "text", "text": {"body": body, "preview_url": False}}
        case Buttons(body, taps):
            return _interactive("button", body, INTERACTIVE_BODY, {"buttons": _buttons(taps)})
        case Menu(body, label, taps):
            _check("label of the list", label, MENU)
            return _interactive("list", body, BODY, {"button": label, "sections": [{"rows": _rows(taps)}]})
        case LinkButton(body, label, url):
            _check("label of the link", label, BUTTON_TITLE)
            parameters = {"display_text": label, "url": url}
            return _interactive("cta_url", body, INTERACTIVE_BODY, {"name": "cta_url", "parameters": parameters})
        case TemplateMessage():
            return {"type": "template", "template": _template(message)}
        case FileMessage(kind, caption, name, media_id):
            return {"type": kind, kind: _file(caption, name if kind == "document" else None, media_id)}
        case ReactionTo(wamid, emoji):
            return {"type": "reaction", "reaction": {"message_id": wamid, "emoji": emoji}}


def _interactive(kind: str, body: str, limit: int, action: Payload) -> Payload:
    _check(f"text over a {kind}", body, limit)
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body}, "action": action}}


def _buttons(taps: tuple[Tap, ...]) -> list[Payload]:
    _check_number("buttons", len(taps), BUTTONS)
    _check_unique(taps)
    for tap in taps:
        _check("title of a button", tap.title, BUTTON_TITLE)
        _check("id of a button", tap.id, BUTTON_ID)
    return [{"type": "reply", "reply": {"id": tap.id, "title": tap.title}} for tap in taps]


def _rows(taps: tuple[Tap, ...]) -> list[Payload]:
    _check_number("rows", len(taps), ROWS)
    _check_unique(taps)
    for tap in taps:
        _check("title of a row", tap.title, ROW_TITLE)
        _check("id of a row", tap.id, ROW_ID)
        if tap.description is not None:
            _check("description of a row", tap.description, ROW_TEXT)
    return [_row(tap) for tap in taps]


def _row(tap: Tap) -> Payload:
    row = {"id": tap.id, "title": tap.title}
    return row | {"description": tap.description} if tap.description else row


def _file(caption: str, name: str | None, media_id: str | None) -> Payload:
    file: Payload = {"id": media_id}
    if caption:
        _check("caption", caption, CAPTION)
        file["caption"] = caption
    return file | {"filename": name} if name else file


def _template(message: TemplateMessage) -> Payload:
    if not TEMPLATE_NAME.fullmatch(message.name):
        raise LimitExceeded("a template's name has 1 to 512 lower-case letters, digits and underscores")
    header = () if message.header is None else (message.header,)
    texts = [*header, *message.parameters]
    for text in (*texts, *(text for _, text in message.links)):
        _check("parameter of a template", text, INTERACTIVE_BODY)
        if FORBIDDEN_SPACE.search(text):
            raise LimitExceeded("a parameter of a template has no new line, no tab and no four blanks in a row")
    names: tuple[str | None, ...] = message.names or (None,) * len(texts)
    filled = [_parameter(name, text) for name, text in zip(names, texts, strict=True)]
    picture: list[Payload] = [{"type": "image", "image": {"id": message.picture_id}}] if message.has_picture else []
    parts = (("header", picture or filled[: len(header)]), ("body", filled[len(header) :]))
    components: list[Payload] = [{"type": kind, "parameters": parameters} for kind, parameters in parts if parameters]
    components += [
        {"type": "button", "sub_type": "url", "index": str(place), "parameters": [_parameter(None, text)]}
        for place, text in message.links
    ]
    template: Payload = {"name": message.name, "language": {"code": message.language}}
    return template | {"components": components} if components else template


def _parameter(name: str | None, text: str) -> Payload:
    return {"type": "text", **({"parameter_name": name} if name else {}), "text": text}


def _check(what: str, text: str, limit: int) -> None:
    if not 1 <= len(text) <= limit:
        raise LimitExceeded(f"the {what} has {len(text)} characters; WhatsApp takes 1 to {limit}")


def _check_number(what: str, number: int, limit: int) -> None:
    if not 1 <= number <= limit:
        raise LimitExceeded(f"{number} {what}; WhatsApp takes 1 to {limit}")


def _check_unique(taps: tuple[Tap, ...]) -> None:
    if len({tap.id for tap in taps}) < len(taps) or len({tap.title for tap in taps}) < len(taps):
        raise LimitExceeded("two buttons have the same title or id; WhatsApp wants them unique")

"""What the customer said, message by message, as the bot shall hear it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.turn import Choice
from handoff.inbox.pending import Pending
from handoff.models import Button, Conversation

TAPS = ("button_reply", "list_reply", "button")
FILES = ("image", "video", "document")
SOUNDS = ("audio", "voice")
# More than WhatsApp lets anybody write (contract, §7): whatever it is, it is for a person.
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Heard:
    """Either something to understand (`text`, or `choice` for a tap), or a `response` that is all there is to say."""

    text: str = ""
    choice: Choice | None = None
    response: str | None = None

    @property
    def is_free_text(self) -> bool:
        return self.choice is None and self.response is None


async def hear(
    session: AsyncSession, conversation: Conversation, pending: Sequence[Pending], *, now: datetime
) -> list[Heard]:
    """Fragments of text that came together are one thing said; taps stand alone. System messages say nothing."""
    heard: list[Heard] = []
    for message in pending:
        one = await _hear_one(session, conversation, message, now=now)
        if one is None:
            continue
        if heard and one.is_free_text and heard[-1].is_free_text:
            heard[-1] = Heard(f"{heard[-1].text}\n{one.text}")
        elif one not in heard:
            heard.append(one)
    return heard


async def _hear_one(
    session: AsyncSession, conversation: Conversation, message: Pending, *, now: datetime
) -> Heard | None:
    if len(message.body) > LONGEST:
        conversation.attention = "unreadable"
        return Heard(response="utter_unreadable")
    if message.kind in TAPS:
        return await _tap(session, conversation, message, now=now)
    if message.kind in ("text", "reaction") or (message.kind in FILES and message.body):
        return Heard(message.body)
    if message.kind == "contacts":
        return _contact(conversation, message)
    if message.kind in SOUNDS:
        return Heard(response="utter_voice_note")
    if message.kind in FILES or message.kind == "sticker":
        return Heard(response="utter_picture")
    if message.kind == "system":
        return None
    conversation.attention = "unreadable"
    return Heard(response="utter_unreadable")


async def _tap(session: AsyncSession, conversation: Conversation, message: Pending, *, now: datetime) -> Heard:
    """A button of a form works once and only while that run of the form goes on; others whenever they are tapped."""
    button = await session.scalar(
        select(Button)
        .join(Conversation, Conversation.id == Button.conversation_id)
        .where(Button.id == message.content.get("button"), Conversation.customer_id == conversation.customer_id)
        .with_for_update(of=Button)
    )
    if button is None:
        return Heard(message.body)
    if button.form_run is not None and (
        button.used_at is not None
        or button.conversation_id != conversation.id
        or button.form_run != running_form(conversation)
    ):
        return Heard(choice=Choice("ask_state", {"old_button": "yes"}))
    button.used_at = button.used_at or now
    return Heard(text=button.title, choice=Choice(button.intent, {k: str(v) for k, v in button.entities.items()}))


def running_form(conversation: Conversation) -> int | None:
    """Which run of a form goes on; None while there is no form."""
    state = conversation.dialogue.get("bot") or {}
    return state.get("run") if state.get("form") else None


def _contact(conversation: Conversation, message: Pending) -> Heard:
    phones = [phone for card in message.content.get("contacts", []) for phone in card["phones"]]
    if conversation.expects == "phone" and phones:
        return Heard(phones[0])
    return Heard(response="utter_unreadable")

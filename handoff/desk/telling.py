"""Tells a customer in his chat what was done for him at the desk, while WhatsApp lets us write."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.appointments import topic_label
from handoff.callbacks import Window
from handoff.links import Links
from handoff.models import (
    Appointment,
    Author,
    Conversation,
    Event,
    Institution,
    Meeting,
    Owner,
    SignUp,
    SignUpState,
    User,
)
from handoff.sending import send
from handoff.whatsapp.outbound import LinkButton, Outbound, Text
from handoff.when import describe_day, describe_moment
from handoff.window import is_window_open


async def chat_to_tell_in(session: AsyncSession, customer_id: UUID, *, lock: bool = False) -> Conversation | None:
    """The customer's open chat, else his last one; None if the user sees none. An act locks it before all else."""
    newest = (
        select(Conversation)
        .where(Conversation.customer_id == customer_id)
        .order_by((Conversation.owner == Owner.CLOSED), Conversation.last_activity_at.desc())
        .limit(1)
    )
    if lock:
        newest = newest.with_for_update(key_share=True).execution_options(populate_existing=True)
    return await session.scalar(newest)


def can_tell(conversation: Conversation | None, *, now: datetime) -> bool:
    return conversation is not None and is_window_open(conversation.last_inbound_at, now=now)


async def tell(
    session: AsyncSession, conversation: Conversation | None, message: Outbound, *, user: User, now: datetime
) -> bool:
    """False if it can't be told in this way now."""
    if conversation is None or not can_tell(conversation, now=now):
        return False
    await send(session, conversation, message, author=Author.AGENT, now=now, user_id=user.id)
    return True


def of_callback(key: str, window: Window, *, language: str, zone: str) -> Text:
    """`key`: created or again."""
    earliest, latest = window.earliest.astimezone(ZoneInfo(zone)), window.latest.astimezone(ZoneInfo(zone))
    return Text(
        _words(language)[f"callback_{key}"].format(
            day=describe_day(earliest, language),
            earliest=_clock(earliest, language).removesuffix(" Uhr"),
            latest=_clock(latest, language),
        )
    )


def of_appointment(
    key: str, appointment: Appointment, institution: Institution, *, language: str, links: Links, now: datetime
) -> LinkButton:
    """`key`: booked, moved or cancelled, with the link to the calendar file. Needs advisor and branch loaded."""
    words, branch = _words(language), appointment.advisor.branch
    text = words[key] if key == "cancelled" else words[key][Meeting(appointment.meeting).value]
    body = text.format(
        moment=describe_moment(appointment.starts_at.astimezone(ZoneInfo(institution.zone)), language),
        topic=topic_label(appointment.topic, language),
        advisor=appointment.advisor.name,
        branch=branch.name,
        address=f"{branch.street}, {branch.postcode} {branch.city}",
    )
    # The file of a cancelled one takes it out of the calendar.
    label = words["calendar_cancelled" if key == "cancelled" else "calendar"]
    return LinkButton(body, label, links.appointment(appointment.id, now=now))


def of_sign_up(sign_up: SignUp, event: Event, institution: Institution, *, language: str) -> Text:
    """As it stands now: signed up, on the waiting list, or signed off."""
    keys = {SignUpState.COMING: "signed_up", SignUpState.WAITING: "waiting", SignUpState.CANCELLED: "signed_off"}
    words = _words(language)
    return Text(
        words[keys[sign_up.state]].format(
            event=event.title[language],
            moment=describe_moment(event.starts_at.astimezone(ZoneInfo(institution.zone)), language),
            place=event.place,
            people=words["person"] if sign_up.people == 1 else words["people"].format(n=sign_up.people),
        )
    )


def _clock(moment: datetime, language: str) -> str:
    return describe_moment(moment, language).rpartition(", ")[2]


@cache
def _all_words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("telling.yml").read_text())
    return words


def _words(language: str) -> dict[str, Any]:
    return _all_words()[language]

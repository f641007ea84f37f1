"""An event was called off: whoever had signed up hears of it, in his chat where we may write, else by a call."""

import asyncio
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.callbacks import find_window, own_number, request_callback
from handoff.catalogue import Catalogue
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.events import last_conversation, local
from handoff.handing_over import own_team, team_hours
from handoff.models import Author, Conversation, Event, Institution, SignUp, SignUpState
from handoff.realtime import Realtime
from handoff.sending import Bubble, say
from handoff.vault import Vault
from handoff.when import When, describe_moment
from handoff.window import is_window_open

log = structlog.get_logger()

EVERY = 5.0
AT_ONCE = 100
TOPIC = "event"
ATTENTION = "event_called_off"
SOONEST = When(None, None, None, soonest=True)
CALLED_OFF = {
    "de": "Leider müssen wir Ihnen absagen: „{title}“, {moment}, findet nicht statt. Ihre Anmeldung ist damit "
    "erledigt. Was sonst noch stattfindet, sage ich Ihnen gern: Schreiben Sie einfach „Veranstaltungen“.",
    "en": "We are sorry: “{title}”, {moment}, has been called off. You needn't do anything about your registration. "
    "I'm happy to tell you what else is on: just write “events”.",
}


async def keep(sessions: Sessions, *, catalogue: Catalogue, vault: Vault, clock: Clock, realtime: Realtime) -> None:
    """Looks every few seconds, until cancelled."""
    while True:
        try:
            async with sessions.begin() as session:
                told = await tell_called_off(session, catalogue=catalogue, vault=vault, now=clock())
            await realtime.publish(told)
        except (SQLAlchemyError, OSError) as error:
            log.warning("nobody told of events called off, the database is away", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def tell_called_off(session: AsyncSession, *, catalogue: Catalogue, vault: Vault, now: datetime) -> list[UUID]:
    """Each sign-up once; at most a hundred. Returns the conversations that show something new."""
    living = (
        select(SignUp)
        .join(Event)
        .where(Event.cancelled_at.is_not(None), SignUp.state != SignUpState.CANCELLED)
        .options(joinedload(SignUp.event))
        .order_by(SignUp.created_at)
        .limit(AT_ONCE)
        .with_for_update(of=SignUp, skip_locked=True, key_share=True)
    )
    touched = []
    for sign_up in await session.scalars(living):
        sign_up.state = SignUpState.CANCELLED
        conversation = await last_conversation(session, sign_up.customer_id)
        if conversation is None or sign_up.event.starts_at <= now:
            continue
        await _tell(session, conversation, sign_up.event, catalogue=catalogue, vault=vault, now=now)
        touched.append(conversation.id)
    return touched


async def _tell(
    session: AsyncSession,
    conversation: Conversation,
    event: Event,
    *,
    catalogue: Catalogue,
    vault: Vault,
    now: datetime,
) -> None:
    institution = await session.get_one(Institution, event.institution_id)
    if conversation.is_with_bot and is_window_open(conversation.last_inbound_at, now=now):
        moment = describe_moment(local(event.starts_at, institution), conversation.language)
        text = CALLED_OFF[conversation.language].format(title=event.title[conversation.language], moment=moment)
        bubble = Bubble(text, response_name="utter_event_called_off")
        await say(session, conversation, [bubble], author=Author.BOT, now=now)
    elif conversation.is_open and not conversation.is_with_bot:
        conversation.attention = ATTENTION
    elif not await _has_call(session, conversation, institution, catalogue=catalogue, vault=vault, now=now):
        conversation.attention = ATTENTION


async def _has_call(
    session: AsyncSession,
    conversation: Conversation,
    institution: Institution,
    *,
    catalogue: Catalogue,
    vault: Vault,
    now: datetime,
) -> bool:
    """A callback is noted, where WhatsApp tells his number and the team is there at all."""
    phone = await own_number(session, customer_id=conversation.customer_id, vault=vault)
    team = await own_team(session, institution, topic=TOPIC, catalogue=catalogue)
    found = find_window(team_hours(team, institution), SOONEST, now=now.astimezone(ZoneInfo(institution.zone)))
    if phone is None or found is None:
        return False
    await request_callback(
        session,
        conversation=conversation,
        team=team,
        topic=TOPIC,
        phone=vault.seal(phone),
        window=found.window,
        now=now,
    )
    return True

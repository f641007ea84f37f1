"""The bot's turn: what was heard goes in, bubbles, a new state and perhaps a handoff come out."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.engine import Bot
from bot.failure import BotFailure
from bot.turn import Reply, Turn, Utterance
from handoff.apology import FAILURE, PERSON_INTENT, handed_over, offer_of_a_person
from handoff.catalogue import Catalogue
from handoff.context import TurnContext, turn_context
from handoff.database import execute_directly
from handoff.guard import Expected
from handoff.handing_over import put_into_queue
from handoff.inbox.announcing import announce
from handoff.inbox.bubbles import bubbles_of, squeeze
from handoff.inbox.clauses import clauses
from handoff.inbox.heard import Heard, hear, running_form
from handoff.inbox.pending import Pending
from handoff.inbox.statements import TURN
from handoff.inbox.tools import Tools
from handoff.institutions.facts import facts_of
from handoff.language import detect
from handoff.metrics import TURNS
from handoff.models import (
    Author,
    Button,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    HandoffReason,
    Institution,
    Owner,
)
from handoff.sending import Bubble, say

# Another automaton that answers us gets the same exchange so often, then nothing.
SAME_EXCHANGES = 3
EXPECTS = {"phone": Expected.PHONE, "when": Expected.DATE, "window": Expected.DATE, "people": Expected.COUNT}


async def converse(session: AsyncSession, conversation: Conversation, pending: list[Pending], *, tools: Tools) -> None:
    """Raises BotFailure, and then the whole transaction must be undone."""
    institution = await session.get_one(Institution, conversation.institution_id)
    customer = await session.get_one(Customer, conversation.customer_id)
    now = tools.clock().astimezone(ZoneInfo(institution.zone))
    if any(message.kind == "system" for message in pending):
        conversation.dialogue, conversation.expects = {}, None
    heard = await hear(session, conversation, pending, now=now)
    if not heard:
        return
    if tools.bot is None:
        raise BotFailure("no model is loaded")
    context = TurnContext(session, conversation, customer, institution, tools.vault, tools.links, now, text="")
    bubbles: list[Bubble] = []
    for one in _wish_by_wish(heard, conversation, tools):
        bubbles += await _answer(one, context, tools)
    if not _is_automaton(conversation, heard, bubbles):
        bubbles = await _opening(context, tools, pending) + bubbles
        await say(session, conversation, squeeze(bubbles), author=Author.BOT, now=now)
    if context.wish is not None:
        await put_into_queue(
            session,
            conversation,
            institution=institution,
            catalogue=tools.catalogue,
            reason=context.wish.reason,
            topic=context.wish.topic,
            gathered=context.wish.gathered,
            now=now,
            named=context.wish.named,
        )


def _wish_by_wish(heard: list[Heard], conversation: Conversation, tools: Tools) -> Iterator[Heard]:
    """While a form runs a message is first of all its answer, and stays whole."""
    assert tools.bot is not None
    parse = tools.bot.parse
    for one in heard:
        if one.is_free_text and not running_form(conversation):
            # Which words mean what doesn't depend on the language; that is found out with the answer.
            for text in clauses(one.text, lambda part: parse(part, conversation.language), tools.catalogue):
                yield Heard(text)
        else:
            yield one


async def apologise(session: AsyncSession, conversation: Conversation, pending: list[Pending], *, tools: Tools) -> None:
    """The turn failed. The first time a person is offered; who accepts, or fails again, gets one."""
    accepted = await session.scalar(
        select(Button.id).where(
            Button.id.in_([message.content.get("button") for message in pending]), Button.intent == PERSON_INTENT
        )
    )
    if accepted is not None or conversation.dialogue.get("failed"):
        await give_up(session, conversation, pending, tools=tools)
        return
    now = tools.clock()
    _set_dialogue(conversation, failed=True)
    await say(session, conversation, [offer_of_a_person(conversation.language)], author=Author.BOT, now=now)
    await _record(session, conversation, intent="", topic=None, outcome="failed", rule=FAILURE, now=now)


async def give_up(session: AsyncSession, conversation: Conversation, pending: list[Pending], *, tools: Tools) -> None:
    """The bot can't; a person takes over, and the customer is told."""
    now = tools.clock()
    institution = await session.get_one(Institution, conversation.institution_id)
    await say(session, conversation, [handed_over(conversation.language)], author=Author.BOT, now=now)
    conversation.unread += len(pending)
    await put_into_queue(
        session,
        conversation,
        institution=institution,
        catalogue=tools.catalogue,
        reason=HandoffReason.FAILURE,
        topic=conversation.topic,
        gathered={},
        now=now,
    )
    await _record(session, conversation, intent="", topic=None, outcome="failed", rule="give_up", now=now)


async def _answer(heard: Heard, context: TurnContext, tools: Tools) -> list[Bubble]:
    assert tools.bot is not None
    conversation = context.conversation
    if heard.is_free_text:
        former = conversation.language if conversation.dialogue else None
        conversation.language = detect(heard.text, current=former, usual=context.customer.language)
        context.customer.language = conversation.language
    if heard.response is not None:
        reply = _said(heard.response, context, tools.bot)
        return bubbles_of([reply], form_run=None)
    context.text = heard.text
    utterance = Utterance(
        text=heard.text,
        language=conversation.language,
        sender_id=str(conversation.id),
        choice=heard.choice,
        facts=facts_of(context.institution),
        texts=context.institution.texts,
    )
    with turn_context(context):
        turn = await tools.bot.turn(utterance, conversation.dialogue.get("bot"))
    topic = tools.catalogue.topic_of(turn.intent)
    await _remember(context, turn, topic, tools)
    form = turn.state.get("form")
    replies = bubbles_of(turn.replies, form_run=turn.state.get("run") if form else None)
    return announce(context, topic, tools.catalogue) + replies


async def _remember(context: TurnContext, turn: Turn, topic: str | None, tools: Tools) -> None:
    conversation = context.conversation
    _set_dialogue(conversation, bot=turn.state, failed=False)
    requested = str(turn.state.get("slots", {}).get("requested_slot") or "")
    conversation.expects = EXPECTS.get(requested.rpartition("_")[2], Expected.NOTHING).value
    if _goes_for(conversation, topic, tools.catalogue):
        conversation.topic = topic
    # The language may have been switched by an action of this turn.
    conversation.language = str(turn.state.get("slots", {}).get("language") or conversation.language)
    await _record(
        context.session,
        conversation,
        intent=turn.intent,
        topic=topic,
        outcome="handoff" if context.wish else "answered",
        rule=" ".join(turn.actions),
        now=context.now,
        turn=turn,
    )


def _goes_for(conversation: Conversation, topic: str | None, catalogue: Catalogue) -> bool:
    """Whether this is what the conversation is about now. Who waits for the opening waits for what he asked then,
    whatever else he asks the bot meanwhile, unless it is more urgent or may not leave the house.
    """
    rule, former = catalogue.rule(topic), catalogue.rule(conversation.topic)
    if rule is None or former is None or conversation.owner is not Owner.PARKED:
        return rule is not None
    return rule.priority > former.priority or (former.external and not rule.external)


async def _opening(context: TurnContext, tools: Tools, pending: list[Pending]) -> list[Bubble]:
    """Before the answer: first contact, once a customer and version; a kind word about what the guard masked."""
    assert tools.bot is not None
    names = []
    customer, institution = context.customer, context.institution
    if customer.notice_version != institution.notice_version:
        customer.notice_version = institution.notice_version
        customer.noticed_at = context.now
        shown = Consent(
            customer_id=customer.id,
            kind=ConsentKind.NOTICE_SHOWN,
            version=institution.notice_version,
            given_at=context.now,
        )
        context.session.add(shown)
        names.append("utter_first_contact")
    if any(message.guarded for message in pending):
        names.append("utter_guarded")
    return bubbles_of([_said(name, context, tools.bot) for name in names], form_run=None)


def _said(response: str, context: TurnContext, bot: Bot) -> Reply:
    """Outside of the dialogue."""
    institution = context.institution
    return bot.say(response, language=context.language, facts=facts_of(institution), texts=institution.texts)


def _is_automaton(conversation: Conversation, heard: list[Heard], bubbles: list[Bubble]) -> bool:
    """The same said and the same answered, again and again. Only a checksum of it is kept."""
    said = "\n".join(one.text for one in heard) + "\0" + "\n".join(bubble.body for bubble in bubbles)
    checksum = zlib.crc32(said.encode())
    former, times = conversation.dialogue.get("exchange") or (None, 0)
    times = times + 1 if checksum == former else 1
    _set_dialogue(conversation, exchange=[checksum, times])
    return times > SAME_EXCHANGES


def _set_dialogue(conversation: Conversation, **parts: object) -> None:
    conversation.dialogue = {**conversation.dialogue, **parts}


async def _record(
    session: AsyncSession,
    conversation: Conversation,
    *,
    intent: str,
    topic: str | None,
    outcome: str,
    rule: str,
    now: datetime,
    turn: Turn | None = None,
) -> None:
    values = {
        "institution": conversation.institution_id,
        "conversation": conversation.id,
        "intent": intent,
        "confidence": turn.confidence if turn else 0.0,
        "topic": topic,
        "language": conversation.language,
        "rule": rule,
        "outcome": outcome,
        "model_hash": turn.model_hash if turn else "",
        "milliseconds": turn.milliseconds if turn else 0.0,
        "now": now,
    }
    await execute_directly(session, TURN, values)
    TURNS.labels(outcome).inc()

"""A person has the conversation, or will have it: the bot is silent, but for what can't wait."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.turn import Choice, Utterance
from handoff.inbox.bubbles import bubbles_of
from handoff.inbox.pending import Pending
from handoff.inbox.tools import Tools
from handoff.institutions.facts import facts_of
from handoff.models import Author, Conversation, Institution, Owner
from handoff.sending import say

URGENT = 3


async def keep_for_people(
    session: AsyncSession, conversation: Conversation, pending: list[Pending], *, tools: Tools
) -> None:
    """The desk shows it at once. A lost card or fraud gets its notice from the bot while nobody has taken the chat."""
    count_unread(conversation, pending)
    if conversation.owner is not Owner.WAITING or tools.bot is None:
        return
    text = " ".join(message.body for message in pending if message.kind == "text" and message.body)
    intent = tools.bot.parse(text, conversation.language).intent if text else None
    topic = tools.catalogue.topic_of(intent) if intent else None
    if intent is None or topic not in tools.catalogue.urgent or _was_said(conversation, topic):
        return
    conversation.priority = URGENT
    conversation.topic = topic
    institution = await session.get_one(Institution, conversation.institution_id)
    utterance = Utterance(
        text="",
        language=conversation.language,
        sender_id=str(conversation.id),
        choice=Choice(intent),
        facts=facts_of(institution),
        texts=institution.texts,
    )
    turn = await tools.bot.turn(utterance, None)
    notice = bubbles_of(turn.replies, form_run=None)
    await say(session, conversation, notice, author=Author.BOT, now=tools.clock())


def _was_said(conversation: Conversation, topic: str) -> bool:
    """Fraud after a lost card is news; the same notice a second time is not."""
    return conversation.priority >= URGENT and conversation.topic == topic


def count_unread(conversation: Conversation, pending: list[Pending]) -> None:
    """Something to read also ends its agent's snooze."""
    news = sum(1 for message in pending if message.kind not in ("reaction", "edit", "revoke"))
    conversation.unread += news
    if news:
        conversation.snoozed_until = None

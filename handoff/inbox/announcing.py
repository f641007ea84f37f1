"""Before an answer: what the institution announces about its topic, once a day in a conversation."""

from handoff.announcements import announcements, to_be_told
from handoff.catalogue import Catalogue
from handoff.context import TurnContext
from handoff.sending import Bubble

NAME = "announcement"


def announce(context: TurnContext, topic: str | None, catalogue: Catalogue) -> list[Bubble]:
    """Remembers what it told."""
    record = context.institution.announcements
    if not record:
        return []
    conversation = context.conversation
    told = conversation.dialogue.get("announced") or {}
    now = context.now
    due = to_be_told(announcements(record, context.zone), topic, urgent=topic in catalogue.urgent, now=now, told=told)
    if due:
        told = told | {one.slug: now.date().isoformat() for one in due}
        conversation.dialogue = {**conversation.dialogue, "announced": told}
    return [Bubble(one.texts[conversation.language], response_name=NAME) for one in due]

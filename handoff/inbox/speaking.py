"""The bot's voice where no customer has just written: a response of its own, in the institution's words."""

from bot.engine import Bot
from handoff.inbox.bubbles import bubbles_of
from handoff.institutions.facts import facts_of
from handoff.models import Conversation, Institution
from handoff.sending import Bubble


class Voice:
    def __init__(self, bot: Bot):
        self._bot = bot

    def __call__(
        self, conversation: Conversation, institution: Institution, response: str, values: dict[str, str]
    ) -> list[Bubble]:
        """In the conversation's language. Raises BotFailure if there is no such response, or a value is missing."""
        said = self._bot.say(
            response,
            language=conversation.language,
            facts=facts_of(institution) | values,
            texts=institution.texts,
        )
        return bubbles_of([said], form_run=None)

"""What a customer writes is text, also when it starts with a slash: to Rasa `/restart` would be a command."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SlashGuard(GraphComponent):  # type: ignore[misc]  # Rasa has no types
    """Blanks leading slashes, so that entities keep their offsets. The conversation keeps the text as written."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SlashGuard":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            rest = text.lstrip("/ \t\n")
            if "/" in text[: len(text) - len(rest)]:
                message.set(TEXT, rest.rjust(len(text)), add_to_output=True)
        return messages

"""Words as NLU counts them: umlauts spelt out, emojis as words, no masks. Only lemmas are folded; offsets stay."""

import emoji
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.components.emojis import words
from bot.components.masks import without_masks
from bot.components.spelling import fold


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FoldingTokenizer(WhitespaceTokenizer):  # type: ignore[misc]  # Rasa has no types
    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = without_masks(message.get(attribute))
        signs = [(each["match_start"], each["match_end"]) for each in emoji.emoji_list(text)]
        bare = text
        for start, end in signs:
            bare = bare[:start] + " " * (end - start) + bare[end:]
        plain = super().tokenize(Message({attribute: bare}), attribute) if bare.strip() else []
        for token in plain:
            token.lemma = fold(token.text)
        spoken = [Token(text[start:end], start, lemma=words(text[start:end])) for start, end in signs]
        return sorted([*plain, *spoken], key=lambda token: token.start)

"""When two texts are the same to NLU: case, umlauts, punctuation and emojis without a meaning don't count."""

import re

import emoji

from bot.components.emojis import words
from bot.components.spelling import fold

_WORD = re.compile(r"[\w#@&]+")
# Below stand only © and ®, which say nothing.
_EMOJIS = "\u2000"


def folded(text: str) -> str:
    """The words of `text` as NLU spells them, with one space between them; `text` itself where it has none."""
    return " ".join(_WORD.findall(fold(_spoken(text)))) if has_words(text) else text


def has_words(text: str) -> bool:
    return _WORD.search(text) is not None


def is_heard(text: str) -> bool:
    """Whether NLU hears anything in it: a word, or an emoji with a meaning."""
    return has_words(_spoken(text))


def _spoken(text: str) -> str:
    return text if max(text, default="") < _EMOJIS else emoji.replace_emoji(text, lambda sign, _: f" {words(sign)} ")

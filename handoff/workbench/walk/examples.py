"""One plain example an intent and language, out of the training data and chosen by what the bot makes of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from actions.appointment.words import meeting_in, topic_in
from actions.callback.words import act_in, means_own_number, subject_in
from actions.event.words import people_in
from actions.ordinals import nth_in
from bot.engine import Bot
from handoff.errors import SettingsError
from handoff.guard import mask
from handoff.language import LANGUAGES, detect
from handoff.when import understand
from handoff.workbench.rehearsal.script import DEFAULT_NOW
from handoff.workbench.walk.repertoire import Saying, twin_intent

SURE = 0.6
MOST = 40
# Enough to tell the language by, few enough to say nothing else.
WORDS = range(4, 9)
# What a text tells, and the text.
Candidate = tuple[tuple[object, ...], str]
# Nonsense that needs no training data; the first that isn't understood is taken.
NONSENSE = {
    "de": ("Das Glorp von der Frindel ist krass verwummelt", "Der Zwirbel ist mit dem Knorz verdengelt"),
    "en": ("The glorp of the frindle is quite bewumbled", "The zwibble is with the knorz overdangled"),
}


def examples(bot: Bot, data: Path) -> list[Saying]:
    """Each intent in both languages. Raises SettingsError for an intent of which neither has a plain example."""
    trained = dict(_trained(data))
    found = []
    for intent in sorted(trained):
        english_intent = twin_intent(intent, mirrored=True)
        german = _candidates(bot, trained[intent], intent, "de")
        english = _candidates(bot, trained[english_intent], english_intent, "en")
        pair = _alike(german, english)
        if pair is None:
            raise SettingsError(f"No example of {intent} is surely understood as that, in German and in English.")
        found.append(Saying(f"say {intent}", "text", pair, intent))
    return [*found, nonsense(bot)]


def nonsense(bot: Bot) -> Saying:
    texts = []
    for language in LANGUAGES:
        understood = (text for text in NONSENSE[language] if bot.parse(text, language).intent == "nlu_fallback")
        texts.append(next(understood, NONSENSE[language][0]))
    return Saying("say nonsense", "text", (texts[0], texts[1]), "nlu_fallback")


def _trained(data: Path) -> Iterator[tuple[str, list[str]]]:
    for file in sorted(data.glob("*/nlu.yml")):
        for entry in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu") or []:
            if "intent" in entry:
                lines = str(entry.get("examples", "")).splitlines()
                yield entry["intent"], [line.removeprefix("- ").strip() for line in lines if line.strip()]


def _candidates(bot: Bot, texts: list[str], intent: str, language: str) -> list[Candidate]:
    """With what each tells beside its intent. Plain sentences first."""
    found: list[Candidate] = []
    for text in sorted(texts, key=lambda text: (len(text.split()) not in WORDS, len(text))):
        if len(found) >= MOST:
            break
        if not re.search(r"\w", text) or detect(text, current=None) != language or mask(text).finds:
            continue
        parse = bot.parse(text, language)
        if parse.intent == intent and parse.confidence >= SURE:
            found.append((_reading(text, language, tuple(sorted(parse.entities))), text))
    return found


def _alike(german: list[Candidate], english: list[Candidate]) -> tuple[str, str] | None:
    """The pair that tells the same, and the least, beside the intent."""
    by_reading = {reading: text for reading, text in reversed(english)}
    pairs = [(reading, text, by_reading[reading]) for reading, text in german if reading in by_reading]
    if not pairs:
        return (german[0][1], english[0][1]) if german and english else None
    _, text, other = min(pairs, key=lambda pair: (sum(map(bool, pair[0])), len(pair[1].split()) not in WORDS))
    return text, other


def _reading(text: str, language: str, entities: tuple[str, ...]) -> tuple[object, ...]:
    """What a form could take from the text."""
    return (
        entities,
        topic_in(text),
        meeting_in(text),
        subject_in(text),
        act_in(text),
        means_own_number(text),
        people_in(text, language),
        nth_in(text, 3),
        understand(text, now=DEFAULT_NOW, language=language),
        len(text.split()) <= 4 and "?" not in text,
    )

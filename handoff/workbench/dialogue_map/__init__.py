"""The dialogue as a picture: what customers want, what the bot does, where it ends. Made from `data/` alone."""

from pathlib import Path

from handoff.errors import SettingsError
from handoff.language import LANGUAGES
from handoff.workbench.dialogue_map.detail import draw_topic
from handoff.workbench.dialogue_map.overview import draw_overview
from handoff.workbench.dialogue_map.reading import read_dialogue
from handoff.workbench.dialogue_map.wording import Wording


def dialogue_map(data: Path, *, language: str, topic: str | None = None) -> str:
    """A whole SVG file, of everything or of one topic. Raises SettingsError."""
    if language not in LANGUAGES:
        raise SettingsError(f"--language is {' or '.join(LANGUAGES)}, not {language}.")
    dialogue = read_dialogue(data)
    if topic is None:
        return draw_overview(dialogue, Wording(language))
    if topic not in dialogue.by_id:
        raise SettingsError(f"There is no topic {topic}. There are: {', '.join(sorted(dialogue.by_id))}.")
    return draw_topic(dialogue, dialogue.by_id[topic], Wording(language))

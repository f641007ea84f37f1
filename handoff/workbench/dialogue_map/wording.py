"""The pictures' own words, and how the rule book calls acts, teams and confidentiality."""

from pathlib import Path
from typing import Any

import yaml

from handoff.workbench.dialogue_map.dialogue import Topic

HERE = Path(__file__).parent


class Wording:
    def __init__(self, language: str) -> None:
        self.language = language
        self.own = _words(HERE / "words.yml", language)
        self._book = _words(HERE.parent / "rulebook" / "words.yml", language)

    def title(self, topic: Topic) -> str:
        """A folder that is no topic of the catalogue goes by a name of ours, or else its own."""
        return topic.rule.title[self.language] if topic.rule else str(self.own["folders"].get(topic.id, topic.id))

    def act(self, topic: Topic) -> str:
        return str(self._book["acts"][topic.rule.act.value]) if topic.rule else ""

    def team(self, slug: str) -> str:
        """A team that the rule book has no word for goes by its slug."""
        return str(self._book["teams"].get(slug, slug))

    def urgency(self, topic: Topic) -> str:
        """Such as “soon · 15 min”; an ordinary priority needs no word."""
        if topic.rule is None:
            return ""
        words = self._book["priorities"]
        word = words[topic.rule.priority].split(",")[0] + " · " if 2 <= topic.rule.priority < len(words) else ""
        return word + str(self.own["within"]).format(topic.rule.minutes)

    def colour(self, topic: Topic) -> str:
        return f"c-{topic.rule.act.value}" if topic.rule else "c-none"


def _words(file: Path, language: str) -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))[language]
    return words

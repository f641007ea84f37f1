"""What customers may say in a state: the same in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handoff.workbench.walk.state import Dialogue

FILES = ("audio", "image", "hologram")
# Between two messages of a customer: the form goes on; the bot has ended the conversation.
SILENCES = (24, 96)


@dataclass(frozen=True, slots=True)
class Offered:
    """A button as one customer has it."""

    title: str
    intent: str
    entities: dict[str, str]
    of_form: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing to say or do; `name` identifies it. `texts` in German and English; `intent` as both are understood."""

    name: str
    kind: str
    texts: tuple[str, str] = ("", "")
    intent: str | None = None
    taps: tuple[Offered, Offered] | None = field(default=None, compare=False)
    hours: int = 0


def tap(offered: tuple[Offered, Offered], name: str) -> Saying:
    german, english = offered
    texts = (f"[{german.title}]", f"[{english.title}]")
    # Whether it is outdated depends on the state, so the intent isn't known before.
    return Saying(name, "tap", texts, None if german.of_form else german.intent, offered)


def class_of(offered: Offered, folded: frozenset[str] = frozenset({"slot", "appointment", "branch"})) -> str:
    """Rows that differ in a time, an appointment or a branch alone are of one class."""
    entities = {name: "…" if name in folded else value for name, value in sorted(offered.entities.items())}
    # The menu offers the other language.
    intent = "switch_language" if offered.intent.startswith("switch_to_") else offered.intent
    return f"tap {intent} {entities} {'form' if offered.of_form else ''}".strip()


DEEDS = (
    *(Saying(f"send {kind}", kind, (kind, kind)) for kind in FILES),
    Saying("outdated button", "outdated", ("(outdated button)", "(outdated button)")),
    *(
        Saying(f"silence of {hours} hours", "silence", (f"({hours} hours later)",) * 2, hours=hours)
        for hours in SILENCES
    ),
)


class Repertoire:
    """`examples`: one saying an intent; `answers`: by form, None for what is said anywhere; `deeds`: without words."""

    def __init__(
        self, examples: list[Saying], answers: dict[str | None, list[Saying]], deeds: Sequence[Saying] = DEEDS
    ):
        self._anywhere = [*examples, *answers.get(None, []), *deeds]
        self._answers = answers
        self._left = [*examples, Saying("the person hands back", "hand_back", ("(handed back)", "(handed back)"))]

    def sayings(self, dialogue: Dialogue) -> list[Saying]:
        """All but the buttons, which depend on the way to the state."""
        if not dialogue.is_with_bot:
            return self._left
        return self._anywhere + (self._answers.get(dialogue.form, []) if dialogue.form else [])


def twin_intent(intent: str, *, mirrored: bool) -> str:
    """The German customer asks for English where the English one asks for German."""
    other: dict[str, Any] = {"switch_to_english": "switch_to_german", "switch_to_german": "switch_to_english"}
    return str(other.get(intent, intent)) if mirrored else intent

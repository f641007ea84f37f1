"""What answers a form's questions, changes an answer or is none, in both languages.

Unlike an intent's example these stand here, since no training data say what a good answer to which question is. Each
has two wordings a language where one might be understood otherwise; the first pair that is understood alike is taken.
"""

from bot.engine import Bot
from handoff.errors import SettingsError
from handoff.workbench.walk.repertoire import Saying

Wordings = tuple[tuple[str, ...], tuple[str, ...]]

ANSWERS: dict[str | None, dict[str, Wordings]] = {
    None: {
        "a day": (("am Freitag", "Freitag"), ("on Friday", "Friday")),
        "I don't know": (("weiß nicht", "das weiß ich nicht"), ("I don't know", "no idea")),
    },
    "appointment_form": {
        "topic": (("Kredit", "wegen Kredit"), ("loan", "about a loan")),
        "kind of meeting": (("am Telefon", "telefonisch"), ("by phone", "over the phone")),
        "branch": (("in der Filiale Mitte",), ("at the branch Mitte",)),
        "time": (("nächsten Dienstag um 10 Uhr",), ("next Tuesday at 10 am",)),
        "time that has passed": (("gestern um 10 Uhr",), ("yesterday at 10 am",)),
        "time today": (("heute um 16 Uhr",), ("today at 4 pm",)),
        "day that doesn't exist": (("am 31. Februar", "31. Februar"), ("on 31 February", "31 February")),
        "the first": (("den ersten", "das erste"), ("the first one", "the first")),
        "no preference": (("egal", "mir egal"), ("I don't mind", "doesn't matter")),
    },
    "callback_form": {
        "topic": (("Tageslimit", "es geht um mein Limit"), ("daily limit", "it's about my limit")),
        "number": (("0155 55550099",), ("0155 55550099",)),
        "no number": (("0155",), ("0155",)),
        "own number": (("die gleiche Nummer", "von der ich schreibe"), ("the same number", "my number")),
        "window": (("morgen Vormittag",), ("tomorrow morning",)),
        "window that nobody works in": (("am Sonntag um 22 Uhr",), ("on Sunday at 10 pm",)),
        "cancel the call": (("Rückruf absagen",), ("cancel the call",)),
    },
    "event_form": {
        "event": (("die erste", "das erste"), ("the first one", "the first")),
        "people": (("zwei Personen",), ("two people",)),
        "more people than places": (("fünf Personen",), ("five people",)),
        "too many people": (("50 Personen",), ("50 people",)),
    },
}


def answers(bot: Bot) -> dict[str | None, list[Saying]]:
    """By form; None for what is said in any state. Raises SettingsError if no two wordings are understood alike."""
    return {
        form: [Saying(f"say {name}", "text", *_alike(bot, name, *wordings)) for name, wordings in sayings.items()]
        for form, sayings in ANSWERS.items()
    }


def _alike(
    bot: Bot, name: str, german: tuple[str, ...], english: tuple[str, ...]
) -> tuple[tuple[str, str], str | None]:
    """The pair, and as what both are understood."""
    intents = {text: bot.parse(text, "de").intent for text in german}
    for other in english:
        intent = bot.parse(other, "en").intent
        for one in german:
            if intents[one] == intent:
                return (one, other), intent
    raise SettingsError(
        f"“{name}” is understood otherwise in German and in English, however it is worded. "
        "Please add a wording to handoff/workbench/walk/sayings.py."
    )

"""Two wishes in one message ("Karte weg und wann habt ihr offen?") are heard as two, the urgent one first."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.turn import Parse
from handoff.catalogue import Act, Catalogue

# As sure as the bot must be of a part alone; a whole message may be understood with less.
SURE = 0.7
MOST = 3
# Topics that are the way something is said more than a wish of their own.
MANNERS = frozenset({"smalltalk", "help", "language", "out_of_scope", "praise"})

_ASKS = re.compile(
    r"""^\W*(?:
        w(?:ann|o|ie|as|er|elche[rsnm]?|ieso|arum|ohin|oher|ieviel) | (?:bis|ab)\ wann | gibt | bitte
        | ich\ (?:brauch|möchte|moechte|will|wollte|würde|wuerde|hätte|haette)
        | k(?:ann|önn|oenn) | hab(?:t|en)\ (?:ihr|sie)
        | what | when | where | how | who | which | why | can | could | do\ you | (?:is|are)\ there | please
        | i(?:\ need|'d|\ would|\ want)
    )\w*""",
    re.IGNORECASE | re.VERBOSE,
)
_FEWEST_WORDS = 3

_AND = r"(?:und|sowie|außerdem|and|also)\s+"
_BETWEEN = re.compile(rf"(?<=[.!?;\n])\s+(?:{_AND})?|\s*[,;]?\s+{_AND}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    topic: str


def clauses(text: str, parse: Callable[[str], Parse], catalogue: Catalogue) -> list[str]:
    """The parts of `text` that each bring a wish of another topic, with what belongs to them; else `text` alone.

    What goes to people goes whole: they read it all. A form comes last, since it asks something.
    """
    parts = [part for part in _BETWEEN.split(text.strip()) if part.strip()]
    if len(parts) < 2:
        return [text]
    wishes = _wishes(parts, parse, catalogue)
    if not 2 <= len({wish.topic for wish in wishes}) <= MOST:
        return [text]
    if any(catalogue.rules[wish.topic].act is Act.HANDOFF for wish in wishes):
        return [text]
    return [wish.text for wish in sorted(wishes, key=lambda wish: _turn_of(wish, catalogue))]


def _turn_of(wish: _Clause, catalogue: Catalogue) -> int:
    if wish.topic in catalogue.urgent:
        return 0
    return 2 if catalogue.rules[wish.topic].act is Act.FORM else 1


def _wishes(parts: Sequence[str], parse: Callable[[str], Parse], catalogue: Catalogue) -> list[_Clause]:
    """What brings no wish of its own belongs to the part before it, or to the first that brings one."""
    wishes: list[_Clause] = []
    loose = ""
    for part in parts:
        found = parse(part)
        topic = catalogue.topic_of(found.intent)
        is_wish = found.confidence >= SURE and topic in catalogue.rules and topic not in MANNERS
        is_another = not wishes or (topic != wishes[-1].topic and (topic in catalogue.urgent or _asks(part)))
        if is_wish and is_another:
            wishes.append(_Clause(f"{loose} {part}".strip(), str(topic)))
            loose = ""
        elif wishes:
            wishes[-1] = _Clause(f"{wishes[-1].text} {part}", wishes[-1].topic)
        else:
            loose = f"{loose} {part}"
    return wishes


def _asks(part: str) -> bool:
    """A question or a request; what is only told goes on with what was said before."""
    return len(part.split()) >= _FEWEST_WORDS and (part.rstrip().endswith("?") or bool(_ASKS.match(part)))

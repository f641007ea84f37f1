"""Where patterns that begin with a name may begin: one quick look for telling syllables, not a search for each."""

import re
from collections.abc import Iterator, Sequence

# No name has a longer first word before its cue; so a text of letters alone costs no more than another.
_LONGEST_WORD = 24


class Cues:
    """`patterns` begin where a word begins, and the first word of whatever they match holds one of their cues.

    Cues are in lower case, parted by "|"; those of all patterns are looked for at once.
    """

    def __init__(self, patterns: Sequence[tuple[str, re.Pattern[str]]]):
        self._patterns = [pattern for _, pattern in patterns]
        users = [(cue, number) for number, (cues, _) in enumerate(patterns) for cue in cues.split("|")]
        longest_first = sorted({cue for cue, _ in users}, key=len, reverse=True)
        self._users = {cue: {number for other, number in users if cue.startswith(other)} for cue in longest_first}
        self._any = re.compile("|".join(map(re.escape, longest_first)))

    def matches(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """What `finditer` of each pattern would yield, one after the other, each with the number of its pattern."""
        places = self._places(text)
        for number in sorted(places):
            done = 0
            for place in places[number]:
                match = self._patterns[number].match(text, place) if place >= done else None
                if match:
                    done = match.end()
                    yield number, match

    def any_in(self, text: str) -> bool:
        return bool(self._any.search(text))

    def _places(self, text: str) -> dict[int, list[int]]:
        places: dict[int, list[int]] = {}
        search, cue = self._any.search, self._any.search(text)
        while cue:
            place = start = cue.start()
            if place and text[place - 1].isalpha():
                start = _word_start(text, place)
            for number in self._users[cue.group()]:
                starts = places.setdefault(number, [])
                if not starts or starts[-1] != start:
                    starts.append(start)
            cue = search(text, place + 1)
        return places


def _word_start(text: str, place: int) -> int:
    first = max(place - _LONGEST_WORD, 0)
    while place > first and text[place - 1].isalpha():
        place -= 1
    return place

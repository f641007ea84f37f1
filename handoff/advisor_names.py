"""Which advisor is meant by who names one, with typing mistakes and titles: "herr schmit", "Frau Dr. Muster-Mann"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from handoff.folding import spelt_out

K = TypeVar("K")

# So alike two family names must be, of 1. Four letters bear no mistake, five one, nine two.
ALIKE = 0.8
SHORTEST_TYPO = 5
# Letters that are heard the same: Schmidt and Schmitt, Meyer and Maier, Kristof and Christoph.
_HEARD = (
    ("tz", "z"), ("dt", "t"), ("th", "t"), ("ph", "f"), ("ck", "k"), ("chr", "kr"),
    ("ay", "ei"), ("ey", "ei"), ("ai", "ei"), ("y", "i"), ("ie", "i"), ("v", "f"), ("ae", "e"), ("c", "k"),
)  # fmt: skip
_TWICE = re.compile(r"(\w)\1+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Before a name. What follows one is a name, though the institution has nobody of that name.
HONORIFICS = frozenset("frau herr herrn mr mister mrs ms miss madam fraeulein frl".split())
_TITLES = frozenset("dr doktor prof professor dipl med jur von van der zu de".split())
# "mit Muster", "Beraterin heisst Muster": between these and its end, a name may stand by itself.
_BEFORE_A_NAME = frozenset(
    "fr hr hrn her mit zu zur zum bei beim an fuer von nach heisst namens name kollegin kollege kollegen"
    " berater beraterin beraters betreuer betreuerin kundenberater kundenberaterin ansprechpartner ansprechpartnerin"
    " to with for from by named called advisor adviser banker name's colleague".split()
)
# After "Frau" and in its place no name stands: "lieber eine Frau als Beraterin", "Herr, was ist los".
_NO_NAMES = frozenset(
    "als am an auf aus bei beim bin bitte da dann das dem den der die doch du ein eine einem einen einer er es euch"
    " fuer gar gern gerne habe haben heute hier ich ihr ihre im in ist ja kann mein meine mich mir mit nicht noch nur"
    " oder reden sein sie sind sprechen und uns vom von wann was weg wer wie will wir wo zu zum zur berater beraterin"
    " beratung betreuer betreuerin bank sparkasse filiale termin vertretung chef chefin kollege kollegin"
    " a an and at because but can could do does for from have he her here his i if in is it me my no not of on or"
    " please she that the their them there they to today was what when where who will with you your advisor adviser"
    " banker bank branch meine deine seine unsere beraten advice war waere hat hatte haette macht betreut kommt geht"
    " meldet soll sollte moechte wollte koennen koennte koennten kuemmert lieber besser immer jetzt gerade mal so auch"
    " wieder sagen anrufen ausrichten would should could said works called back about has had were been or anybody"
    " someone bloss hinter statt dort drueben neulich gestern morgen letzte woche".split()
)


@dataclass(frozen=True, slots=True)
class Named(Generic[K]):
    """An advisor: `name` as "Dr. Maria Muster-Mann", `place` as "Filiale Mitte"."""

    key: K
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Meant(Generic[K]):
    """`is_named`: a name was said. Then `keys` are whose it may be, in the order given, and none if it is nobody's.

    `is_announced`: it came after "Frau" or the like, or in full, so that it is a name whatever the sentence says.
    """

    keys: tuple[K, ...]
    is_named: bool
    is_announced: bool


def who_is_meant(text: str, advisors: Sequence[Named[K]]) -> Meant[K]:
    """Out of a sentence. The likest count: who says "Schmidt" where there are Schmidt and Schmitt means the first."""
    words = _words(text)
    best, is_announced = _best(words, _places(words), advisors)
    in_full = any(_full_name(words, one) for one in best)
    return Meant(_narrowed(words, best, advisors), bool(best) or is_announced, is_announced or in_full)


def which_is_meant(text: str, advisors: Sequence[Named[K]]) -> tuple[K, ...]:
    """Of several that were asked for: by any part of a name, or the place. All that it fits; none if it fits none."""
    words = [word for word in _words(text) if word not in HONORIFICS | _TITLES | _NO_NAMES]
    scores = {one.key: _fit(words, _words(one.name) + _words(one.place), advisors) for one in advisors}
    most = max(scores.values(), default=0.0)
    return tuple(one.key for one in advisors if most > 0 and scores[one.key] == most)


def _words(text: str) -> list[str]:
    return [word.replace("’", "'").removesuffix("'s").replace("'", "") for word in _WORD.findall(spelt_out(text))]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name may begin. `is_sure`: one does, for it was announced. `is_word`: it is a word, too, as in
    "Frau Will", and then no mistake in it is forgiven.
    """

    start: int
    is_sure: bool
    is_word: bool = False


def _places(words: Sequence[str]) -> Iterator[_Place]:
    for index, word in enumerate(words):
        if word in HONORIFICS or word in _BEFORE_A_NAME:
            start = index + 1
            while start < len(words) and words[start] in _TITLES | HONORIFICS:
                start += 1
            announced = word in HONORIFICS or any(one in HONORIFICS for one in words[index:start])
            if start < len(words) and words[start] not in _NO_NAMES | _BEFORE_A_NAME:
                yield _Place(start, announced)
            elif start < len(words) and announced:
                yield _Place(start, False, is_word=True)
    if len(words) <= 3 and words:
        yield from (_Place(start, False) for start in range(len(words)) if words[start] not in _NO_NAMES)


def _best(words: Sequence[str], places: Iterator[_Place], advisors: Sequence[Named[K]]) -> tuple[list[Named[K]], bool]:
    """Whose names are likest what stands at one of the places, or anywhere in full; whether a place was a sure one."""
    likeness = {one.key: _full_name(words, one) for one in advisors}
    is_announced = False
    for place in places:
        is_announced = is_announced or place.is_sure
        for one in advisors:
            likeness[one.key] = max(likeness[one.key], _family_at(words, place, one))
    most = max(likeness.values(), default=0.0)
    return [one for one in advisors if most > 0 and likeness[one.key] == most], is_announced


def _full_name(words: Sequence[str], advisor: Named[K]) -> float:
    """First and family name beside each other say enough wherever they stand."""
    given, family = _parts(advisor)
    if not given:
        return 0.0
    found = [0.0]
    for index in range(len(words) - 1):
        first, rest = words[index], words[index + 1 :]
        if _alike(first, given[0]) and (like := _family(rest, family)):
            found.append(like + 0.5)
    return max(found)


def _family_at(words: Sequence[str], place: _Place, advisor: Named[K]) -> float:
    given, family = _parts(advisor)
    if place.is_word:
        return 1.0 if words[place.start] == "".join(family) else 0.0
    found = _family(words[place.start :], family)
    # "Frau Maria" is somebody's first name, and said of few.
    first = _alike(words[place.start], given[0]) * 0.5 if given and place.is_sure else 0.0
    return max(found, first)


def _family(words: Sequence[str], family: Sequence[str]) -> float:
    """How like the family name is what the words begin with: whole, written in one or with a hyphen, or half of it."""
    whole = "".join(family)
    most = min(len(family), len(words))
    # Who says both halves means them, and not somebody who is called like one.
    joined = [
        like + 0.1 * (count - 1) for count in range(1, most + 1) if (like := _alike("".join(words[:count]), whole))
    ]
    halves = [_alike(words[0], half) * 0.9 for half in family if len(half) > 2] if len(family) > 1 and words else []
    return max([*joined, *halves, 0.0])


def _parts(advisor: Named[K]) -> tuple[list[str], list[str]]:
    """First names, and the family name with what stands before or beside it."""
    written = [part for part in advisor.name.split() if spelt_out(part).strip(".") not in _TITLES | HONORIFICS]
    if not written:
        return [], []
    *given, family = written
    return [word for part in given for word in _words(part)], _words(family)


def _alike(said: str, name: str) -> float:
    """1 for the same; a little less for what is heard the same; 0 for what is too unlike."""
    if not said or not name:
        return 0.0
    # "Musters", "Herrn Schmidts Vertretung".
    if said in (name, f"{name}s"):
        return 1.0
    if len(name) > 3 and _heard(said) == _heard(name):
        return 0.95
    if min(len(said), len(name)) < SHORTEST_TYPO or said[0] != name[0] and _heard(said)[0] != _heard(name)[0]:
        return 0.0
    like = DamerauLevenshtein.normalized_similarity(said, name)
    return like if like >= ALIKE else 0.0


def _heard(word: str) -> str:
    for written, heard in _HEARD:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


def _narrowed(words: Sequence[str], best: Sequence[Named[K]], advisors: Sequence[Named[K]]) -> tuple[K, ...]:
    """Of several of one name, those whose first name or place was said, too."""
    called = [one for one in best if any(_alike(word, part) for word in words for part in _parts(one)[0])] or best
    at = [one for one in called if any(_alike(word, part) for word in words for part in _telling(one, advisors))]
    return tuple(one.key for one in (at or called))


def _telling(one: Named[K], advisors: Sequence[Named[K]]) -> set[str]:
    """The words of his place that not all places have."""
    everywhere = set.intersection(*({*_words(other.place)} for other in advisors))
    return {word for word in _words(one.place) if len(word) > 2} - everywhere


def _fit(words: Sequence[str], parts: Sequence[str], advisors: Sequence[Named[K]]) -> float:
    return sum(max((_alike(word, part) for part in parts), default=0.0) for word in words)

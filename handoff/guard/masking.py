"""Masking: in one text, in every string of a tree, and across messages that were sent one after the other."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeAlias

from handoff.guard.continued import continuations
from handoff.guard.detection import detect
from handoff.guard.finds import Expected, Find, Kind, Masked

# A number typed in pieces comes within this time, in no more than so many messages and characters.
SPAN_TIME = timedelta(minutes=2)
SPAN_MESSAGES = 24
SPAN_CHARACTERS = 4096

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"


def mask(text: str, *, expected: Expected = Expected.NOTHING) -> Masked:
    """Each find becomes its kind in brackets, "⟦IBAN⟧". Masking what is masked changes nothing."""
    return _masked(text, detect(text, expected=expected))


def mask_tree(value: JSON) -> tuple[JSON, tuple[Kind, ...]]:
    """Every string of the tree masked, keys untouched; and the kinds found, in order. Leave out ids beforehand."""
    kinds: list[Kind] = []
    return _masked_tree(value, kinds), tuple(kinds)


def spans(texts: Sequence[str], *, expected: Expected = Expected.NOTHING) -> list[Masked]:
    """Consecutive messages of one sender, each masked before: what is found only where one goes on in the next.

    What goes on with a number that is masked already is masked, too.
    Of the last SPAN_CHARACTERS, that is; a message before them stays as it is.
    """
    first = _first_of_span(texts)
    joined = detect("\n".join(texts[first:]), expected=expected)
    masked, start = [Masked(text, ()) for text in texts[:first]], 0
    for text in texts[first:]:
        end = start + len(text)
        across = [Find(f.kind, max(f.start, start) - start, min(f.end, end) - start) for f in joined]
        masked.append(_masked(text, [find for find in across if find.start < find.end]))
        start = end + 1
    for place, kind in continuations([one.text for one in masked], expected=expected):
        masked[place] = _masked(texts[place], [Find(kind, 0, len(texts[place]))])
    return masked


def _first_of_span(texts: Sequence[str]) -> int:
    lengths = itertools.accumulate(len(text) for text in reversed(texts))
    return len(texts) - sum(length <= SPAN_CHARACTERS for length in lengths)


def _masked(text: str, finds: Iterable[Find]) -> Masked:
    parts, done = [], 0
    for find in finds:
        parts += [text[done : find.start], find.kind.placeholder]
        done = find.end
    return Masked("".join([*parts, text[done:]]), tuple(finds))


def _masked_tree(value: JSON, kinds: list[Kind]) -> JSON:
    if isinstance(value, str):
        masked = mask(value)
        kinds += [find.kind for find in masked.finds]
        return masked.text
    if isinstance(value, list):
        return [_masked_tree(item, kinds) for item in value]
    if isinstance(value, dict):
        return {key: _masked_tree(item, kinds) for key, item in value.items()}
    return value

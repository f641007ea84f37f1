"""Masking: in one text, in every string of a tree, and across messages that were sent one after the other."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from handoff.guard.detection import apart, detect
from handoff.guard.finds import Expected, Find, Kind, Masked

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"


def mask(text: str, *, expected: Expected = Expected.NOTHING) -> Masked:
    """Each find becomes its kind in brackets, "⟦IBAN⟧". Masking what is masked changes nothing."""
    return _masked(text, detect(text, expected=expected))


def mask_tree(value: JSON) -> tuple[JSON, tuple[Kind, ...]]:
    """Every string of the tree masked, keys untouched; and the kinds found, in order. Leave out ids beforehand."""
    kinds: list[Kind] = []
    return _masked_tree(value, kinds), tuple(kinds)


def spans(texts: Sequence[str], *, expected: Expected = Expected.NOTHING) -> list[Masked]:
    """Consecutive messages of one sender, each masked, also where a number or its name began in an earlier one."""
    joined = detect("\n".join(texts), expected=expected)
    masked, start = [], 0
    for text in texts:
        end = start + len(text)
        across = [Find(f.kind, max(f.start, start) - start, min(f.end, end) - start) for f in joined]
        parts = [find for find in across if find.start < find.end]
        masked.append(_masked(text, apart([*parts, *detect(text, expected=expected)])))
        start = end + 1
    return masked


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

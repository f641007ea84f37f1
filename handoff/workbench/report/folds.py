"""Divides the training examples for cross-validation: each intent evenly, near-twins on the same side.

A twin of what a model was trained on ("kredit" and "kredite") says little about a message that nobody wrote before.
"""

import random
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz.process import cdist

FOLDS = 5
ALIKE = 90  # of 100, by rapidfuzz's ratio of edits


def divide(texts: Sequence[str], intents: Sequence[str], folds: int = FOLDS) -> list[int]:
    """The fold of each example, 0 to `folds` - 1; the same for the same examples."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, intent in enumerate(intents):
        places[intent].append(at)
    fold_of = [0] * len(texts)
    for intent, members in sorted(places.items()):
        sizes = [0] * folds
        for twins in _shuffled(_twins([texts[at].lower() for at in members]), intent):
            smallest = sizes.index(min(sizes))
            sizes[smallest] += len(twins)
            for twin in twins:
                fold_of[members[twin]] = smallest
    return fold_of


def _shuffled(groups: list[list[int]], seed: str) -> list[list[int]]:
    """By chance, for neighbours in a file are alike; then the large first, so that the small ones even it out."""
    random.Random(seed).shuffle(groups)
    return sorted(groups, key=len, reverse=True)


def _twins(texts: Sequence[str]) -> list[list[int]]:
    """Groups of places; whoever is like one of a group is in it."""
    alike = cdist(texts, texts, score_cutoff=ALIKE) > 0
    left = set(range(len(texts)))
    groups = []
    for at in range(len(texts)):
        if at not in left:
            continue
        group, ahead = [], [at]
        left.discard(at)
        while ahead:
            one = ahead.pop()
            group.append(one)
            near = left.intersection(alike[one].nonzero()[0].tolist())
            left -= near
            ahead.extend(near)
        groups.append(sorted(group))
    return groups

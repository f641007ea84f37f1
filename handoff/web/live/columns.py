"""Elements below each other, of which one can change alone."""

from bisect import bisect_left
from dataclasses import dataclass

from handoff.web.live.stream_actions import action


@dataclass(frozen=True, slots=True)
class Column:
    """`items`: the elements' HTML by their ids, in their order."""

    target: str
    items: dict[str, str]


# What the browser has of a column: a mark of each element's HTML by its id. The HTML itself would be kept once a page.
Marks = dict[str, int]


def marks_of(items: dict[str, str]) -> Marks:
    return {dom_id: hash(html) for dom_id, html in items.items()}


def column_changes(column: Column, former: Marks | None) -> list[str]:
    if former is None:
        return [action("update", column.target, "".join(column.items.values()), morph=True)]
    standing = _standing(list(former), list(column.items))
    streams = [action("remove", dom_id) for dom_id in former if dom_id not in standing]
    following: str | None = None
    for dom_id, html in reversed(column.items.items()):
        if dom_id not in standing:
            place = ("before", following) if following else ("append", column.target)
            streams.append(action(*place, html))
        elif former[dom_id] != hash(html):
            streams.append(action("replace", dom_id, html, morph=True))
        following = dom_id
    return streams


def _standing(former: list[str], now: list[str]) -> set[str]:
    """Which may stay where they are, as those between them come and go: what has kept its order."""
    places = {dom_id: place for place, dom_id in enumerate(former)}
    kept = [dom_id for dom_id in now if dom_id in places]
    # The longest run of rising places; what is not in it has moved.
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for dom_id in kept:
        place = bisect_left(ends, places[dom_id], key=places.__getitem__)
        before[dom_id] = ends[place - 1] if place else None
        ends[place:] = [dom_id] if place == len(ends) else [dom_id, *ends[place + 1 :]]
    standing: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        standing.add(last)
        last = before[last]
    return standing

"""Compares what customers wrote, what the database holds, and what reached them."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import psycopg

from simulator.meta import Meta
from trials.load.platform import Platform
from trials.load.writing import Said

STORED = "SELECT wamid, handled_at IS NOT NULL, attempts FROM messages WHERE author = 'customer'"
OURS = "SELECT id FROM messages WHERE author <> 'customer'"
WITH_PEOPLE = """
    SELECT m.wamid FROM messages m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.author = 'customer' AND c.owner IN ('waiting', 'agent')
"""
ANSWERED_AGAIN = """
    SELECT count(*) FROM (SELECT conversation_id, count(*) AS turns FROM turns GROUP BY 1) t
    WHERE turns > (SELECT count(*) FROM messages m WHERE m.conversation_id = t.conversation_id AND author = 'customer')
"""


@dataclass(frozen=True, slots=True)
class Books:
    """What the database holds: customers' messages by wamid with whether they are handled and the attempts at them,
    our own messages' numbers, the wamids that people keep, and conversations with more turns than messages."""

    stored: dict[str, tuple[bool, int]]
    ours: frozenset[str]
    with_people: frozenset[str]
    answered_again: int


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`faults` must be zero. `acknowledged` and `replied`: seconds since the customer should have written."""

    faults: dict[str, int]
    counts: dict[str, int]
    acknowledged: list[float]
    replied: list[float]


def reckon(books: Books, platform: Platform, said: Sequence[Said]) -> Reckoning:
    replies = {one.wamid: _first_reply(platform.meta, one) for one in said}
    silent = {wamid for wamid, at in replies.items() if at is None}
    reached = Counter(str(bubble.opaque) for bubble in platform.meta.world.bubbles.values() if bubble.outbound)
    faults = find_faults(
        books,
        written=replies.keys(),
        acknowledged=platform.acknowledged.keys(),
        answered=replies.keys() - silent,
        reached=reached,
    )
    counts = {
        "messages": len(said),
        "of them taps": sum(one.is_tap for one in said),
        "customers": len({one.customer for one in said}),
        "kept for people": len(silent & books.with_people),
        "attempts beyond the first": sum(max(attempts - 1, 0) for _, attempts in books.stored.values()),
        "replies": sum(reached.values()),
        **_counted(platform.meta),
    }
    acknowledged = [platform.acknowledged[one.wamid] - one.due for one in said if one.wamid in platform.acknowledged]
    replied = [at - one.due for one in said if (at := replies[one.wamid]) is not None]
    return Reckoning(faults, counts, acknowledged, replied)


def find_faults(
    books: Books, *, written: Set[str], acknowledged: Set[str], answered: Set[str], reached: Mapping[str, int]
) -> dict[str, int]:
    """`reached`: how often each of our messages, by its number, came to the customer's phone."""
    return {
        "never acknowledged": len(written - acknowledged),
        "not in the database": len(written - books.stored.keys()),
        "not handled": sum(not handled for handled, _ in books.stored.values()),
        "not answered": len(written - answered - books.with_people),
        "answered twice": books.answered_again,
        "never reached the customer": len(books.ours - reached.keys()),
        "reached the customer twice": sum(times > 1 for times in reached.values()),
        "reached him unknown to us": len(reached.keys() - books.ours),
    }


def read_books(url: str) -> Books:
    with psycopg.connect(url, autocommit=True) as connection:
        again = connection.execute(ANSWERED_AGAIN).fetchone()
        assert again is not None
        return Books(
            stored={wamid: (handled, attempts) for wamid, handled, attempts in connection.execute(STORED)},
            ours=frozenset(str(key) for (key,) in connection.execute(OURS)),
            with_people=frozenset(wamid for (wamid,) in connection.execute(WITH_PEOPLE)),
            answered_again=int(again[0]),
        )


def _first_reply(meta: Meta, said: Said) -> float | None:
    """When the first bubble after this message reached Meta, Unix seconds."""
    bubbles = meta.world.threads[said.customer].bubbles
    return next((bubble.real for bubble in bubbles if bubble.outbound and bubble.seq > said.seq), None)


def _counted(meta: Meta) -> dict[str, int]:
    counters: Mapping[str, Any] = meta.world.counters.shown()
    return {
        "marked as read": counters["reads"],
        "refused by Meta": sum(counters["errors"].values()),
        "statuses": sum(counters["statuses"].values()),
        "webhooks": counters["webhooks"].get("attempts", 0),
        "webhooks repeated": counters["webhooks"].get("attempts", 0) - counters["webhooks"].get("accepted", 0),
    }

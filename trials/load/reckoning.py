"""Compares what customers wrote, what the database holds, and what reached them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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
class Reckoning:
    """`faults` are what must be zero, by name. `latencies` are seconds from the moment a customer should have written."""

    faults: dict[str, int]
    counts: dict[str, int]
    acknowledged: list[float]
    replied: list[float]


def reckon(url: str, platform: Platform, said: Sequence[Said]) -> Reckoning:
    meta = platform.meta
    replies = {one.wamid: _first_reply(meta, one) for one in said}
    reached = Counter(bubble.opaque for bubble in meta.world.bubbles.values() if bubble.outbound)
    with psycopg.connect(url, autocommit=True) as connection:
        stored = {wamid: (handled, attempts) for wamid, handled, attempts in connection.execute(STORED)}
        ours = {str(key) for (key,) in connection.execute(OURS)}
        kept = {wamid for (wamid,) in connection.execute(WITH_PEOPLE)}
        again = _number(connection, ANSWERED_AGAIN)
    silent = {wamid for wamid, at in replies.items() if at is None}
    written = {one.wamid for one in said}
    faults = {
        "never acknowledged": len(written - platform.acknowledged.keys()),
        "not in the database": len(written - stored.keys()),
        "not handled": sum(not handled for handled, _ in stored.values()),
        "not answered": len(silent - kept),
        "never reached the customer": len(ours - reached.keys()),
        "reached the customer twice": sum(times > 1 for times in reached.values()),
        "reached him unknown to us": len(reached.keys() - ours),
        "answered twice": again,
    }
    counters = meta.world.counters.shown()
    counts = {
        "messages": len(said),
        "of them taps": sum(one.is_tap for one in said),
        "customers": len({one.customer for one in said}),
        "kept for people": len(silent & kept),
        "attempts beyond the first": sum(attempts - 1 for _, attempts in stored.values()),
        "replies": sum(reached.values()),
        "marked as read": _count(counters["reads"]),
        "refused by Meta": sum(_counts(counters["errors"]).values()),
        **{f"statuses: {name}": times for name, times in sorted(_counts(counters["statuses"]).items())},
        **{f"webhooks: {name}": times for name, times in sorted(_counts(counters["webhooks"]).items())},
    }
    return Reckoning(
        faults,
        counts,
        [platform.acknowledged[one.wamid] - one.due for one in said if one.wamid in platform.acknowledged],
        [at - one.due for one in said if (at := replies[one.wamid]) is not None],
    )


def _first_reply(meta: Meta, said: Said) -> float | None:
    """When the first bubble after this message reached Meta, Unix seconds."""
    bubbles = meta.world.threads[said.customer].bubbles
    return next((bubble.real for bubble in bubbles if bubble.outbound and bubble.seq > said.seq), None)


def _number(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])


def _count(value: object) -> int:
    assert isinstance(value, int)
    return value


def _counts(value: object) -> dict[str, int]:
    assert isinstance(value, dict)
    return value

"""Which messages the bot missed, read from the record of its turns.

Missed is, first, what it said it didn't understand: `nlu_fallback` or `out_of_scope`, answered by
`action_not_understood`; a form that took the words for its answer did understand them. And, second, what was answered
(a topic whose act is answer or guide) and within three minutes either followed by the wish for a person, or written
again and understood as another intent. Who asks two things one after the other doesn't rephrase: the second message
counts as the first in other words if they share a word of five letters or more, or if the bot was unsure of the first.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz
from sqlalchemy import Connection, text

from handoff.catalogue import Act, Catalogue
from handoff.errors import SettingsError
from handoff.inbox.clauses import MANNERS, SURE

NOT_UNDERSTOOD = ("nlu_fallback", "out_of_scope")
PERSON = "ask_human"
AT_ONCE = timedelta(minutes=3)
ALIKE = 85
_TELLING = re.compile(r"[^\W\d_]{5,}")

# Turns come by ix_turns_institution, messages by ix_messages_thread. What is handled in one transaction bears one time,
# a moment before that of its turn; fragments that came together are what was understood together.
MISSED = text("""
    WITH heard AS (
        SELECT conversation_id, at, intent, topic, language, confidence, rule, outcome,
            lead(at) OVER later AS next_at, lead(intent) OVER later AS next_intent, lead(topic) OVER later AS next_topic
        FROM turns WHERE institution_id = ANY(:institutions) AND at >= :since
        WINDOW later AS (PARTITION BY conversation_id ORDER BY at, id)
    ), missed AS (
        SELECT *, intent = ANY(:not_understood) AS unclear FROM heard
        WHERE (intent = ANY(:not_understood) AND rule LIKE '%action_not_understood%')
           OR (topic = ANY(:answering) AND outcome = 'answered' AND next_at <= at + :at_once
               AND next_intent <> intent AND (next_intent = :person OR next_topic = ANY(:wishes)))
    )
    SELECT missed.at, missed.intent, missed.language, missed.confidence, said.body, missed.unclear,
        missed.next_intent, again.body AS again
    FROM missed
    CROSS JOIN LATERAL (
        SELECT max(handled_at) AS at FROM messages
        WHERE conversation_id = missed.conversation_id AND author = 'customer' AND handled_at <= missed.at
    ) AS taken
    CROSS JOIN LATERAL (
        SELECT string_agg(body, ' ' ORDER BY sent_at, id) AS body FROM messages
        WHERE conversation_id = missed.conversation_id AND author = 'customer' AND handled_at = taken.at
          AND kind = ANY(:written) AND body <> '' AND revoked_at IS NULL
    ) AS said
    LEFT JOIN LATERAL (
        SELECT max(handled_at) AS at FROM messages
        WHERE NOT missed.unclear AND conversation_id = missed.conversation_id AND author = 'customer'
          AND handled_at <= missed.next_at
    ) AS taken_again ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(body, ' ') FILTER (WHERE kind = ANY(:written)) AS body FROM messages
        WHERE NOT missed.unclear AND conversation_id = missed.conversation_id AND author = 'customer'
          AND handled_at = taken_again.at AND revoked_at IS NULL
    ) AS again ON true
    WHERE said.body IS NOT NULL AND (missed.unclear OR taken_again.at > taken.at)
    ORDER BY missed.at
""")
WRITTEN = ["text", "image", "video", "document"]
BANKS = text("SELECT i.id, o.slug FROM institutions i JOIN organisations o ON o.id = i.id ORDER BY o.slug")
HIDDEN = text("SELECT row_security_active('messages') OR row_security_active('turns')")


@dataclass(frozen=True, slots=True)
class Missed:
    """`text` as the guard left it, in one line. `then`: what the next message was understood as, if that tells."""

    text: str
    at: datetime
    language: str
    intent: str
    then: str | None = None


def read_missed(
    connection: Connection, catalogue: Catalogue, *, since: datetime, institution: str | None = None
) -> Iterator[Missed]:
    """In the order in which they came. `institution`: its short name; all if None. Raises SettingsError."""
    if connection.scalar(HIDDEN):
        raise SettingsError(
            "This user of the database is shown no messages: row-level security is on for it. Let DATABASE_URL name "
            "the tables' owner, or a role that may SELECT and has BYPASSRLS."
        )
    values = {
        "institutions": _institutions(connection, institution),
        "since": since,
        "not_understood": list(NOT_UNDERSTOOD),
        "answering": [topic for topic, rule in catalogue.rules.items() if _answers(topic, rule.act)],
        "wishes": [topic for topic in catalogue.rules if topic not in MANNERS],
        "person": PERSON,
        "at_once": AT_ONCE,
        "written": WRITTEN,
    }
    for row in connection.execute(MISSED, values):
        line = " ".join(row.body.split())
        if row.unclear:
            yield Missed(line, row.at, row.language, row.intent)
        elif row.next_intent == PERSON or _is_rephrased(row.body, row.again, row.confidence):
            yield Missed(line, row.at, row.language, row.intent, row.next_intent)


def _answers(topic: str, act: Act) -> bool:
    return act in (Act.ANSWER, Act.GUIDE) and topic not in MANNERS


def _institutions(connection: Connection, slug: str | None) -> Collection[object]:
    banks = {row.slug: row.id for row in connection.execute(BANKS)}
    if slug is None:
        return list(banks.values())
    if slug not in banks:
        raise SettingsError(f"There is no institution {slug}; there is {', '.join(banks) or 'none'}.")
    return [banks[slug]]


def _is_rephrased(first: str, second: str | None, confidence: float) -> bool:
    """Never where the second was tapped: then the bot had offered it."""
    if not second:
        return False
    if confidence < SURE:
        return True
    words = _TELLING.findall(second.lower())
    return any(fuzz.ratio(one, other) >= ALIKE for one in _TELLING.findall(first.lower()) for other in words)

"""Which messages the bot missed, read from the record of its turns.

Missed is, first, what it said it didn't understand: `nlu_fallback` or `out_of_scope`, answered by one of the responses
of `action_not_understood`; where that took the words up after all, or a form took them for its answer, they were
understood. And, second, what was answered (a topic whose act is answer or guide) and within three minutes either
followed by the wish for a person, or written again and understood as another intent. What is tapped, or answers the
question of a form, says nothing again. Who asks two things one after the other doesn't rephrase: the second message
counts as the first in other words if they share a word of five letters or more, or if the bot was unsure of the first.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection, Row, text

from actions.fallback import REGRETS
from handoff.catalogue import Act, Catalogue
from handoff.errors import SettingsError
from handoff.inbox.clauses import MANNERS, SURE
from handoff.workbench.verdicts import FALLBACK, UNKNOWN

NOT_UNDERSTOOD = (FALLBACK, UNKNOWN)
PERSON = "ask_human"
AT_ONCE = timedelta(minutes=3)
ALIKE = 85
_TELLING = re.compile(r"[^\W\d_]{5,}")

# Turns come by ix_turns_institution, messages by ix_messages_thread. What is handled in one transaction bears one time,
# a moment before that of its turns and their replies: fragments that came together, and clauses of one message.
MISSED = text("""
    WITH heard AS (
        SELECT id, conversation_id, at, intent, topic, language, confidence, rule, outcome,
            split_part(rule, ' ', 1) = ANY(:forms) AS is_taken,
            bool_or(substring(rule FROM '[^ ]+$') = ANY(:forms)) OVER now AS asks,
            min(at) OVER next AS next_at, array_agg(intent) OVER next AS next_intents,
            bool_or(split_part(rule, ' ', 1) = ANY(:forms)) OVER next AS next_is_taken
        FROM turns WHERE institution_id = ANY(:institutions) AND at >= :since
        WINDOW now AS (PARTITION BY conversation_id ORDER BY at GROUPS BETWEEN CURRENT ROW AND CURRENT ROW),
            next AS (PARTITION BY conversation_id ORDER BY at GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING)
    ), missed AS (
        SELECT *, intent = ANY(:not_understood) AS unclear FROM heard
        WHERE (intent = ANY(:not_understood) AND rule LIKE '%action_not_understood%' AND EXISTS (
                SELECT FROM messages WHERE conversation_id = heard.conversation_id AND sent_at = heard.at
                    AND author = 'bot' AND string_to_array(response_name, '+') && :regrets))
           OR (topic = ANY(:answering) AND outcome = 'answered' AND NOT is_taken
               AND next_at <= at + :at_once AND NOT (asks AND next_is_taken)
               AND next_intents && :wishes AND intent <> ALL(next_intents))
    )
    SELECT missed.conversation_id, missed.at, missed.intent, missed.language, missed.confidence, missed.unclear,
        missed.next_intents, said.body, again.body AS again
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
        SELECT string_agg(body, ' ' ORDER BY sent_at, id) AS body FROM messages
        WHERE NOT missed.unclear AND conversation_id = missed.conversation_id AND author = 'customer'
          AND handled_at = taken_again.at AND kind = ANY(:written) AND body <> '' AND revoked_at IS NULL
    ) AS again ON true
    WHERE said.body IS NOT NULL AND (missed.unclear OR again.body IS NOT NULL)
    ORDER BY missed.at, missed.conversation_id, missed.unclear DESC, missed.id
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
    wishes = [intent for intent, topic in catalogue.topics.items() if topic in catalogue.rules.keys() - MANNERS]
    values = {
        "institutions": _institutions(connection, institution),
        "since": since,
        "not_understood": list(NOT_UNDERSTOOD),
        "regrets": list(REGRETS),
        "answering": [topic for topic, rule in catalogue.rules.items() if _answers(topic, rule.act)],
        "forms": [f"{topic}_form" for topic, rule in catalogue.rules.items() if rule.act is Act.FORM],
        "wishes": wishes,
        "at_once": AT_ONCE,
        "written": WRITTEN,
    }
    last = None
    for row in connection.execute(MISSED, values):
        message = row.conversation_id, row.at
        # Clauses of one message are one miss.
        if message != last and (row.unclear or _is_said_again(row)):
            last = message
            then = None if row.unclear else _then(row.next_intents, wishes)
            yield Missed(" ".join(row.body.split()), row.at, row.language, row.intent, then)


def _answers(topic: str, act: Act) -> bool:
    return act in (Act.ANSWER, Act.GUIDE) and topic not in MANNERS


def _institutions(connection: Connection, slug: str | None) -> Collection[object]:
    banks = {row.slug: row.id for row in connection.execute(BANKS)}
    if slug is None:
        return list(banks.values())
    if slug not in banks:
        raise SettingsError(f"There is no institution {slug}; there is {', '.join(banks) or 'none'}.")
    return [banks[slug]]


def _is_said_again(row: Row[Any]) -> bool:
    if PERSON in row.next_intents or row.confidence < SURE:
        return True
    words = _TELLING.findall(row.again.lower())
    return any(fuzz.ratio(one, other) >= ALIKE for one in _TELLING.findall(row.body.lower()) for other in words)


def _then(intents: Sequence[str], wishes: Collection[str]) -> str:
    return PERSON if PERSON in intents else next(intent for intent in intents if intent in wishes)

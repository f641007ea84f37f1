"""Stories as rows of the tables."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from trials.fill.copying import copy
from trials.fill.stories import Story

AT_ONCE = 10_000
CONVERSATIONS = """id, institution_id, number_id, customer_id, channel, owner, team_id, agent_id, topic, language,
    priority, due_at, dialogue, opened_at, last_inbound_at, last_activity_at, waiting_since, closed_at, unread"""
MESSAGES = """institution_id, number_id, conversation_id, author, user_id, kind, body, content, guarded, language,
    wamid, sent_at, received_at, handled_at, attempts, status, status_at"""
HANDOFFS = """id, institution_id, conversation_id, reason, topic, from_owner, to_owner, to_agent_id, team_id, gathered,
    at"""
EMPTY, NOTHING = Jsonb({}), Jsonb([])
READ = 6


def write(
    connection: psycopg.Connection,
    told: Iterable[Story],
    *,
    chance: random.Random,
    progress: Callable[[int], None],
) -> int:
    """Returns how many messages there are. `progress` hears how many conversations are written."""
    waiting, written, messages = iter(told), 0, 0
    while chapter := list(islice(waiting, AT_ONCE)):
        copy(connection, "conversations", CONVERSATIONS, map(_conversation, chapter))
        copy(connection, "messages", MESSAGES, _messages(chapter, chance))
        copy(connection, "handoffs", HANDOFFS, _handoffs(chapter, chance))
        copy(connection, "conversation_labels", "conversation_id, label_id", _labels(chapter))
        written += len(chapter)
        messages += sum(len(story.messages) for story in chapter)
        progress(written)
    return messages


def _conversation(story: Story) -> tuple[object, ...]:
    inbound = max(at for author, _, _, at in story.messages if author == "customer")
    is_closed = story.owner == "closed"
    return (
        story.id,
        story.house.id,
        story.house.number_id,
        story.person.id,
        "whatsapp",
        story.owner,
        story.house.teams[story.team] if story.moves else None,
        None if is_closed else story.agent_id,
        story.topic,
        story.person.language,
        story.priority,
        story.waiting_since + timedelta(minutes=15) if story.waiting_since else None,
        EMPTY,
        story.opened_at,
        inbound,
        story.ended_at,
        story.waiting_since,
        story.ended_at if is_closed else None,
        story.unread,
    )


def _messages(chapter: list[Story], chance: random.Random) -> Iterator[tuple[object, ...]]:
    for story in chapter:
        house = story.house
        for author, user, body, at in story.messages:
            status = None if author == "customer" else READ
            yield (
                house.id,
                house.number_id,
                story.id,
                author,
                user,
                "text",
                body,
                EMPTY,
                NOTHING,
                story.person.language,
                f"wamid.{chance.getrandbits(96):x}",
                at,
                at,
                at,
                0,
                status,
                at if status else None,
            )


def _handoffs(chapter: list[Story], chance: random.Random) -> Iterator[tuple[object, ...]]:
    for story in chapter:
        for reason, former, to, agent, at in story.moves:
            yield (
                UUID(int=chance.getrandbits(128), version=4),
                story.house.id,
                story.id,
                reason,
                story.topic,
                former,
                to,
                agent,
                story.house.teams[story.team],
                EMPTY,
                at,
            )


def _labels(chapter: list[Story]) -> Iterator[tuple[object, ...]]:
    return ((story.id, story.label) for story in chapter if story.label)

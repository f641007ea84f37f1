"""Conversations as they go: with the bot, through the queue, with people; some still open, most closed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from trials.fill.people import House, Person
from trials.fill.texts import Texts

TOPICS = {
    "ebanking": ("unlock", "limit", "app_help", "card_block"),
    "service": ("hours", "contact", "forms", "complaint", "account", "event", "human"),
    "advice": ("credit", "appointment", "products", "advisor"),
}
URGENT = ("card_block", "fraud")
# How ten open conversations are shared out.
OPEN = ("bot", "bot", "bot", "parked", "waiting", "waiting", "waiting", "agent", "agent", "agent")
REASONS = ("request", "confidential", "not_understood", "unreadable")


@dataclass(slots=True)
class Story:
    """One conversation: its row's values, and the rows that hang on it, in the order of their times."""

    id: UUID
    person: Person
    owner: str
    team: str
    topic: str
    agent_id: UUID | None
    opened_at: datetime
    ended_at: datetime
    waiting_since: datetime | None
    priority: int
    unread: int
    label: UUID | None
    messages: list[tuple[str, UUID | None, str, datetime]] = field(default_factory=list)
    moves: list[tuple[str, str, str, UUID | None, datetime]] = field(default_factory=list)

    @property
    def house(self) -> House:
        return self.person.house


def stories(
    persons: list[Person],
    *,
    opened: int,
    closed: int,
    length: float,
    texts: Texts,
    now: datetime,
    chance: random.Random,
) -> Iterator[Story]:
    """The closed ones of the last year first, oldest first; then the open ones. `length`: messages in each."""
    for order in range(closed):
        begins = now - timedelta(days=365) + timedelta(days=360) * (order / closed)
        yield _story(chance.choice(persons), "closed", begins, length=length, texts=texts, chance=chance)
    for order, person in enumerate(chance.sample(persons, opened)):
        begins = now - timedelta(hours=30) + timedelta(hours=29) * (order / opened)
        yield _story(person, chance.choice(OPEN), begins, length=length, texts=texts, chance=chance)


def _story(
    person: Person, owner: str, begins: datetime, *, length: float, texts: Texts, chance: random.Random
) -> Story:
    house = person.house
    team = chance.choices(("service", "ebanking", "advice"), (5, 3, 2))[0]
    came_to_people = owner in ("parked", "waiting", "agent") or (owner == "closed" and chance.random() < 0.6)
    agent = chance.choice(house.agents[team]) if came_to_people and owner in ("agent", "closed") else None
    topic = chance.choice(TOPICS[team])
    story = Story(
        id=UUID(int=chance.getrandbits(128), version=4),
        person=person,
        owner=owner,
        team=team,
        topic=topic,
        agent_id=agent,
        opened_at=begins,
        ended_at=begins,
        waiting_since=None,
        priority=(3 if topic in URGENT else chance.choice((0, 1, 1, 2))) if owner in ("parked", "waiting") else 0,
        unread=chance.choice((0, 0, 0, 1, 2)) if owner == "agent" else 0,
        label=chance.choice(house.labels) if chance.random() < 0.15 else None,
    )
    _tell(story, max(2, round(chance.gauss(length, 2.5))), came_to_people, texts=texts, chance=chance)
    return story


def _tell(story: Story, count: int, came_to_people: bool, *, texts: Texts, chance: random.Random) -> None:
    at, language = story.opened_at, story.person.language
    handed_over = chance.randint(2, max(2, count // 2)) if came_to_people else count + 1
    taken = handed_over + 1 if story.agent_id else count + 1
    for number in range(count):
        at += timedelta(seconds=chance.uniform(4, 90))
        if number == handed_over - 1 and came_to_people:
            queue = "parked" if story.owner == "parked" else "waiting"
            story.moves.append((chance.choice(REASONS), "bot", queue, None, at))
            story.waiting_since = at if story.owner in ("parked", "waiting") else None
        if number == taken - 1:
            story.moves.append(("taken", "waiting", "agent", story.agent_id, at))
        answering = "agent" if number >= taken - 1 else "bot"
        author = "customer" if number % 2 == 0 or (story.waiting_since is not None) else answering
        user = story.agent_id if author == "agent" else None
        story.messages.append((author, user, texts.say(language, author, chance), at))
    story.ended_at = at
    if story.owner == "closed":
        story.ended_at = at + timedelta(minutes=5)
        story.moves.append(
            (
                "done" if story.agent_id else "silence",
                "agent" if story.agent_id else "bot",
                "closed",
                None,
                story.ended_at,
            )
        )
    elif story.owner == "agent" and len(story.moves) == 1:
        story.moves.append(("taken", "waiting", "agent", story.agent_id, at))

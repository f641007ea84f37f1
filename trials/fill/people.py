"""Who is there: agents and their labels as rows of the service's own making, customers as rows to copy."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.blind_index import name_keys
from handoff.models import Colour, Label, Membership, Number, Role, Team, User
from handoff.vault import Vault
from trials.fill.texts import Texts

LABELS = ("VIP", "Rückfrage", "Beschwerde", "Neukunde", "Bau", "Technik", "Wartet auf Fachbereich", "Erledigt")


@dataclass(frozen=True, slots=True)
class House:
    """An institution with its people. `agents`: by team."""

    id: UUID
    number_id: UUID
    teams: dict[str, UUID]
    agents: dict[str, list[UUID]]
    labels: list[UUID]


def open_houses(session: Session, *, agents: int, password: str, texts: Texts) -> list[House]:
    """The institutions that are there, with `agents` more people spread over their teams and some labels each."""
    numbers = session.scalars(select(Number).order_by(Number.display_number)).all()
    secret = PasswordHasher().hash(password)
    return [
        _open_house(session, number, agents // len(numbers), secret=secret, texts=texts, which=which)
        for which, number in enumerate(numbers, 1)
    ]


def _open_house(session: Session, number: Number, agents: int, *, secret: str, texts: Texts, which: int) -> House:
    institution = number.institution_id
    teams = {team.slug: team.id for team in session.scalars(select(Team).where(Team.institution_id == institution))}
    labels = list(session.scalars(select(Label).where(Label.institution_id == institution)))
    known = {label.name for label in labels}
    missing = [(name, colour) for name, colour in zip(LABELS, Colour, strict=True) if name not in known]
    labels += [Label(institution_id=institution, name=name, colour=colour) for name, colour in missing]
    session.add_all(labels)
    for person in range(agents):
        name = f"{texts.first[person % len(texts.first)]} {texts.last[person * 7 % len(texts.last)]}"
        email = f"agent{person:03}.{which}@trial.example"
        user = User(organisation_id=institution, email=email, name=name, password_hash=secret)
        session.add(user)
        session.flush()
        # Most people do the work of two teams.
        for slug in sorted(teams, key=lambda slug: (person + len(slug)) % 3)[:2]:
            role = Role.LEAD if person % 20 == 0 else Role.AGENT
            session.add(Membership(user_id=user.id, institution_id=institution, team_id=teams[slug], role=role))
    session.flush()
    at_work: dict[str, list[UUID]] = {
        slug: list(
            session.scalars(
                select(Membership.user_id).where(Membership.team_id == team, Membership.role != Role.ADVISOR)
            )
        )
        for slug, team in teams.items()
    }
    return House(institution, number.id, teams, at_work, [label.id for label in labels])


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    house: House
    language: str


def people(houses: list[House], count: int, *, chance: random.Random) -> list[Person]:
    """Two thirds of them are the first house's. One in eight writes English."""
    return [
        Person(
            UUID(int=chance.getrandbits(128), version=4),
            houses[0] if chance.random() < 0.67 else chance.choice(houses),
            "en" if chance.random() < 0.12 else "de",
        )
        for _ in range(count)
    ]


def customer_rows(
    persons: list[Person], *, vault: Vault, texts: Texts, now: datetime, chance: random.Random
) -> Iterator[tuple[object, ...]]:
    for person in persons:
        name = f"{chance.choice(texts.first)} {chance.choice(texts.last)}" if chance.random() < 0.95 else None
        since = now - timedelta(days=chance.uniform(30, 700))
        keys = name_keys(vault, name) if name else None
        yield person.id, person.house.id, vault.seal(name) if name else None, keys, person.language, since


def identifier_rows(
    persons: list[Person], *, vault: Vault, now: datetime, chance: random.Random
) -> Iterator[tuple[object, ...]]:
    """Numbers from the range that is kept for films and tests, with as many digits more as it takes."""
    for order, person in enumerate(persons):
        number = f"49155555{order:06}"
        prints, sealed = vault.fingerprint(f"wa_id:{number}"), vault.seal(number)
        yield UUID(int=chance.getrandbits(128), version=4), person.house.id, person.id, "wa_id", prints, sealed, now

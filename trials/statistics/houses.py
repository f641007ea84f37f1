"""A provider's institutions, all invented, and one lead of them all."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.models import Institution, Membership, Organisation, OrganisationKind, Role, Team, User
from trials.statistics.filling import House

TEAMS = ("service", "ebanking", "advice")
AGENTS = 5
LEAD = "lead@statistics.example"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def find_houses(session: Session) -> list[House]:
    """Those that were opened here before, the biggest first."""
    ids = select(Organisation.id).where(Organisation.slug.startswith("statistics-")).order_by(Organisation.slug)
    return [
        House(
            id,
            list(session.scalars(select(Team.id).where(Team.institution_id == id).order_by(Team.slug))),
            list(session.scalars(select(User.id).where(User.organisation_id == id).order_by(User.email))),
        )
        for id in session.scalars(ids).all()
    ]


def open_houses(session: Session, count: int) -> list[House]:
    provider = Organisation(kind=OrganisationKind.PROVIDER, slug="statistics", name="Rechenzentrum Beispiel")
    session.add(provider)
    session.flush()
    lead = User(organisation_id=provider.id, email=LEAD, name="Lena Leitung")
    session.add(lead)
    session.flush()
    return [_open_house(session, number, provider.id, lead.id) for number in range(1, count + 1)]


def _open_house(session: Session, number: int, provider: UUID, lead: UUID) -> House:
    name = f"Sparkasse Beispielstadt {number:02}"
    organisation = Organisation(kind=OrganisationKind.INSTITUTION, slug=f"statistics-{number:02}", name=name)
    session.add(organisation)
    session.flush()
    id = organisation.id
    session.add(Institution(id=id, state="NW", notice_version="1", agent_statistics_since=LONG_AGO))
    session.flush()
    teams = [Team(institution_id=id, slug=slug, name=slug.title(), hours="24/7") for slug in TEAMS]
    people = [
        User(organisation_id=id, email=f"agent{one}.{number}@statistics.example", name=f"Agent {number}-{one}")
        for one in range(AGENTS)
    ]
    session.add_all([*teams, *people])
    session.flush()
    session.add_all(Membership(user_id=lead, institution_id=id, team_id=team.id, role=Role.LEAD) for team in teams)
    session.add_all(
        Membership(user_id=person.id, institution_id=id, team_id=teams[0].id, role=Role.AGENT) for person in people
    )
    session.flush()
    return House(id, [team.id for team in teams], [person.id for person in people])

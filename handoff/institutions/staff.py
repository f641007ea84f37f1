"""The people of an institution and of the centres that work for it, as its file names them."""

from collections.abc import Iterator
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.companies import company_called
from handoff.institutions.file import WHOLE, InstitutionFile, UserEntry
from handoff.institutions.merging import Merge
from handoff.models import Membership, Team, User


def put_people(
    session: Session,
    institution_id: UUID,
    file: InstitutionFile,
    merge: Merge,
    teams: dict[str, Team],
    *,
    password: str,
) -> None:
    """Those whom the file names for the first time, unless they are there; the others are the desk's to change.

    Raises SettingsError as `add_user`, and for an e-mail with which somebody elsewhere logs in.
    """
    merge.remember("users")
    for entry in file.users:
        if not merge.is_new(f"users.{entry.email}", file=entry.name):
            continue
        home = session.scalar(select(User.organisation_id).where(User.email == entry.email))
        if home != institution_id:
            add_user(session, entry, institution_id, teams, password=password)


def add_user(
    session: Session, entry: UserEntry, institution_id: UUID, teams: dict[str, Team], *, password: str
) -> None:
    """Who works for a centre that is there works for this institution too, and keeps his password.

    Raises SettingsError for a team or a company that isn't there, and for an e-mail with which somebody else logs in.
    """
    unknown = sorted(entry.roles.keys() - teams.keys() - {WHOLE})
    if unknown:
        raise SettingsError(f"There is no team {', '.join(unknown)}; there are {', '.join(sorted(teams))}.")
    home = company_called(session, entry.company) if entry.company else institution_id
    if home is None:
        raise SettingsError(f"There is no company {entry.company}; a team’s “company” makes it.")
    user = session.scalar(select(User).where(User.email == entry.email))
    if user is None:
        user = User(
            organisation_id=home,
            email=entry.email,
            name=entry.name,
            language=entry.language,
            password_hash=PasswordHasher().hash(password),
        )
        session.add(user)
        session.flush()
    elif not entry.company or user.organisation_id != home:
        raise SettingsError(f"Somebody else logs in with {entry.email} already.")
    session.add_all(_memberships(session, user.id, entry, institution_id, teams))


def _memberships(
    session: Session, user_id: UUID, entry: UserEntry, institution_id: UUID, teams: dict[str, Team]
) -> Iterator[Membership]:
    """Without those that he has."""
    known = select(Membership.team_id).where(Membership.user_id == user_id, Membership.institution_id == institution_id)
    places = set(session.scalars(known))
    for place, role in entry.roles.items():
        team_id = None if place == WHOLE else teams[place].id
        if team_id not in places:
            yield Membership(user_id=user_id, institution_id=institution_id, team_id=team_id, role=role)

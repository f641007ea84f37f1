"""What operators do from the command line: institutions and people."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from handoff.database import migrate, sqlalchemy_url
from handoff.errors import SettingsError
from handoff.institutions import UserEntry, add_user, create_institution, read_institution
from handoff.local import servers
from handoff.models import Organisation, Team
from handoff.settings import Settings
from handoff.vault import Vault

SHORTEST_PASSWORD = 10


def add_institution(settings: Settings, file: Path, *, password: str) -> None:
    """Raises SettingsError, and then nothing was made."""
    wanted = read_institution(file)
    _check(password)
    with servers(settings) as running:
        url = str(running.database_url)
        migrate(url)
        vault = Vault(settings.secret_key.get_secret_value())
        try:
            with Session(create_engine(sqlalchemy_url(url))) as session, session.begin():
                create_institution(session, wanted, vault=vault, password=password)
        except IntegrityError as error:
            raise SettingsError(
                f"Nothing was made: the name {wanted.slug}, the number or a person's e-mail is there already."
            ) from error


def add_person(settings: Settings, institution: str, entry: dict[str, Any], *, password: str) -> None:
    """Raises SettingsError, and then nothing was made."""
    try:
        wanted = UserEntry.model_validate(entry)
    except ValidationError as error:
        raise SettingsError("; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())) from error
    _check(password)
    with servers(settings) as running:
        url = str(running.database_url)
        migrate(url)
        try:
            with Session(create_engine(sqlalchemy_url(url))) as session, session.begin():
                _add_person(session, institution, wanted, password)
        except IntegrityError as error:
            raise SettingsError("Nobody was made: somebody logs in with this e-mail already.") from error


def _add_person(session: Session, institution: str, wanted: UserEntry, password: str) -> None:
    organisation = session.scalar(select(Organisation).where(Organisation.slug == institution))
    if organisation is None:
        known = sorted(session.scalars(select(Organisation.slug)))
        raise SettingsError(f"There is no institution {institution}; there are {', '.join(known) or 'none'}.")
    teams = {team.slug: team for team in session.scalars(select(Team).where(Team.institution_id == organisation.id))}
    add_user(session, wanted, organisation.id, teams, password=password)


def _check(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise SettingsError(f"The password is too short: at least {SHORTEST_PASSWORD} characters.")

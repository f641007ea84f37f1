"""What operators do from the command line: institutions and people."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from handoff.clock import clock_from_environment
from handoff.database import connect, connect_plainly, migrate, sessions_of
from handoff.errors import SettingsError
from handoff.institutions import UserEntry, add_user, create_institution, read_institution, renew_institution
from handoff.local import servers
from handoff.models import Organisation, Team
from handoff.people import SHORTEST_PASSWORD
from handoff.settings import Settings, check_secret_key
from handoff.statistics.rebuilding import rebuild
from handoff.vault import Vault


def add_institution(settings: Settings, file: Path, *, password: str) -> str:
    """A sentence on what was made and where. Raises SettingsError, and then nothing was made."""
    wanted = read_institution(file)
    _check(password)
    if settings.database_url:
        check_secret_key(settings)
    vault = Vault(settings.secret_key.get_secret_value())
    with _writing(settings, f"the name {wanted.slug}, the number or a person's e-mail is there already") as session:
        create_institution(session, wanted, vault=vault, password=password)
    where = "the database of DATABASE_URL" if settings.database_url else f"the private database in {settings.home}"
    return f"{wanted.name} is in {where}, with {len(wanted.users)} people who can log in."


def update_institution(settings: Settings, file: Path, *, overwrite: bool = False) -> str:
    """Sentences on what was done. Raises SettingsError, and then nothing was.

    `overwrite`: also what was changed at the desk.
    """
    wanted = read_institution(file)
    with _writing(settings, "two entries of the file have the same short name (slug)") as session:
        kept = renew_institution(session, wanted, overwrite=overwrite)
    if not kept:
        return f"{wanted.name} has what {file} says anew."
    return (
        f"{wanted.name} has what {file} says anew, except where the desk has changed the same: {', '.join(kept)}. "
        "That was kept; with --overwrite the file wins."
    )


def add_person(settings: Settings, institution: str, entry: dict[str, Any], *, password: str) -> None:
    """Raises SettingsError, and then nothing was made."""
    try:
        wanted = UserEntry.model_validate(entry)
    except ValidationError as error:
        raise SettingsError("; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())) from error
    _check(password)
    with _writing(settings, "somebody logs in with this e-mail already") as session:
        _add_person(session, institution, wanted, password)


@contextmanager
def _writing(settings: Settings, conflict: str) -> Iterator[Session]:
    """One transaction on a migrated database. `conflict`: what it means if something is there already."""
    with servers(settings) as running:
        url = str(running.database_url)
        try:
            migrate(url)
            engine = connect_plainly(url)
            try:
                with Session(engine) as session, session.begin():
                    yield session
            finally:
                engine.dispose()
        except IntegrityError as error:
            raise SettingsError(f"Nothing was changed: {conflict}.") from error
        except OperationalError as error:
            raise SettingsError("The database of DATABASE_URL can't be reached.") from error


def rebuild_statistics(settings: Settings, *, forget: bool) -> str:
    """A sentence on what was counted."""

    async def count(url: str) -> int:
        engine = connect(url, connections=2)
        try:
            return await rebuild(sessions_of(engine), now=clock_from_environment()(), forget=forget)
        finally:
            await engine.dispose()

    with servers(settings) as running:
        migrate(str(running.database_url))
        counted = asyncio.run(count(str(running.database_url)))
    return f"Counted {counted:,} conversations anew."


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

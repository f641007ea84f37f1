"""Brings an institution that is there to what its file says now."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import InstitutionFile
from handoff.institutions.house import put_house
from handoff.institutions.words import put_words
from handoff.models import Institution, Organisation


def renew_institution(session: Session, file: InstitutionFile, *, now: datetime | None = None) -> None:
    """Name, record, branches, teams, advisors, labels and text blocks; people and numbers stay as they are.

    Raises SettingsError if it isn't there.
    """
    organisation = session.scalar(select(Organisation).where(Organisation.slug == file.slug))
    if organisation is None:
        raise SettingsError(f"There is no institution {file.slug} yet; `schalter create-institution` makes it.")
    organisation.name = file.name
    institution = session.get_one(Institution, organisation.id)
    for column, value in file.record().items():
        setattr(institution, column, value)
    teams = put_house(session, organisation.id, file)
    put_words(session, organisation.id, file, teams=teams, now=now or datetime.now(UTC))

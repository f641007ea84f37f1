"""Branches, teams and advisors of an institution, as its file names them."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import AdvisorEntry, InstitutionFile
from handoff.models import Advisor, Branch, Team

Row = TypeVar("Row", Branch, Team, Advisor)


def put_house(session: Session, institution_id: UUID, file: InstitutionFile) -> dict[str, Team]:
    """New ones are added, known ones (by slug) changed; who isn't in the file stays, since bookings may hang on him.

    Returns the teams. Raises SettingsError for an advisor of a branch that isn't there.
    """
    branches = _put(session, Branch, institution_id, ((one.slug, one.model_dump()) for one in file.branches))
    teams = _put(session, Team, institution_id, ((one.slug, one.model_dump()) for one in file.teams))
    session.flush()
    _put(session, Advisor, institution_id, ((one.slug, _advisor(one, branches)) for one in file.advisors))
    return teams


def _put(
    session: Session, kind: type[Row], institution_id: UUID, entries: Iterable[tuple[str, dict[str, Any]]]
) -> dict[str, Row]:
    known = {row.slug: row for row in session.scalars(select(kind).where(kind.institution_id == institution_id))}
    for slug, values in entries:
        if slug not in known:
            known[slug] = kind(institution_id=institution_id)
            session.add(known[slug])
        for name, value in values.items():
            setattr(known[slug], name, value)
    return known


def _advisor(entry: AdvisorEntry, branches: dict[str, Branch]) -> dict[str, Any]:
    if entry.branch not in branches:
        raise SettingsError(f"advisor {entry.slug}: there is no branch {entry.branch}")
    lists = {"topics": list(entry.topics), "meetings": list(entry.meetings)}
    return entry.model_dump(exclude={"branch"}) | lists | {"branch_id": branches[entry.branch].id}

"""Branches, teams and advisors of an institution, as its file names them."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import AdvisorEntry, InstitutionFile
from handoff.institutions.merging import Merge
from handoff.models import Advisor, Branch, Team

Row = TypeVar("Row", Branch, Team, Advisor)


def put_house(session: Session, institution_id: UUID, file: InstitutionFile, merge: Merge) -> dict[str, Team]:
    """New ones are added, known ones (by slug) changed; who isn't in the file stays, since bookings may hang on him.

    Returns the teams. Raises SettingsError for an advisor of a branch that isn't there.
    """
    branches = _put(session, Branch, institution_id, _entries(file.branches), merge)
    teams = _put(session, Team, institution_id, _entries(file.teams), merge)
    session.flush()
    _put(session, Advisor, institution_id, _entries(_at_branches(file, branches)), merge, branches)
    return teams


def _at_branches(file: InstitutionFile, branches: dict[str, Branch]) -> Iterator[AdvisorEntry]:
    """Not those whose branch was removed at the desk, which was possible only when they had left it."""
    named = {branch.slug for branch in file.branches}
    for advisor in file.advisors:
        if advisor.branch in branches:
            yield advisor
        elif advisor.branch not in named:
            raise SettingsError(f"advisor {advisor.slug}: there is no branch {advisor.branch}")


def _entries(entries: Iterable[Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    return ((entry.slug, entry.model_dump(mode="json")) for entry in entries)


def _put(
    session: Session,
    kind: type[Row],
    institution_id: UUID,
    entries: Iterable[tuple[str, dict[str, Any]]],
    merge: Merge,
    branches: dict[str, Branch] | None = None,
) -> dict[str, Row]:
    """`branches`: of which a row names one, as an advisor does."""
    known = {row.slug: row for row in session.scalars(select(kind).where(kind.institution_id == institution_id))}
    for slug, values in entries:
        place = f"{kind.__tablename__}.{slug}"
        if slug not in known and merge.is_gone(place, values):
            continue
        row = known.get(slug) or kind(institution_id=institution_id)
        for name, value in values.items():
            _set(row, name, merge.value(f"{place}.{name}", here=_get(row, name, branches), file=value), branches)
        known[slug] = row
        session.add(row)
    return known


def _get(row: Branch | Team | Advisor, name: str, branches: dict[str, Branch] | None) -> Any:
    if name != "branch" or branches is None:
        return getattr(row, name)
    assert isinstance(row, Advisor)
    return next((slug for slug, branch in branches.items() if branch.id == row.branch_id), None)


def _set(row: Branch | Team | Advisor, name: str, value: Any, branches: dict[str, Branch] | None) -> None:
    if name != "branch" or branches is None:
        setattr(row, name, value)
    else:
        assert isinstance(row, Advisor)
        row.branch_id = branches[value].id

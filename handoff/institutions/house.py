"""Branches, teams and advisors of an institution, as its file names them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.companies import put_companies
from handoff.institutions.file import AdvisorEntry, InstitutionFile, TeamEntry
from handoff.institutions.merging import Merge
from handoff.models import Advisor, Branch, Membership, Role, Team, User

Row = TypeVar("Row", Branch, Team, Advisor)
# Who may be asked for by name: he sees the chat and answers it, in the house.
ASKED_FOR = (Role.ADVISOR, Role.AGENT, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Link:
    """What the file names and a row has the id of, in `column`. `missing`: what to say of a name that isn't there."""

    column: str
    ids: Mapping[str, UUID]
    missing: str


def put_house(session: Session, institution_id: UUID, file: InstitutionFile, merge: Merge) -> dict[str, Team]:
    """Branches and teams: new ones are added, known ones (by slug) changed; what isn't in the file stays, since much
    may hang on it. Returns the teams.
    """
    companies = put_companies(session, [team.company for team in file.teams if team.company])
    teams = [_of_known_company(team, companies) for team in file.teams]
    links = {"company": Link("staffed_by_id", companies, "there is no company {name}")}
    _put(session, Branch, institution_id, file.branches, merge, {})
    return _put(session, Team, institution_id, teams, merge, links, usual=_usual(TeamEntry))


def _of_known_company(team: TeamEntry, companies: Mapping[str, UUID]) -> TeamEntry:
    """Its company's name as it is known already, however the file writes it."""
    wanted = (team.company or "").lower()
    return team.model_copy(update={"company": next((name for name in companies if name.lower() == wanted), None)})


def put_advisors(session: Session, institution_id: UUID, file: InstitutionFile, merge: Merge) -> None:
    """As `put_house`, when the people are there whose log-ins they have.

    Raises SettingsError for an advisor of a branch or with a log-in that isn't there.
    """
    session.flush()
    rows = session.execute(select(Branch.slug, Branch.id).where(Branch.institution_id == institution_id))
    branches = {slug: branch_id for slug, branch_id in rows}
    links = {
        "branch": Link("branch_id", branches, "there is no branch {name}"),
        "email": Link(
            "user_id",
            _asked_for(session, institution_id),
            "nobody logs in with {name} as an advisor, agent or lead of the institution",
        ),
    }
    advisors = _at_branches(file, branches)
    _put(session, Advisor, institution_id, advisors, merge, links, usual=_usual(AdvisorEntry))


def _asked_for(session: Session, institution_id: UUID) -> dict[str, UUID]:
    """By what they log in with."""
    working = Membership.institution_id == institution_id, Membership.role.in_(ASKED_FOR)
    rows = session.execute(select(User.email, User.id).join(Membership, Membership.user_id == User.id).where(*working))
    return {email: user_id for email, user_id in rows}


def _at_branches(file: InstitutionFile, branches: Mapping[str, UUID]) -> Iterator[AdvisorEntry]:
    """Not those whose branch was removed at the desk, which was possible only when they had left it."""
    named = {branch.slug for branch in file.branches}
    for advisor in file.advisors:
        if advisor.branch in branches:
            yield advisor
        elif advisor.branch not in named:
            raise SettingsError(f"advisor {advisor.slug}: there is no branch {advisor.branch}")


def _usual(kind: type[BaseModel]) -> dict[str, Any]:
    """What an entry says by leaving it out."""
    return {name: field.default for name, field in kind.model_fields.items() if not field.is_required()}


def _put(
    session: Session,
    kind: type[Row],
    institution_id: UUID,
    entries: Iterable[Any],
    merge: Merge,
    links: Mapping[str, Link],
    *,
    usual: Mapping[str, Any] | None = None,
) -> dict[str, Row]:
    known = {row.slug: row for row in session.scalars(select(kind).where(kind.institution_id == institution_id))}
    for entry in entries:
        slug, values = entry.slug, entry.model_dump(mode="json")
        place = f"{kind.__tablename__}.{slug}"
        merge.suppose(place, usual or {})
        if slug not in known and merge.is_gone(place, values):
            continue
        row = known.get(slug) or kind(institution_id=institution_id)
        for name, value in values.items():
            here = _get(row, name, links)
            wanted = merge.value(f"{place}.{name}", here=here, file=value)
            if wanted != here:
                _set(row, name, wanted, links, f"{kind.__name__.lower()} {slug}")
        known[slug] = row
        session.add(row)
    return known


def _get(row: Branch | Team | Advisor, name: str, links: Mapping[str, Link]) -> Any:
    link = links.get(name)
    if link is None:
        return getattr(row, name)
    linked = getattr(row, link.column)
    return next((name for name, its_id in link.ids.items() if its_id == linked), None)


def _set(row: Branch | Team | Advisor, name: str, value: Any, links: Mapping[str, Link], whose: str) -> None:
    link = links.get(name)
    if link is None:
        setattr(row, name, value)
    elif value is None or value in link.ids:
        setattr(row, link.column, link.ids[value] if value is not None else None)
    else:
        raise SettingsError(f"{whose}: {link.missing.format(name=value)}")

"""The demo's shift plan and absences, around the day of seeding."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.absences import Wanted
from handoff.models import Absence, Institution, Shift, Team, User
from handoff.shifts import Times, Week

WEEKS = range(2)


def plan_rows(
    session: Session, institution_id: UUID, plan: dict[str, list[dict[str, Any]]], today: date
) -> Iterator[Shift | Absence]:
    zone = session.get_one(Institution, institution_id).zone
    named = select(Team.slug, Team.id).where(Team.institution_id == institution_id)
    teams = {slug: team_id for slug, team_id in session.execute(named)}
    known = select(User.email, User.id).where(User.organisation_id == institution_id)
    people = {email: user_id for email, user_id in session.execute(known)}
    monday = Week.of(today).monday
    for row in plan["shifts"]:
        times = Times(time.fromisoformat(row["from"]), time.fromisoformat(row["to"]))
        for day in (monday + timedelta(weeks=week, days=day) for week in WEEKS for day in row["days"]):
            starts_at, ends_at = times.on(day, zone)
            yield Shift(
                institution_id=institution_id,
                team_id=teams[row["team"]],
                user_id=people[row["email"]],
                starts_at=starts_at,
                ends_at=ends_at,
            )
    for row in plan["absences"]:
        first, last = (monday + timedelta(weeks=row["week"], days=row[edge]) for edge in ("first", "last"))
        yield _absence(institution_id, people[row["email"]], people[row["deputy"]], (first, last), zone)


def _absence(institution_id: UUID, user_id: UUID, deputy_id: UUID, days: tuple[date, date], zone: str) -> Absence:
    span: tuple[datetime, datetime] = Wanted(*days).span(zone)
    return Absence(
        institution_id=institution_id,
        user_id=user_id,
        deputy_id=deputy_id,
        first_day=days[0],
        last_day=days[1],
        starts_at=span[0],
        ends_at=span[1],
    )

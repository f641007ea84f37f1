"""Who is on duty and who is away at a moment, for whoever gives chats to people."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Uuid, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Absence

# A week is planned if a shift begins in it, which the night from Sunday does not for the week that it ends in. By the
# index of team and start: no shift that runs now began more than a day, of 25 hours, before the week.
ON_DUTY = text("""
    SELECT s.team_id, array_agg(DISTINCT s.user_id) FILTER (
        WHERE s.starts_at <= :now AND s.ends_at > :now AND u.disabled_at IS NULL AND EXISTS (
            SELECT FROM memberships m WHERE m.user_id = s.user_id AND m.team_id = s.team_id
        )
    )
    FROM teams t
    JOIN institutions i ON i.id = t.institution_id
    CROSS JOIN LATERAL (SELECT date_trunc('week', :now AT TIME ZONE i.zone) AS monday) w
    CROSS JOIN LATERAL (
        SELECT w.monday AT TIME ZONE i.zone AS begins, (w.monday + interval '7 days') AT TIME ZONE i.zone AS ends
    ) week
    JOIN shifts s ON s.team_id = t.id AND s.starts_at >= week.begins - interval '25 hours' AND s.starts_at < week.ends
    JOIN users u ON u.id = s.user_id
    WHERE t.id = ANY(:teams)
    GROUP BY s.team_id
    HAVING bool_or(s.starts_at >= week.begins)
""").bindparams(bindparam("now", type_=DateTime(timezone=True)), bindparam("teams", type_=ARRAY(Uuid)))


async def on_duty(
    session: AsyncSession, *, team_ids: Collection[UUID], now: datetime
) -> dict[UUID, frozenset[UUID] | None]:
    """By team, for each that was asked for. None: it has no plan for this week, so whoever is online works. Somebody on
    duty may be away all the same.
    """
    rows = await session.execute(ON_DUTY, {"now": now, "teams": list(team_ids)})
    planned = {team: frozenset(people or ()) for team, people in rows}
    return {team: planned.get(team) for team in team_ids}


async def absent(session: AsyncSession, *, user_ids: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Which of them are away at this moment."""
    covers = (Absence.ends_at > now, Absence.starts_at <= now)
    return frozenset(await session.scalars(select(Absence.user_id).where(Absence.user_id.in_(user_ids), *covers)))

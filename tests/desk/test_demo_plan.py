"""The demo has a plan from its first day on: this week and the next, with an absence that leaves a gap."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from handoff.database import connect, sessions_of
from handoff.demo.seed import seed
from handoff.models import Absence, Institution, Organisation, Shift, Team
from handoff.settings import Settings
from handoff.shifts import uncovered

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("today", ["2026-11-27", "2026-12-31", "2026-10-25"])
async def test_the_demo_is_planned_for_two_weeks_but_for_who_is_away(database_url, today):
    seed(Settings().model_copy(update={"database_url": database_url}), today=date.fromisoformat(today))

    engine = connect(database_url)
    async with sessions_of(engine)() as session:
        shifts = (await session.scalars(select(Shift))).all()
        away = (await session.scalars(select(Absence))).all()
        wanted = select(Team, Institution).join(Institution, Institution.id == Team.institution_id)
        musterstadt = wanted.join(Organisation, Organisation.id == Institution.id).where(
            Organisation.slug == "musterstadt", Team.slug == "ebanking"
        )
        team, institution = (await session.execute(musterstadt)).one()
        start, end = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
        gaps = await uncovered(session, team, institution, start=start, end=end)
    await engine.dispose()

    assert len(shifts) == 30 and {one.deputy_id is not None for one in away} == {True}
    assert {len(gap.away) for gap in gaps} == {1}
    assert {_clock(gap.start) for gap in gaps} == {13}
    assert len(gaps) in (2, 3)


def _clock(moment: datetime) -> int:
    return moment.astimezone(BERLIN).hour

"""How long a customer will wait for a team, as far as it can be said."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.assigning.people import members_of, who_is_there
from handoff.database import execute_directly
from handoff.models import Team
from handoff.routing.waiting import expected_wait

LATELY = timedelta(hours=1)
QUEUE = text("""
    SELECT (SELECT count(*) FROM conversations WHERE team_id = :team AND owner = 'waiting') AS ahead,
        (SELECT count(*) FROM handoffs
         WHERE to_agent_id = ANY (CAST(:people AS uuid[])) AND at > :lately
           AND to_owner = 'agent' AND from_owner = 'waiting' AND team_id = :team) AS taken
""")


async def wait_in(session: AsyncSession, team: Team, *, now: datetime, ahead: int | None = None) -> timedelta | None:
    """For who has so many `ahead` of him, else for the next one who comes; None where it is longer than an hour, or
    nothing tells.
    """
    members = await members_of(session, team.id)
    people = await who_is_there(session, members, now=now)
    values = {"team": team.id, "people": list(members), "lately": now - LATELY}
    (queue,) = await execute_directly(session, QUEUE, values)
    return expected_wait(
        ahead=queue.ahead if ahead is None else ahead,
        places=sum(person.places for person in people.values()),
        taken=queue.taken,
        during=LATELY,
    )

"""Which team takes what, for how long a customer comes back to the same person, and when a centre takes over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.institutions.reach import locked_institution, record
from handoff.models import Institution, User
from handoff.models.base import JSON
from handoff.routing.outsourcing import When


@dataclass(frozen=True, slots=True)
class Outsourced:
    """`team`: the slug of a team of another company. `above`: how many chats the house has first. No topics: all that
    may leave.
    """

    team: str
    when: When
    above: int | None = None
    topics: tuple[str, ...] = ()

    def kept(self) -> JSON:
        above = {"above": self.above} if self.when is When.ABOVE else {}
        topics = {"topics": list(self.topics)} if self.topics else {}
        return {"team": self.team, "when": self.when.value, **above, **topics}


async def change_routing(
    session: AsyncSession,
    institution_id: UUID,
    *,
    teams: Mapping[str, str],
    return_days: int,
    outsourcing: Sequence[Outsourced],
    user: User,
    now: datetime,
) -> Institution:
    """`teams`: a team's slug by topic, where it isn't the catalogue's. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    former = institution.routing
    institution.routing = {
        "teams": dict(teams),
        "return_days": return_days,
        "outsourcing": [one.kept() for one in outsourcing],
    }
    record(session, institution, "change_routing", user, now, before=_told(former), after=_told(institution.routing))
    return institution


def _told(routing: JSON) -> JSON:
    """A rule is one line in the audit list."""
    return {**routing, "outsourcing": [_line(rule) for rule in routing.get("outsourcing") or ()]}


def _line(rule: JSON) -> str:
    parts = (rule["team"], rule["when"], rule.get("above"), *rule.get("topics", ()))
    return " ".join(str(part) for part in parts if part is not None)

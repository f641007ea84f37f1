"""Whose customer it is, where the viewer has the chat as a deputy."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences import stands_in_for
from handoff.models import Advisor, Conversation
from handoff.web.chats.summary import Summary
from handoff.web.profile.absence_words import when
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class StandingIn:
    """`who`: whom the customer has asked for. `when`: how long he is away; empty where that is over, or a deputy of his
    is away, too.
    """

    who: str
    when: str


async def read_standing_in(
    session: AsyncSession, viewer: Viewer, conversation: Conversation, summary: Summary, *, now: datetime
) -> StandingIn | None:
    """None where the chat isn't for the viewer, or he himself was asked for."""
    asked_for = dict(summary.gathered).get("advisor_name")
    if asked_for is None or conversation.named_id != viewer.user.id:
        return None
    of_that_name = select(Advisor.user_id).where(
        Advisor.institution_id == conversation.institution_id, Advisor.name == asked_for
    )
    advisors = set(await session.scalars(of_that_name)) - {None}
    if not advisors or viewer.user.id in advisors:
        return None
    absences = await stands_in_for(session, viewer.user.id, now=now)
    away = [one for one in absences if one.user_id in advisors and one.starts_at <= now]
    zone = conversation.institution.zone
    return StandingIn(asked_for, when(away[0], zone, viewer.language) if away else "")

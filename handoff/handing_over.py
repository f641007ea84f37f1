"""From the bot to people: into the queue, with what they need to know, and what the customer is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.catalogue import Catalogue
from handoff.changing_hands import change_hands, team_for
from handoff.hours import Hours
from handoff.models import Conversation, HandoffReason, Institution, Mover, Owner, Team
from handoff.when import describe_moment


async def put_into_queue(
    session: AsyncSession,
    conversation: Conversation,
    *,
    institution: Institution,
    catalogue: Catalogue,
    reason: HandoffReason,
    topic: str | None,
    gathered: dict[str, str],
    now: datetime,
) -> None:
    """The conversation waits for the team that the catalogue names, with the topic's priority and time to answer."""
    rule = catalogue.rule(topic)
    team = await team_for(session, institution_id=institution.id, slug=rule.team if rule else "service")
    conversation.topic = topic or conversation.topic
    conversation.team_id = team.id
    conversation.priority = max(conversation.priority, rule.priority if rule else 0)
    conversation.due_at = _due(team, institution, now=now, minutes=rule.minutes if rule else 15)
    await change_hands(session, conversation, to=Owner.WAITING, by=Mover.BOT, reason=reason, now=now, gathered=gathered)


def team_hours(team: Team, institution: Institution) -> Hours:
    return Hours(team.hours, institution.state, institution.zone)


def what_happens_next(hours: Hours, now: datetime, language: str) -> tuple[str, dict[str, str]]:
    """What tells a customer when a person will answer: the response and its values. `now` in the hours' zone."""
    if hours.is_open(now):
        return "utter_handed_over_open", {}
    opening = hours.next_opening(now)
    if opening is None:
        return "utter_handed_over", {}
    return "utter_handed_over_closed", {"opening": describe_moment(opening, language)}


def _due(team: Team, institution: Institution, *, now: datetime, minutes: int) -> datetime:
    """The time to answer runs while the team is there."""
    local = now.astimezone(ZoneInfo(institution.zone))
    hours = team_hours(team, institution)
    start = local if hours.is_open(local) else hours.next_opening(local) or local
    return start + timedelta(minutes=minutes)

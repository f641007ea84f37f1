"""From the bot to people: into the queue, with what they need to know, and what the customer is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.catalogue import Catalogue
from handoff.changing_hands import change_hands, in_charge, team_for, teams_of
from handoff.hours import Hours
from handoff.models import Conversation, Handoff, HandoffReason, Institution, Mover, Owner, SentOut, Team
from handoff.routing.house import HouseRules, may_leave, read_rules
from handoff.routing.order import USUAL_WAIT
from handoff.routing.waiting import in_minutes
from handoff.when import describe_moment
from handoff.window import is_window_open


@dataclass(frozen=True, slots=True)
class Destination:
    """The team for a chat at that moment. `opening`: when it comes, while it is closed; a team that never opens is one
    whose hours nobody keeps, and whoever is there takes the chat. `rule`: by which it is another company's.
    """

    team: Team
    hours: Hours
    opening: datetime | None
    rule: SentOut | None = None


async def destination_of(
    session: AsyncSession, institution: Institution, *, topic: str | None, catalogue: Catalogue, now: datetime
) -> Destination:
    """The team that the institution names for the topic, or the catalogue; while that is closed, a centre of another
    company that has been told to take over and is there. `now` in the institution's zone.
    """
    rules = read_rules(institution.routing)
    teams = await teams_of(session, institution.id)
    own = in_charge(teams, rules.team_for(topic, catalogue))
    centres = [teams[slug] for slug in _centres(rules, topic, catalogue) if slug in teams]
    for team in (own, *centres):
        hours = team_hours(team, institution)
        if hours.is_open(now):
            rule = _own_rule(own, rules, topic) if team is own else SentOut.CLOSED
            return Destination(team, hours, None, rule)
    hours = team_hours(own, institution)
    return Destination(own, hours, hours.next_opening(now), _own_rule(own, rules, topic))


def _own_rule(own: Team, rules: HouseRules, topic: str | None) -> SentOut | None:
    """Where the institution's team for the topic is itself another company's."""
    if own.staffed_by_id is None:
        return None
    return SentOut.TOPIC if topic in rules.teams else SentOut.ALWAYS


async def own_team(session: AsyncSession, institution: Institution, *, topic: str | None, catalogue: Catalogue) -> Team:
    """The institution's choice for the topic, else the catalogue's, else the service centre; open or not."""
    slug = read_rules(institution.routing).team_for(topic, catalogue)
    return await team_for(session, institution_id=institution.id, slug=slug)


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
    named: UUID | None = None,
) -> None:
    """The conversation waits for its team, with the topic's priority and time to answer; while the team is closed it is
    parked, and the bot goes on answering. `named`: the person whom the customer has asked for.
    """
    local = now.astimezone(ZoneInfo(institution.zone))
    to = await destination_of(session, institution, topic=topic, catalogue=catalogue, now=local)
    conversation.topic = topic or conversation.topic
    conversation.team_id = to.team.id
    rule = catalogue.rule(topic)
    conversation.priority = max(conversation.priority, rule.priority if rule else 0)
    conversation.due_at = answer_due(topic, catalogue, since=to.opening or now)
    conversation.named_id = named
    conversation.former_id = await _former(session, conversation, read_rules(institution.routing), now=now)
    conversation.passed_over = []
    conversation.escalated_at = None
    if conversation.owner is Owner.PARKED and to.opening:
        await session.flush()
        return
    await change_hands(
        session,
        conversation,
        to=Owner.PARKED if to.opening else Owner.WAITING,
        by=Mover.BOT,
        reason=reason,
        now=now,
        gathered=gathered,
        rule=to.rule,
    )


def answer_due(topic: str | None, catalogue: Catalogue, *, since: datetime) -> datetime:
    """When the customer should have an answer whose time runs `since` then."""
    rule = catalogue.rule(topic)
    return since + (timedelta(minutes=rule.minutes) if rule else USUAL_WAIT)


def team_hours(team: Team, institution: Institution) -> Hours:
    return Hours(team.hours, institution.state, institution.zone)


def what_happens_next(
    hours: Hours,
    now: datetime,
    language: str,
    *,
    wait: timedelta | None = None,
    last_inbound_at: datetime | None = None,
    is_parked: bool = False,
) -> tuple[str, dict[str, str]]:
    """What tells a customer when a person will answer: the response and its values. `now` in the hours' zone.

    `wait`: how long it takes now, if that can be said. `last_inbound_at`: WhatsApp lets us write for a day from then.
    `is_parked`: he has been told in these closed hours.
    """
    if hours.is_open(now):
        if wait is None:
            return "utter_handed_over_open", {}
        return "utter_handed_over_wait", {"minutes": in_minutes(wait)}
    opening = hours.next_opening(now)
    if opening is None:
        return "utter_handed_over", {}
    values = {"opening": describe_moment(opening, language)}
    if is_parked:
        return "utter_still_parked", values
    if last_inbound_at is not None and not is_window_open(last_inbound_at, now=opening):
        return "utter_handed_over_beyond", values
    return "utter_handed_over_closed", values


def _centres(rules: HouseRules, topic: str | None, catalogue: Catalogue) -> list[str]:
    """What may be sent out of the house goes there while the house is closed, whatever else the rule waits for."""
    if not may_leave(topic, catalogue):
        return []
    return [str(rule["team"]) for rule in rules.outsourcing if not rule.get("topics") or topic in rule["topics"]]


async def _former(
    session: AsyncSession, conversation: Conversation, rules: HouseRules, *, now: datetime
) -> UUID | None:
    """Who closed the customer's last chat, if that is not too long ago."""
    closed = (
        select(Handoff.from_agent_id)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(
            Conversation.customer_id == conversation.customer_id,
            Conversation.number_id == conversation.number_id,
            Conversation.owner == Owner.CLOSED,
            Conversation.closed_at > now - rules.returns,
            Handoff.to_owner == Owner.CLOSED,
            Handoff.from_agent_id.is_not(None),
        )
        .order_by(Handoff.at.desc())
        .limit(1)
    )
    return await session.scalar(closed)

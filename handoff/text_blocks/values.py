"""What a chat's variables stand for now."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.branches import branches_of
from handoff.changing_hands import team_for
from handoff.handing_over import team_hours
from handoff.institutions.facts import facts_of
from handoff.models import Advisor, Appointment, AppointmentState, Conversation, Institution, Meeting, Team, User
from handoff.when.wording import describe_moment


@dataclass(frozen=True, slots=True)
class Values:
    """`known` by variable's name; `choices`: between what the agent may choose where it isn't known."""

    known: dict[str, str]
    choices: dict[str, tuple[str, ...]]


async def values_for(
    session: AsyncSession, conversation: Conversation, *, user: User, customer: str | None, language: str, now: datetime
) -> Values:
    """`customer`: the name as WhatsApp gives it, or None if the user may not see it."""
    institution = await session.get_one(
        Institution, conversation.institution_id, options=[joinedload(Institution.organisation)]
    )
    appointment = await _next_appointment(session, conversation, now=now)
    branches = [branch.name for branch in await branches_of(session, institution.id)]
    known = _facts(institution, language) | {
        "customer": " ".join((customer or "").split()),
        "agent": user.name,
        "institution": institution.organisation.name,
        "branch": _branch(appointment, branches),
        "next_opening": await _next_opening(session, conversation, institution, language, now=now),
        "appointment": _moment(appointment.starts_at, institution, language) if appointment else "",
    }
    return Values(known, {"branch": tuple(branches)})


def _facts(institution: Institution, language: str) -> dict[str, str]:
    facts = facts_of(institution)
    english = {name.removesuffix("_en"): value for name, value in facts.items() if name.endswith("_en")}
    return facts | english if language == "en" else facts


async def _next_appointment(session: AsyncSession, conversation: Conversation, *, now: datetime) -> Appointment | None:
    wanted = (
        select(Appointment)
        .where(Appointment.customer_id == conversation.customer_id, Appointment.state == AppointmentState.BOOKED)
        .where(Appointment.starts_at > now)
        .order_by(Appointment.starts_at)
        .limit(1)
        .options(joinedload(Appointment.advisor).joinedload(Advisor.branch))
    )
    return await session.scalar(wanted)


def _branch(appointment: Appointment | None, branches: list[str]) -> str:
    """Where he is expected, else the only one that there is."""
    if appointment is not None and appointment.meeting is Meeting.BRANCH:
        return appointment.advisor.branch.name
    return branches[0] if len(branches) == 1 else ""


async def _next_opening(
    session: AsyncSession, conversation: Conversation, institution: Institution, language: str, *, now: datetime
) -> str:
    """Of the chat's team, else of the service centre; empty if it never shuts."""
    if conversation.team_id is not None:
        team = await session.get_one(Team, conversation.team_id)
    else:
        team = await team_for(session, institution_id=institution.id, slug="service")
    opening = team_hours(team, institution).next_opening(now)
    return _moment(opening, institution, language) if opening else ""


def _moment(moment: datetime, institution: Institution, language: str) -> str:
    return describe_moment(moment.astimezone(ZoneInfo(institution.zone)), language)

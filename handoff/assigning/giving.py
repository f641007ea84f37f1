"""A team's waiting chats, one decision after the other: given to somebody, sent to a centre, put off till morning, or
left where they are, and then their leads and their customers hear of it in time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences import stands_in_now
from handoff.assigning.expecting import wait_in
from handoff.assigning.people import crew_of, who_is_there
from handoff.assigning.queueing import keep_waiting
from handoff.catalogue import Catalogue
from handoff.changing_hands import note_change, teams_of
from handoff.database import execute_directly
from handoff.handing_over import Destination, answer_due, destination_of, team_hours, what_happens_next
from handoff.hours import Hours
from handoff.models import Author, Conversation, HandoffReason, Institution, Mover, Owner, SentOut, Team, User
from handoff.routing import Chat, Give, MoveOn, Reason, Situation, Stay, decide
from handoff.routing import Team as Crew
from handoff.routing.house import may_leave, read_rules
from handoff.routing.order import USUAL_WAIT
from handoff.routing.outsourcing import Outsourcing, When, read_outsourcing
from handoff.routing.situation import House
from handoff.routing.waiting import in_minutes
from handoff.sending import Bubble, say
from handoff.shifts.duty import absent
from handoff.window import is_window_open

# So many of a team's chats are looked at in one transaction.
AT_ONCE = 200
# Nobody is there: perhaps somebody comes back from a short break.
PATIENCE = timedelta(minutes=2)

TEAMS = text("SELECT DISTINCT team_id FROM conversations WHERE owner = 'waiting' AND team_id IS NOT NULL")
CHATS = text("""
    SELECT count(*) FILTER (WHERE c.team_id = :team) AS of_team,
        count(*) FILTER (WHERE t.staffed_by_id IS NULL) AS of_house
    FROM conversations c JOIN teams t ON t.id = c.team_id
    WHERE c.owner = 'agent' AND t.institution_id = :institution
""")

# What the bot says of a response's name and values, in the conversation's language and the institution's words.
Speak = Callable[[Conversation, Institution, str, dict[str, str]], list[Bubble]]


async def waiting_teams(session: AsyncSession) -> list[UUID]:
    return [row.team_id for row in await execute_directly(session, TEAMS, {})]


@dataclass(frozen=True, slots=True)
class Router:
    """`speak`: None where there is no bot to find the words; then nobody is told."""

    catalogue: Catalogue
    speak: Speak | None = None

    async def route(self, session: AsyncSession, team_id: UUID, *, now: datetime) -> list[UUID]:
        """Decides on the team's waiting chats in their order, and carries it out, all in this transaction. Returns what
        open desks should know: conversations, and users who got one.

        However many do it at once: a chat is locked by one, and people get chats from one at a time.
        """
        team = await session.get(Team, team_id)
        chats = await _waiting(session, team_id)
        if team is None or not chats:
            return []
        look = await self._look(session, team, chats, now=now)
        changed: list[UUID] = []
        given: set[UUID] = set()
        ahead = 0
        for conversation in chats:
            decision = decide(self._chat(conversation), look.situation)
            match decision:
                case Give(person):
                    look.situation.give(person)
                    _give(session, conversation, person, team, now=now)
                    given.add(person)
                    changed.append(conversation.id)
                case MoveOn(elsewhere, rule):
                    _move_on(session, conversation, elsewhere, rule, now=now)
                    changed.append(conversation.id)
                case Stay(reason):
                    if await self._speaks_up(session, conversation, look, reason, ahead=ahead, now=now):
                        changed.append(conversation.id)
                    ahead += 1
        await session.flush()
        if given:
            await session.execute(update(User).where(User.id.in_(given)).values(given_at=now))
        return [*changed, *given]

    async def _look(self, session: AsyncSession, team: Team, chats: list[Conversation], *, now: datetime) -> "_Look":
        institution = await session.get_one(Institution, team.institution_id)
        hours = team_hours(team, institution)
        local = now.astimezone(ZoneInfo(institution.zone))
        members = await crew_of(session, team.id, now=now)
        await _stand_in(session, chats, now=now)
        asked_for = {one for chat in chats for one in (chat.named_id, chat.former_id) if one is not None}
        outsourcing = await _outsourcing(session, institution, team, local)
        people = await who_is_there(session, members | asked_for, now=now, lock=True)
        counts = await _count(session, team, outsourcing)
        gives = team.push or team.staffed_by_id is not None
        crew = Crew(team.id, members, chats=counts[0], capacity=team.capacity, push=gives)
        house = None
        if team.staffed_by_id is None:
            house = House(is_open=hours.is_open(local), chats=counts[1], outsourcing=outsourcing)
        return _Look(team, institution, hours, local, Situation(now, crew, people, house))

    def _chat(self, conversation: Conversation) -> Chat:
        since = conversation.waiting_since or conversation.last_activity_at
        return Chat(
            id=conversation.id,
            topic=conversation.topic,
            language=conversation.language,
            due_at=conversation.due_at or since + USUAL_WAIT,
            named=conversation.named_id,
            former=conversation.former_id,
            passed_over=frozenset(conversation.passed_over),
            may_leave=conversation.named_id is None and may_leave(conversation.topic, self.catalogue),
        )

    async def _speaks_up(
        self,
        session: AsyncSession,
        conversation: Conversation,
        look: "_Look",
        reason: Reason,
        *,
        ahead: int,
        now: datetime,
    ) -> bool:
        """Whether something was done about a chat that stays: once its leads hear of it, and the customer with them;
        and when the team has gone home it waits for the morning.
        """
        if not look.hours.is_open(look.local):
            return reason is Reason.NOBODY and await self._leaves(session, conversation, look, now=now)
        since = conversation.waiting_since or now
        is_late = conversation.due_at is not None and conversation.due_at <= now
        # Who has waited since yesterday knows that; the team has just opened, and may still be coming.
        is_alone = reason is Reason.NOBODY and since <= now - PATIENCE and look.hours.is_open(look.local - PATIENCE)
        if conversation.escalated_at or not (is_late or is_alone):
            return False
        conversation.escalated_at = now
        wait = await wait_in(session, look.team, now=now, ahead=ahead)
        values = {"minutes": in_minutes(wait)} if wait else {}
        response = "utter_still_waiting" if wait else "utter_still_waiting_unknown"
        await self._tell(session, conversation, look.institution, response, values, now=now)
        return True

    async def _leaves(self, session: AsyncSession, conversation: Conversation, look: "_Look", *, now: datetime) -> bool:
        """The team has gone home: the chat waits for the morning. What a centre leaves over goes where it would go if
        it came now.
        """
        to = Destination(look.team, look.hours, look.hours.next_opening(look.local))
        if look.team.staffed_by_id is not None:
            to = await destination_of(
                session, look.institution, topic=conversation.topic, catalogue=self.catalogue, now=look.local
            )
        if to.opening is None and to.team is look.team:
            return False
        conversation.team_id = to.team.id
        owner = Owner.PARKED if to.opening else Owner.WAITING
        keep_waiting(session, conversation, to=owner, reason=HandoffReason.CLOSING, now=now, rule=to.rule)
        if to.opening is None:
            return True
        conversation.due_at = answer_due(conversation.topic, self.catalogue, since=to.opening)
        said = what_happens_next(
            to.hours, look.local, conversation.language, last_inbound_at=conversation.last_inbound_at
        )
        await self._tell(session, conversation, look.institution, *said, now=now)
        return True

    async def _tell(
        self,
        session: AsyncSession,
        conversation: Conversation,
        institution: Institution,
        response: str,
        values: dict[str, str],
        *,
        now: datetime,
    ) -> None:
        if self.speak is not None and is_window_open(conversation.last_inbound_at, now=now):
            bubbles = self.speak(conversation, institution, response, values)
            await say(session, conversation, bubbles, author=Author.BOT, now=now)


@dataclass(frozen=True, slots=True)
class _Look:
    """`local`: now, in the institution's zone."""

    team: Team
    institution: Institution
    hours: Hours
    local: datetime
    situation: Situation


async def _waiting(session: AsyncSession, team_id: UUID) -> list[Conversation]:
    """In the order of their turns, without those that somebody else looks at and those offered to a person."""
    waiting = (
        select(Conversation)
        .where(
            Conversation.team_id == team_id,
            Conversation.owner == Owner.WAITING,
            Conversation.offered_to_id.is_(None),
        )
        .order_by(Conversation.owner.desc(), Conversation.turn_at, Conversation.waiting_since, Conversation.id)
        .limit(AT_ONCE)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    return list(await session.scalars(waiting.execution_options(populate_existing=True)))


async def _stand_in(session: AsyncSession, chats: list[Conversation], *, now: datetime) -> None:
    """Who is asked for by name and away is stood in for by his deputy; without one the chat is the team's."""
    named = {chat.named_id for chat in chats if chat.named_id is not None}
    for person in await absent(session, user_ids=named, now=now) if named else ():
        deputy = await stands_in_now(session, person, now=now)
        for chat in chats:
            if chat.named_id == person:
                chat.named_id = deputy


async def _outsourcing(
    session: AsyncSession, institution: Institution, team: Team, local: datetime
) -> tuple[Outsourcing, ...]:
    entries = read_rules(institution.routing).outsourcing
    if not entries or team.staffed_by_id is not None:
        return ()
    teams = await teams_of(session, institution.id)
    return tuple(
        read_outsourcing(entry, team=centre.id, is_open=team_hours(centre, institution).is_open(local))
        for entry in entries
        if (centre := teams.get(str(entry["team"]))) is not None
    )


async def _count(session: AsyncSession, team: Team, outsourcing: tuple[Outsourcing, ...]) -> tuple[int, int]:
    """How many chats the team's people have, and the whole house's; only where a limit asks for it."""
    counts_house = any(rule.when is When.ABOVE for rule in outsourcing)
    if counts_house:
        # Two of the house's teams that give chats at once would both count up to the limit.
        one = select(Institution.id).where(Institution.id == team.institution_id)
        await session.execute(one.with_for_update(key_share=True))
    if team.capacity is None and not counts_house:
        return 0, 0
    (row,) = await execute_directly(session, CHATS, {"team": team.id, "institution": team.institution_id})
    return row.of_team, row.of_house


def _give(session: AsyncSession, conversation: Conversation, person: UUID, team: Team, *, now: datetime) -> None:
    note_change(
        session,
        conversation,
        to=Owner.AGENT,
        by=Mover.TIME,
        reason=HandoffReason.GIVEN,
        now=now,
        agent_id=person,
    )
    conversation.answer_by = now + timedelta(minutes=team.answer_minutes)


def _move_on(session: AsyncSession, conversation: Conversation, team_id: UUID, rule: SentOut, *, now: datetime) -> None:
    conversation.team_id = team_id
    keep_waiting(session, conversation, to=Owner.WAITING, reason=HandoffReason.OVERFLOW, now=now, rule=rule)

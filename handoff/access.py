"""Who sees what at the desk: decided here alone, by membership. What a user may not see does not exist for him."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.advising import advised_by
from handoff.errors import NotAllowed, NotFound
from handoff.models import (
    Appointment,
    Callback,
    Conversation,
    Customer,
    Institution,
    Media,
    Membership,
    Message,
    Record,
    RecordAssignment,
    Role,
    SignUp,
    User,
)


class Right(StrEnum):
    """What a page is for; each route names one."""

    CHATS = "chats"
    STEP_IN = "step_in"
    CALLBACKS = "callbacks"
    CALENDAR = "calendar"
    CUSTOMERS = "customers"
    SHIFTS = "shifts"
    PLANNING = "planning"
    RECORDS = "records"
    PEOPLE = "people"
    TEXTS = "texts"
    INSTITUTION = "institution"
    CHANNEL = "channel"
    RECORD_FILE = "record_file"
    WEBHOOKS = "webhooks"
    AUDIT = "audit"
    STATISTICS = "statistics"


AT_THE_DESK = frozenset({Right.CHATS, Right.CALLBACKS, Right.CALENDAR, Right.RECORDS})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: AT_THE_DESK | {Right.SHIFTS},
    Role.EXTERNAL_AGENT: frozenset({Right.CHATS, Right.CALLBACKS, Right.SHIFTS}),
    Role.LEAD: AT_THE_DESK | {Right.STEP_IN, Right.TEXTS, Right.SHIFTS, Right.PLANNING, Right.STATISTICS},
    Role.ADVISOR: AT_THE_DESK | {Right.CUSTOMERS},
    Role.DESIGNER: frozenset({Right.TEXTS}),
    Role.ADMINISTRATOR: frozenset(
        {
            Right.PEOPLE,
            Right.TEXTS,
            Right.INSTITUTION,
            Right.CHANNEL,
            Right.RECORD_FILE,
            Right.WEBHOOKS,
            Right.AUDIT,
            Right.STATISTICS,
        }
    ),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}
ADMINISTRATION = frozenset(
    {Right.PEOPLE, Right.TEXTS, Right.INSTITUTION, Right.CHANNEL, Right.RECORD_FILE, Right.WEBHOOKS, Right.AUDIT}
)
# These work for a team. They see all of its chats in the house; who works for another company only what is his or
# offered to him, and an advisor that, and what his own customers write.
FOR_A_TEAM = frozenset({Role.AGENT, Role.EXTERNAL_AGENT, Role.LEAD})
IN_THE_HOUSE = frozenset({Role.AGENT, Role.LEAD})


class CustomerView(StrEnum):
    """What is shown of a customer, each more than the one before."""

    NOTHING = "nothing"
    NAME = "name"
    MASKED_NUMBER = "masked_number"
    NUMBER = "number"

    def shows(self, least: "CustomerView") -> bool:
        return _rank(self) >= _rank(least)


def _rank(view: CustomerView) -> int:
    return list(CustomerView).index(view)


# Where the institution says nothing else (Institution.customer_views). The database has the same in `desk_views`.
CUSTOMER_VIEWS: dict[Role, CustomerView] = {
    Role.AGENT: CustomerView.MASKED_NUMBER,
    Role.EXTERNAL_AGENT: CustomerView.NAME,
    Role.LEAD: CustomerView.NUMBER,
    Role.ADVISOR: CustomerView.NUMBER,
    Role.DESIGNER: CustomerView.NOTHING,
    Role.ADMINISTRATOR: CustomerView.NOTHING,
    Role.AUDITOR: CustomerView.NOTHING,
}


@dataclass(frozen=True, slots=True)
class Access:
    """`teams`: whose chats this user sees, `crews`: in which he works; `houses`: the institutions that he works in
    himself, not for another centre; there he also sees what belongs to no team yet, and what a customer wrote to other
    teams before. `institutions`: where he is anything at all. `led`: the teams that he leads. `rights`: in which
    institutions he has each. `advised`: the advisors of the calendar whose customers are his now, as he is one himself
    or stands in for one; he sees their chats, whoever has them.
    """

    user_id: UUID
    teams: frozenset[UUID]
    crews: frozenset[UUID]
    led: frozenset[UUID]
    institutions: frozenset[UUID]
    houses: frozenset[UUID]
    rights: dict[Right, frozenset[UUID]]
    roles: dict[UUID, frozenset[Role]]
    views: dict[UUID, CustomerView]
    advised: frozenset[UUID] = frozenset()

    def customer_view(self, institution_id: UUID) -> CustomerView:
        """The most that any of his roles there shows of a customer."""
        return self.views.get(institution_id, CustomerView.NOTHING)

    def may(self, right: Right, institution_id: UUID | None = None) -> bool:
        """In that institution, or in any."""
        where = self.rights.get(right, frozenset())
        return bool(where) if institution_id is None else institution_id in where

    def where(self, right: Right) -> frozenset[UUID]:
        """The institutions in which he has the right."""
        return self.rights.get(right, frozenset())

    def sees_records(self, institution_id: UUID) -> bool:
        """Who may not see a customer's name must not learn who he is. The database says the same in desk_records()."""
        return self.may(Right.RECORDS, institution_id) and self.customer_view(institution_id).shows(CustomerView.NAME)

    def demand(self, right: Right, institution_id: UUID | None = None) -> None:
        """Raises NotAllowed."""
        if not self.may(right, institution_id):
            raise NotAllowed(f"needs the right {right.value}")

    def conversations(self) -> ColumnElement[bool]:
        ownerless = and_(Conversation.team_id.is_(None), Conversation.institution_id.in_(self.houses))
        return or_(Conversation.team_id.in_(self.teams), ownerless, *self._personal())

    def _personal(self) -> list[ColumnElement[bool]]:
        # Who has passed a chat on in his own house may take it back until another one has it.
        passed_on = and_(Conversation.offered_by_id == self.user_id, Conversation.institution_id.in_(self.houses))
        mine = (Conversation.agent_id, Conversation.offered_to_id, Conversation.named_id)
        return [*(person == self.user_id for person in mine), passed_on, *self._advised(Conversation.customer_id)]

    def _advised(self, customer_id: SQLColumnExpression[UUID]) -> list[ColumnElement[bool]]:
        """Asked only for who advises anybody."""
        return [self.is_advised(customer_id)] if self.advised else []

    def is_advised(self, customer_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
        """Whether that is a customer of his: assigned to a person of the core system whose advisor he is."""
        assigned = (
            select(RecordAssignment.customer_id)
            .join(Record, Record.id == RecordAssignment.record_id)
            .where(RecordAssignment.undone_at.is_(None), Record.advisor_id.in_(self.advised))
        )
        return customer_id.in_(assigned)

    def to_be_answered(self) -> ColumnElement[bool]:
        """Of what waits, what is for a team of his, or comes from a customer of his."""
        return or_(Conversation.team_id.in_(self.teams), *self._advised(Conversation.customer_id))

    def sees(self, team_id: UUID | None, institution_id: UUID | None, *people: UUID | None) -> bool:
        """The same for a conversation whose team, institution, holder and addressee are known."""
        if self.user_id in people:
            return True
        return team_id in self.teams if team_id is not None else institution_id in self.houses

    def history(self) -> ColumnElement[bool]:
        """Also earlier conversations of a customer, to be read with one that he sees."""
        ours = or_(Conversation.team_id.in_(self.teams), Conversation.institution_id.in_(self.houses))
        return or_(ours, *self._personal())

    def customers_to_book_for(self) -> ColumnElement[bool]:
        """Whose chat he sees, or who is in the calendar already, where he has it."""
        has_plans = (
            exists().where(planned.customer_id == Customer.id, planned.institution_id == Customer.institution_id)
            for planned in (Appointment, SignUp)
        )
        has_chat = exists().where(Conversation.customer_id == Customer.id, self.conversations())
        return and_(Customer.institution_id.in_(self.where(Right.CALENDAR)), or_(has_chat, *has_plans))

    def people_to_plan(self) -> ColumnElement[bool]:
        """Whose absences he may write down: his own, of who works in a team that he leads, and where he looks after
        people.
        """
        managed = self.where(Right.PEOPLE)
        in_reach = or_(Membership.team_id.in_(self.led), Membership.institution_id.in_(managed))
        return or_(
            User.id == self.user_id,
            User.organisation_id.in_(managed),
            exists().where(Membership.user_id == User.id, in_reach),
        )

    def callbacks(self) -> ColumnElement[bool]:
        ownerless = and_(Callback.team_id.is_(None), Callback.institution_id.in_(self.houses))
        promised = Callback.created_by_id == self.user_id
        return or_(Callback.team_id.in_(self.teams), ownerless, promised, *self._advised(Callback.customer_id))


async def access_of(session: AsyncSession, user_id: UUID, *, now: datetime | None = None) -> Access:
    """Nothing for a disabled user. `now` decides for whom he stands in; without it, that is the moment at which the
    desk's transaction began.
    """
    rows = await session.execute(
        select(Membership.role, Membership.team_id, Membership.institution_id, Institution.customer_views)
        .join(User, User.id == Membership.user_id)
        .join(Institution, Institution.id == Membership.institution_id)
        .where(Membership.user_id == user_id, User.disabled_at.is_(None))
    )
    memberships, views = [], dict[UUID, CustomerView]()
    for role, team, institution, wishes in rows:
        memberships.append((role, team, institution))
        views[institution] = max(views.get(institution, CustomerView.NOTHING), _view(role, wishes), key=_rank)
    access = Access(
        user_id=user_id,
        teams=frozenset(team for role, team, _ in memberships if role in IN_THE_HOUSE and team),
        crews=frozenset(team for role, team, _ in memberships if role in FOR_A_TEAM and team),
        led=frozenset(team for role, team, _ in memberships if role is Role.LEAD and team),
        institutions=frozenset(institution for _, _, institution in memberships),
        houses=frozenset(institution for role, _, institution in memberships if role in IN_THE_HOUSE),
        rights={
            right: frozenset(institution for role, _, institution in memberships if right in RIGHTS[role])
            for right in Right
        },
        roles={
            institution: frozenset(role for role, _, where in memberships if where == institution)
            for _, _, institution in memberships
        },
        views=views,
    )
    # Who may not see a customer's name must not learn whose he is.
    houses = [house for house in access.where(Right.CUSTOMERS) if access.sees_records(house)]
    return replace(access, advised=await advised_by(session, user_id, houses=houses, now=now)) if houses else access


def _view(role: Role, wishes: dict[str, str]) -> CustomerView:
    """Shows nothing where the institution wishes what isn't known."""
    try:
        return CustomerView(wishes.get(role.value, CUSTOMER_VIEWS[role]))
    except ValueError:
        return CustomerView.NOTHING


async def locked_conversation(session: AsyncSession, access: Access, conversation_id: UUID) -> Conversation:
    """Waits for whoever holds it, and reads it anew. Raises NotFound."""
    wanted = select(Conversation).where(Conversation.id == conversation_id, access.conversations())
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    conversation = await session.scalar(locked)
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation


async def locked_callback(session: AsyncSession, access: Access, callback_id: UUID) -> Callback:
    """Raises NotFound."""
    wanted = select(Callback).where(Callback.id == callback_id, access.callbacks())
    callback = await session.scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    if callback is None:
        raise NotFound("no such callback")
    return callback


async def media_for(session: AsyncSession, access: Access, media_id: UUID) -> Media:
    """A file of a thread that the user sees: of a conversation of his, or of an earlier one with the same customer.

    Raises NotFound.
    """
    row = await session.execute(
        select(Media, Conversation.customer_id)
        .join(Message, Message.id == Media.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Media.id == media_id, access.history())
    )
    found = row.one_or_none()
    if found is None:
        raise NotFound("no such file")
    media, customer_id = found
    seen = select(Conversation.id).where(Conversation.customer_id == customer_id, access.conversations()).limit(1)
    if await session.scalar(seen) is None:
        raise NotFound("no such file")
    return media

"""The second lock: what PostgreSQL itself shows at the desk, whatever the page asks for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from handoff.models import (
    Appointment,
    Audit,
    Base,
    Conversation,
    Customer,
    Identifier,
    IdentifierKind,
    Message,
    Number,
    SignUp,
    User,
)
from handoff.row_security import locked, seen_by

OPEN = set(
    "organisations institutions branches teams users memberships sessions invitations events advisors templates".split()
)
OURS = {"alembic_version", "processes"}


@pytest.fixture
def desk_sessions(world):
    return locked(world.sessions)


@pytest.fixture
def as_user(world, desk_sessions):
    async def ask(name, statement):
        with seen_by(world.users[name] if name else uuid4()):
            async with desk_sessions.begin() as session:
                return list(await session.scalars(statement))

    return ask


async def test_who_forgets_to_ask_for_the_user_gets_only_what_is_his(world, as_user):
    mine = await world.waiting()
    other = await world.waiting(institution="neubeispiel")

    assert await as_user("anna", select(Conversation.id)) == [mine]
    assert set(await as_user("anna", select(Message.conversation_id))) == {mine}
    assert len(await as_user("anna", select(Customer.id))) == 1
    assert await as_user("anna", select(Conversation.id).where(Conversation.id == other)) == []


async def test_an_external_agent_sees_his_teams_alone(world, as_user):
    shared = await world.waiting(team="service")
    await world.waiting(team="ebanking")
    await world.waiting(team=None)

    assert await as_user("xaver", select(Conversation.id)) == [shared]
    assert len(await as_user("bernd", select(Conversation.id))) == 3


@pytest.mark.parametrize("table", [Conversation, Customer, Message, Audit])
async def test_a_user_who_is_none_sees_nothing(world, as_user, table):
    await world.held()

    assert await as_user(None, select(table)) == []


async def test_a_disabled_user_sees_nothing(world, as_user):
    await world.waiting()
    async with world.sessions.begin() as session:
        await session.execute(update(User).where(User.id == world.users["anna"]).values(disabled_at=world.clock()))

    assert await as_user("anna", select(Conversation.id)) == []


async def test_what_is_not_seen_cannot_be_changed_or_deleted(world, desk_sessions):
    other = await world.waiting(institution="neubeispiel")

    with seen_by(world.users["anna"]):
        async with desk_sessions.begin() as session:
            changed = await session.execute(update(Conversation).where(Conversation.id == other).values(topic="hours"))
            gone = await session.execute(delete(Message).where(Message.conversation_id == other))

    assert (changed.rowcount, gone.rowcount) == (0, 0)


async def test_nothing_is_written_for_an_institution_of_others(world, desk_sessions):
    foreign = Audit(
        institution_id=world.institutions["neubeispiel"], at=world.clock(), actor="agent", act="x", subject="y"
    )

    with pytest.raises(DBAPIError, match="row-level security"), seen_by(world.users["anna"]):
        async with desk_sessions.begin() as session:
            session.add(foreign)


@pytest.mark.parametrize("table", [Identifier, Number])
async def test_what_is_not_for_the_desk_is_refused(world, as_user, table):
    with pytest.raises(ProgrammingError, match="permission denied"):
        await as_user("anna", select(table))


async def test_the_role_ends_with_the_transaction(world, desk_sessions):
    await world.waiting(institution="neubeispiel")
    with seen_by(world.users["anna"]):
        async with desk_sessions.begin() as session:
            await session.execute(text("SELECT 1"))

    async with desk_sessions() as session:
        assert len(list(await session.scalars(select(Conversation)))) == 1


async def test_each_table_is_locked_or_known_to_be_open(world):
    async with world.sessions() as session:
        names = (
            "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        secured = dict((await session.execute(text(names))).all())

    assert {name for name, is_secured in secured.items() if not is_secured} == OPEN | OURS
    assert set(Base.metadata.tables) <= set(secured)


async def test_the_house_sees_its_appointments_also_where_there_is_no_chat(world, as_user, clock):
    advisor, foreign = await world.advisor(), await world.advisor(institution="neubeispiel")
    ours = await world.appointment(advisor, starts_at=clock() + timedelta(days=1))
    await world.appointment(foreign, starts_at=clock() + timedelta(days=1))

    assert await as_user("anna", select(Appointment.id)) == [ours]
    assert len(await as_user("anna", select(Customer.id))) == 1
    assert await as_user("xaver", select(Appointment.id)) == []
    assert await as_user("xaver", select(Customer.id)) == []
    assert await as_user(None, select(Appointment.id)) == []


async def test_the_house_sees_its_sign_ups_and_an_external_agent_only_his_customers(world, as_user):
    event = await world.event()
    shared = await world.sign_up(event, await world.waiting(team="service"))
    other = await world.sign_up(event, await world.waiting(team="ebanking"))

    assert set(await as_user("bernd", select(SignUp.id))) == {shared, other}
    assert await as_user("xaver", select(SignUp.id)) == [shared]
    assert await as_user("dora", select(SignUp.id)) == []


async def test_who_has_no_calendar_changes_no_appointment(world, desk_sessions, clock):
    appointment = await world.appointment(
        await world.advisor(), await world.waiting(), starts_at=clock() + timedelta(days=1)
    )

    with pytest.raises(DBAPIError, match="row-level security"), seen_by(world.users["xaver"]):
        async with desk_sessions.begin() as session:
            await session.execute(update(Appointment).where(Appointment.id == appointment).values(late_minutes=5))


async def test_a_number_opens_only_with_a_chat_of_the_customer(world, as_user):
    chat = await world.get(Conversation, await world.waiting(team="service"))
    async with world.sessions.begin() as session:
        session.add(
            Identifier(
                institution_id=chat.institution_id,
                customer_id=chat.customer_id,
                kind=IdentifierKind.WA_ID,
                fingerprint=b"1",
                ciphertext=b"sealed",
                seen_at=world.clock(),
            )
        )
    number = select(func.desk_number(chat.customer_id))

    assert [await as_user(who, number) for who in ("anna", "xaver")] == [[b"sealed"]] * 2
    assert [await as_user(who, number) for who in ("dora", None)] == [[None]] * 2

"""The second lock: what PostgreSQL itself shows at the desk, whatever the page asks for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from handoff.access import ADMINISTRATION, RIGHTS
from handoff.events import sign_up
from handoff.models import (
    Advisor,
    Appointment,
    Audit,
    Base,
    Branch,
    Conversation,
    Customer,
    Event,
    Identifier,
    IdentifierKind,
    Institution,
    Invitation,
    Membership,
    Message,
    Number,
    Organisation,
    Role,
    Session,
    SignUp,
    Team,
    Template,
    User,
)
from handoff.row_security import beyond, locked, seen_by
from handoff.web.customers import NUMBERS

from .cast import hire_everyone

OURS = {"alembic_version", "processes"}
HOUSE = [Organisation, Institution, Branch, Team, Advisor, Event, Template, User, Membership, Session, Invitation]
# Each tries to reach all rows, and how many of them Neubeispiel's administrator may.
CHANGES = [
    update(Organisation).values(name="X"),
    update(Institution).values(state="BE"),
    update(Branch).values(name="X"),
    update(Team).values(hours="off"),
    update(Advisor).values(name="X"),
    update(Event).values(places=99),
    update(Template).values(name="X"),
    delete(Membership).where(Membership.role == Role.AUDITOR),
    delete(Invitation),
]
OF_NEUBEISPIEL = {
    "organisations": 1,
    "institutions": 1,
    "branches": 1,
    "teams": 1,
    "advisors": 1,
    "events": 1,
    "templates": 0,
    "memberships": 1,
    "invitations": 0,
}


async def fill(session, world):
    """One of each in both institutions; and a log-in and an invitation of Anna's."""
    for slug, id in world.institutions.items():
        branch = Branch(institution_id=id, slug="mitte", name="Mitte", street="", postcode="", city="", hours="24/7")
        session.add(branch)
        await session.flush()
        about = {"title": {}, "description": {}, "place": "Saal", "places": 10}
        times = {"starts_at": world.clock() + timedelta(days=1), "ends_at": world.clock() + timedelta(days=1, hours=1)}
        session.add_all(
            [
                Advisor(
                    institution_id=id,
                    branch_id=branch.id,
                    slug="a",
                    name="A",
                    topics=[],
                    meetings=[],
                    hours="24/7",
                ),
                Event(institution_id=id, slug=slug, **about, **times),
            ]
        )
    made = {"user_id": world.users["anna"], "created_at": world.clock()}
    session.add(Session(token_hash=b"1", seen_at=world.clock(), **made))
    session.add(Invitation(token_hash=b"2", expires_at=world.clock(), **made))


@pytest.fixture
async def cast(world, password_hash):
    await hire_everyone(world, password_hash)


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


async def test_an_external_agent_sees_his_own_alone(world, as_user):
    shared = await world.held("xaver", team="service")
    await world.waiting(team="service")
    await world.waiting(team="ebanking")
    await world.waiting(team=None)

    assert await as_user("xaver", select(Conversation.id)) == [shared]
    assert len(await as_user("bernd", select(Conversation.id))) == 4


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


async def test_of_the_house_everybody_sees_what_is_his_institutions(world, as_user):
    names = await as_user("anna", select(User.name))
    teams = await as_user("anna", select(Team.institution_id))

    assert set(names) == {"Anna Agentin", "Bernd Beispiel", "Carla Leitung", "Xaver Extern", "Adam Administration"}
    assert set(teams) == {world.institutions["musterstadt"]}
    assert await as_user("anna", select(Organisation.name)) == ["Sparkasse Musterstadt"]
    assert await as_user("anna", select(Institution.id)) == [world.institutions["musterstadt"]]
    assert set(await as_user("anna", select(Membership.institution_id))) == {world.institutions["musterstadt"]}


async def test_a_user_who_is_none_sees_nothing_of_the_house(world, as_user):
    async with world.sessions.begin() as session:
        await fill(session, world)

    assert [list(await as_user(None, select(table))) for table in HOUSE] == [[]] * len(HOUSE)


async def test_a_passwords_hash_is_for_nobody_at_the_desk(world, as_user, cast):
    for who in ("anna", "administrator@musterstadt"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            await as_user(who, select(User.password_hash))
        with pytest.raises(ProgrammingError, match="permission denied"):
            await as_user(who, update(User).values(password_hash="x").returning(User.id))


async def test_every_other_column_of_users_can_be_read(world, as_user):
    """A column that a migration adds has to be granted."""
    assert {user.email for user in await as_user("anna", select(User))} >= {"anna@musterstadt.example"}


@pytest.mark.parametrize("who", ["anna", "lead@musterstadt", "designer@musterstadt", "auditor@musterstadt"])
async def test_only_an_administrator_changes_the_house(world, desk_sessions, cast, who):
    async with world.sessions.begin() as session:
        await fill(session, world)

    changed = {one.table.name: await changed_by(desk_sessions, world.users[who], one) for one in CHANGES}

    assert set(changed.values()) == {0}, changed


async def changed_by(desk_sessions, user_id, statement):
    """How many rows; to be refused changes none."""
    with seen_by(user_id):
        try:
            async with desk_sessions.begin() as session:
                return (await session.execute(statement)).rowcount
        except DBAPIError as error:
            assert "row-level security" in str(error) or "permission denied" in str(error)
            return 0


async def test_an_administrator_changes_his_own_house_alone(world, desk_sessions, cast):
    async with world.sessions.begin() as session:
        await fill(session, world)
    administrator = world.users["administrator@neubeispiel"]

    changed = {one.table.name: await changed_by(desk_sessions, administrator, one) for one in CHANGES}

    assert changed == OF_NEUBEISPIEL


async def test_a_log_in_is_its_owners_and_his_administrators(world, as_user, desk_sessions, cast):
    async with world.sessions.begin() as session:
        await fill(session, world)
    seen = {
        who: await as_user(who, select(Session.user_id))
        for who in ("anna", "bernd", "administrator@musterstadt", "administrator@neubeispiel", "auditor@musterstadt")
    }
    gone = await changed_by(desk_sessions, world.users["bernd"], delete(Session))

    anna = world.users["anna"]
    assert seen == {
        "anna": [anna],
        "bernd": [],
        "administrator@musterstadt": [anna],
        "administrator@neubeispiel": [],
        "auditor@musterstadt": [],
    }
    assert gone == 0


async def test_a_guest_is_seen_where_he_works_and_managed_where_he_belongs(world, as_user, desk_sessions, cast):
    async with world.sessions.begin() as session:
        place = {"institution_id": world.institutions["musterstadt"], "team_id": world.teams["musterstadt/service"]}
        session.add(Membership(user_id=world.users["dora"], role=Role.EXTERNAL_AGENT, **place))
    disable = update(User).where(User.id == world.users["dora"]).values(disabled_at=world.clock())

    by_host = await changed_by(desk_sessions, world.users["administrator@musterstadt"], disable)
    by_own = await changed_by(desk_sessions, world.users["administrator@neubeispiel"], disable)

    assert "Dora Dialog" in await as_user("anna", select(User.name))
    assert "Stadtsparkasse Neubeispiel" in await as_user("anna", select(Organisation.name))
    assert (by_host, by_own) == (0, 1)


async def test_nobody_makes_himself_an_administrator(world, desk_sessions):
    mine = {"user_id": world.users["anna"], "institution_id": world.institutions["musterstadt"]}

    with pytest.raises(DBAPIError, match="row-level security"), seen_by(world.users["anna"]):
        async with desk_sessions.begin() as session:
            session.add(Membership(role=Role.ADMINISTRATOR, **mine))


async def test_a_user_is_added_without_a_password_and_to_ones_own_institution(world, desk_sessions, cast):
    async def add(institution, **values):
        with seen_by(world.users["administrator@musterstadt"]):
            async with desk_sessions.begin() as session:
                organisation = world.institutions[institution]
                session.add(User(organisation_id=organisation, email=f"{uuid4().hex}@x.example", name="X", **values))

    await add("musterstadt")
    for institution, values in (("neubeispiel", {}), ("musterstadt", {"password_hash": "x"})):
        with pytest.raises(DBAPIError, match="row-level security"):
            await add(institution, **values)


async def test_the_rights_in_the_database_are_those_of_the_first_lock(world, as_user, cast):
    for right in ADMINISTRATION:
        for role in Role:
            where = await as_user(f"{role.value}@musterstadt", select(func.desk_where(right.value)))
            assert bool(where) == (right in RIGHTS[role]), (right, role)


async def test_an_agent_signs_somebody_up_and_changes_no_event(world, desk_sessions):
    chat = await world.waiting()
    async with world.sessions.begin() as session:
        await fill(session, world)
    with seen_by(world.users["anna"]):
        async with desk_sessions.begin() as session:
            event = await session.scalar(select(Event).with_for_update())
            customer = await session.scalar(select(Conversation.customer_id).where(Conversation.id == chat))
            await sign_up(session, event, customer_id=customer, people=2, now=world.clock())
    changed = await changed_by(desk_sessions, world.users["anna"], update(Event).values(places=99))

    [event] = await world.all(select(Event).where(Event.institution_id == world.institutions["musterstadt"]))
    assert (event.taken, event.places, changed) == (2, 10, 0)


async def test_what_an_act_needs_beyond_its_users_sight_ends_with_it(world, desk_sessions, cast):
    await world.held("anna")
    with seen_by(world.users["administrator@musterstadt"]):
        async with desk_sessions.begin() as session:
            before = list(await session.scalars(select(Conversation.id)))
            async with beyond(session):
                within = list(await session.scalars(select(Conversation.id)))
            after = list(await session.scalars(select(Conversation.id)))

    assert (len(before), len(within), len(after)) == (0, 1, 0)


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

    assert {name for name, is_secured in secured.items() if not is_secured} == OURS
    assert set(Base.metadata.tables) <= set(secured)


async def test_who_has_a_chat_may_write_it_away_and_nobody_else(world, desk_sessions):
    chat = await world.held("xaver")
    away = update(Conversation).where(Conversation.id == chat).values(team_id=world.teams["musterstadt/ebanking"])
    let_go = select(func.desk_pass_on(chat))

    with seen_by(world.users["dora"]):
        async with desk_sessions.begin() as session:
            await session.execute(let_go)
            assert (await session.execute(away)).rowcount == 0
    with seen_by(world.users["xaver"]):
        async with desk_sessions.begin() as session:
            await session.execute(let_go)
            changed = update(Conversation).where(Conversation.id == chat)
            gone = {"team_id": world.teams["musterstadt/ebanking"], "owner": "waiting", "agent_id": None}
            assert (await session.execute(changed.values(gone))).rowcount == 1
        async with desk_sessions.begin() as session:
            assert (await session.execute(away)).rowcount == 0


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
    shared = await world.sign_up(event, await world.held("xaver", team="service"))
    other = await world.sign_up(event, await world.waiting(team="ebanking"))

    assert set(await as_user("bernd", select(SignUp.id))) == {shared, other}
    assert await as_user("xaver", select(SignUp.id)) == [shared]
    assert await as_user("dora", select(SignUp.id)) == []


async def test_who_has_no_calendar_changes_no_appointment(world, desk_sessions, clock):
    appointment = await world.appointment(
        await world.advisor(), await world.held("xaver"), starts_at=clock() + timedelta(days=1)
    )

    with pytest.raises(DBAPIError, match="row-level security"), seen_by(world.users["xaver"]):
        async with desk_sessions.begin() as session:
            await session.execute(update(Appointment).where(Appointment.id == appointment).values(late_minutes=5))


async def test_a_number_opens_only_with_a_chat_of_the_customer_and_to_roles_that_may_see_numbers(world, as_user):
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
    number = NUMBERS.bindparams(customers=[chat.customer_id])

    assert await as_user("anna", number) == [chat.customer_id]
    assert [await as_user(who, number) for who in ("xaver", "dora", None)] == [[]] * 3

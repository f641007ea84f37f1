"""A desk on real servers: two institutions, their people, and a browser's way of talking to it."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis
from sqlalchemy import select

from handoff.catalogue import load_catalogue
from handoff.changing_hands import change_hands
from handoff.database import connect, sessions_of
from handoff.models import (
    Advisor,
    Appointment,
    Author,
    Branch,
    Callback,
    Conversation,
    Customer,
    Event,
    HandoffReason,
    Institution,
    Meeting,
    Membership,
    Message,
    Mover,
    Number,
    Organisation,
    OrganisationKind,
    Owner,
    Record,
    RecordAssignment,
    Role,
    SignUp,
    SignUpState,
    Team,
    Template,
    User,
)
from handoff.realtime import Realtime
from handoff.records import By, RecordEntry, put_records
from handoff.settings import Settings
from handoff.vault import Vault
from handoff.web.log_in.passwords import hash_password
from tests.desk.serving import PASSWORD, Browser, free_port, serving
from tests.desk.things import one_of_each

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECRET = "a secret key of the tests"


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@dataclass
class World:
    """The database as the tests fill it."""

    sessions: object
    vault: Vault
    clock: Clock
    teams: dict[str, UUID] = field(default_factory=dict)
    users: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, UUID] = field(default_factory=dict)
    institutions: dict[str, UUID] = field(default_factory=dict)

    async def conversation(self, *, institution="musterstadt", team="service", name="Mara Beispiel", **values):
        customer = Customer(
            institution_id=self.institutions[institution], name=self.vault.seal(name), created_at=self.clock()
        )
        async with self.sessions.begin() as session:
            session.add(customer)
            await session.flush()
            conversation = Conversation(
                institution_id=self.institutions[institution],
                number_id=self.numbers[institution],
                customer_id=customer.id,
                team_id=self.teams[f"{institution}/{team}"] if team else None,
                topic="unlock",
                opened_at=self.clock(),
                last_activity_at=self.clock(),
                last_inbound_at=self.clock(),
            )
            for key, value in values.items():
                setattr(conversation, key, value)
            session.add(conversation)
        return conversation.id

    async def waiting(self, *, reason=HandoffReason.REQUEST, gathered=None, **values):
        """With a first message of the customer."""
        conversation_id = await self.conversation(**values)
        await self.message(conversation_id)
        async with self.sessions.begin() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            await change_hands(
                session,
                conversation,
                to=Owner.WAITING,
                by=Mover.BOT,
                reason=reason,
                now=self.clock(),
                gathered=gathered or {},
            )
        return conversation_id

    async def held(self, by="anna", *, unread=0, **values):
        conversation_id = await self.waiting(**values)
        async with self.sessions.begin() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            await change_hands(
                session,
                conversation,
                to=Owner.AGENT,
                by=Mover.AGENT,
                reason=HandoffReason.TAKEN,
                now=self.clock(),
                agent_id=self.users[by],
            )
            conversation.unread = unread
        return conversation_id

    async def message(self, conversation_id, body="Mein Zugang ist gesperrt.", *, author=Author.CUSTOMER, **values):
        async with self.sessions.begin() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            message = Message(
                institution_id=conversation.institution_id,
                number_id=conversation.number_id,
                conversation_id=conversation_id,
                author=author,
                kind="text",
                body=body,
                sent_at=self.clock(),
                received_at=self.clock(),
                handled_at=self.clock(),
                wamid=f"wamid.{uuid4().hex}",
            )
            for key, value in values.items():
                setattr(message, key, value)
            session.add(message)
        return message.id

    async def callback(self, *, institution="musterstadt", team="service", phone="+4915155500042", **values):
        conversation_id = await self.conversation(institution=institution, team=team)
        async with self.sessions.begin() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            callback = Callback(
                institution_id=conversation.institution_id,
                customer_id=conversation.customer_id,
                conversation_id=conversation_id,
                team_id=conversation.team_id,
                topic="unlock",
                phone=self.vault.seal(phone),
                language="de",
                earliest=self.clock() + timedelta(hours=1),
                latest=self.clock() + timedelta(hours=3),
                created_at=self.clock(),
            )
            for key, value in values.items():
                setattr(callback, key, value)
            session.add(callback)
        return callback.id

    async def template(self, *, institution="musterstadt", **values):
        """Of the institution's own business account."""
        template = Template(
            business_account_id=f"account-{institution}",
            name="reply_waiting",
            language="de",
            category="UTILITY",
            status="APPROVED",
            components={
                "components": [{"type": "BODY", "text": "Zu Ihrer Anfrage bei {{1}} liegt eine Antwort bereit."}],
                "parameter_format": "POSITIONAL",
            },
            read_at=self.clock(),
        )
        for key, value in values.items():
            setattr(template, key, value)
        async with self.sessions.begin() as session:
            session.add(template)
        return template.id

    async def promote(self, who, institution, roles):
        """Gives somebody more roles."""
        async with self.sessions.begin() as session:
            session.add_all(_memberships(self, self.users[who], institution, roles))

    async def callback_of(self, conversation_id):
        """An open one, promised in that chat."""
        callback_id = await self.callback()
        async with self.sessions.begin() as session:
            callback = await session.get_one(Callback, callback_id)
            callback.conversation_id = conversation_id

    async def hire(self, who, name, role, *, team="service", institution="musterstadt"):
        """Somebody more, with the password of all."""
        async with self.sessions.begin() as session:
            known = await session.scalar(select(User.password_hash).where(User.id == self.users["anna"]))
            await _hire(session, self, who, institution, name, "de", {team: role}, known)

    async def advisor(self, *, institution="musterstadt", slug="muster", who=None, **values):
        """With a branch of his own."""
        async with self.sessions.begin() as session:
            branch = Branch(
                institution_id=self.institutions[institution],
                slug=slug,
                name=f"Filiale {slug}",
                street="Musterplatz 1",
                postcode="00001",
                city="Musterstadt",
                hours="24/7",
            )
            session.add(branch)
            await session.flush()
            advisor = Advisor(
                institution_id=branch.institution_id,
                branch_id=branch.id,
                user_id=self.users[who] if who else None,
                slug=slug,
                name=f"Maria {slug.title()}",
                topics=["account", "credit"],
                meetings=["branch", "phone", "video"],
                hours="Mo-Fr 09:00-12:00,14:00-18:00; PH off; Dec 24 off",
            )
            for key, value in values.items():
                setattr(advisor, key, value)
            session.add(advisor)
        return advisor

    async def appointment(self, advisor, chat=None, *, starts_at, **values):
        """Of the chat's customer; without a chat, of one who has none."""
        conversation = await self.get(Conversation, chat) if chat else None
        async with self.sessions.begin() as session:
            if conversation is None:
                customer = Customer(
                    institution_id=advisor.institution_id,
                    name=self.vault.seal("Otto Ohnechat"),
                    created_at=self.clock(),
                )
                session.add(customer)
                await session.flush()
            appointment = Appointment(
                institution_id=advisor.institution_id,
                advisor_id=advisor.id,
                customer_id=conversation.customer_id if conversation else customer.id,
                conversation_id=chat,
                topic="account",
                meeting=Meeting.BRANCH,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=45),
                created_at=self.clock(),
            )
            for key, value in values.items():
                setattr(appointment, key, value)
            session.add(appointment)
        return appointment.id

    async def record(self, number="1004711", name="Mara Muster", *, institution="musterstadt", **values):
        """A person of the core system; `advisor` by his slug."""
        entry = RecordEntry(customer_number=number, name=name, **values)
        async with self.sessions.begin() as session:
            await put_records(session, self.institutions[institution], [entry], by=By(token="Test"), now=self.clock())
            wanted = Record.institution_id == self.institutions[institution], Record.customer_number == number
            return await session.scalar(select(Record.id).where(*wanted))

    async def assigned(self, chat, record, by="anna"):
        """That chat's customer to that record."""
        conversation = await self.get(Conversation, chat)
        async with self.sessions.begin() as session:
            session.add(
                RecordAssignment(
                    institution_id=conversation.institution_id,
                    customer_id=conversation.customer_id,
                    record_id=record,
                    assigned_by_id=self.users[by],
                    assigned_at=self.clock(),
                )
            )

    async def event(self, *, institution="musterstadt", slug="boerse", places=10, **values):
        async with self.sessions.begin() as session:
            event = Event(
                institution_id=self.institutions[institution],
                slug=slug,
                title={"de": f"Abend {slug}", "en": f"Evening {slug}"},
                description={"de": "Vortrag", "en": "Talk"},
                place="Saal",
                starts_at=self.clock() + timedelta(days=10),
                ends_at=self.clock() + timedelta(days=10, hours=2),
                places=places,
            )
            for key, value in values.items():
                setattr(event, key, value)
            session.add(event)
        return event.id

    async def sign_up(self, event, chat, *, people=1, state=SignUpState.COMING, at=None):
        conversation = await self.get(Conversation, chat)
        async with self.sessions.begin() as session:
            sign_up = SignUp(
                institution_id=conversation.institution_id,
                event_id=event,
                customer_id=conversation.customer_id,
                people=people,
                state=state,
                created_at=at or self.clock(),
            )
            session.add(sign_up)
        return sign_up.id

    async def all(self, statement):
        async with self.sessions() as session:
            return list(await session.scalars(statement))

    async def get(self, kind, key):
        async with self.sessions() as session:
            return await session.get_one(kind, key)


@pytest.fixture(scope="session")
def password_hash():
    return hash_password(PASSWORD)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def world(database_url, clock, password_hash):
    engine = connect(database_url)
    world = World(sessions_of(engine), Vault(SECRET), clock)
    async with world.sessions.begin() as session:
        await _found(session, world, "musterstadt", "Sparkasse Musterstadt", ("service", "ebanking"))
        await _found(session, world, "neubeispiel", "Stadtsparkasse Neubeispiel", ("service",))
        people = {
            "anna": ("musterstadt", "Anna Agentin", "de", {"service": Role.AGENT, "ebanking": Role.AGENT}),
            "bernd": ("musterstadt", "Bernd Beispiel", "en", {"service": Role.AGENT}),
            "xaver": ("musterstadt", "Xaver Extern", "de", {"service": Role.EXTERNAL_AGENT}),
            "carla": ("musterstadt", "Carla Leitung", "de", {"service": Role.LEAD}),
            "adam": ("musterstadt", "Adam Administration", "de", {None: Role.ADMINISTRATOR}),
            "dora": ("neubeispiel", "Dora Dialog", "de", {"service": Role.AGENT}),
            "nora": ("neubeispiel", "Nora Administration", "de", {None: Role.ADMINISTRATOR}),
        }
        for who, (institution, name, language, roles) in people.items():
            await _hire(session, world, who, institution, name, language, roles, password_hash)
    yield world
    await engine.dispose()


async def _found(session, world, slug, name, teams):
    organisation = Organisation(kind=OrganisationKind.INSTITUTION, slug=slug, name=name)
    session.add(organisation)
    await session.flush()
    facts = {"institution_name": name, "email": f"info@{slug}.example"}
    session.add(Institution(id=organisation.id, state="NW", notice_version="1", facts=facts, limits={}))
    await session.flush()
    number = Number(
        institution_id=organisation.id,
        phone_number_id=f"pn-{slug}",
        business_account_id=f"account-{slug}",
        display_number="49",
    )
    rows = {slug_: Team(institution_id=organisation.id, slug=slug_, name=slug_, hours="24/7") for slug_ in teams}
    session.add_all([number, *rows.values()])
    await session.flush()
    world.institutions[slug] = organisation.id
    world.numbers[slug] = number.id
    world.teams |= {f"{slug}/{slug_}": team.id for slug_, team in rows.items()}


async def _hire(session, world, who, institution, name, language, roles, password_hash):
    user = User(
        organisation_id=world.institutions[institution],
        email=f"{who}@{institution}.example",
        name=name,
        language=language,
        password_hash=password_hash,
    )
    session.add(user)
    await session.flush()
    world.users[who] = user.id
    session.add_all(_memberships(world, user.id, institution, roles))


def _memberships(world, user_id, institution, roles):
    return [
        Membership(
            user_id=user_id,
            institution_id=world.institutions[institution],
            team_id=world.teams[f"{institution}/{team}"] if team else None,
            role=role,
        )
        for team, role in roles.items()
    ]


@pytest.fixture
async def realtime(redis_url):
    realtime = Realtime(redis_url)
    yield realtime
    await realtime.close()


@pytest.fixture
def catalogue():
    return load_catalogue(Path("data"))


@pytest.fixture
async def fresh_redis(redis_url):
    """Where no log-in has been tried yet."""
    async with Redis.from_url(redis_url) as redis:
        async for key in redis.scan_iter("schalter:log-in:*"):
            await redis.delete(key)
        yield redis


@pytest.fixture
async def start(world, clock, catalogue, realtime, redis_url, fresh_redis):
    """Starts a desk; returns where it is."""
    async with AsyncExitStack() as desks:

        async def start(*, public_url="", redis=redis_url, realtime=realtime, sessions=world.sessions):
            port = free_port()
            settings = Settings(
                SCHALTER_PORT=port, SCHALTER_PUBLIC_URL=public_url, SCHALTER_SECRET_KEY=SECRET, REDIS_URL=redis
            )
            app = await desks.enter_async_context(
                serving(
                    settings,
                    sessions=sessions,
                    realtime=realtime,
                    vault=world.vault,
                    clock=clock,
                    catalogue=catalogue,
                )
            )
            return f"http://127.0.0.1:{port}", app

        yield start


@pytest.fixture
async def desk(start):
    url, _ = await start()
    return url


@pytest.fixture
async def browser_of(desk):
    """A browser in which that person has logged in; with None, nobody has."""
    browsers = []

    async def browser_of(who=None, institution="musterstadt"):
        browser = Browser(desk)
        browsers.append(browser)
        if who is not None:
            answer = await browser.log_in(f"{who}@{institution}.example")
            assert answer.status_code == 303
        return browser

    yield browser_of
    for browser in browsers:
        await browser.http.aclose()


@pytest.fixture
async def anna(browser_of):
    return await browser_of("anna")


@pytest.fixture
async def bernd(browser_of):
    return await browser_of("bernd")


@pytest.fixture
async def adam(browser_of):
    """An administrator."""
    return await browser_of("adam")


@pytest.fixture
async def carla(browser_of):
    """A team lead."""
    return await browser_of("carla")


@pytest.fixture
async def dora(browser_of):
    return await browser_of("dora", "neubeispiel")


@pytest.fixture
async def new_page(start, browser):
    """Opens a page for another person. Errors and refusals by the security policy fail the test. All close before the
    desks end.
    """
    wrong, contexts = [], []

    def hear(message):
        # A refused form is an answer like others; the browser notes it all the same.
        if message.type == "error" and not any(f"status of {status}" in message.text for status in (409, 422)):
            wrong.append(message.text)

    async def new_page():
        page = await browser.new_page(locale="de-DE")
        contexts.append(page.context)
        page.on("console", hear)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield new_page
    for context in contexts:
        await context.close()
    assert wrong == []


@pytest.fixture
async def page(new_page):
    return await new_page()


@pytest.fixture
async def hold(page):
    """Holds back the next request to that path; returns what lets it go."""

    async def hold(path):
        let_go = asyncio.Event()

        async def wait(route):
            await let_go.wait()
            await route.continue_()

        await page.route(path, wait, times=1)
        return let_go

    return hold


@pytest.fixture
async def nora(browser_of):
    """An administrator of the other institution."""
    return await browser_of("nora", "neubeispiel")


@pytest.fixture
async def everything(world):
    """One of each that belongs to Musterstadt, as parameters for paths."""
    return await one_of_each(world)

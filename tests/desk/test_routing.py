"""Chats find people: carried out on the database, by several at once, and what agents and customers notice of it."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from handoff.access import access_of
from handoff.assigning import Router, open_queues, take_away, waiting_teams
from handoff.assigning.keeping import look
from handoff.desk.holding import take
from handoff.errors import ConversationMoved
from handoff.handing_over import put_into_queue
from handoff.models import (
    Absence,
    Conversation,
    Draft,
    Handoff,
    HandoffReason,
    Institution,
    Message,
    Organisation,
    OrganisationKind,
    Owner,
    Presence,
    Role,
    SentOut,
    Shift,
    Team,
    User,
)
from handoff.notices import Bell
from handoff.routing.order import turn_at
from handoff.sending import Bubble

from .conftest import NOW


def speak(conversation, institution, response, values):
    return [Bubble(f"{response} {values}", response_name=response)]


@pytest.fixture
def routing(world, catalogue, clock):
    router = Router(catalogue, speak)

    async def route(team="musterstadt/service"):
        async with world.sessions.begin() as session:
            return await router.route(session, world.teams[team], now=clock())

    return route


@pytest.fixture
async def team(world):
    """Of the service team of Musterstadt: it gives its chats."""

    async def change(name="musterstadt/service", **values):
        async with world.sessions.begin() as session:
            await session.execute(update(Team).where(Team.id == world.teams[name]).values(**values))

    await change(push=True)
    return change


@pytest.fixture
async def there(world, clock):
    """Makes people come to the desk."""

    async def come(*names, **values):
        people = [world.users[name] for name in names]
        async with world.sessions.begin() as session:
            there = {"seen_at": clock(), **values}
            await session.execute(update(User).where(User.id.in_(people)).values(**there))

    return come


async def chat_of(world, chat):
    return await world.get(Conversation, chat)


async def said_to(world, chat):
    of_bot = select(Message.response_name).where(Message.conversation_id == chat, Message.author == "bot")
    return await world.all(of_bot.order_by(Message.id))


async def test_a_waiting_chat_is_given_with_its_time_to_answer(world, routing, team, there, clock):
    await team(answer_minutes=7)
    await there("anna")
    chat = await world.waiting()

    changed = await routing()

    given = await chat_of(world, chat)
    assert (given.owner, given.agent_id) == (Owner.AGENT, world.users["anna"])
    assert given.answer_by == clock() + timedelta(minutes=7)
    assert set(changed) == {chat, world.users["anna"]}
    last = (await world.all(select(Handoff).where(Handoff.conversation_id == chat).order_by(Handoff.at)))[-1]
    assert (last.reason, last.to_agent_id) == (HandoffReason.GIVEN, world.users["anna"])


async def test_a_team_that_takes_its_chats_is_given_none(world, routing, there):
    await there("anna")
    chat = await world.waiting()

    assert await routing() == []
    assert (await chat_of(world, chat)).owner is Owner.WAITING


@pytest.mark.parametrize("absence", [{"presence": Presence.AWAY}, {"seen_at": NOW - timedelta(minutes=2)}])
async def test_nobody_on_a_break_or_gone_is_given_any(world, routing, team, there, absence):
    await there("anna", **absence)
    chat = await world.waiting()

    await routing()

    assert (await chat_of(world, chat)).owner is Owner.WAITING


async def test_leads_and_disabled_people_are_given_none(world, routing, team, there, clock):
    await there("carla")
    await there("bernd", disabled_at=clock())
    chat = await world.waiting()

    await routing()

    assert (await chat_of(world, chat)).owner is Owner.WAITING


async def test_fraud_goes_first_and_capacity_is_kept(world, routing, team, there, clock):
    await there("anna", capacity=2)
    held = await world.held("anna")
    old = await world.waiting(due_at=clock() - timedelta(minutes=10))
    fraud = await world.waiting(due_at=clock() + timedelta(minutes=5), priority=3)

    await routing()

    assert [(await chat_of(world, chat)).owner for chat in (held, fraud, old)] == [
        Owner.AGENT,
        Owner.AGENT,
        Owner.WAITING,
    ]


async def test_what_is_offered_to_somebody_takes_a_place_of_his(world, routing, team, there, clock):
    await there("anna", capacity=1)
    offered = await world.waiting()
    async with world.sessions.begin() as session:
        row = await session.get_one(Conversation, offered)
        row.offered_to_id, row.offered_by_id = world.users["anna"], world.users["bernd"]
        row.offer_ends_at = clock() + timedelta(minutes=5)
    chat = await world.waiting()

    await routing()

    assert (await chat_of(world, chat)).owner is Owner.WAITING
    assert (await chat_of(world, offered)).offered_to_id == world.users["anna"]


async def test_many_at_once_give_each_chat_once_and_overfill_nobody(world, catalogue, team, there, clock):
    await there("anna", "bernd", "xaver", capacity=4)
    chats = [await world.waiting() for _ in range(15)]
    router = Router(catalogue)

    async def route():
        async with world.sessions.begin() as session:
            await router.route(session, world.teams["musterstadt/service"], now=clock())

    async def take_one(chat):
        with suppress(ConversationMoved):  # it was given before
            async with world.sessions.begin() as session:
                anna = await session.get_one(User, world.users["anna"])
                await take(session, chat, user=anna, now=clock())

    await asyncio.gather(*(route() for _ in range(6)), take_one(chats[14]), *(route() for _ in range(6)))
    await route()

    chats = await world.all(select(Handoff.conversation_id).where(Handoff.to_owner == Owner.AGENT))
    given = Counter(await world.all(select(Handoff.to_agent_id).where(Handoff.reason == HandoffReason.GIVEN)))
    held = Counter(await world.all(select(Conversation.agent_id).where(Conversation.owner == Owner.AGENT)))
    assert len(chats) == len(set(chats)) == held.total()
    # Nobody is given more than four; what Anna takes herself is her own affair, before or after.
    assert max(given.values()) == 4 and min(held.values()) == 4 and held.total() in (12, 13)


async def test_who_does_not_answer_in_time_loses_it_to_somebody_else(world, routing, team, there, clock):
    await there("anna")
    chat = await world.waiting()
    await routing()
    clock.now += timedelta(minutes=9)
    await there("anna", "bernd")
    async with world.sessions.begin() as session:
        early = await take_away(session, now=clock())
    clock.now += timedelta(minutes=1)
    await there("anna", "bernd")
    async with world.sessions.begin() as session:
        taken = await take_away(session, now=clock())
    await routing()

    assert early == [] and taken == [chat, world.users["anna"]]
    now = await chat_of(world, chat)
    assert now.agent_id == world.users["bernd"] and now.passed_over == [world.users["anna"]]


async def test_who_is_writing_the_answer_keeps_it(world, routing, team, there, clock):
    await there("anna")
    chat = await world.waiting()
    await routing()
    clock.now += timedelta(minutes=11)
    await there("anna")
    async with world.sessions.begin() as session:
        draft = Draft(
            user_id=world.users["anna"],
            conversation_id=chat,
            client_key=chat,
            revision=1,
            body="Guten",
            at=clock() - timedelta(seconds=20),
        )
        session.add(draft)
    async with world.sessions.begin() as session:
        kept = await take_away(session, now=clock())
    clock.now += timedelta(minutes=1)
    await there("anna")
    async with world.sessions.begin() as session:
        lost = await take_away(session, now=clock())

    assert kept == [] and chat in lost


async def test_who_has_answered_keeps_it_and_who_has_gone_does_not(anna, bernd, world, there, clock):
    answered, unanswered = await world.waiting(), await world.waiting()
    for browser, chat in ((anna, answered), (bernd, unanswered)):
        await browser.post(f"/desk/chats/{chat}/assignment")
    assert (await chat_of(world, answered)).answer_by == clock() + timedelta(minutes=10)
    await anna.post(f"/desk/chats/{answered}/messages", body="Guten Tag", client_key=str(uuid4()))
    clock.now += timedelta(minutes=5)
    async with world.sessions.begin() as session:
        changed = await take_away(session, now=clock())

    assert changed == [unanswered, world.users["bernd"]]
    assert (await chat_of(world, answered)).answer_by is None
    gone = await chat_of(world, unanswered)
    assert (gone.owner, gone.passed_over) == (Owner.WAITING, [])


async def test_nobody_free_is_told_to_leads_and_customers_once(world, routing, team, clock):
    chat = await world.waiting(due_at=clock() + timedelta(minutes=10))
    async with world.sessions() as session:
        carla = await access_of(session, world.users["carla"])
    bell = Bell(since=clock())
    await routing()
    at_first = await said_to(world, chat)
    clock.now += timedelta(minutes=3)
    await routing()
    await routing()

    assert at_first == []
    assert await said_to(world, chat) == ["utter_still_waiting_unknown"]
    async with world.sessions() as session:
        news = await bell.news(session, carla, silenced=[], now=clock())
    assert ("escalation", chat) in [(notice.kind.value, notice.conversation_id) for notice in news]


async def test_all_full_is_told_when_the_time_to_answer_is_over(world, routing, team, there, clock):
    await there("anna", capacity=1)
    await world.held("anna")
    chat = await world.waiting(due_at=clock() + timedelta(minutes=10))
    clock.now += timedelta(minutes=9)
    await there("anna")
    await routing()
    before = await said_to(world, chat)
    clock.now += timedelta(minutes=1)
    await there("anna")
    await routing()

    assert before == [] and await said_to(world, chat) == ["utter_still_waiting"]


async def test_when_the_team_has_gone_home_its_chats_wait_for_the_morning(world, routing, team, clock):
    await team(hours="Mo-Fr 08:00-18:00")
    first = await world.waiting(topic="unlock")
    clock.now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    second = await world.waiting(topic="unlock")
    await routing()

    parked = await chat_of(world, first)
    assert parked.owner is Owner.PARKED
    assert parked.due_at == datetime(2026, 11, 24, 7, 10, tzinfo=UTC)
    assert await said_to(world, first) == ["utter_handed_over_closed"]

    clock.now = datetime(2026, 11, 24, 6, 59, tzinfo=UTC)
    async with world.sessions.begin() as session:
        early = await open_queues(session, now=clock())
    clock.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    async with world.sessions.begin() as session:
        opened = await open_queues(session, now=clock())

    assert early == [] and opened == [first, second]
    assert (await chat_of(world, first)).owner is Owner.WAITING


async def test_who_has_waited_for_the_opening_is_not_told_to_be_patient_the_moment_it_comes(
    world, routing, team, clock
):
    await team(hours="Mo-Fr 08:00-18:00")
    chat = await world.waiting(topic="unlock", due_at=datetime(2026, 11, 24, 7, 10, tzinfo=UTC))
    clock.now = datetime(2026, 11, 24, 7, 1, tzinfo=UTC)
    await routing()
    at_first = await said_to(world, chat)
    clock.now = datetime(2026, 11, 24, 7, 2, tzinfo=UTC)
    await routing()

    assert at_first == []
    assert await said_to(world, chat) == ["utter_still_waiting_unknown"]


async def test_a_team_at_home_with_somebody_still_there_goes_on(world, routing, team, there, clock):
    await team(hours="Mo-Fr 08:00-18:00")
    clock.now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    await there("anna")
    chat = await world.waiting()

    await routing()

    assert (await chat_of(world, chat)).agent_id == world.users["anna"]


@pytest.fixture
async def centre(world):
    """A centre of another company; Xaver works there."""
    institution = world.institutions["musterstadt"]
    async with world.sessions.begin() as session:
        company = Organisation(kind=OrganisationKind.EXTERNAL_CENTRE, slug="fernwort", name="Fernwort GmbH")
        session.add(company)
        await session.flush()
        team = Team(
            institution_id=institution,
            slug="centre",
            name="Fernwort",
            hours="24/7",
            push=True,
            staffed_by_id=company.id,
        )
        session.add(team)
    world.teams["musterstadt/centre"] = team.id
    return team.id


async def test_what_a_centre_leaves_over_goes_back_to_the_house(world, routing, team, centre, clock):
    await team(hours="Mo-Fr 08:00-18:00", push=False)
    await team("musterstadt/centre", hours="Mo-Fr 06:00-08:30")
    await lay_down(world, {"team": "centre", "when": "closed"})
    clock.now = datetime(2026, 11, 24, 7, 45, tzinfo=UTC)
    chat = await world.waiting(team="centre", topic="hours")

    await routing("musterstadt/centre")

    left = await chat_of(world, chat)
    assert (left.owner, left.team_id) == (Owner.WAITING, world.teams["musterstadt/service"])
    assert await said_to(world, chat) == []


async def test_at_night_it_waits_for_the_house_and_not_for_the_centre(world, routing, team, centre, clock):
    await team("musterstadt/ebanking", hours="Mo-Fr 08:00-18:00")
    await team("musterstadt/centre", hours="Mo-Fr 18:00-22:00")
    await lay_down(world, {"team": "centre", "when": "closed"})
    clock.now = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    chat = await world.waiting(team="centre", topic="unlock")

    await routing("musterstadt/centre")

    left = await chat_of(world, chat)
    assert (left.owner, left.team_id) == (Owner.PARKED, world.teams["musterstadt/ebanking"])
    assert await said_to(world, chat) == ["utter_handed_over_closed"]


async def test_one_institutions_fault_keeps_no_other_waiting(world, team, there, catalogue, clock, realtime):
    await there("anna", "dora")
    await team("neubeispiel/service", push=True)
    async with world.sessions.begin() as session:
        institution = await session.get_one(Institution, world.institutions["musterstadt"])
        institution.routing = {"outsourcing": [{"team": "service", "when": "nonsense"}]}
    stuck = await world.waiting()
    other = await world.waiting(institution="neubeispiel")

    await look(Router(catalogue), world.sessions, clock=clock, realtime=realtime)

    assert (await chat_of(world, stuck)).owner is Owner.WAITING
    assert (await chat_of(world, other)).agent_id == world.users["dora"]


async def lay_down(world, *rules):
    async with world.sessions.begin() as session:
        institution = await session.get_one(Institution, world.institutions["musterstadt"])
        institution.routing = {"outsourcing": list(rules)}


async def test_above_two_chats_in_the_house_the_centre_gets_the_next(world, routing, team, there, centre, clock):
    await lay_down(world, {"team": "centre", "when": "above", "above": 2})
    await there("anna", "bernd")
    chats = [await world.waiting(topic="hours", waiting_since=clock()) for _ in range(4)]
    complaint = await world.waiting(topic="complaint")

    await routing()

    rows = [await chat_of(world, chat) for chat in chats]
    assert sum(row.owner is Owner.AGENT for row in rows) <= 2
    assert {row.team_id for row in rows if row.owner is Owner.WAITING} == {centre}
    assert (await chat_of(world, complaint)).team_id == world.teams["musterstadt/service"]
    moved = await world.all(select(Handoff).where(Handoff.reason == HandoffReason.OVERFLOW))
    assert [one.rule for one in moved] == [SentOut.ABOVE] * sum(row.team_id == centre for row in rows)


@pytest.mark.parametrize(
    "hours, routing, staffed, to, rule",
    [
        ("24/7", {"outsourcing": [{"team": "centre", "when": "closed"}]}, False, "service", None),
        ("off", {"outsourcing": [{"team": "centre", "when": "closed"}]}, False, "centre", SentOut.CLOSED),
        ("off", {"outsourcing": [{"team": "centre", "when": "above", "above": 9}]}, False, "centre", SentOut.CLOSED),
        ("24/7", {"teams": {"hours": "centre"}}, False, "centre", SentOut.TOPIC),
        ("24/7", {}, True, "service", SentOut.ALWAYS),
    ],
)
async def test_by_which_rule_the_bot_hands_over_to_a_centre_is_written_down(
    world, team, centre, clock, catalogue, hours, routing, staffed, to, rule
):
    await team(hours=hours)
    async with world.sessions.begin() as session:
        institution = await session.get_one(Institution, world.institutions["musterstadt"])
        institution.routing = routing
        if staffed:
            external = await session.get_one(Team, world.teams["musterstadt/centre"])
            await session.execute(
                update(Team)
                .where(Team.id == world.teams["musterstadt/service"])
                .values(staffed_by_id=external.staffed_by_id)
            )
    chat = await world.conversation(team=None, topic="hours")

    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        about = {"topic": "hours", "gathered": {}, "reason": HandoffReason.REQUEST, "catalogue": catalogue}
        institution = await session.get_one(Institution, world.institutions["musterstadt"])
        await put_into_queue(session, conversation, institution=institution, now=clock(), **about)

    [row] = await world.all(select(Handoff))
    assert (row.team_id, row.rule) == (world.teams[f"musterstadt/{to}"], rule)


async def test_the_next_chat_within_days_goes_to_who_had_the_last(world, routing, team, there):
    await there("anna", "bernd")
    chat = await world.waiting()
    async with world.sessions.begin() as session:
        row = await session.get_one(Conversation, chat)
        row.former_id = world.users["bernd"]

    await routing()

    assert (await chat_of(world, chat)).agent_id == world.users["bernd"]


async def absence(world, who, clock, deputy=None, **length):
    async with world.sessions.begin() as session:
        day = clock().date()
        row = Absence(
            institution_id=world.institutions["musterstadt"],
            user_id=world.users[who],
            deputy_id=world.users[deputy] if deputy else None,
            first_day=day,
            last_day=day,
            starts_at=clock() - timedelta(hours=1),
            ends_at=clock() + timedelta(**(length or {"hours": 8})),
        )
        session.add(row)


async def test_a_chat_for_an_advisor_who_is_away_goes_to_the_deputy(world, routing, team, there, clock):
    await absence(world, "carla", clock, deputy="bernd")
    await there("anna", "bernd", "carla")
    chat = await world.waiting(named_id=world.users["carla"], due_at=clock() + timedelta(minutes=10))

    await routing()

    given = await chat_of(world, chat)
    assert (given.agent_id, given.named_id) == (world.users["bernd"], world.users["bernd"])


async def test_a_chat_for_an_advisor_who_is_away_without_deputy_goes_to_the_team(world, routing, team, there, clock):
    await absence(world, "carla", clock)
    await there("anna", "carla")
    chat = await world.waiting(named_id=world.users["carla"], due_at=clock() + timedelta(minutes=10))

    await routing()

    assert (await chat_of(world, chat)).agent_id == world.users["anna"]


async def test_a_chat_for_an_advisor_waits_for_him_whoever_is_on_duty(world, routing, team, there, clock):
    await there("anna", "bernd")
    chat = await world.waiting(named_id=world.users["carla"], due_at=clock() + timedelta(minutes=10))
    await routing()
    waits = await chat_of(world, chat)
    await there("carla")
    await routing()

    assert waits.owner is Owner.WAITING and (await chat_of(world, chat)).agent_id == world.users["carla"]


async def test_only_who_is_on_duty_is_given_chats_where_there_is_a_plan(world, routing, team, there, clock):
    async with world.sessions.begin() as session:
        shift = Shift(
            institution_id=world.institutions["musterstadt"],
            user_id=world.users["bernd"],
            team_id=world.teams["musterstadt/service"],
            starts_at=clock() - timedelta(hours=1),
            ends_at=clock() + timedelta(hours=1),
        )
        session.add(shift)
    await there("anna", "bernd")
    chat = await world.waiting()

    await routing()

    assert (await chat_of(world, chat)).agent_id == world.users["bernd"]


async def test_who_is_away_is_given_none_though_a_page_of_his_is_open(world, routing, team, there, clock):
    await absence(world, "anna", clock)
    await there("anna")
    chat = await world.waiting()

    await routing()

    assert (await chat_of(world, chat)).owner is Owner.WAITING


async def test_a_deputy_reads_whose_customer_it_is_and_how_long(browser_of, world, clock):
    await world.hire("maria", "Maria Muster", Role.ADVISOR)
    await world.hire("beate", "Beate Beratung", Role.ADVISOR)
    await world.advisor(who="maria", name="Maria Muster")
    await world.advisor(who="beate", slug="beratung", name="Beate Beratung")
    await absence(world, "maria", clock, deputy="beate")
    asked = {"advisor_name": "Maria Muster"}
    for_maria = await world.held("beate", named_id=world.users["beate"], gathered=asked)
    for_herself = await world.held("beate", named_id=world.users["beate"], gathered={"advisor_name": "Beate Beratung"})
    beate, anna = await browser_of("beate"), await browser_of("anna")

    page, her_own = [(await beate.get(f"/desk/chats/{chat}")).text for chat in (for_maria, for_herself)]

    assert "Sie vertreten</dt><dd>Maria Muster, 23. Nov. 2026" in page and "Gewünscht wird" not in page
    assert "Sie vertreten" not in her_own and "Gewünscht wird</dt><dd>Beate Beratung" in her_own
    assert "Sie vertreten" not in (await anna.get(f"/desk/chats/{for_maria}")).text


async def test_who_had_the_last_chat_and_who_is_asked_for_stands_in_the_chat(anna, world):
    chat = await world.waiting(former_id=world.users["bernd"], named_id=world.users["carla"])

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "Letzter Chat bei</dt><dd>Bernd Beispiel" in page
    assert "Gewünscht wird</dt><dd>Carla Leitung" in page


async def test_only_teams_with_somebody_waiting_are_looked_at(world, routing, team):
    await world.waiting()
    await world.held("anna", team="ebanking")

    async with world.sessions() as session:
        assert await waiting_teams(session) == [world.teams["musterstadt/service"]]


async def test_the_database_works_out_the_same_turn_as_the_rules(world, clock):
    for priority in range(4):
        for due_at in (None, clock() + timedelta(minutes=7)):
            chat = await chat_of(world, await world.waiting(priority=priority, due_at=due_at))
            wanted = turn_at(waiting_since=chat.waiting_since, due_at=due_at, priority=priority)
            assert chat.turn_at == wanted

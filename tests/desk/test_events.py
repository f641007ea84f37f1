"""Events at the desk: who comes, who waits, and who moves up."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from handoff.models import Audit, Conversation, Event, Membership, Message, Role, SignUp, SignUpState
from handoff.timers import move_up_waiting


async def sign_up(browser, chat, event, people=1, **fields):
    return await browser.post(f"/desk/chats/{chat}/sign-up", event=str(event), people=str(people), **fields)


async def test_a_customer_is_signed_up_told_and_shown(anna, world):
    chat, event = await world.held("anna", name="Rosa Vorlage"), await world.event()

    answer = await sign_up(anna, chat, event, 2, tells="1")

    assert answer.status_code == 303
    assert (await world.get(Event, event)).taken == 2
    bodies = [one.body for one in await world.all(select(Message).order_by(Message.id))]
    assert bodies[-1].startswith(
        "Sie sind angemeldet: „Abend boerse“, Donnerstag, 3. Dezember, 11 Uhr, Saal (2 Personen)."
    )
    page, listed = (await anna.get(f"/desk/events/{event}")).text, (await anna.get("/desk/events")).text
    assert "Rosa Vorlage" in page and "2 Personen" in page
    assert "2 von 10 Plätzen" in listed
    assert "Abend boerse" in (await anna.get(f"/desk/chats/{chat}")).text


async def test_a_second_click_changes_and_tells_nothing(anna, world):
    chat, event = await world.held("anna"), await world.event()

    for _ in range(2):
        await sign_up(anna, chat, event, 2, tells="1")

    assert (await world.get(Event, event)).taken == 2
    assert len(await world.all(select(Message))) == 2
    assert len(await world.all(select(Audit).where(Audit.act == "sign_up"))) == 1


async def test_a_full_event_offers_the_waiting_list(anna, world):
    chat, event = await world.held("anna"), await world.event(places=2)
    await world.sign_up(event, await world.conversation(), people=1)

    few = await sign_up(anna, chat, event, 2)
    waits = await sign_up(anna, chat, event, 2, waits="1")

    assert few.status_code == 422 and "Nur noch 1 frei" in few.text
    assert waits.status_code == 303
    assert [one.state for one in await world.all(select(SignUp).where(SignUp.people == 2))] == [SignUpState.WAITING]


async def test_two_agents_give_away_the_last_place_once(anna, bernd, world):
    event = await world.event(places=1)
    mine, other = await world.held("anna"), await world.held("bernd")

    answers = await asyncio.gather(sign_up(anna, mine, event), sign_up(bernd, other, event))

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert (await world.get(Event, event)).taken == 1


async def test_who_signs_off_makes_room_for_who_waits(anna, world):
    event = await world.event(places=2)
    coming, waiting = await world.held("anna"), await world.conversation(name="Udo Warte")
    gone = await world.sign_up(event, coming, people=2)
    next_one = await world.sign_up(event, waiting, people=2, state=SignUpState.WAITING)

    answer = await anna.post(f"/desk/sign-ups/{gone}/cancellation", tells="1")

    assert answer.headers["location"] == f"/desk/events/{event}"
    assert (await world.get(SignUp, gone)).state is SignUpState.CANCELLED
    assert (await world.get(SignUp, next_one)).state is SignUpState.COMING
    said = [one.body for one in await world.all(select(Message).where(Message.author != "customer"))]
    assert sorted(body.split(":")[0] for body in said) == [
        "Gute Nachricht",
        "Sie sind von „Abend boerse“, Donnerstag, 3. Dezember, 11 Uhr, abgemeldet.",
    ]


async def test_where_an_advisor_signs_off_those_waiting_move_up_a_little_later(browser_of, world, clock):
    async with world.sessions.begin() as session:
        bernds = (await session.scalars(select(Membership).where(Membership.user_id == world.users["bernd"]))).one()
        bernds.role = Role.ADVISOR
    event, chat = await world.event(places=1), await world.held("bernd")
    gone = await world.sign_up(event, chat)
    waiting = await world.conversation(last_inbound_at=clock() - timedelta(days=2))
    next_one = await world.sign_up(event, waiting, state=SignUpState.WAITING)

    await (await browser_of("bernd")).post(f"/desk/sign-ups/{gone}/cancellation")
    meanwhile = (await world.get(SignUp, next_one)).state
    async with world.sessions.begin() as session:
        await move_up_waiting(session, now=clock())

    assert meanwhile is SignUpState.WAITING
    assert (await world.get(SignUp, next_one)).state is SignUpState.COMING
    assert (await world.get(Conversation, waiting)).attention == "waiting_list"


async def test_what_is_typed_wrong_is_said_beside_the_field(anna, world):
    chat, event = await world.held("anna"), await world.event()

    many, none, nothing = [await sign_up(anna, chat, event, people) for people in (21, 0, "viele")]

    assert "Höchstens 20." in many.text and "Mindestens 1." in none.text
    assert [one.status_code for one in (many, none, nothing)] == [422] * 3


async def test_past_events_and_those_of_others_are_no_choice(anna, dora, world, clock):
    chat = await world.held("anna")
    past = await world.event(slug="alt", starts_at=clock() - timedelta(hours=3), ends_at=clock() - timedelta(hours=1))
    foreign = await world.event(slug="fremd", institution="neubeispiel")

    answers = [await sign_up(anna, chat, event) for event in (past, foreign)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Abend fremd" not in (await anna.get("/desk/events")).text
    assert "Abend fremd" in (await dora.get("/desk/events")).text


async def test_an_external_agent_sees_no_events(browser_of, world):
    chat, event = await world.held("xaver"), await world.event()
    xaver = await browser_of("xaver")

    answers = [
        await xaver.get("/desk/events"),
        await xaver.get(f"/desk/events/{event}"),
        await sign_up(xaver, chat, event),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3


async def test_for_what_is_called_off_nobody_is_signed_up(anna, world):
    chat, event = await world.held("anna"), await world.event(cancelled_at=world.clock())
    other = await world.event(slug="garten")

    listed, shown = (await anna.get("/desk/events")).text, (await anna.get(f"/desk/events/{event}")).text
    form = (await anna.get(f"/desk/chats/{chat}/sign-up/new")).text

    assert "Abend boerse" in listed and listed.count("abgesagt") == 1
    assert "abgesagt" in shown and "sign-up/new" not in shown
    assert str(event) not in form and str(other) in form
    assert (await sign_up(anna, chat, event)).status_code == 404
    assert await world.all(select(SignUp)) == []

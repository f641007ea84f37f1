"""Appointments at the desk: the same calendar as the bot's, seen and changed by people."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from handoff.appointments import NotBooked, cancel, move
from handoff.models import (
    Appointment,
    AppointmentOutcome,
    AppointmentState,
    Audit,
    Conversation,
    Institution,
    Meeting,
    Membership,
    Message,
    Role,
)
from handoff.web.calendar.slot_choice import code_of, slot_of

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def code(advisor, starts_at=TUESDAY):
    return f"{advisor.id}~{starts_at.isoformat()}"


async def book(browser, chat, advisor, starts_at=TUESDAY, **fields):
    wanted = {"topic": "account", "meeting": "branch", "advisor": "", "day": "2026-11-23"}
    return await browser.post(
        f"/desk/chats/{chat}/appointment", **(wanted | {"slot": code(advisor, starts_at)} | fields)
    )


async def appointments(world):
    return await world.all(select(Appointment).order_by(Appointment.created_at))


async def said(world, chat):
    return [(one.kind, one.body) for one in await world.all(select(Message).where(Message.conversation_id == chat))]


async def test_a_booking_is_made_told_and_audited(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor()

    answer = await book(anna, chat, advisor, tells="1")

    (made,) = await appointments(world)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/chats/{chat}")
    assert (made.starts_at, made.booked_by_id, made.conversation_id) == (TUESDAY, world.users["anna"], chat)
    kind, body = (await said(world, chat))[-1]
    assert kind == "link"
    assert body == (
        "Ihr Termin steht: Dienstag, 24. November, 10 Uhr, mit Maria Muster. "
        "Sie finden uns hier: Filiale muster, Musterplatz 1, 00001 Musterstadt. Wir freuen uns auf Sie!"
    )
    assert [row.subject for row in await world.all(select(Audit).where(Audit.act == "book_appointment"))] == [
        f"appointment:{made.id}"
    ]


async def test_without_the_tick_or_the_window_nothing_is_said(anna, world, clock):
    chat, advisor = await world.held("anna"), await world.advisor()
    late = await world.held("anna", last_inbound_at=clock() - timedelta(hours=25))

    await book(anna, chat, advisor)
    shut = await anna.get(f"/desk/chats/{late}/appointment/new")
    await book(anna, late, advisor, TUESDAY + timedelta(days=1), tells="1")

    assert len(await appointments(world)) == 2
    assert [len(await said(world, one)) for one in (chat, late)] == [1, 1]
    assert "Das 24-Stunden-Fenster ist zu" in shut.text


async def test_the_page_offers_what_is_free_for_advisor_and_customer(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor()
    other = await world.advisor(slug="vorlage", topics=["credit"])
    await world.appointment(advisor, starts_at=TUESDAY)

    page = unquote((await anna.get(f"/desk/chats/{chat}/appointment/new?topic=account&day=2026-11-23")).text)

    assert f'value="{advisor.id}~2026-11-24T10:00:00+01:00"' not in page
    assert f'value="{advisor.id}~2026-11-24T11:00:00+01:00"' in page
    assert str(other.id) not in page


async def test_two_agents_book_the_same_time_and_one_gets_it(anna, bernd, world):
    advisor = await world.advisor()
    mine, other = await world.held("anna"), await world.held("bernd")

    answers = await asyncio.gather(
        book(anna, mine, advisor, tells="1"),
        book(bernd, other, advisor, tells="1"),
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert len(await appointments(world)) == 1
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "gerade vergeben" in refused.text or "just been given away" in refused.text
    assert code(advisor, TUESDAY + timedelta(hours=1))[:36] in refused.text


async def test_a_second_click_books_and_tells_once(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor()

    answers = [await book(anna, chat, advisor, tells="1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await appointments(world)) == 1
    assert [kind for kind, _ in await said(world, chat)].count("link") == 1


async def test_a_time_that_nobody_offers_is_refused(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor(topics=["credit"])
    able = await world.advisor(slug="probe")

    wrong_topic = await book(anna, chat, advisor)
    at_night = await book(anna, chat, able, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    holiday = await book(anna, chat, able, datetime(2026, 12, 24, 9, 0, tzinfo=UTC))
    nonsense = await book(anna, chat, able, slot="x")

    assert [one.status_code for one in (wrong_topic, at_night, holiday, nonsense)] == [422] * 4
    assert await appointments(world) == []


async def test_moving_keeps_the_appointment_and_counts_the_change(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor()
    appointment = await world.appointment(advisor, chat, starts_at=TUESDAY)

    answer = await anna.post(
        f"/desk/appointments/{appointment}/time",
        slot=code(advisor, TUESDAY + timedelta(days=1)),
        meeting="phone",
        tells="1",
    )

    moved = await world.get(Appointment, appointment)
    assert answer.status_code == 303
    assert (moved.starts_at, moved.meeting.value, moved.sequence) == (TUESDAY + timedelta(days=1), "phone", 1)
    assert (await said(world, chat))[-1][1].startswith("Ihr Termin ist verlegt: Mittwoch, 25. November, 10 Uhr.")


async def test_moving_a_little_may_overlap_its_own_old_time(anna, world):
    advisor = await world.advisor()
    appointment = await world.appointment(advisor, await world.held("anna"), starts_at=TUESDAY)

    slot = code(advisor, TUESDAY + timedelta(minutes=30))
    answer = await anna.post(f"/desk/appointments/{appointment}/time", slot=slot, meeting="branch")

    assert answer.status_code == 303


async def test_cancelling_tells_once_and_a_second_time_says_how_things_stand(anna, bernd, world):
    chat, advisor = await world.held("anna"), await world.advisor()
    appointment = await world.appointment(advisor, chat, starts_at=TUESDAY)

    first = await anna.post(f"/desk/appointments/{appointment}/cancellation", tells="1")
    second = await bernd.post(f"/desk/appointments/{appointment}/cancellation", tells="1")

    assert (first.status_code, second.status_code) == (303, 409)
    assert "has been cancelled meanwhile" in second.text
    assert [body for _, body in await said(world, chat)][1:] == [
        "Ihr Termin (Konto, Dienstag, 24. November, 10 Uhr, mit Maria Muster) ist abgesagt. "
        "Möchten Sie einen neuen, schreiben Sie uns einfach."
    ]


async def test_the_file_of_a_cancelled_appointment_is_offered_as_what_it_is(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor()

    await book(anna, chat, advisor, tells="1")
    (made,) = await appointments(world)
    await anna.post(f"/desk/appointments/{made.id}/cancellation", tells="1")

    told = await world.all(select(Message.content).where(Message.kind == "link").order_by(Message.id))
    assert [content["label"] for content in told] == ["In den Kalender", "Aus Kalender löschen"]


async def test_the_customer_cancels_with_the_bot_while_an_agent_moves(anna, world):
    advisor = await world.advisor()
    appointment = await world.appointment(advisor, await world.held("anna"), starts_at=TUESDAY)

    async with world.sessions() as turn:
        async with turn.begin():
            await cancel(turn, await turn.get_one(Appointment, appointment))
            slot = code(advisor, TUESDAY + timedelta(days=1))
            moving = asyncio.create_task(
                anna.post(f"/desk/appointments/{appointment}/time", slot=slot, meeting="branch", tells="1")
            )
            await asyncio.sleep(0.3)
            waited = not moving.done()
    answer = await moving

    gone = await world.get(Appointment, appointment)
    assert waited and answer.status_code == 409
    assert (gone.state, gone.starts_at, gone.sequence) == (AppointmentState.CANCELLED, TUESDAY, 1)


async def test_the_bot_that_read_it_before_moves_nothing_that_the_desk_has_cancelled(anna, world):
    advisor = await world.advisor()
    appointment = await world.appointment(advisor, await world.held("anna"), starts_at=TUESDAY)

    async with world.sessions.begin() as turn:
        read_before = await turn.get_one(Appointment, appointment)
        await anna.post(f"/desk/appointments/{appointment}/cancellation")
        slot = slot_of(code(advisor, TUESDAY + timedelta(days=1)), [advisor], "Europe/Berlin")
        institution = await turn.get_one(Institution, advisor.institution_id)
        with pytest.raises(NotBooked):
            await move(turn, read_before, slot, meeting=Meeting.BRANCH, institution=institution, now=world.clock())

    gone = await world.get(Appointment, appointment)
    assert (gone.state, gone.starts_at, gone.sequence) == (AppointmentState.CANCELLED, TUESDAY, 1)


async def test_the_outcome_is_noted_after_it_began_and_can_be_taken_back(anna, world, clock):
    advisor = await world.advisor()
    appointment = await world.appointment(advisor, await world.held("anna"), starts_at=clock() + timedelta(minutes=30))
    path = f"/desk/appointments/{appointment}/outcome"

    early = await anna.post(path, outcome="kept")
    clock.now += timedelta(minutes=31)
    await anna.post(path, outcome="missed")
    noted = (await world.get(Appointment, appointment)).outcome
    await anna.post(path, outcome="")

    assert early.status_code == 409
    assert noted is AppointmentOutcome.MISSED
    assert (await world.get(Appointment, appointment)).outcome is None
    assert len(await world.all(select(Audit).where(Audit.act == "note_appointment_outcome"))) == 2


async def test_week_and_list_show_also_customers_without_a_chat(anna, world):
    advisor, other = await world.advisor(), await world.advisor(slug="vorlage")
    await world.appointment(advisor, starts_at=TUESDAY, late_minutes=20)
    await world.appointment(other, await world.held("anna"), starts_at=TUESDAY)

    week = (await anna.get("/desk/appointments")).text
    one = (await anna.get(f"/desk/appointments?view=list&advisor={other.id}")).text
    later = (await anna.get("/desk/appointments?day=2026-12-07")).text

    assert "Otto Ohnechat" in week and "20 Min. später" in week and "Mara Beispiel" in week
    assert "Otto Ohnechat" not in one and "Mara Beispiel" in one
    assert "Otto Ohnechat" not in later


@pytest.mark.parametrize(
    ("now", "booked", "hours", "asked", "shown"),
    [
        ("2026-11-27T22:00", None, None, "", "Mo., 23. Nov."),
        ("2026-11-28T10:00", None, None, "", "Mo., 30. Nov."),
        ("2026-11-29T10:00", None, None, "", "Mo., 30. Nov."),
        # Who asks for a day gets its week, and what is still to be of this week is shown.
        ("2026-11-28T10:00", None, None, "day=2026-11-28", "Mo., 23. Nov."),
        ("2026-11-28T10:00", "2026-11-28T12:00", None, "", "Mo., 23. Nov."),
        ("2026-11-29T10:00", "2026-11-29T12:00", None, "", "Mo., 23. Nov."),
        ("2026-11-28T10:00", "2026-11-28T08:00", None, "", "Mo., 30. Nov."),
        ("2026-11-28T08:00", None, "Mo-Sa 09:00-18:00", "", "Mo., 23. Nov."),
        ("2026-11-28T20:00", None, "Mo-Sa 09:00-18:00", "", "Mo., 30. Nov."),
    ],
)
@pytest.mark.parametrize("view", ["week", "list"])
async def test_at_the_weekend_the_coming_week_is_shown_first(
    browser_of, world, clock, now, booked, hours, asked, shown, view
):
    clock.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    anna = await browser_of("anna")
    advisor = await world.advisor(**({"hours": hours} if hours else {}))
    if booked:
        await world.appointment(advisor, starts_at=datetime.fromisoformat(booked).replace(tzinfo=UTC))
    one = f"&advisor={advisor.id}" if hours else ""

    page = (await anna.get(f"/desk/appointments?view={view}{one}&{asked}")).text

    assert page.partition('id="weeks"')[2].partition("<h2>")[2].startswith(f"{shown} bis")


async def test_an_advisor_sees_his_own_calendar_first(browser_of, world):
    async with world.sessions.begin() as session:
        bernds = (await session.scalars(select(Membership).where(Membership.user_id == world.users["bernd"]))).one()
        bernds.role = Role.ADVISOR
    await world.appointment(await world.advisor(who="bernd"), starts_at=TUESDAY)
    await world.appointment(
        await world.advisor(slug="vorlage"), await world.held("anna", name="Rosa Vorlage"), starts_at=TUESDAY
    )
    bernd = await browser_of("bernd")

    first, everybody = await bernd.get("/desk/appointments"), await bernd.get("/desk/appointments?advisor=all")

    assert "Otto Ohnechat" in first.text and "Rosa Vorlage" not in first.text
    assert "Rosa Vorlage" in everybody.text


async def test_what_may_be_seen_of_a_customer_is_the_institutions_to_say(anna, world):
    advisor = await world.advisor()
    await world.appointment(advisor, starts_at=TUESDAY)
    async with world.sessions.begin() as session:
        house = await session.get_one(Institution, world.institutions["musterstadt"])
        house.customer_views = {"agent": "nothing"}

    assert "Otto Ohnechat" not in (await anna.get("/desk/appointments")).text


async def test_a_chat_says_which_of_all_its_plans_comes_first(anna, world, clock):
    chat = await world.held("anna")
    first = '<span class="plans__next">'

    async def summary():
        page = (await anna.get(f"/desk/chats/{chat}")).text
        return page.partition('id="plans"')[2].partition("</summary>")[0]

    assert "plans__next" not in await summary()
    await world.sign_up(await world.event(), chat)
    assert f"{first}Veranstaltung: Donnerstag, 3. Dezember, 11:00<" in await summary()
    await world.appointment(await world.advisor(), chat, starts_at=TUESDAY)
    assert f"{first}Termin: Morgen, 10:00<" in await summary()
    customer = (await world.get(Conversation, chat)).customer_id
    await world.callback(conversation_id=chat, customer_id=customer)
    assert f"{first}Rückruf: Heute, 12:00<" in await summary()
    clock.now += timedelta(hours=3)
    assert '<span class="plans__next over">Rückruf: Heute, 12:00<' in await summary()


async def test_an_external_agent_has_no_calendar(browser_of, world):
    chat, advisor = await world.held("xaver"), await world.advisor()
    appointment = await world.appointment(advisor, chat, starts_at=TUESDAY)
    xaver = await browser_of("xaver")

    answers = [
        await xaver.get("/desk/appointments"),
        await xaver.get(f"/desk/appointments/{appointment}"),
        await book(xaver, chat, advisor),
        await xaver.post(f"/desk/appointments/{appointment}/cancellation"),
    ]
    page = (await xaver.get(f"/desk/chats/{chat}")).text

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "/callback/new" in page and "/appointment/new" not in page and "Maria Muster" not in page


async def test_another_institutions_calendar_is_not_there(dora, world):
    await world.appointment(await world.advisor(), starts_at=TUESDAY)

    page = await dora.get(f"/desk/appointments?institution={world.institutions['musterstadt']}")

    assert "Otto Ohnechat" not in page.text and "Maria Muster" not in page.text


async def test_addresses_that_make_no_sense_show_this_week(anna, world):
    await world.advisor()
    answers = [
        await anna.get(f"/desk/appointments?{query}")
        for query in ("day=gestern", "day=9999-12-31", "advisor=x&branch=y&institution=z", "view=%00", "day=0001-01-01")
    ]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert all("Mo., 23. Nov." in answer.text for answer in answers)


async def test_a_code_says_which_slot_it_is(world):
    advisor = await world.advisor()

    slot = slot_of(code(advisor), [advisor], "Europe/Berlin")

    assert slot.starts_at == TUESDAY and slot.ends_at - slot.starts_at == timedelta(minutes=45)
    assert slot_of(code_of(slot), [advisor], "Europe/Berlin") == slot
    moments = ("2026-11-24T10:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "morgen")
    codes = ["", "~", "x~2026-11-24T10:00+01:00", *(f"{advisor.id}~{moment}" for moment in moments)]
    assert [slot_of(text, [advisor], "Europe/Berlin") for text in codes] == [None] * 7


async def test_an_advisor_who_is_chosen_in_the_week_brings_his_topic(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor(topics=["insurance"], meetings=["branch"])
    query = f"advisor={advisor.id}&day=2026-11-24&slot={code(advisor).replace('+', '%2B')}"

    whom = unquote((await anna.get(f"/desk/appointments/new?{query}")).text)
    page = (await anna.get(f"/desk/chats/{chat}/appointment/new?{query}")).text

    assert f"/desk/chats/{chat}/appointment/new?advisor={advisor.id}" in whom
    assert '<option value="insurance" selected>' in page and "14:00" in page


async def test_a_week_without_a_free_time_points_to_the_next_day_that_has_one(anna, world):
    chat = await world.held("anna")
    await world.advisor(hours="Dec 07 09:00-12:00")

    empty = (await anna.get(f"/desk/chats/{chat}/appointment/new?day=2026-11-23")).text
    unasked = (await anna.get(f"/desk/chats/{chat}/appointment/new")).text

    assert "In dieser Woche ist nichts frei." in empty and "day=2026-12-07" in empty
    assert "Mo., 7. Dez." in unasked and "09:30" in unasked

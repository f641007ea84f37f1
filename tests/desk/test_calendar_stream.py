"""Pages of the calendar that stand open: what others, the customer or the bot change appears by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import delete

from handoff.models import Appointment, AppointmentState, Conversation, Event, Owner, SignUp, SignUpState

from .serving import log_in
from .test_stream import listening

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def with_the_bot(world, **values):
    """A chat that no desk shows."""
    return await world.conversation(owner=Owner.BOT, **values)


async def change(world, kind, key, **values):
    async with world.sessions.begin() as session:
        row = await session.get_one(kind, key)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(("view", "target"), [("week", "week"), ("week", "days"), ("list", "days")])
async def test_what_a_customer_books_with_the_bot_appears(anna, world, realtime, view, target):
    chat, advisor = await with_the_bot(world, name="Rosa Vorlage"), await world.advisor()
    async with listening(anna, f"?appointments=1&view={view}&advisor=all&day=2026-11-23") as stream:
        assert "Rosa Vorlage" not in await stream.next(f'target="{target}"')
        appointment = await world.appointment(advisor, chat, starts_at=TUESDAY)
        await realtime.publish([chat])

        event = await stream.next(f'target="{target}"')

    assert "Rosa Vorlage" in event and f"/desk/appointments/{appointment}" in event


async def test_what_another_agent_cancels_leaves_the_week_and_stays_listed(anna, bernd, world):
    advisor = await world.advisor()
    appointment = await world.appointment(advisor, starts_at=TUESDAY)
    async with listening(anna, "?appointments=1&advisor=all&day=2026-11-23") as stream:
        assert "Otto Ohnechat" in (await stream.next('target="week"')).split('target="days"')[0]

        await bernd.post(f"/desk/appointments/{appointment}/cancellation")

        event = await stream.next('target="week"')

    week, days = event.split('target="days"')
    assert "Otto Ohnechat" not in week
    assert "Otto Ohnechat" in days and "entry--gone" in days


async def test_a_week_is_not_woken_by_other_chats_with_the_bot(anna, world, realtime):
    planned, idle = await with_the_bot(world), await with_the_bot(world, name="Jonas Probe")
    advisor = await world.advisor()
    await world.appointment(advisor, planned, starts_at=TUESDAY)
    async with listening(anna, "?appointments=1&advisor=all&day=2026-11-23") as stream:
        await stream.next('target="week"')
        async with world.sessions.begin() as session:
            await session.execute(delete(Appointment))
        await realtime.publish([idle, world.institutions["neubeispiel"]])

        assert await stream.silent('target="week"')


async def test_an_open_appointment_follows(anna, world, realtime):
    chat, advisor = await with_the_bot(world), await world.advisor()
    appointment = await world.appointment(advisor, chat, starts_at=TUESDAY)
    async with listening(anna, f"?appointment={appointment}") as stream:
        assert "20 Min. später" not in await stream.next('target="appointment"')
        await change(world, Appointment, appointment, late_minutes=20)
        await realtime.publish([chat])

        assert "20 Min. später" in await stream.next('target="appointment"')


async def test_events_follow_who_signs_up(anna, world, realtime):
    chat, event = await with_the_bot(world, name="Rosa Vorlage"), await world.event(places=2)
    async with listening(anna, "?events=1") as listed, listening(anna, f"?event={event}") as one:
        await listed.next('target="events"')
        await one.next('target="sign_ups"')
        sign_up = await world.sign_up(event, chat, people=2)
        await realtime.publish([chat])

        assert "ausgebucht" in await listed.next('target="events"')
        news = await one.next(f"sign_up_{sign_up}")
        assert 'action="append" target="sign_ups"' in news and "Rosa Vorlage" in news and 'target="event"' in news

        await change(world, SignUp, sign_up, state=SignUpState.CANCELLED)
        await realtime.publish([chat])
        await one.next(f'action="remove" target="sign_up_{sign_up}"')


async def test_who_signs_up_or_off_at_the_desk_is_seen_by_colleagues(anna, bernd, world):
    chat, event = await world.held("bernd"), await world.event()
    async with listening(anna, f"?event={event}") as stream:
        await stream.next('target="sign_ups"')
        await bernd.post(f"/desk/chats/{chat}/sign-up", event=str(event), people="1")
        await stream.next('action="append" target="sign_ups"')
        (sign_up,) = await world.all(SignUp.__table__.select().with_only_columns(SignUp.id))

        await bernd.post(f"/desk/sign-ups/{sign_up}/cancellation")

        await stream.next(f'action="remove" target="sign_up_{sign_up}"')


async def test_an_event_that_was_called_off_says_so_and_takes_nobody(anna, world, clock):
    chat, event = await world.held("anna"), await world.event()
    await change(world, Event, event, cancelled_at=clock())

    assert "abgesagt" in (await anna.get("/desk/events")).text
    page = (await anna.get(f"/desk/events/{event}")).text
    assert "abgesagt" in page and "sign-up/new" not in page
    assert "keine Veranstaltung" in (await anna.get(f"/desk/chats/{chat}/sign-up/new")).text
    assert (await anna.post(f"/desk/chats/{chat}/sign-up", event=str(event), people="1")).status_code == 404
    assert await world.all(SignUp.__table__.select().with_only_columns(SignUp.id)) == []


async def test_an_event_that_is_called_off_says_so_on_open_pages(anna, adam, world):
    event = await world.event()
    await adam.get("/desk/administration/events")
    async with listening(anna, f"?event={event}") as stream:
        assert "abgesagt" not in await stream.next('target="event"')

        answer = await adam.post(f"/desk/administration/events/{event}/cancellation")

        assert answer.status_code == 303
        assert "abgesagt" in await stream.next('target="event"')


@pytest.mark.parametrize("query", ["appointments=1", "appointment={appointment}", "events=1", "event={event}"])
async def test_nothing_of_another_institutions_calendar_comes_through(dora, world, query):
    advisor = await world.advisor()
    values = {"appointment": await world.appointment(advisor, starts_at=TUESDAY), "event": await world.event()}
    await world.sign_up(values["event"], await world.conversation(name="Otto Ohnechat"))
    async with listening(dora, "?" + query.format(**values)) as stream:
        event = await stream.next('target="figures"')

    assert "Otto Ohnechat" not in event and "Abend boerse" not in event and "Maria" not in event


@pytest.mark.parametrize("query", ["appointment=x", "event=", "appointments=1&day=x&advisor=y", "event=%00"])
async def test_addresses_that_make_no_sense_still_bring_the_rest(anna, query):
    async with listening(anna, f"?{query}") as stream:
        await stream.next('target="figures"')


async def test_an_auditor_is_told_nothing_of_a_calendar(world, browser_of):
    await world.hire("vera", "Vera Vorlage", "auditor", team=None)
    await world.appointment(await world.advisor(), starts_at=TUESDAY)
    async with listening(await browser_of("vera"), "?appointments=1&advisor=all&day=2026-11-23") as stream:
        assert "Otto Ohnechat" not in await stream.next('target="figures"')


async def test_a_week_follows_while_its_filter_and_focus_stay(page, desk, world, realtime):
    chat, advisor = await with_the_bot(world, name="Rosa Vorlage"), await world.advisor()
    await world.appointment(advisor, starts_at=TUESDAY + timedelta(days=1))
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/appointments?advisor=all&day=2026-11-23")
    week = page.locator("#week")
    await expect(week).to_contain_text("Otto Ohnechat")
    await week.get_by_role("link", name="Otto Ohnechat").focus()
    await page.wait_for_timeout(500)

    await world.appointment(advisor, chat, starts_at=TUESDAY)
    await realtime.publish([chat])

    await expect(week.get_by_role("link", name="Rosa Vorlage")).to_be_visible()
    await expect(week.get_by_role("link", name="Otto Ohnechat")).to_be_focused()


async def test_what_was_unticked_stays_so_while_the_pages_follow(page, desk, world, realtime):
    chat = await world.held("anna", name="Rosa Vorlage")
    event, advisor = await world.event(places=1), await world.advisor()
    sign_up = await world.sign_up(event, chat, state=SignUpState.WAITING)
    appointment = await world.appointment(advisor, chat, starts_at=TUESDAY)
    await log_in(page, desk)

    await page.goto(f"{desk}/desk/events/{event}")
    await page.get_by_text("Anmelden", exact=True).click()
    await page.locator("#sign_ups input[name=tells]").uncheck()
    await page.wait_for_timeout(500)
    await change(world, SignUp, sign_up, state=SignUpState.COMING)
    await realtime.publish([chat])
    await expect(page.locator("#sign_ups .tag")).to_have_text("angemeldet")
    await expect(page.locator("#sign_ups input[name=tells]")).not_to_be_checked()
    await expect(page.locator("details.plan-acts")).to_have_attribute("open", "")

    await page.goto(f"{desk}/desk/appointments/{appointment}")
    await page.locator("input[name=tells]").uncheck()
    await page.wait_for_timeout(500)
    await change(world, Appointment, appointment, late_minutes=20)
    await realtime.publish([chat])
    await expect(page.locator("#appointment")).to_contain_text("20 Min. später")
    await expect(page.locator("input[name=tells]")).not_to_be_checked()

    await change(world, Appointment, appointment, state=AppointmentState.CANCELLED)
    await change(world, Conversation, chat, unread=0)
    await realtime.publish([chat])
    await expect(page.locator("#appointment")).to_contain_text("abgesagt")
    await expect(page.get_by_role("button", name="Termin absagen")).to_have_count(0)

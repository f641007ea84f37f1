"""The calendar in Chromium: from a customer's chat and back, and on a small telephone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from handoff.models import Appointment, AppointmentState, Callback, CallbackOutcome, SignUp, SignUpState

from .serving import log_in

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def test_an_agent_books_moves_cancels_promises_a_call_and_settles_it(page, desk, world):  # noqa: F811
    chat = await world.held("anna", name="Rosa Vorlage")
    await world.advisor()
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    plans = page.locator("#plans")

    await plans.locator("summary").click()
    await plans.get_by_role("link", name="Termin buchen").click()
    await page.get_by_label("Gesprächsart").select_option("phone")
    await expect(page).to_have_url(f"{desk}/desk/chats/{chat}/appointment/new?topic=account&meeting=phone&advisor=")
    await page.get_by_role("group", name="Di., 24. Nov.").get_by_text("10:00").click()
    await page.get_by_role("button", name="Termin buchen").click()
    await expect(page.locator(".message--agent .bubble__text")).to_contain_text("Ihr Termin steht: Dienstag")
    await expect(plans).to_contain_text("Maria Muster · Telefon")

    await plans.get_by_role("link", name="Verschieben").click()
    await page.get_by_role("group", name="Mi., 25. Nov.").get_by_text("14:00").click()
    await page.get_by_role("button", name="Verschieben").click()
    await expect(page.locator(".facts")).to_contain_text("Mittwoch, 25. November, 14:00")
    page.once("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Termin absagen").click()
    await expect(page.locator(".facts")).to_contain_text("abgesagt")
    assert [one.state for one in await world.all(select(Appointment))] == [AppointmentState.CANCELLED]

    await page.get_by_role("link", name="Zurück zum Chat").click()
    await expect(page.locator(".message--agent")).to_have_count(3)
    await plans.get_by_role("link", name="Rückruf zusagen").click()
    await page.get_by_label("Andere Nummer").fill("0171 2345678")
    await page.get_by_role("button", name="Rückruf zusagen").click()
    await expect(page.locator(".message--agent")).to_have_count(4)

    await page.get_by_role("link", name="Kalender").click()
    await page.get_by_role("button", name="Nummer zeigen").click()
    await expect(page.locator(".callback__number")).to_have_text("+491712345678")
    await page.get_by_role("button", name="Erreicht").click()
    await expect(page.get_by_text("Niemand wartet auf einen Anruf.")).to_be_visible()
    assert [one.outcome for one in await world.all(select(Callback))] == [CallbackOutcome.REACHED]


async def test_who_cancels_or_signs_off_is_asked_first(page, desk, world):  # noqa: F811
    chat = await world.held("anna", name="Rosa Vorlage")
    appointment = await world.appointment(await world.advisor(), chat, starts_at=TUESDAY)
    event = await world.event()
    sign_up = await world.sign_up(event, chat)
    asked = []

    async def answer(dialog):
        """No, and yes when asked again."""
        agrees = dialog.message in asked
        asked.append(dialog.message)
        await (dialog.accept() if agrees else dialog.dismiss())

    page.on("dialog", answer)
    await log_in(page, desk)

    await page.goto(f"{desk}/desk/appointments/{appointment}")
    cancel = page.get_by_role("button", name="Termin absagen")
    await cancel.click()
    assert (await world.get(Appointment, appointment)).state is AppointmentState.BOOKED
    await cancel.click()
    await expect(page.locator(".facts")).to_contain_text("abgesagt")

    await page.goto(f"{desk}/desk/events/{event}")
    sign_off = page.get_by_role("button", name="Abmelden")
    await sign_off.click()
    assert (await world.get(SignUp, sign_up)).state is SignUpState.COMING
    await sign_off.click()
    await expect(page.get_by_text("Noch ist niemand angemeldet.")).to_be_visible()

    first, other = (
        "Den Termin mit Rosa Vorlage wirklich absagen?",
        "Rosa Vorlage wirklich abmelden? Wer auf der Warteliste steht, rückt nach.",
    )
    assert asked == [first, first, other, other]


async def test_the_list_of_callbacks_follows_by_itself_and_keeps_to_its_filter(page, desk, world, realtime):  # noqa: F811
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/callbacks?team={world.teams['musterstadt/service']}")
    await expect(page.get_by_text("Niemand wartet auf einen Anruf.")).to_be_visible()
    await page.wait_for_timeout(500)

    mine, other = await world.callback(topic="limit"), await world.callback(topic="order", team="ebanking")
    await realtime.publish([(await world.get(Callback, one)).conversation_id for one in (mine, other)])

    await expect(page.locator("#callbacks .callback")).to_have_count(1)
    await expect(page.locator("#callbacks")).to_contain_text("Tageslimit")
    await expect(page.locator("#callbacks h2")).to_contain_text("Heute noch")


async def test_what_is_planned_stays_open_while_news_come(page, desk, world, realtime):  # noqa: F811
    chat = await world.held("anna")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await page.locator("#plans summary").click()

    await world.appointment(await world.advisor(), chat, starts_at=TUESDAY)
    await realtime.publish([chat])

    await expect(page.locator("#plans")).to_contain_text("Maria Muster")
    await expect(page.locator("#plans")).to_have_attribute("open", "")


@pytest.mark.parametrize(
    "path",
    [
        "/desk/callbacks?done=1",
        "/desk/callbacks/{callback}",
        "/desk/chats/{chat}/callback/new",
        "/desk/appointments",
        "/desk/appointments?view=list",
        "/desk/appointments/{appointment}",
        "/desk/appointments/{appointment}/time/new",
        "/desk/chats/{chat}/appointment/new",
        "/desk/events",
        "/desk/events/{event}",
        "/desk/chats/{chat}/sign-up/new",
    ],
)
async def test_every_page_of_the_calendar_fits_a_small_telephone(page, desk, world, path):  # noqa: F811
    chat = await world.held("anna", name="Mehmet Muster-Langername von und zu Beispielhausen")
    advisor = await world.advisor(name="Dr. Maximiliane Muster-Langername-Beispielhausen")
    title = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
    event = await world.event(title={"de": title, "en": title}, places=1)
    await world.sign_up(event, chat)
    values = {
        "chat": chat,
        "event": event,
        "callback": await world.callback(note=title),
        "appointment": await world.appointment(advisor, chat, starts_at=TUESDAY + timedelta(hours=1), late_minutes=20),
    }
    await page.set_viewport_size({"width": 360, "height": 740})
    await log_in(page, desk)

    await page.goto(desk + path.format(**values))

    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await page.locator("main").evaluate("(main) => main.scrollWidth <= main.clientWidth")


async def test_after_a_refusal_the_keyboard_goes_on_at_the_first_wrong_field(page, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}/callback/new")

    await page.locator("#phone").fill("12")
    await page.locator("#start").fill("03:00")
    await page.locator("#end").fill("02:00")
    await page.get_by_role("button", name="Rückruf zusagen").click()

    await expect(page.locator("#phone_problem")).to_be_visible()
    await expect(page.locator("#day_problem")).to_have_text("Das Ende liegt nicht nach dem Anfang.")
    await expect(page.locator("#phone")).to_be_focused()

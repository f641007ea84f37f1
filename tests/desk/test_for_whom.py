"""Booking from the calendar: for whom, found by name or number, and never for who is not to be seen."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from handoff.access import CustomerView
from handoff.models import Appointment, Audit, Conversation, Message, Role

from .serving import log_in
from .test_search import keyed, views

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NUMBER = "4915155500042"


def customers(page):
    return re.findall(r'href="/desk/customers/([0-9a-f-]+)/appointment/new', page.text)


async def find(browser, words, **more):
    return await browser.get("/desk/appointments/new", params={"q": words, **more})


async def customer_of(world, chat):
    return (await world.get(Conversation, chat)).customer_id


async def planned(world, advisor, name, *, wa_id=None, team="ebanking", **values):
    """A customer with an appointment, whose chat is another team's."""
    chat = await world.waiting(team=team, **values)
    await keyed(world, chat, name=name, wa_id=wa_id)
    await world.appointment(advisor, chat, starts_at=TUESDAY)
    return await customer_of(world, chat)


async def book(browser, customer, advisor, **fields):
    wanted = {"topic": "account", "meeting": "branch", "advisor": "", "day": "2026-11-23"}
    slot = f"{advisor.id}~{TUESDAY.replace(hour=13).isoformat()}"
    return await browser.post(f"/desk/customers/{customer}/appointment", **(wanted | {"slot": slot} | fields))


async def test_a_customer_without_an_open_chat_is_found_by_name_and_by_number_and_booked_for(anna, world):
    chat, advisor = await world.waiting(), await world.advisor()
    await keyed(world, chat, name="Rosa Vorlage", wa_id=NUMBER)
    async with world.sessions.begin() as session:
        row = await session.get_one(Conversation, chat)
        row.owner, row.waiting_since, row.closed_at = "closed", None, world.clock()
    customer = await customer_of(world, chat)

    found = await find(anna, "vorl")
    assert customers(found) == customers(await find(anna, "+49 151 55500042")) == [str(customer)]
    assert "zuletzt geschrieben: Heute" in found.text
    form = await anna.get(f"/desk/customers/{customer}/appointment/new")
    assert "Termin für Rosa Vorlage" in form.text and "Andere Person wählen" in form.text
    answer = await book(anna, customer, advisor)

    (made,) = await world.all(select(Appointment))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/appointments/{made.id}")
    assert (made.customer_id, made.booked_by_id, made.conversation_id) == (customer, world.users["anna"], chat)
    assert [row.subject for row in await world.all(select(Audit).where(Audit.act == "book_appointment"))] == [
        f"appointment:{made.id}"
    ]


async def test_whose_chat_is_open_is_told(anna, world):
    chat, advisor = await world.held("anna"), await world.advisor()

    await book(anna, await customer_of(world, chat), advisor, tells="1")

    bodies = [one.body for one in await world.all(select(Message).where(Message.conversation_id == chat))]
    assert bodies[-1].startswith("Ihr Termin steht: Dienstag, 24. November, 14 Uhr")


async def test_an_advisor_finds_whom_the_calendar_shows_and_nobody_else(browser_of, world):
    await world.hire("berta", "Berta Beratung", Role.ADVISOR)
    berta, advisor = await browser_of("berta"), await world.advisor(who="berta")
    customer = await planned(world, advisor, "Rosa Vorlage", wa_id=NUMBER)
    unplanned = await world.waiting()
    await keyed(world, unplanned, name="Rosa Probe", wa_id="4915155500043")

    found = await find(berta, "rosa")

    assert customers(found) == customers(await find(berta, NUMBER)) == [str(customer)]
    assert "letzter Termin: Morgen" in found.text and "Rosa Probe" not in found.text
    assert customers(await find(berta, "4915155500043")) == []
    assert (await book(berta, customer, advisor, tells="1")).status_code == 303
    assert (await book(berta, await customer_of(world, unplanned), advisor)).status_code == 404
    (made,) = await world.all(select(Appointment).where(Appointment.booked_by_id.is_not(None)))
    assert (made.customer_id, made.conversation_id) == (customer, None)


async def test_nobody_of_another_institution_or_without_a_calendar_is_found(dora, browser_of, world):
    advisor = await world.advisor()
    customer = await planned(world, advisor, "Rosa Vorlage", team="service")
    xaver = await browser_of("xaver")

    assert customers(await find(dora, "rosa")) == []
    for browser in (dora, xaver):
        assert (await browser.get(f"/desk/customers/{customer}/appointment/new")).status_code in (403, 404)
        assert (await book(browser, customer, advisor)).status_code in (403, 404)
    assert (await find(xaver, "rosa")).status_code == 403
    assert len(await world.all(select(Appointment))) == 1


async def test_where_somebody_is_an_external_agent_he_finds_nobody_to_book_for(dora, world):
    await world.promote("dora", "musterstadt", {"service": Role.EXTERNAL_AGENT})
    chat = await world.waiting()
    await keyed(world, chat, name="Rosa Vorlage")

    assert customers(await find(dora, "rosa")) == []
    assert (await dora.get(f"/desk/customers/{await customer_of(world, chat)}/appointment/new")).status_code == 404


async def test_what_may_not_be_seen_of_customers_finds_none(anna, world):
    await planned(world, await world.advisor(), "Rosa Vorlage", wa_id=NUMBER, team=None)
    await planned(world, await world.advisor(slug="vorlage"), "Rosa Vorlage", team="ebanking")

    await views(world, agent=CustomerView.NOTHING)

    assert [customers(await find(anna, words)) for words in ("rosa", NUMBER)] == [[], []]


async def test_what_the_week_showed_goes_along_while_one_searches(anna, world):
    advisor, chat = await world.advisor(), await world.waiting()
    await keyed(world, chat, name="Rosa Vorlage")
    slot = f"{advisor.id}~2026-11-24T10:00:00+01:00"

    page = await find(anna, "rosa", advisor=str(advisor.id), day="2026-11-24", slot=slot)

    link = re.search(r'href="(/desk/customers/[^"]+)"', page.text)[1].replace("&amp;", "&")
    form = (await anna.get(link)).text
    assert f'value="{slot}" checked' in form
    week = (await anna.get(f"/desk/appointments?advisor={advisor.id}&day=2026-11-30")).text
    assert f"/desk/appointments/new?advisor={advisor.id}&amp;day=2026-11-30" in week


async def test_the_page_says_who_is_not_to_be_found_there(anna, world):
    assert "noch nie auf WhatsApp geschrieben" in (await anna.get("/desk/appointments/new")).text
    assert "Niemand gefunden" in (await find(anna, "rosa")).text


async def test_of_many_who_are_called_so_ten_are_shown(anna, world):
    for _ in range(11):
        await keyed(world, await world.waiting(), name="Rosa Vorlage")

    page = await find(anna, "rosa")

    assert len(set(customers(page))) == 10
    assert "Es heißen noch mehr so" in page.text


@pytest.mark.parametrize("fields", [{"slot": ""}, {"slot": "x"}, {"topic": "insurance"}])
async def test_what_cannot_be_booked_is_said_on_the_same_page(anna, world, fields):
    chat, advisor = await world.waiting(), await world.advisor()

    answer = await book(anna, await customer_of(world, chat), advisor, **fields)

    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert await world.all(select(Appointment)) == []


async def test_an_agent_finds_a_customer_while_typing_and_books(page, desk, world):
    chat, advisor = await world.waiting(), await world.advisor()
    await keyed(world, chat, name="Rosa Vorlage")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/appointments?advisor={advisor.id}&day=2026-11-30")

    await page.get_by_role("link", name="Termin buchen").click()
    await page.get_by_label("Name oder ganze Telefonnummer").fill("rosa vor")
    await page.locator("#whom").get_by_role("link", name="Rosa Vorlage").click()
    await page.get_by_role("group", name="Mo., 30. Nov.").get_by_text("10:00").click()
    await page.get_by_role("button", name="Termin buchen").click()

    await expect(page.get_by_role("heading", name="Termin mit Rosa Vorlage")).to_be_visible()
    (made,) = await world.all(select(Appointment))
    assert made.starts_at == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)

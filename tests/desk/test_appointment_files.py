from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from handoff.links import Links
from handoff.models import Advisor, Appointment, Branch, Conversation, Meeting

from .conftest import SECRET


async def booked(world):
    chat = await world.conversation()
    async with world.sessions.begin() as session:
        institution = world.institutions["musterstadt"]
        branch = Branch(
            institution_id=institution, slug="m", name="Mitte", street="S 1", postcode="0", city="M", hours="24/7"
        )
        session.add(branch)
        await session.flush()
        advisor = Advisor(
            institution_id=institution,
            branch_id=branch.id,
            slug="a",
            name="Maria Muster",
            topics=["account"],
            meetings=["branch"],
            hours="24/7",
        )
        session.add(advisor)
        await session.flush()
        conversation = await session.get_one(Conversation, chat)
        appointment = Appointment(
            institution_id=institution,
            advisor_id=advisor.id,
            customer_id=conversation.customer_id,
            conversation_id=chat,
            topic="account",
            meeting=Meeting.BRANCH,
            starts_at=world.clock() + timedelta(days=2),
            ends_at=world.clock() + timedelta(days=2, minutes=45),
            created_at=world.clock(),
        )
        session.add(appointment)
    return appointment.id


async def test_the_link_opens_the_calendar_file_without_log_in(browser_of, world, clock):
    appointment = await booked(world)
    path = Links("", secret_key=SECRET).appointment(appointment, now=clock())

    file = await (await browser_of()).get(path)

    assert file.status_code == 200
    assert file.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in file.text and "Maria Muster" in file.text


async def test_a_changed_or_old_link_opens_nothing(browser_of, world, clock):
    browser = await browser_of()
    appointment = await booked(world)
    path = Links("", secret_key=SECRET).appointment(appointment, now=clock())

    changed = await browser.get(path.replace(".ics", "x.ics"))
    clock.now += timedelta(days=91)
    old = await browser.get(path)

    assert (changed.status_code, old.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("language", "words"), [("de-DE,de", "Dieser Link gilt nicht mehr."), ("en-GB", "This link is no longer valid.")]
)
async def test_who_comes_by_a_bad_link_is_a_customer_and_is_told_so_in_his_language(browser_of, language, words):
    answer = await (await browser_of()).get("/termin/x.ics", headers={"Accept-Language": language})

    assert words in answer.text
    assert 'href="/desk' not in answer.text and "Schalter" not in answer.text


async def test_a_link_that_fails_is_not_logged(browser_of, world, clock):
    path = Links("", secret_key=SECRET).appointment(await booked(world), now=clock())
    async with world.sessions.begin() as session:
        await session.execute(text(f"ALTER TABLE {Appointment.__tablename__} RENAME TO away"))

    with capture_logs() as logs:
        answer = await (await browser_of()).get(path)

    assert answer.status_code == 500
    assert [line["route"].rpartition(".")[2] for line in logs] == ["calendar_files_show"]
    assert path.split("/")[-1].removesuffix(".ics") not in str(logs)

"""Callbacks at the desk: promised from the chat, worked through, settled."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handoff.callbacks import Window
from handoff.hours import Hours
from handoff.models import (
    Audit,
    Callback,
    CallbackOutcome,
    CallbackState,
    Conversation,
    Identifier,
    IdentifierKind,
    Membership,
    Message,
    Role,
    Team,
)
from handoff.web.calendar.windows import Shift

from .serving import text_of

NUMBER = "+4915155500042"
TODAY = {"day": "2026-11-23", "start": "14:00", "end": "16:00"}


async def test_the_number_is_masked_until_somebody_asks_and_that_is_audited(anna, world):
    callback = await world.callback()
    assert NUMBER not in (await anna.get("/desk/callbacks")).text

    shown = await anna.post(f"/desk/callbacks/{callback}/phone", accept="text/vnd.turbo-stream.html")

    seen = (await world.all(select(Audit).where(Audit.act == "show_phone")))[0]
    assert f'href="tel:{NUMBER}"' in shown.text
    assert (seen.user_id, seen.subject) == (world.users["anna"], f"callback:{callback}")


async def test_an_external_agent_sees_what_he_promised_and_no_digits_before_he_asks(browser_of, world):
    callback = await world.callback(created_by_id=world.users["xaver"])
    other = await world.callback()
    xaver = await browser_of("xaver")

    listed = (await xaver.get("/desk/callbacks")).text
    shown = (await xaver.post(f"/desk/callbacks/{callback}/phone")).text

    assert "042" not in text_of(listed) and NUMBER in shown
    assert str(callback) in listed and str(other) not in listed
    assert (await xaver.post(f"/desk/callbacks/{other}/phone")).status_code == 404


async def test_the_next_due_comes_first_and_overdue_is_marked(anna, world, clock):
    await world.callback(topic="limit")
    await world.callback(earliest=clock() - timedelta(hours=3), latest=clock() - timedelta(hours=1))

    page = (await anna.get("/desk/callbacks")).text

    assert page.index("Online-Banking entsperren ·") < page.index("Tageslimit ·")
    assert "überfällig" in page and "Heute, 08:00 bis 10:00" in page


async def test_they_come_in_groups_by_when_they_are_due(anna, world, clock):
    now = clock()
    await world.callback(topic="limit", earliest=now + timedelta(days=1), latest=now + timedelta(days=1, hours=1))
    await world.callback(topic="order", earliest=now + timedelta(hours=2))
    await world.callback(earliest=now - timedelta(minutes=5))

    page = (await anna.get("/desk/callbacks")).text

    marks = ("Jetzt <", "Online-Banking entsperren ·", "Heute noch <", "Aufträge ·", "nächsten Tagen <", "Tageslimit ·")
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)


async def test_done_is_done_once_and_leaves_the_list(anna, bernd, world):
    callback = await world.callback()

    await anna.post(f"/desk/callbacks/{callback}/outcome", outcome="reached", tries="0")
    await bernd.post(f"/desk/callbacks/{callback}/outcome", outcome="not_needed", tries="0")

    done = await world.get(Callback, callback)
    assert (done.state, done.done_by_id) == (CallbackState.DONE, world.users["anna"])
    assert done.outcome is CallbackOutcome.REACHED
    assert len(await world.all(select(Audit).where(Audit.act == "settle_callback"))) == 1
    assert "Mara Beispiel" not in (await anna.get("/desk/callbacks")).text


async def test_what_is_done_is_listed_for_a_fortnight_with_who_did_it(anna, bernd, world, clock):
    callback = await world.callback()
    await bernd.post(f"/desk/callbacks/{callback}/outcome", outcome="reached", tries="0", note="Alles geklärt.")
    old = {"state": CallbackState.DONE, "done_at": clock() - timedelta(days=15), "note": "Lange her."}
    await world.callback(**old)

    page = (await anna.get("/desk/callbacks?done=1")).text

    assert "Bernd Beispiel" in page and "Alles geklärt." in page and "Erreicht" in page
    assert "Lange her." not in page


async def test_who_was_not_reached_is_called_again_within_the_teams_hours(anna, world):
    callback = await world.callback(tries=0)
    await _set_hours(world, "service", "Mo-Fr 08:00-18:00")

    fields = {"outcome": "not_reached", "tries": "0", "again": "1", "note": "Mailbox", "tells": "1"}
    wrong = await anna.post(f"/desk/callbacks/{callback}/outcome", **fields, **(TODAY | {"day": "2026-11-28"}))
    right = await anna.post(f"/desk/callbacks/{callback}/outcome", **fields, **TODAY)
    twice = await anna.post(f"/desk/callbacks/{callback}/outcome", **fields, **(TODAY | {"start": "15:00"}))

    again = await world.get(Callback, callback)
    assert (wrong.status_code, right.status_code, twice.status_code) == (422, 303, 303)
    assert "Dann ist das Team nicht da." in wrong.text
    assert (again.state, again.tries, again.note) == (CallbackState.OPEN, 1, "Mailbox")
    assert again.earliest == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    told = [one.body for one in await world.all(select(Message))]
    assert told == [
        "Leider haben wir Sie am Telefon nicht erreicht. "
        "Wir versuchen es noch einmal: Montag, 23. November, zwischen 14 und 16 Uhr."
    ]


async def test_who_is_not_called_again_is_done_with(anna, world):
    callback = await world.callback()

    await anna.post(f"/desk/callbacks/{callback}/outcome", outcome="not_reached", tries="0")

    done = await world.get(Callback, callback)
    assert (done.state, done.outcome, done.tries) == (CallbackState.DONE, CallbackOutcome.NOT_REACHED, 1)


async def test_a_note_passes_the_guard(anna, world):
    callback = await world.callback()

    note = "IBAN DE89 3704 0044 0532 0130 00"
    answer = await anna.post(f"/desk/callbacks/{callback}/outcome", outcome="reached", tries="0", note=note)

    assert answer.status_code == 422 and "etwas Vertrauliches" in answer.text
    assert (await world.get(Callback, callback)).state is CallbackState.OPEN


async def test_a_callback_of_another_team_is_not_there(bernd, world):
    callback = await world.callback(team="ebanking")

    page = await bernd.get("/desk/callbacks")
    acts = [
        await bernd.post(f"/desk/callbacks/{callback}/outcome", outcome="reached", tries="0"),
        await bernd.post(f"/desk/callbacks/{callback}/phone"),
        await bernd.get(f"/desk/callbacks/{callback}"),
    ]

    assert "Mara Beispiel" not in page.text
    assert [act.status_code for act in acts] == [404] * 3


async def test_the_list_is_filtered_by_team_and_mine(anna, world):
    await world.callback(topic="limit", created_by_id=world.users["anna"])
    await world.callback(topic="order", team="ebanking")

    of_team = (await anna.get(f"/desk/callbacks?team={world.teams['musterstadt/ebanking']}")).text
    mine = (await anna.get("/desk/callbacks?mine=1")).text
    nonsense = (await anna.get("/desk/callbacks?team=x")).text

    assert "Aufträge ·" in of_team and "Tageslimit ·" not in of_team
    assert "Tageslimit ·" in mine and "Aufträge ·" not in mine
    assert "Aufträge ·" in nonsense and "Tageslimit ·" in nonsense
    assert "callbacks=1&amp;mine=1" in mine


async def promise(browser, world, chat, **fields):
    usual = {"number": "other", "phone": "0151 555 000 42", "topic": "limit", "language": "de", "tells": "1"}
    team_id = str(world.teams["musterstadt/service"])
    return await browser.post(f"/desk/chats/{chat}/callback", **(usual | {"team": team_id} | TODAY | fields))


async def test_a_callback_is_promised_from_the_chat_and_the_customer_told(anna, world):
    chat = await world.held("anna")

    answer = await promise(anna, world, chat, phone="0171 2345678")

    (made,) = await world.all(select(Callback))
    assert answer.status_code == 303
    assert world.vault.unseal(made.phone) == "+491712345678"
    assert (made.created_by_id, made.topic, made.conversation_id) == (world.users["anna"], "limit", chat)
    assert made.earliest == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert [one.body for one in await world.all(select(Message).order_by(Message.id))][1:] == [
        "Wir rufen Sie an: Montag, 23. November, zwischen 14 und 16 Uhr. Am Telefon fragen wir nie nach PIN oder TAN."
    ]
    assert len(await world.all(select(Audit).where(Audit.act == "create_callback"))) == 1
    assert "Tageslimit" in (await anna.get(f"/desk/chats/{chat}")).text


async def test_a_second_click_promises_once_and_another_time_takes_its_place(anna, world, clock):
    chat = await world.held("anna")

    for _ in range(2):
        await promise(anna, world, chat, phone="0171 2345678")
    await promise(anna, world, chat, phone="0171 2345678", start="17:00", end="18:00")

    states = [one.state for one in await world.all(select(Callback).order_by(Callback.earliest))]
    assert states == [CallbackState.CANCELLED, CallbackState.OPEN]
    assert len(await world.all(select(Message))) == 3


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "12", "Das ist keine gültige Telefonnummer."),
        ("day", "2026-11-22", "Das liegt in der Vergangenheit."),
        ("end", "13:00", "Das Ende liegt nicht nach dem Anfang."),
        ("team", "6d0f6ed1-5bc5-4a4e-9a36-6d0c36b8c8c5", "Bitte prüfen Sie diese Angabe."),
        ("topic", "nothing", "Bitte prüfen Sie diese Angabe."),
        ("start", "", "Bitte füllen Sie dieses Feld aus."),
    ],
)
async def test_what_is_wrong_stands_beside_the_field(anna, world, field, value, words):
    chat = await world.held("anna")

    answer = await promise(anna, world, chat, **({"phone": "0171 2345678"} | {field: value}))

    assert answer.status_code == 422 and words in answer.text
    assert await world.all(select(Callback)) == []


async def test_a_wrong_number_does_not_hide_that_the_time_is_wrong_too(anna, world):
    chat = await world.held("anna")

    answer = await promise(anna, world, chat, phone="12", start="03:00", end="02:00")

    assert answer.status_code == 422
    assert "Das ist keine gültige Telefonnummer." in answer.text
    assert "Das Ende liegt nicht nach dem Anfang." in answer.text


@pytest.mark.parametrize(("who", "shown"), [("anna", "•••• 987"), ("xaver", None)])
async def test_the_customers_own_number_is_shown_as_far_as_the_role_may_see_it(browser_of, world, who, shown):
    chat = await world.held(who)
    await _write_from(world, chat, "491751234987")
    browser = await browser_of(who)

    page = (await browser.get(f"/desk/chats/{chat}/callback/new")).text
    await promise(browser, world, chat, number="own")

    (made,) = await world.all(select(Callback))
    assert world.vault.unseal(made.phone) == "+491751234987"
    assert "1234987" not in page
    assert (shown in page) if shown else ("••••" not in page)


async def test_an_advisor_sees_the_callback_that_he_promised(browser_of, world):
    async with world.sessions.begin() as session:
        bernds = (await session.scalars(select(Membership).where(Membership.user_id == world.users["bernd"]))).one()
        bernds.role = Role.ADVISOR
    await world.callback(topic="order")
    chat = await world.held("bernd", name="Rosa Vorlage")
    bernd = await browser_of("bernd")

    await promise(bernd, world, chat, phone="0171 2345678")

    page = (await bernd.get("/desk/callbacks")).text
    assert "Daily limit ·" in page and "Orders ·" not in page


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    hours=st.sampled_from(
        ["24/7", "Mo-Fr 08:00-20:00; PH off", "Mo 10:00-11:00", "Sa 22:00-02:00", "Dec 24 08:00-12:00"]
    ),
)
def test_what_is_proposed_can_be_promised(now, hours):
    opening = Hours(hours, "NW")
    shift = Shift(opening, now.replace(tzinfo=ZoneInfo("Europe/Berlin")))

    proposed = shift.proposed()

    if proposed and proposed["start"] < "23:29":
        day, start, end = (
            datetime.fromisoformat(proposed["day"]).date(),
            datetime.strptime(proposed["start"], "%H:%M").time(),
            datetime.strptime(proposed["end"], "%H:%M").time(),
        )
        assert isinstance(shift.window(day, start, end, language="de"), Window)


async def _set_hours(world, slug, hours):
    async with world.sessions.begin() as session:
        (await session.get_one(Team, world.teams[f"musterstadt/{slug}"])).hours = hours


async def _write_from(world, chat, number):
    conversation = await world.get(Conversation, chat)
    async with world.sessions.begin() as session:
        session.add(
            Identifier(
                institution_id=conversation.institution_id,
                customer_id=conversation.customer_id,
                kind=IdentifierKind.WA_ID,
                fingerprint=world.vault.fingerprint(number),
                ciphertext=world.vault.seal(number),
                seen_at=world.clock(),
            )
        )

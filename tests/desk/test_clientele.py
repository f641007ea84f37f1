"""An advisor's own view: his customers' chats whoever has them, his appointments, and who stands in for whom."""

import itertools
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import event, func, select, update

from handoff.absences import stands_in_now
from handoff.access import access_of
from handoff.advising import covered_by
from handoff.changing_hands import change_hands
from handoff.models import (
    Callback,
    Conversation,
    Customer,
    HandoffReason,
    Institution,
    Mention,
    Message,
    Mover,
    Outcome,
    Owner,
    RecordAssignment,
    Role,
    User,
)
from handoff.notices import Bell, NoticeKind
from handoff.row_security import locked, seen_by

from .cast import hire_everyone
from .planning import absence
from .serving import PASSWORD, connected
from .test_accessibility import SIZES, violations

PATH = "/desk/customers"
LATER = timedelta(days=1)


@pytest.fixture
async def advisors(world):
    """Maria and Paul advise, each with a record; Vera advises without one. None of them works for a team."""
    for who, name in (("maria", "Maria Muster"), ("paul", "Paul Probe"), ("vera", "Vera Vertretung")):
        await world.hire(who, name, Role.ADVISOR)
    return {
        "maria": await world.advisor(slug="muster", who="maria"),
        "paul": await world.advisor(slug="probe", who="paul", name="Paul Probe"),
    }


@pytest.fixture
def of_customer(world, advisors):
    """A chat of a customer of Maria's, or Paul's."""
    numbers = itertools.count(1)

    async def of_customer(whose="muster", *, make=world.waiting, name="Mara Muster", **values):
        chat = await make(**values)
        await world.assigned(chat, await world.record(f"47{next(numbers):04}", name, advisor=whose))
        return chat

    return of_customer


@pytest.fixture
def as_user(world, clock):
    """What PostgreSQL shows somebody, by the desk's clock."""
    sessions = locked(world.sessions, clock)

    async def as_user(who, statement):
        with seen_by(world.users[who]):
            async with sessions.begin() as session:
                return set(await session.scalars(statement))

    return as_user


async def close(world, chat, *, outcome=Outcome.ANSWERED):
    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        conversation.outcome = outcome
        values = {"by": Mover.AGENT, "reason": HandoffReason.DONE, "now": world.clock()}
        await change_hands(session, conversation, to=Owner.CLOSED, **values)


async def statuses(browser, *chats):
    return [(await browser.get(f"/desk/chats/{chat}")).status_code for chat in chats]


async def test_he_sees_his_customers_chats_whoever_has_them(world, of_customer, browser_of):
    waiting = await of_customer(name="Wanda Wartend")
    bot = await of_customer(make=world.conversation, team=None, name="Bruno Bot")
    held = await of_customer(make=world.held, by="bernd", name="Hilde Halt")
    elsewhere = await of_customer(team="ebanking", name="Erna Elsewhere")
    others, strange = await of_customer("probe", name="Paula Paulsen"), await world.waiting()
    maria = await browser_of("maria")

    page = (await maria.get(PATH)).text

    for name in ("Wanda Wartend", "Bruno Bot", "Hilde Halt", "Erna Elsewhere"):
        assert f">{name}</a>" in page
    for words in ("Wartet: service", "Beim Bot", "Bei Bernd Beispiel", "Wartet: ebanking"):
        assert words in page
    assert "Paula Paulsen" not in page and str(strange) not in page
    assert await statuses(maria, waiting, bot, held, elsewhere) == [200] * 4
    assert await statuses(maria, others, strange) == [404] * 2


async def test_the_database_shows_the_same(world, of_customer, as_user):
    mine = {
        await of_customer(),
        await of_customer(make=world.conversation, team=None),
        await of_customer(make=world.held, by="bernd", team="ebanking"),
    }
    await of_customer("probe")
    await world.waiting()

    assert await as_user("maria", select(Conversation.id)) == mine
    assert await as_user("maria", select(Message.conversation_id)) < mine
    assert len(await as_user("maria", select(Customer.id))) == 3
    assert await as_user("vera", select(Conversation.id)) == set()


async def test_an_assignment_that_is_undone_ends_it_in_both_locks(world, of_customer, browser_of, as_user):
    chat = await of_customer()
    maria = await browser_of("maria")
    await maria.get(f"/desk/chats/{chat}")

    answer = await maria.post(f"/desk/chats/{chat}/record/undoing")

    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert await statuses(maria, chat) == [404]
    assert await as_user("maria", select(Conversation.id)) == set()
    assert [one.undone_by_id for one in await world.all(select(RecordAssignment))] == [world.users["maria"]]


async def test_whom_the_deputy_covers_he_sees_until_the_absence_is_over(world, clock, of_customer, browser_of, as_user):
    own, marias = await of_customer("probe", name="Paula Paulsen"), await of_customer(name="Mara Muster")
    await absence(world, "maria", "2026-11-24", "2026-11-25", deputy="paul")
    paul = await browser_of("paul")
    assert await statuses(paul, own, marias) == [200, 404]

    clock.now += LATER
    paul = await browser_of("paul")
    page = (await paul.get(PATH)).text
    assert "Mara Muster" in page and "in Vertretung: Maria Muster" in page and "Paula Paulsen" in page
    assert "24.–25. Nov. 2026" in page
    assert await statuses(paul, own, marias) == [200, 200]
    assert await as_user("paul", select(Conversation.id)) == {own, marias}

    clock.now += 2 * LATER
    paul = await browser_of("paul")
    assert "Mara Muster" not in (await paul.get(PATH)).text
    assert await statuses(paul, own, marias) == [200, 404]
    assert await as_user("paul", select(Conversation.id)) == {own}


async def test_who_is_away_himself_stands_in_for_nobody_and_his_deputy_does(world, of_customer, as_user, browser_of):
    marias, pauls = await of_customer(), await of_customer("probe")
    await absence(world, "maria", "2026-11-23", deputy="paul")
    await absence(world, "paul", "2026-11-23", deputy="vera")
    seen = select(Conversation.id)

    assert await as_user("maria", seen) == {marias}
    assert await as_user("paul", seen) == {pauls}
    assert await as_user("vera", seen) == {marias, pauls}
    vera = await browser_of("vera")
    assert await statuses(vera, marias, pauls) == [200, 200]
    page = (await vera.get(PATH)).text
    assert page.index("Sie vertreten") < page.index("<b>Maria Muster</b>")
    assert "<b>Paul Probe</b>" in page


async def test_a_deputy_who_may_not_log_in_ends_the_chain(world, of_customer, as_user):
    await of_customer()
    await absence(world, "maria", "2026-11-23", deputy="paul")
    await absence(world, "paul", "2026-11-23", deputy="vera")
    async with world.sessions.begin() as session:
        await session.execute(
            update(User).where(User.id == world.users["paul"]).values(disabled_at=world.clock() - LATER)
        )

    assert await as_user("vera", select(Conversation.id)) == set()


@pytest.mark.parametrize(
    "links",
    [
        {},
        {"maria": "paul"},
        {"maria": "paul", "paul": "vera"},
        {"maria": "paul", "paul": None},
        {"maria": "paul", "paul": "vera", "vera": "maria"},
        {"maria": "vera", "paul": "vera"},
        {"maria": "paul", "paul": "maria"},
    ],
)
async def test_three_ways_to_ask_who_answers_for_whom_agree(world, clock, advisors, as_user, links):
    people = ("maria", "paul", "vera")
    ids = {who: world.users[who] for who in people}
    # Circles can't be entered; data may hold them all the same.
    for who, deputy in links.items():
        await absence(world, who, "2026-11-23", deputy=deputy)

    async with world.sessions() as session:
        answers = {who: await stands_in_now(session, ids[who], now=clock()) for who in people}
        covered = {who: await covered_by(session, ids[who], now=clock()) for who in people}

    for who in people:
        # Who is away is still himself for his own customers.
        expected = {ids[other] for other in people if answers[other] == ids[who]} | {ids[who]}
        assert covered[who] == expected
        assert await as_user(who, select(func.desk_covered())) == expected


async def test_an_agent_who_stands_in_sees_what_his_team_does_and_no_more(world, of_customer, as_user):
    chat = await of_customer(team="ebanking", make=world.held, by="anna")
    await absence(world, "maria", "2026-11-23", deputy="xaver")

    assert await as_user("xaver", select(Conversation.id)) == set()
    assert await as_user("maria", select(Conversation.id)) == {chat}


async def test_where_advisors_see_no_names_they_learn_of_no_customer(world, of_customer, browser_of, as_user):
    chat = await of_customer()
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).values(customer_views={"advisor": "nothing"}))
    maria = await browser_of("maria")

    page = (await maria.get(PATH)).text

    assert "sehen Beraterinnen und Berater keine Namen" in page and str(chat) not in page
    assert await statuses(maria, chat) == [404]
    assert await as_user("maria", select(Conversation.id)) == set()


@pytest.mark.parametrize("who", ["anna", "bernd", "carla", "xaver", "adam"])
async def test_nobody_else_has_that_page_or_a_way_to_it(browser_of, of_customer, who):
    browser = await browser_of(who)

    assert (await browser.get(PATH)).status_code == 403
    assert f'href="{PATH}"' not in (await browser.get("/desk/profile")).text


async def test_advisors_alone_have_the_right_in_the_database_too(world, password_hash, as_user):
    await hire_everyone(world, password_hash)
    for role in Role:
        where = await as_user(f"{role.value}@musterstadt", select(func.desk_where("customers")))
        assert bool(where) == (role is Role.ADVISOR), role


async def test_an_advisor_begins_there_unless_he_works_for_a_team(world, advisors, browser_of):
    await world.promote("paul", "musterstadt", {"ebanking": Role.AGENT})
    maria, paul = await browser_of(), await browser_of()

    starts = []
    for browser, who in ((maria, "maria"), (paul, "paul")):
        starts.append((await browser.log_in(f"{who}@musterstadt.example")).headers["location"])
        starts.append((await browser.get("/")).headers["location"])
        starts.append((await browser.get("/login")).headers["location"])

    assert starts == [PATH] * 3 + ["/desk"] * 3


async def test_beside_his_own_chats_he_is_led_there(advisors, browser_of):
    page = (await (await browser_of("maria")).get("/desk")).text

    assert "Links stehen die Chats, die Sie selbst haben." in page and "Noch kein Team" not in page
    assert page.count(f'href="{PATH}"') == 2


async def test_he_takes_a_chat_from_the_queue_and_from_the_bot(world, of_customer, browser_of):
    waiting = await of_customer(team="ebanking")
    bot = await of_customer(make=world.conversation, team=None)
    maria = await browser_of("maria")
    page = (await maria.get(PATH)).text
    assert page.count("/assignment") == 2

    for chat in (waiting, bot):
        assert (await maria.post(f"/desk/chats/{chat}/assignment")).status_code == 303

    assert {(await world.get(Conversation, chat)).agent_id for chat in (waiting, bot)} == {world.users["maria"]}
    assert "/assignment" not in (await maria.get(PATH)).text


async def test_what_a_colleague_has_he_reads_and_does_not_take(world, of_customer, browser_of):
    chat = await of_customer(make=world.held, by="bernd")
    maria = await browser_of("maria")

    page = (await maria.get(PATH)).text
    answer = await maria.post(f"/desk/chats/{chat}/assignment")

    assert "/assignment" not in page
    assert answer.status_code == 409
    assert (await world.get(Conversation, chat)).agent_id == world.users["bernd"]


async def test_what_waits_for_him_comes_first_and_of_it_what_is_urgent(world, of_customer, browser_of, clock):
    chats = [
        await of_customer(make=world.conversation, team=None, name="Bruno Bot"),
        await of_customer(make=world.held, by="maria", name="Meine Muster"),
        await of_customer(name="Frieda Fraud", priority=3),
        await of_customer(name="Wanda Wartend"),
        await of_customer(name="Olga Offen"),
    ]
    async with world.sessions.begin() as session:
        offered = await session.get_one(Conversation, chats[4])
        offered.offered_to_id, offered.offered_by_id = world.users["maria"], world.users["anna"]
        offered.offer_ends_at = clock() + LATER
    page = (await (await browser_of("maria")).get(PATH)).text

    shown = sorted(chats, key=lambda chat: page.index(f"advised_{chat}"))
    assert shown == [chats[4], chats[2], chats[3], chats[1], chats[0]]
    assert "Ihnen weitergegeben von Anna Agentin" in page


async def test_the_last_closed_ones_stand_below_with_their_outcome(world, of_customer, browser_of, clock):
    chat = await of_customer(make=world.held, by="bernd", name="Hilde Halt")
    await close(world, chat, outcome=Outcome.APPOINTMENT)
    maria = await browser_of("maria")

    page = (await maria.get(PATH)).text

    assert page.index("Zuletzt beendet") < page.index("Hilde Halt") < page.index("Termin vereinbart")
    assert "Gerade schreibt niemand aus Ihrer Kundschaft." in page


async def test_appointments_of_today_and_a_fortnight_are_his_and_whom_he_covers(world, advisors, browser_of, clock):
    maria, paul = advisors["maria"], advisors["paul"]
    today = await world.appointment(maria, starts_at=clock() - timedelta(hours=1))
    coming = await world.appointment(maria, starts_at=clock() + 13 * LATER)
    far = await world.appointment(maria, starts_at=clock() + 15 * LATER)
    yesterday = await world.appointment(maria, starts_at=clock() - timedelta(hours=20))
    pauls = await world.appointment(paul, starts_at=clock() + LATER)
    browser = await browser_of("maria")

    page = (await browser.get(PATH)).text
    await absence(world, "paul", "2026-11-23", deputy="maria")
    covering = (await browser.get(PATH)).text

    shown = {one: f"/desk/appointments/{one}" in page for one in (today, coming, far, yesterday, pauls)}
    assert shown == {today: True, coming: True, far: False, yesterday: False, pauls: False}
    assert f"/desk/appointments/{pauls}" in covering


async def test_callbacks_of_his_customers_are_his_to_make(world, of_customer, browser_of, as_user):
    callback, strange = await world.callback(team="ebanking"), await world.callback()
    chat = (await world.get(Callback, callback)).conversation_id
    await world.assigned(chat, await world.record(advisor="muster"))
    maria = await browser_of("maria")

    page = (await maria.get(PATH)).text

    assert f"/desk/callbacks/{callback}" in page and str(strange) not in page
    assert await as_user("maria", select(Callback.id)) == {callback}
    assert f"/desk/callbacks/{callback}" in (await maria.get("/desk/callbacks")).text
    answer = await maria.post(f"/desk/callbacks/{callback}/outcome", outcome="reached", tries="0")
    assert answer.status_code == 303
    assert "Niemand aus Ihrer Kundschaft wartet auf einen Anruf." in (await maria.get(PATH)).text


async def test_his_absence_is_told_with_its_deputy_and_a_way_to_change_it(world, advisors, browser_of):
    now = await absence(world, "maria", "2026-11-22", "2026-11-24", deputy="vera")
    then = await absence(world, "maria", "2026-12-21", "2026-12-31")
    maria = await browser_of("maria")

    page = (await maria.get(PATH)).text

    assert "Sie sind als abwesend eingetragen: 22.–24. Nov. 2026. Es vertritt Sie Vera Vertretung." in page
    assert "Vertretung: Vera Vertretung" in page and "Vertretung: das Team" in page
    assert f"/desk/absences/{now}" in page and f"/desk/absences/{then}" in page


async def test_without_anything_there_are_kind_words(world, browser_of):
    await world.hire("vera", "Vera Vertretung", Role.ADVISOR)
    page = (await (await browser_of("vera")).get(PATH)).text

    for words in (
        "Ihr Konto gehört noch zu keiner Beraterin und keinem Berater im Kalender.",
        "Gerade schreibt niemand aus Ihrer Kundschaft.",
        "Heute und in den nächsten zwei Wochen haben Sie keinen Termin.",
        "Niemand aus Ihrer Kundschaft wartet auf einen Anruf.",
        "Sie sind da, eine Abwesenheit ist nicht eingetragen.",
        "Zurzeit vertreten Sie niemanden.",
    ):
        assert words in page


async def test_it_reads_in_english(world, of_customer, browser_of):
    await of_customer(make=world.conversation, team=None)
    async with world.sessions.begin() as session:
        await session.execute(update(User).values(language="en"))

    page = (await (await browser_of("maria")).get(PATH)).text

    for words in ("My customers", "With the bot", "You have no appointment today or in the next two weeks."):
        assert words in page


async def test_many_chats_cost_no_more_queries_than_one(world, of_customer, browser_of, advisors, clock):
    maria = await browser_of("maria")
    engine = world.sessions.kw["bind"].sync_engine
    counted, numbers = [], itertools.count(1)
    event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))

    async def queries():
        await maria.get(PATH)
        counted.clear()
        await maria.get(PATH)
        return len(counted)

    async def one_more():
        await close(world, await of_customer(make=world.held, by="maria"))
        await of_customer()
        await world.assigned(
            (await world.get(Callback, await world.callback())).conversation_id,
            await world.record(f"99{next(numbers):04}", advisor="muster"),
        )
        clock.now += timedelta(hours=2)
        await world.appointment(advisors["maria"], starts_at=clock())

    await one_more()
    of_one = await queries()
    for _ in range(4):
        await one_more()

    assert await queries() == of_one


async def test_of_very_many_the_latest_are_shown_and_it_is_said(world, of_customer, browser_of, clock):
    oldest = await of_customer(make=world.conversation, team=None)
    record = (await world.all(select(RecordAssignment)))[0].record_id
    for _ in range(50):
        clock.now += timedelta(seconds=1)
        await world.assigned(await world.conversation(team=None), record)

    page = (await (await browser_of("maria")).get(PATH)).text

    assert page.count('class="advised') - page.count('class="advised__') == 50
    assert str(oldest) not in page and "Gezeigt sind die 50 Chats" in page


async def test_a_customer_of_his_is_found_and_his_number_told(world, of_customer, as_user, browser_of):
    chat = await of_customer(make=world.conversation, team=None)
    await world.message(chat, "Ein seltenes Wort: Gießkannenprinzip.")
    maria, vera = await browser_of("maria"), await browser_of("vera")

    assert str(chat) in (await maria.get("/desk/search?q=Gießkannenprinzip")).text
    assert str(chat) not in (await vera.get("/desk/search?q=Gießkannenprinzip")).text


async def test_he_hears_of_a_customer_of_his_who_waits_and_of_nobody_else(world, of_customer, clock):
    bell = Bell(since=clock() - timedelta(minutes=1))
    his = await of_customer(team="ebanking")
    await of_customer("probe")
    await world.waiting()

    async with world.sessions() as session:
        access = await access_of(session, world.users["maria"], now=clock())
        news = await bell.news(session, access, silenced=[], now=clock())

    assert [(one.kind, one.conversation_id) for one in news] == [(NoticeKind.WAITING, his)]


async def test_who_is_asked_for_by_name_finds_that_chat_too(world, browser_of, advisors):
    chat = await world.waiting(named_id=world.users["vera"])
    await world.message(chat, "Ein seltenes Wort: Gießkannenprinzip.")

    assert str(chat) in (await (await browser_of("vera")).get("/desk/search?q=Gießkannenprinzip")).text


async def test_a_note_can_name_the_customers_advisor(world, of_customer, anna):
    chat = await of_customer()
    await anna.get(f"/desk/chats/{chat}")

    await anna.post(f"/desk/chats/{chat}/notes", body="@Maria Muster bitte ansehen")

    assert [one.user_id for one in await world.all(select(Mention))] == [world.users["maria"]]


@pytest.fixture
async def enter(page, desk):
    async def enter(who):
        await page.goto(f"{desk}/login")
        await page.fill("[name=email]", f"{who}@musterstadt.example")
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button")
        await page.wait_for_url("**/desk**")
        return page

    return enter


async def test_it_follows_what_happens_by_itself(enter, world, of_customer, realtime, advisors, clock):
    page = await enter("maria")
    await expect(page.get_by_text("Gerade schreibt niemand aus Ihrer Kundschaft.")).to_be_visible()
    await connected(page)
    await page.wait_for_timeout(500)

    chat = await of_customer(make=world.conversation, team=None, name="Bruno Bot")
    await realtime.publish([chat])
    row = page.locator(f"#advised_{chat}")
    await expect(row).to_contain_text("Beim Bot")

    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        values = {"by": Mover.BOT, "reason": HandoffReason.REQUEST, "now": clock()}
        conversation.team_id = world.teams["musterstadt/service"]
        await change_hands(session, conversation, to=Owner.WAITING, **values)
    await realtime.publish([chat])
    await expect(row).to_contain_text("Wartet: service")
    await expect(page.locator("#notices")).to_contain_text("Online-Banking entsperren")

    await world.appointment(advisors["maria"], starts_at=clock() + timedelta(hours=2))
    await absence(world, "paul", "2026-11-23", deputy="maria")
    await realtime.publish([world.institutions["musterstadt"]])
    await expect(page.locator(".entry")).to_have_count(1)
    await expect(page.locator(".clientele__time")).to_contain_text("Paul Probe")

    await row.get_by_role("button", name="Chat übernehmen").click()
    await page.wait_for_url(f"**/desk/chats/{chat}")
    await page.keyboard.press("Escape")
    await page.locator("h1").click()
    await page.keyboard.press("m")
    await page.wait_for_url(f"**{PATH}")
    await expect(page.locator(f"#advised_{chat}")).to_contain_text("Bei Ihnen")
    await connected(page)
    await page.wait_for_timeout(500)
    await close(world, chat)
    await realtime.publish([chat])
    await expect(page.locator(".advised--closed")).to_contain_text("Beantwortet")


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_for_everybody_and_fits_a_phone(enter, page, desk, world, of_customer, advisors, clock, size):
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    await of_customer(name="Frau Dr. Maximiliane Muster-Langername-Beispielhausen von und zu Vorlage")
    await of_customer(make=world.conversation, team=None)
    await close(world, await of_customer(make=world.held, by="maria"))
    callback = await world.callback()
    await world.assigned((await world.get(Callback, callback)).conversation_id, await world.record(advisor="muster"))
    await world.appointment(advisors["maria"], starts_at=clock() + timedelta(hours=1))
    await absence(world, "maria", "2026-11-23", "2026-11-27", deputy="vera")
    await absence(world, "paul", "2026-12-01", deputy="maria")
    await enter("maria")
    await page.goto(desk + PATH)

    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    inner = await page.locator("main").evaluate("(main) => [main.scrollWidth, main.clientWidth]")

    assert widths[0] <= widths[1] and inner[0] <= inner[1]
    assert await violations(page) == []

"""The monthly sheet of an external centre: what counts, who reads it, and its file."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from handoff.changing_hands import change_hands
from handoff.models import (
    Author,
    Conversation,
    HandoffReason,
    Institution,
    Mover,
    Organisation,
    OrganisationKind,
    Outcome,
    Owner,
    Role,
    SentOut,
    Team,
    User,
)
from handoff.retention import forget_old
from handoff.row_security import locked, seen_by
from handoff.statistics.centres import within

from .cast import hire_everyone
from .serving import log_in
from .test_accessibility import SIZES, violations

PATH = "/desk/statistics/centres"
MONTH = "month=2026-11"


@pytest.fixture
async def centre(world):
    """Fernwort's team; Xaver works there. The limit to answer is ten minutes."""
    institution = world.institutions["musterstadt"]
    async with world.sessions.begin() as session:
        company = Organisation(kind=OrganisationKind.EXTERNAL_CENTRE, slug="fernwort", name="Fernwort GmbH")
        session.add(company)
        await session.flush()
        values = {"institution_id": institution, "hours": "24/7", "staffed_by_id": company.id}
        team = Team(slug="centre", name="Fernwort", **values)
        session.add(team)
    world.teams["musterstadt/centre"] = team.id
    return company.id


@pytest.fixture
def move(world, clock):
    """After so many minutes the chat changes hands."""

    async def move(chat, to, minutes=0, *, team=None, by="xaver", reason=HandoffReason.TAKEN, rule=None, outcome=None):
        clock.now += timedelta(minutes=minutes)
        async with world.sessions.begin() as session:
            conversation = await session.get_one(Conversation, chat)
            conversation.team_id = world.teams[f"musterstadt/{team}"] if team else conversation.team_id
            conversation.outcome = outcome
            await change_hands(
                session,
                conversation,
                to=to,
                by=Mover.BOT if conversation.is_with_bot else Mover.AGENT,
                reason=reason,
                now=clock(),
                agent_id=world.users[by] if to is Owner.AGENT else None,
                rule=rule,
            )

    return move


@pytest.fixture
def comes(world, move):
    """A chat goes to the centre by a rule."""

    async def comes(*, rule=SentOut.CLOSED, topic="unlock", **values):
        chat = await world.conversation(topic=topic, **values)
        await world.message(chat)
        await move(chat, Owner.WAITING, team="centre", reason=HandoffReason.REQUEST, rule=rule)
        return chat

    return comes


@pytest.fixture
def answer(world, clock):
    async def answer(chat, minutes=0, *, by="xaver"):
        clock.now += timedelta(minutes=minutes)
        await world.message(chat, "Gern", author=Author.AGENT, user_id=world.users[by])

    return answer


@pytest.fixture
async def sheet(browser_of, centre):
    """The file's lines as a lead reads it, who has just logged in, by column."""

    async def sheet(query=MONTH, browser=None):
        browser = browser or await browser_of("carla")
        answer = await browser.get(f"{PATH}/file?{query}")
        assert answer.status_code == 200 and answer.text.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(answer.text[1:]), delimiter=";"))

    return sheet


def figure(page, name):
    part = page[page.index(f"<dt>{name}</dt>") :]
    part = part[part.index("tile__now") :]
    return part[part.index(">") + 1 : part.index("</dd>")].replace("\u00a0", " ")


async def test_a_line_says_all_of_a_chat_and_nothing_of_the_customer(comes, move, answer, sheet):
    chat = await comes(name="Gerda Geheim", language="en")
    await move(chat, Owner.AGENT, 3)
    await answer(chat, 2)
    await answer(chat, 1)
    await move(chat, Owner.CLOSED, 4, reason=HandoffReason.DONE, outcome=Outcome.CALLBACK)

    [line] = await sheet()

    assert line == {
        "Chat": str(chat),
        "Team": "Fernwort",
        "Thema": "Online-Banking entsperren",
        "Sprache": "Englisch",
        "Angekommen": "23.11.2026 11:00:00",
        "Anlass": "Außerhalb der eigenen Servicezeit",
        "Wartezeit (Sekunden)": "180",
        "Erste Antwort": "23.11.2026 11:05:00",
        "Antwort nach (Sekunden)": "300",
        "In der Frist": "ja",
        "Beendet": "23.11.2026 11:10:00",
        "Ausgang": "Rückruf vereinbart",
        "Bearbeitung (Sekunden)": "420",
        "Nachrichten des Zentrums": "2",
        "Bearbeitet von": "Person 1",
    }


async def test_the_page_sums_it_up(carla, comes, move, answer, centre):
    for minutes, rule in ((1, SentOut.CLOSED), (5, SentOut.ABOVE), (30, SentOut.CLOSED)):
        chat = await comes(rule=rule)
        await move(chat, Owner.AGENT, minutes)
        await answer(chat, 1)
    await comes(rule=SentOut.TOPIC, topic="credit")

    page = (await carla.get(f"{PATH}?{MONTH}")).text

    told = {
        "Chats angekommen": "4",
        "davon außerhalb der eigenen Servicezeit": "2",
        "Wartezeit, Median": "5 Min.",
        "Wartezeit, 90 % unter": "30 Min.",
        "Erste Antwort, Median": "6 Min.",
        "Erste Antwort, 90 % unter": "31 Min.",
        "In der Frist beantwortet": "50 %",
        "Vom Zentrum nicht beantwortet": "1",
        "Nachrichten des Zentrums": "3",
        "Bearbeitung je Chat, Median": "32 Min.",
    }
    assert {name: figure(page, name) for name in told} == told
    assert "Grenze offener Chats im Haus erreicht" in page and "Thema für das Zentrum" in page
    assert "Mara Beispiel" not in page and "Mein Zugang ist gesperrt." not in page


async def test_to_and_fro_is_one_line_with_the_first_arrival(comes, move, answer, sheet):
    chat = await comes()
    await move(chat, Owner.AGENT, 2)
    await move(chat, Owner.WAITING, 3, team="service", reason=HandoffReason.TRANSFERRED)
    await move(chat, Owner.AGENT, 5, by="anna")
    await answer(chat, by="anna")
    await move(chat, Owner.WAITING, 10, team="centre", reason=HandoffReason.TRANSFERRED)
    await move(chat, Owner.AGENT, 1)
    await answer(chat, 1)
    await move(chat, Owner.BOT, 1, reason=HandoffReason.RETURNED)

    [line] = await sheet()

    assert line["Angekommen"] == "23.11.2026 11:00:00"
    assert line["Wartezeit (Sekunden)"] == "120"
    assert line["Antwort nach (Sekunden)"] == str(22 * 60)
    assert line["Bearbeitung (Sekunden)"] == str((3 + 2) * 60)
    assert (line["Nachrichten des Zentrums"], line["Ausgang"]) == ("1", "Zurück an den Bot")
    assert (line["In der Frist"], line["Beendet"], line["Bearbeitet von"]) == ("nein", "", "Person 1")


async def test_what_went_on_to_a_team_of_the_house_says_where(comes, move, sheet):
    chat = await comes()
    await move(chat, Owner.WAITING, 5, team="ebanking", reason=HandoffReason.TRANSFERRED)
    await move(chat, Owner.AGENT, 5, by="anna")
    await move(chat, Owner.CLOSED, 5, by="anna", reason=HandoffReason.DONE, outcome=Outcome.ANSWERED)

    [line] = await sheet()

    assert (line["Ausgang"], line["Beendet"], line["Bearbeitet von"]) == ("Weiter an ebanking", "", "")
    assert (line["Wartezeit (Sekunden)"], line["Bearbeitung (Sekunden)"]) == ("", "0")


async def test_two_teams_of_one_company_are_one_visit(world, centre, comes, move, sheet):
    async with world.sessions.begin() as session:
        place = {"institution_id": world.institutions["musterstadt"], "hours": "24/7", "staffed_by_id": centre}
        team = Team(slug="night", name="Fernwort Nacht", **place)
        session.add(team)
    world.teams["musterstadt/night"] = team.id
    chat = await comes()
    await move(chat, Owner.WAITING, 5, team="night", reason=HandoffReason.TRANSFERRED)
    await move(chat, Owner.AGENT, 5)

    [line] = await sheet()

    assert (line["Team"], line["Wartezeit (Sekunden)"], line["Ausgang"]) == ("Fernwort", "600", "Noch beim Zentrum")


async def test_a_chat_counts_in_the_month_of_its_arrival_by_the_local_calendar(comes, move, sheet, clock):
    clock.now = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)
    october = await comes()
    clock.now = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)
    november = await comes()
    await move(october, Owner.AGENT, 60)
    clock.now = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    december = await comes()

    months = {month: [line["Chat"] for line in await sheet(f"month=2026-{month}")] for month in (10, 11, 12)}

    assert months == {10: [str(october)], 11: [str(november)], 12: [str(december)]}


async def test_in_the_night_when_the_clocks_are_put_back_an_hour_is_an_hour(comes, move, answer, sheet, clock):
    clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    chat = await comes()
    await move(chat, Owner.AGENT, 60)
    await answer(chat, 60)

    [line] = await sheet("month=2026-10")

    assert line["Angekommen"] == "25.10.2026 02:30:00" and line["Erste Antwort"] == "25.10.2026 03:30:00"
    assert (line["Wartezeit (Sekunden)"], line["Antwort nach (Sekunden)"]) == ("3600", "7200")


async def test_a_chat_that_comes_again_next_month_counts_there_for_what_is_new(comes, move, answer, sheet, clock):
    chat = await comes()
    await move(chat, Owner.AGENT, 2)
    await answer(chat)
    await move(chat, Owner.WAITING, 3, team="service", reason=HandoffReason.TRANSFERRED)
    clock.now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    await move(chat, Owner.WAITING, team="centre", reason=HandoffReason.TRANSFERRED)
    await move(chat, Owner.AGENT, 7)

    [november], [december] = await sheet(), await sheet("month=2026-12")

    assert (november["Bearbeitung (Sekunden)"], november["Nachrichten des Zentrums"]) == ("180", "1")
    assert (december["Wartezeit (Sekunden)"], december["Nachrichten des Zentrums"]) == ("420", "0")
    assert december["Anlass"] == "Weitergegeben"


async def test_people_are_numbers_unless_the_house_wants_names_and_for_who_leads_them(
    world, comes, move, sheet, carla, adam, centre, clock
):
    first = await comes()
    await move(first, Owner.AGENT, 1)
    second = await comes()
    await move(second, Owner.AGENT, 1, by="bernd")
    await move(second, Owner.AGENT, 1, by="xaver", reason=HandoffReason.STEPPED_IN)
    assert [line["Bearbeitet von"] for line in await sheet()] == ["Person 1", "Person 2, Person 1"]

    async with world.sessions.begin() as session:
        await session.execute(update(Institution).values(agent_statistics_since=clock()))
    assert [line["Bearbeitet von"] for line in await sheet()] == ["Person 1", "Person 2, Person 1"]
    await world.promote("carla", "musterstadt", {"centre": Role.LEAD})

    assert [line["Bearbeitet von"] for line in await sheet()] == ["Xaver Extern", "Bernd Beispiel, Xaver Extern"]
    assert [line["Bearbeitet von"] for line in await sheet(browser=adam)] == ["Person 1", "Person 2, Person 1"]


async def test_no_cell_of_the_file_is_a_formula(world, comes, sheet, centre):
    async with world.sessions.begin() as session:
        await session.execute(update(Team).where(Team.staffed_by_id == centre).values(name="=1+1"))
    await comes(topic="+SUM(A1)")

    [line] = await sheet()

    assert (line["Team"], line["Thema"]) == ("'=1+1", "'+SUM(A1)")


async def test_it_reads_in_english(world, comes, move, sheet, carla):
    chat = await comes()
    await move(chat, Owner.AGENT, 3)
    async with world.sessions.begin() as session:
        await session.execute(update(User).values(language="en"))

    [line] = await sheet()
    page = (await carla.get(f"{PATH}?{MONTH}")).text

    assert (line["Came at"], line["Waiting time (seconds)"]) == ("2026-11-23 11:00:00", "180")
    assert line["Why"] == "Outside our own service hours" and line["Outcome"] == "Still at the centre"
    assert "Fernwort GmbH, November 2026. All times are local (Europe/Berlin)." in page


@pytest.mark.parametrize("query", ["", "?month=nonsense", "?month=1999-12", "?month=2026-10"])
async def test_usually_and_where_nonsense_is_asked_the_last_whole_month_is_shown(carla, comes, clock, centre, query):
    clock.now -= timedelta(days=30)
    chat = await comes()
    clock.now += timedelta(days=30)

    page = (await carla.get(PATH + query)).text

    assert "Fernwort GmbH, Oktober 2026." in page and str(chat) in page


async def test_from_which_day_on_it_is_complete_is_said(world, carla, comes, move, sheet, clock, centre):
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).values(facts={"retention_days": 20}))
    clock.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    old = await comes()
    await move(old, Owner.CLOSED, 5, reason=HandoffReason.DONE, outcome=Outcome.ANSWERED)
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    young = await comes()
    async with world.sessions.begin() as session:
        await forget_old(session, now=clock(), at_once=100)

    page = (await carla.get(f"{PATH}?{MONTH}")).text
    lines = await sheet()
    december = (await carla.get(f"{PATH}?month=2026-12")).text

    assert [line["Chat"] for line in lines] == [str(young)]
    assert "Vollständig ist das Blatt ab 4. November 2026." in page
    assert "Vollständig ist das Blatt" not in december


async def test_the_page_shows_the_first_and_the_file_all(carla, comes, sheet, centre, monkeypatch):
    monkeypatch.setattr("handoff.web.statistics.centres.SHOWN", 2)
    chats = [await comes() for _ in range(3)]

    page = (await carla.get(f"{PATH}?{MONTH}")).text

    assert "Hier stehen die ersten 2 von 3 Chats." in page and page.count("<code>") == 2
    assert {line["Chat"] for line in await sheet()} == {str(chat) for chat in chats}


async def test_another_company_and_another_institution_are_apart(world, comes, sheet, carla, nora, centre):
    await comes()
    async with world.sessions.begin() as session:
        other = Organisation(kind=OrganisationKind.EXTERNAL_CENTRE, slug="nahwort", name="Nahwort AG")
        session.add(other)
        await session.flush()
        place = {"institution_id": world.institutions["musterstadt"], "hours": "24/7", "staffed_by_id": other.id}
        session.add(Team(slug="near", name="Nahwort", **place))

    assert len(await sheet(f"{MONTH}&company={centre}")) == 1
    assert await sheet(f"{MONTH}&company={other.id}") == []
    assert (await carla.get(f"{PATH}?{MONTH}&company={world.institutions['neubeispiel']}")).status_code == 404
    assert (await nora.get(f"{PATH}?{MONTH}&company={centre}")).status_code == 404
    assert (await nora.get(f"{PATH}/file?{MONTH}")).status_code == 404
    assert "Hier arbeitet kein externes Zentrum." in (await nora.get(PATH)).text


@pytest.mark.parametrize("who", ["anna", "bernd", "xaver"])
async def test_an_agent_of_either_side_is_refused(browser_of, comes, centre, who):
    await comes()
    browser = await browser_of(who)

    assert (await browser.get(f"{PATH}?{MONTH}")).status_code == 403
    assert (await browser.get(f"{PATH}/file?{MONTH}")).status_code == 403


async def test_an_administrator_reads_it_who_sees_no_chat(adam, comes, sheet):
    chat = await comes()

    [line] = await sheet(browser=adam)

    assert line["Chat"] == str(chat)
    assert (await adam.get(f"/desk/chats/{chat}")).status_code in (403, 404)
    assert f'href="{PATH}"' in (await adam.get("/desk/statistics")).text


async def test_the_database_gives_it_to_who_reads_statistics_there_alone(world, comes, centre, password_hash):
    await comes()
    await hire_everyone(world, password_hash)
    house = world.institutions["musterstadt"]
    chats = text("SELECT id FROM desk_centre_chats(:house, :company, '2026-01-01', '2027-01-01')")

    found = {}
    for role in Role:
        for institution in ("musterstadt", "neubeispiel"):
            who = f"{role.value}@{institution}"
            with seen_by(world.users[who]):
                async with locked(world.sessions).begin() as session:
                    rows = await session.execute(chats, {"house": house, "company": centre})
                    found[who] = len(list(rows))

    assert {who for who, number in found.items() if number} == {"lead@musterstadt", "administrator@musterstadt"}


async def test_where_nobody_of_another_company_works_the_statistics_lead_nowhere(carla):
    assert f'href="{PATH}"' not in (await carla.get("/desk/statistics")).text


def test_a_share_of_times_is_the_least_that_holds_it():
    assert within([30, 10, 20], 0.5) == 20
    assert within(list(range(1, 11)), 0.9) == 9
    assert within([7], 0.9) == 7
    assert within([], 0.5) is None


@pytest.mark.parametrize("size", SIZES)
async def test_the_sheet_is_for_everybody_and_fits_a_phone(page, desk, comes, move, answer, centre, size):
    width, height = SIZES[size]
    for minutes in (1, 12):
        chat = await comes()
        await move(chat, Owner.AGENT, minutes)
        await answer(chat, 1)
    await page.set_viewport_size({"width": width, "height": height})
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}/desk/statistics")
    await page.get_by_role("link", name="Externe Zentren").click()
    await page.wait_for_url("**/centres")
    await page.select_option("#month", "2026-11")
    await page.get_by_role("button", name="Anzeigen").click()
    await page.wait_for_url(f"**{MONTH}**")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="CSV-Datei").click()

    widths = await page.evaluate("[document.querySelector('main').scrollWidth, innerWidth]")
    assert (await downloading.value).suggested_filename == "centre-2026-11.csv"
    assert widths[0] <= widths[1]
    assert await violations(page) == []

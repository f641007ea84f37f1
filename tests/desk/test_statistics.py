"""The statistics as a lead reads them, and who may not."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from handoff.access import RIGHTS, Right
from handoff.changing_hands import change_hands
from handoff.models import AgentCount, Author, Conversation, HandoffReason, HourCount, Institution, Mover, Owner, Role
from handoff.row_security import locked, seen_by
from handoff.statistics.asking import Question
from handoff.statistics.keeping import count_changed
from handoff.statistics.reading import answer

from .cast import hire_everyone

PATH = "/desk/statistics"


@pytest.fixture
def counted(world, clock):
    async def counted():
        async with world.sessions.begin() as session:
            while await count_changed(session, now=clock()):
                pass

    return counted


@pytest.fixture
async def busy(world, clock, counted):
    """Two chats of Musterstadt, one of them held by Anna, who has answered; one of Neubeispiel."""
    held = await world.held("anna")
    clock.now += timedelta(minutes=4)
    await world.message(held, "Gern", author=Author.AGENT, user_id=world.users["anna"])
    await world.waiting(team="ebanking", topic="credit", language="en")
    await world.waiting(institution="neubeispiel")
    await counted()
    return held


def figure(page, name):
    part = page[page.index(f"<dt>{name}</dt>") :]
    part = part[part.index("tile__now") :]
    return part[part.index(">") + 1 : part.index("</dd>")].replace("\u00a0", " ")


def table(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


async def test_a_lead_sees_what_was_counted_of_his_institution(carla, busy):
    page = (await carla.get(PATH)).text

    assert figure(page, "Chats begonnen") == "2"
    assert figure(page, "An Menschen übergeben") == "2"
    assert figure(page, "Nachrichten von Menschen im Service") == "1"
    assert figure(page, "Erste Antwort eines Menschen, Median") == "4 Min."
    assert figure(page, "Nicht zugestellte Nachrichten") == "0"


@pytest.mark.parametrize("who", ["anna", "bernd", "xaver"])
async def test_an_agent_is_refused_and_not_led_there(browser_of, busy, who):
    browser = await browser_of(who)

    assert (await browser.get(PATH)).status_code == 403
    assert (await browser.get(f"{PATH}/file")).status_code == 403
    assert f'href="{PATH}"' not in (await browser.get("/desk")).text


async def test_leads_and_administrators_have_the_right_in_both_locks(world, password_hash):
    await hire_everyone(world, password_hash)
    for role in Role:
        with seen_by(world.users[f"{role.value}@musterstadt"]):
            async with locked(world.sessions).begin() as session:
                where = list(await session.scalars(select(func.desk_where("statistics"))))
        assert bool(where) == (Right.STATISTICS in RIGHTS[role]), role


async def test_the_database_shows_the_counts_of_ones_own_institution_alone(world, busy):
    async def seen(who):
        with seen_by(world.users[who]):
            async with locked(world.sessions).begin() as session:
                return set(await session.scalars(select(HourCount.institution_id)))

    assert await seen("carla") == {world.institutions["musterstadt"]}
    assert await seen("nora") == {world.institutions["neubeispiel"]}
    assert await seen("anna") == set()


@pytest.mark.parametrize(
    "query, opened",
    [
        ("topic=credit", "1"),
        ("topic=unlock", "1"),
        ("language=en", "1"),
        ("topic=unlock&language=en", None),
        ("topic=-", None),
    ],
)
async def test_a_filter_counts_only_what_fits(carla, busy, query, opened):
    page = (await carla.get(f"{PATH}?{query}")).text

    if opened is None:
        assert "Hier ist noch nichts zu zählen." in page
    else:
        assert figure(page, "Chats begonnen") == opened


async def test_a_teams_filter_counts_what_happened_while_it_had_the_chat(carla, busy, world):
    page = (await carla.get(f"{PATH}?team={world.teams['musterstadt/ebanking']}")).text

    assert figure(page, "An Menschen übergeben") == "1"
    assert figure(page, "Nachrichten von Menschen im Service") == "0"


@pytest.mark.parametrize("name", ["team", "institution", "agent"])
async def test_what_is_not_his_to_ask_about_is_not_there(carla, busy, world, name):
    foreign = {
        "team": world.teams["neubeispiel/service"],
        "institution": world.institutions["neubeispiel"],
        "agent": world.users["anna"],
    }

    assert (await carla.get(f"{PATH}?{name}={foreign[name]}")).status_code == 404


async def test_odd_periods_are_made_good(carla, busy):
    for query in (
        "since=x&until=y",
        "since=2026-12-01&until=2020-01-01",
        "since=0001-01-01",
        "until=9999-12-31",
        "topic=%00",
    ):
        assert (await carla.get(f"{PATH}?{query}")).status_code == 200


async def test_each_figure_is_compared_with_the_period_before(browser_of, busy, world, clock, counted):
    clock.now += timedelta(days=7)
    for _ in range(3):
        await world.waiting()
    await counted()

    page = (await (await browser_of("carla")).get(f"{PATH}?since=2026-11-24&until=2026-11-30")).text

    tile = page[page.index("<dt>Chats begonnen</dt>") :][:400]
    assert figure(page, "Chats begonnen") == "3"
    assert "<b>+50 %</b>" in tile and "vorher 2" in tile
    assert "17. November 2026" in page and "23. November 2026" in page


async def test_the_heat_map_has_each_message_at_its_weekday_and_hour(carla, busy):
    lines = table((await carla.get(f"{PATH}/file?chart=week")).text)

    # Monday at ten in London is eleven here.
    assert lines[0][0] == "Wochentag" and lines[1][0] == "Montag"
    assert lines[1][1 + 11] == "2" and lines[1][-1] == "2"
    assert all(line[-1] == "0" for line in lines[2:])


async def test_a_file_of_each_chart_has_its_numbers(carla, busy):
    topics = table((await carla.get(f"{PATH}/file?chart=topics")).text)
    messages = table((await carla.get(f"{PATH}/file?chart=messages&since=2026-11-23&until=2026-11-23")).text)
    answers = table((await carla.get(f"{PATH}/file?chart=answers&since=2026-11-23&until=2026-11-23")).text)

    assert topics[0] == ["Thema", "Anzahl", "Anteil", "Vorher"]
    assert [line[1:] for line in topics[1:]] == [["1", "50", "0"], ["1", "50", "0"]]
    assert messages[1] == ["Mo., 23. Nov. 2026", "2", "0", "1"]
    assert float(answers[1][1].replace(",", ".")) == pytest.approx(240, rel=0.05)


async def test_a_file_of_everything_has_a_line_a_number(carla, busy):
    answer_ = await carla.get(f"{PATH}/file?since=2026-11-23&until=2026-11-23")
    lines = table(answer_.text)

    assert 'filename="statistics-all-2026-11-23-2026-11-23.csv"' in answer_.headers["content-disposition"]
    assert ["Kennzahlen", "Chats begonnen", "Anzahl", "2"] in lines
    assert ["Nachrichten", "Mo., 23. Nov. 2026", "Menschen im Service", "1"] in lines
    assert {len(line) for line in lines} == {4}


async def test_a_cell_that_looks_like_a_formula_is_none(carla, busy, world):
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE statistics_days SET detail = '=1+1' WHERE detail = 'unlock'"))

    lines = table((await carla.get(f"{PATH}/file?chart=topics")).text)

    assert "'=1+1" in [line[0] for line in lines]


async def test_a_chart_that_there_is_not_is_no_file(carla, busy):
    assert (await carla.get(f"{PATH}/file?chart=x")).status_code == 404


async def test_where_nothing_was_counted_the_page_says_what_to_do(carla):
    page = (await carla.get(PATH)).text

    assert "Hier ist noch nichts zu zählen." in page and "<table" not in page[page.index("<main") :]


async def test_in_english_numbers_and_days_are_english(world, carla, busy, clock, counted):
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE users SET language = 'en' WHERE id = :id"), {"id": world.users["carla"]})
        await session.execute(text("UPDATE statistics_days SET number = 12345 WHERE measure = 'transfers'"))
        await session.execute(
            text("""
                UPDATE statistics_days SET number = 12345 WHERE measure = 'opened' AND detail = 'unlock'
            """)
        )

    page = (await carla.get(PATH)).text

    assert figure(page, "Chats begun") == "12,346" and "23 November 2026" in page


async def test_how_many_are_open_is_added_up_from_the_beginning(world, busy, carla, clock, counted):
    clock.now += timedelta(days=3)
    async with world.sessions.begin() as session:
        chat = await session.get_one(Conversation, busy)
        await change_hands(session, chat, to=Owner.CLOSED, by=Mover.AGENT, reason=HandoffReason.DONE, now=clock())
    await counted()

    async with world.sessions() as session:
        found = await answer(
            session, Question((world.institutions["musterstadt"],), date(2026, 11, 24), date(2026, 11, 27))
        )

    assert found.open[date(2026, 11, 24), 0] == {"bot": 0, "waiting": 1, "people": 1}
    assert found.open[date(2026, 11, 27), 0] == {"bot": 0, "waiting": 1, "people": 0}


async def test_a_month_is_cut_into_days_half_a_year_into_weeks_and_more_into_months():
    def question(days):
        return Question((), date(2028, 2, 29), date(2028, 2, 29) + timedelta(days=days - 1))

    assert [question(days).step for days in (1, 62, 63, 200, 201)] == ["day", "day", "week", "week", "month"]
    assert question(366).before.since == date(2027, 2, 28) and question(366).before.until == date(2028, 2, 28)
    assert question(63).steps[0] == date(2028, 2, 28) and len(question(800).steps) == 28


async def test_agents_figures_are_off_until_an_administrator_wants_them(world, adam, carla, anna, clock, counted):
    assert 'name="agent"' not in (await carla.get(PATH)).text
    assert "Einschalten" not in (await carla.get(PATH)).text
    await adam.get(PATH)
    assert (await adam.post(f"{PATH}/agents", wanted="on")).status_code == 303
    clock.now += timedelta(hours=2)
    chat = await world.held("anna")
    await world.message(chat, "Gern", author=Author.AGENT, user_id=world.users["anna"])
    await counted()

    page = (await carla.get(f"{PATH}?agent={world.users['anna']}")).text

    assert figure(page, "Nachrichten von Menschen im Service") == "1"
    assert "Bernd Beispiel" in page and (await adam.get(f"{PATH}?agent={world.users['anna']}")).status_code == 404
    await adam.get(PATH)
    await adam.post(f"{PATH}/agents", wanted="off")
    assert await world.all(select(AgentCount.agent_id)) == []
    assert (await carla.get(f"{PATH}?agent={world.users['anna']}")).status_code == 404


async def test_a_leads_agents_are_those_of_the_teams_he_leads(world, counted, clock):
    async with world.sessions.begin() as session:
        institution = await session.get_one(Institution, world.institutions["musterstadt"])
        institution.agent_statistics_since = clock().replace(minute=0) - timedelta(days=1)
    for team in ("service", "ebanking"):
        chat = await world.held("anna", team=team)
        await world.message(chat, "Gern", author=Author.AGENT, user_id=world.users["anna"])
    await counted()

    async def seen(who):
        with seen_by(world.users[who]):
            async with locked(world.sessions).begin() as session:
                return set(await session.scalars(select(AgentCount.team_id)))

    assert await seen("carla") == {world.teams["musterstadt/service"]}
    assert (await seen("adam"), await seen("anna")) == (set(), set())


async def test_whoever_may_not_set_up_the_institution_switches_nothing(world, carla, nora):
    await carla.get(PATH)
    await nora.get(PATH)
    house = str(world.institutions["musterstadt"])

    assert (await carla.post(f"{PATH}/agents", wanted="on", institution=house)).status_code == 403
    assert (await nora.post(f"{PATH}/agents", wanted="on", institution=house)).status_code == 404
    assert await world.all(select(Institution.agent_statistics_since)) == [None, None]

"""Who a chat's customer is: looked for, assigned, undone; and who sees nothing of it."""

import asyncio
import random
import re

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from handoff.access import CUSTOMER_VIEWS, CustomerView
from handoff.models import (
    Audit,
    Conversation,
    Customer,
    Institution,
    Owner,
    Record,
    RecordAssignment,
    RecordImport,
    Role,
)
from handoff.records import find, read_search
from handoff.retention import forget_old
from handoff.row_security import locked, seen_by

PEOPLE = [
    ("1004711", "Mara Muster", "Musterstadt"),
    ("1004712", "Änne Groß-Beispiel", "Köln"),
    ("2008150", "Otto Schmidt", "Beispielhausen"),
    ("2008151", "Ottilie Schmitt", "Musterstadt"),
    ("3000999", "Muster Metallbau GmbH", "Neuss"),
]


@pytest.fixture
async def file(world):
    for number, name, city in PEOPLE:
        await world.record(number, name, city=city)


@pytest.fixture
def found(world):
    """Their names, as somebody at the desk finds them."""

    async def found(typed, who="anna", institution="musterstadt"):
        with seen_by(world.users[who]):
            async with locked(world.sessions).begin() as session:
                return [one.name for one in await find(session, world.institutions[institution], read_search(typed))]

    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Mara Muster", "Mara Muster"),
        ("muster mara", "Mara Muster"),
        ("Frau Muster", "Mara Muster"),
        ("marra mustr", "Mara Muster"),
        ("groß", "Änne Groß-Beispiel"),
        ("GROSS", "Änne Groß-Beispiel"),
        ("aenne", "Änne Groß-Beispiel"),
        ("gross beispiel koeln", "Änne Groß-Beispiel"),
        ("schmidt beispielhausen", "Otto Schmidt"),
        ("schmid otto", "Otto Schmidt"),
        ("schmitt", "Ottilie Schmitt"),
        ("schmidt musterstadt", "Ottilie Schmitt"),
        ("711", "Mara Muster"),
        ("1004712", "Änne Groß-Beispiel"),
        ("schmidt 151", "Ottilie Schmitt"),
        ("köln 712", "Änne Groß-Beispiel"),
        ("metalbau", "Muster Metallbau GmbH"),
    ],
)
async def test_whoever_is_looked_for_comes_first_however_he_is_written(file, found, typed, first):
    assert (await found(typed))[0] == first


@pytest.mark.parametrize(
    "typed", ["", "  ", "71", "47", "Xylophon", "muster 999999", "100471", "%", "_", "'; --", "frau"]
)
async def test_what_fits_nobody_finds_nobody(file, found, typed):
    assert await found(typed) == []


async def test_twenty_at_most_are_found(world, found):
    for number in range(25):
        await world.record(f"55{number:05}", f"Muster {'abcdefghijklmnopqrstuvwxy'[number]}")

    assert len(await found("muster")) == 20


async def test_only_the_institutions_own_are_found_by_who_works_there(file, world, found):
    await world.record("1004711", "Mara Muster", institution="neubeispiel")

    assert await found("mara muster") == ["Mara Muster"]
    assert await found("mara", "dora", "neubeispiel") == ["Mara Muster"]
    assert await found("mara", "dora", "musterstadt") == []
    assert await found("mara", "xaver") == []
    assert await found("mara", "adam") == []


async def test_among_fifty_thousand_the_indexes_are_asked(world, found):
    chance = random.Random(5)
    syllables = "ma ra ber ger schmidt lin den wal ter hof mann stein bach brun ner feld kel ler vo gel".split()

    def word():
        return "".join(chance.choice(syllables) for _ in range(chance.randint(2, 3))).title()

    rows = [(f"7{number:07}", f"{word()} {word()}", word()) for number in range(50_000)]
    async with world.sessions.begin() as session:
        await session.execute(
            text("""
            INSERT INTO records (id, institution_id, customer_number, number_from_end, name, city, folded, changed_at)
            SELECT gen_random_uuid(), :house, n, reverse(n), name, city, lower(name || ' ' || city), now()
            FROM unnest(CAST(:n AS text[]), CAST(:names AS text[]), CAST(:cities AS text[])) AS g (n, name, city)
            """),
            {
                "house": world.institutions["musterstadt"],
                "n": [row[0] for row in rows],
                "names": [row[1] for row in rows],
                "cities": [row[2] for row in rows],
            },
        )
        await session.execute(text("ANALYZE records"))
    for number, name, city in rows[:10]:
        assert name in await found(f"{name} {city}")
        assert name in await found(number)

    for index in ("ix_records_folded", "ix_records_number_end"):
        assert await uses(world, index, least=5) >= 5


async def uses(world, index, *, least):
    """How often PostgreSQL has looked into it; it tells a second or so later. Where a word is in very many names it may
    as well read them all.
    """
    for _ in range(100):
        async with world.sessions() as session:
            counted = text("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = :index")
            if (scans := await session.scalar(counted, {"index": index})) >= least:
                return scans
        await asyncio.sleep(0.1)
    return scans


async def test_a_person_is_found_assigned_shown_and_made_anonymous_again(world, anna):
    advisor = await world.advisor()
    record = await world.record(title="Frau Dr.", city="Musterstadt", advisor="muster")
    chat = await world.held("anna")

    page = await anna.get(f"/desk/chats/{chat}")
    assert "Noch keiner Person" in page.text and "Frau Dr. Mara Muster" not in page.text
    results = await anna.get(f"/desk/chats/{chat}/record/search?q=mustr+711")
    assert "Frau Dr. Mara Muster" in results.text and "1004711" not in results.text
    answer = await anna.post(f"/desk/chats/{chat}/record", record=str(record))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/chats/{chat}")
    panel = panel_of(await anna.get(f"/desk/chats/{chat}"))
    assert all(word in panel for word in ("Frau Dr. Mara Muster", "…4711", advisor.name, "Musterstadt", "Anna Agentin"))

    await anna.post(f"/desk/chats/{chat}/record/undoing")
    assert "Noch keiner Person" in panel_of(await anna.get(f"/desk/chats/{chat}"))
    (kept,) = await world.all(select(RecordAssignment))
    assert (kept.assigned_by_id, kept.undone_by_id) == (world.users["anna"], world.users["anna"])


def panel_of(page):
    return re.search(r'<section class="person".*?</section>', page.text, re.DOTALL)[0]


async def test_each_act_is_in_the_audit_list_without_the_persons_name(world, anna, adam):
    record, chat = await world.record(), await world.held("anna")
    await anna.get(f"/desk/chats/{chat}")

    await anna.post(f"/desk/chats/{chat}/record", record=str(record))
    await anna.post(f"/desk/chats/{chat}/record/undoing")

    rows = await world.all(select(Audit).where(Audit.act.like("%record%")).order_by(Audit.id))
    customer = (await world.get(Conversation, chat)).customer_id
    assert [(row.act, row.subject, row.user_id) for row in rows] == [
        ("add_record", f"record:{record}", None),
        ("assign_record", f"customer:{customer}", world.users["anna"]),
        ("undo_record", f"customer:{customer}", world.users["anna"]),
    ]
    assert "Muster" not in "".join(str((row.before, row.after)) for row in rows)
    found = (await adam.get("/desk/administration/audit?person=core_system")).text
    assert found.count(">Kernbanksystem</td>") == found.count(">Person in die Kundendatei aufgenommen<br>") == 1


async def test_the_persons_other_chats_are_told_with_links_where_one_may_look(world, anna, browser_of):
    record = await world.record()
    chat, other, former = await world.held("anna"), await world.held("bernd", team="ebanking"), await world.held("anna")
    async with world.sessions.begin() as session:
        await session.execute(
            update(Conversation)
            .where(Conversation.id == former)
            .values(owner=Owner.CLOSED, agent_id=None, closed_at=world.clock())
        )
    for one in (chat, other, former):
        await world.assigned(one, record)

    panel = panel_of(await anna.get(f"/desk/chats/{chat}"))

    assert f'href="/desk/chats/{other}"' in panel and f'href="/desk/chats/{former}"' in panel
    assert panel.count("von einem anderen WhatsApp-Konto") == 2
    # Bernd is not in the team for online banking; in his own house he may still read beside his chats.
    bernd = await browser_of("bernd")
    await anna.post(f"/desk/chats/{chat}/transfers", to=f"user:{world.users['bernd']}")
    panel = panel_of(await bernd.get(f"/desk/chats/{former}"))
    assert f'href="/desk/chats/{chat}"' in panel


async def test_a_second_one_is_told_that_somebody_was_quicker(world, anna):
    record, other, chat = await world.record(), await world.record("2002", "Otto Beispiel"), await world.held("anna")
    await anna.get(f"/desk/chats/{chat}")
    await anna.post(f"/desk/chats/{chat}/record", record=str(record))

    answer = await anna.post(f"/desk/chats/{chat}/record", record=str(other))

    assert answer.status_code == 409 and "inzwischen schon eine Person" in answer.text
    assert await world.all(select(RecordAssignment.record_id)) == [record]
    await anna.post(f"/desk/chats/{chat}/record/undoing")
    assert (await anna.post(f"/desk/chats/{chat}/record/undoing")).status_code == 409


@pytest.mark.parametrize("value", ["", "x", "{foreign}", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_no_record_of_the_house_is_not_there(world, anna, value):
    foreign, chat = await world.record(institution="neubeispiel"), await world.held("anna")
    await anna.get(f"/desk/chats/{chat}")

    answer = await anna.post(f"/desk/chats/{chat}/record", record=value.format(foreign=foreign))

    assert answer.status_code == 404
    assert await world.all(select(RecordAssignment)) == []


async def test_nobody_assigns_in_a_chat_that_he_does_not_see(world, dora):
    record, foreign = await world.record(), await world.record(institution="neubeispiel")
    chat = await world.held("anna")
    await dora.get("/desk")

    answers = [await dora.post(f"/desk/chats/{chat}/record", record=str(one)) for one in (record, foreign)]
    search = await dora.get(f"/desk/chats/{chat}/record/search?q=muster")

    assert [answer.status_code for answer in (*answers, search)] == [404, 404, 404]


async def test_an_external_agent_sees_and_does_nothing_of_it(world, browser_of):
    record, chat = await world.record(), await world.held("xaver")
    await world.assigned(chat, record)
    xaver = await browser_of("xaver")

    page = await xaver.get(f"/desk/chats/{chat}")

    assert page.status_code == 200 and "Mara Muster" not in page.text and "Person suchen" not in page.text
    for answer in (
        await xaver.get(f"/desk/chats/{chat}/record/search?q=muster"),
        await xaver.post(f"/desk/chats/{chat}/record", record=str(record)),
        await xaver.post(f"/desk/chats/{chat}/record/undoing"),
    ):
        assert answer.status_code == 403 and "Muster" not in answer.text


async def test_who_may_see_no_customers_name_sees_no_record_either(world, anna):
    record, chat = await world.record(), await world.held("anna")
    await world.assigned(chat, record)
    async with world.sessions.begin() as session:
        house = await session.get_one(Institution, world.institutions["musterstadt"])
        house.customer_views = {"agent": "nothing"}

    page = await anna.get(f"/desk/chats/{chat}")

    assert "Mara Muster" not in panel_of(page) and "Zuordnung aufheben" not in page.text
    assert (await anna.get(f"/desk/chats/{chat}/record/search?q=muster")).status_code == 403
    assert (await anna.post(f"/desk/chats/{chat}/record/undoing")).status_code == 403


async def test_a_hostile_name_becomes_no_html(world, anna):
    record, chat = await world.record(name="<script>alert(1)</script>", city='"><b>x'), await world.held("anna")
    await world.assigned(chat, record)

    pages = [await anna.get(path) for path in (f"/desk/chats/{chat}", f"/desk/chats/{chat}/record/search?q=script")]

    assert all("<script>alert" not in page.text and "&lt;script&gt;" in page.text for page in pages)


# The second lock.


@pytest.fixture
def as_user(world):
    async def ask(name, statement):
        with seen_by(world.users[name]):
            async with locked(world.sessions).begin() as session:
                return list(await session.scalars(statement))

    return ask


@pytest.mark.parametrize(("who", "sees"), [("anna", 1), ("carla", 1), ("xaver", 0), ("adam", 0), ("dora", 0)])
@pytest.mark.parametrize("table", [Record, RecordAssignment])
async def test_the_database_shows_records_to_whom_access_does(world, as_user, who, sees, table):
    await world.assigned(await world.held("anna"), await world.record())

    assert len(await as_user(who, select(table.id))) == sees


@pytest.mark.parametrize("view", CustomerView)
async def test_the_database_asks_for_the_customer_view_too(world, as_user, view):
    await world.record()
    async with world.sessions.begin() as session:
        (await session.get_one(Institution, world.institutions["musterstadt"])).customer_views = {"agent": view.value}

    assert len(await as_user("anna", select(Record.id))) == (0 if view is CustomerView.NOTHING else 1)
    assert CUSTOMER_VIEWS[Role.AGENT] is not CustomerView.NOTHING


async def test_the_desk_can_change_no_record(world):
    await world.record()
    for statement in (
        update(Record).values(name="X"),
        text("DELETE FROM records"),
        text("INSERT INTO records SELECT * FROM records"),
        update(RecordAssignment).values(record_id=func.gen_random_uuid()),
        select(RecordImport.content),
    ):
        with seen_by(world.users["anna"]):
            async with locked(world.sessions)() as session:
                with pytest.raises(DBAPIError, match="permission denied"):
                    await session.execute(statement)


@pytest.mark.parametrize("whose", ["foreign customer", "unseen record"])
async def test_the_database_lets_nobody_assign_across_houses(world, whose):
    ours = world.institutions["musterstadt"]
    chat, foreign = await world.held("anna"), await world.waiting(institution="neubeispiel")
    record = await world.record(institution="neubeispiel" if whose == "unseen record" else "musterstadt")
    customer = (await world.get(Conversation, foreign if whose == "foreign customer" else chat)).customer_id
    row = RecordAssignment(
        institution_id=ours,
        customer_id=customer,
        record_id=record,
        assigned_by_id=world.users["anna"],
        assigned_at=world.clock(),
    )

    with pytest.raises(DBAPIError), seen_by(world.users["anna"]):
        async with locked(world.sessions).begin() as session:
            session.add(row)

    assert await world.all(select(RecordAssignment)) == []


async def test_a_customer_has_one_open_assignment(world):
    record, other, chat = await world.record(), await world.record("2002", "Otto Beispiel"), await world.held("anna")
    await world.assigned(chat, record)

    with pytest.raises(IntegrityError, match="uq_record_assignments_open"):
        await world.assigned(chat, other)


async def test_assignments_go_with_the_customer_and_records_stay(world, clock):
    record, chat = await world.record(), await world.held("anna")
    await world.assigned(chat, record)
    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        conversation.owner, conversation.agent_id, conversation.closed_at = Owner.CLOSED, None, world.clock()
    async with world.sessions.begin() as session:
        later = clock().replace(year=clock().year + 2)
        assert await forget_old(session, now=later, at_once=10) == 1

    assert await world.all(select(Customer)) == await world.all(select(RecordAssignment)) == []
    assert await world.all(select(Record.id)) == [record]

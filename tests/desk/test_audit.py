"""The audit list: who changed what, in words, for administrators and auditors."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert

from handoff.models import Audit, Role, User
from handoff.web.administration.audit_csv import as_csv
from handoff.web.administration.audit_words import Words
from handoff.web.texts import texts_in

from .cast import hire_everyone

PATH = "/desk/administration/audit"


@pytest.fixture
async def auditor(world, password_hash, browser_of):
    await hire_everyone(world, password_hash)
    return await browser_of("auditor")


@pytest.fixture
def tell(world):
    """Writes an entry of Musterstadt's list."""

    async def tell(act="change_team", subject="team:x", before=None, after=None, *, by="anna", **values):
        row = {"institution_id": world.institutions["musterstadt"], "at": world.clock(), "actor": "agent"}
        row |= {"user_id": world.users[by] if by else None, "act": act, "subject": subject}
        async with world.sessions.begin() as session:
            await session.execute(insert(Audit).values(**row | {"before": before, "after": after} | values))

    return tell


async def table_of(auditor, query=""):
    page = (await auditor.get(f"{PATH}{query}")).text
    return page[page.index("<tbody>") : page.index("</tbody>")]


async def test_an_entry_is_told_in_words_with_before_and_after(auditor, world, tell):
    await tell("change_team", f"team:{world.teams['musterstadt/service']}", {"hours": "24/7"}, {"hours": "off"})

    table = await table_of(auditor)

    assert all(words in table for words in ("Anna Agentin", "Team geändert", "Team service", "Servicezeiten"))
    assert "<del>24/7</del>" in table and "<ins>off</ins>" in table


async def test_what_has_no_words_is_shown_as_it_is(auditor, tell):
    await tell("paint_door", "door:1", {"colour_of_door": 3}, {"colour_of_door": 4})

    table = await table_of(auditor)

    assert "paint_door" in table and "colour_of_door" in table and "<ins>4</ins>" in table


async def test_a_customers_name_or_text_is_never_in_it(auditor, world, tell):
    chat = await world.held("anna", name="Rosa Vorlage")
    await tell(
        "write_note", f"note:{chat}", {"body": "Rosa fragt"}, {"body": "Rosa", "tags": ["Rosa"], "of": {"Rosa": 1}}
    )
    await tell("change_customer", f"customer:{chat}", None, {"name": "Rosa Vorlage", "language": "de"})

    table = await table_of(auditor)

    assert "Rosa" not in table and "…" in table and "Deutsch" in table
    assert "wartet" in table and "bei einer Person" in table


async def test_it_is_filtered_by_person_act_subject_and_period(auditor, world, tell, clock):
    team = f"team:{world.teams['musterstadt/service']}"
    await tell("create_team", team, after={"name": "eins"}, at=clock() - timedelta(days=1))
    await tell("change_team", team, after={"name": "zwei"}, by="bernd")
    await tell("change_user", f"user:{world.users['anna']}", after={"name": "drei"})
    await tell("look", "conversation:x", after={"attention": None}, by=None, actor="bot")

    async def found(query):
        table = await table_of(auditor, query)
        return [name for name in ("eins", "zwei", "drei") if f"<ins>{name}</ins>" in table]

    assert await found("") == ["eins", "zwei", "drei"]
    assert await found(f"?person={world.users['bernd']}") == ["zwei"]
    assert await found("?person=bot") == []
    assert await found("?act=create_team") == ["eins"]
    assert await found("?subject=team") == ["eins", "zwei"]
    assert await found(f"?subject={team}&act=change_team") == ["zwei"]
    assert await found("?since=2026-11-23") == ["zwei", "drei"]
    assert await found("?until=2026-11-22") == ["eins"]


@pytest.mark.parametrize(
    "query", ["?since=x&until=9", "?before=x", "?before=99999999999999999999", "?person=%00", "?subject=%25"]
)
async def test_what_cannot_be_read_asks_for_nothing(auditor, tell, query):
    await tell()

    assert (await auditor.get(PATH + query)).status_code == 200


async def test_long_lists_come_page_by_page_without_gap_or_double(auditor, tell):
    for number in range(120):
        await tell(after={"name": f"n{number:03}"})

    seen, query = [], ""
    for _ in range(3):
        page = (await auditor.get(PATH + query)).text
        seen += [part[:4] for part in page.split("<ins>")[1:]]
        query = page.partition('href="/desk/administration/audit?before')[2].partition('"')[0]
        query = f"?before{query}" if query else ""

    assert seen == [f"n{number:03}" for number in reversed(range(120))]
    assert query == ""


async def test_another_institutions_entries_are_not_in_it(auditor, world, tell):
    await tell(after={"name": "fremd"}, institution_id=world.institutions["neubeispiel"])

    assert "fremd" not in await table_of(auditor)
    assert (await auditor.get(f"{PATH}?institution={world.institutions['neubeispiel']}")).status_code == 404


async def test_the_file_holds_all_that_is_filtered_and_no_formulas(auditor, world, tell):
    for number in range(510):
        await tell("change_team", after={"name": f"n{number}"})
    await tell("change_team", after={"name": '=HYPERLINK("https://x.example";"Klick")'})
    await tell("look", "conversation:x")

    answer = await auditor.get(f"{PATH}/file?act=change_team")

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:3] == ["Wann", "Wer", "Was"]
    assert len(rows) == 512
    assert rows[1][-1].startswith("'=HYPERLINK")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-2026-11-23.csv"'
    assert (
        answer.headers["cache-control"] == "no-store"
        and "default-src 'none'" in answer.headers["content-security-policy"]
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_begins_as_a_formula(start):
    assert as_csv([[f"{start}1+1"]]).startswith("\"'")


async def test_hostile_names_do_nothing(auditor, world, tell):
    async with world.sessions.begin() as session:
        (await session.get_one(User, world.users["anna"])).name = "<script>alert(1)</script>"
    await tell("<b>", "<i>:x", {"<u>": "<s>"}, {"<u>": "<img src=x>"})

    table = await table_of(auditor)

    assert not any(mark in table for mark in ("<script>", "<b>", "<i>", "<u>", "<s>", "<img"))


def test_every_role_and_state_has_words():
    texts = texts_in("de")

    assert all(texts.has(f"role.{role.value}") for role in Role)
    words = Words(texts, "de", "Europe/Berlin", {})
    row = Audit(
        actor="agent", act="change_roles", subject="user:1", before=None, after={"roles": {"house": ["auditor"]}}
    )
    assert words.entry(row).changes[0].after == "Ganzes Institut: Revision"

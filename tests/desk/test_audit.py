"""The audit list: who changed what, in words, for administrators and auditors."""

import ast
import csv
import io
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert

from handoff.models import Audit, Role, User
from handoff.web.administration.audit_words import Change, Words
from handoff.web.spreadsheets import as_csv
from handoff.web.texts import texts_in

from .cast import hire_everyone

PATH = "/desk/administration/audit"
# What writes the audit list is given an act as it stands.
WRITERS = {"audit_row", "record", "record_new", "record_change", "record_removal", "_keep", "_write", "_audited"}
# Not acts: what of a row is kept when it is removed.
FACTS_KEPT = set("slug name street postcode city hours topics topic colour shortcut title bodies".split())


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

    assert all(words in table for words in ("Anna Agentin", "Team geändert", "Team service", "Zeiten"))
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
    assert words.entry(row).changes == (Change("Rollen · Ganzes Institut", None, "Revision"),)


def test_every_act_that_is_written_down_has_words():
    written = set()
    for path in Path("handoff").glob("[!n]*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITERS:
                written |= {one.value for one in node.args if isinstance(one, ast.Constant) and one.value} - FACTS_KEPT
    texts = texts_in("de")

    assert {"change_facts", "sign_up", "settle_callback", "add_label", "invite_user"} <= written
    assert {act for act in written if not texts.has(f"audit.act.{act}")} == set()


@pytest.mark.parametrize(
    ("act", "before", "after", "told"),
    [
        ("change_facts", {"email": "a@b"}, {"email": "c@d"}, ("E-Mail", "a@b", "c@d")),
        ("change_text", None, {"utter_greet": {"de": "Hallo"}}, ("Begrüßung · Deutsch", None, "Hallo")),
        (
            "change_customer_views",
            {"agent": "name"},
            {"agent": "number"},
            ("Kundenservice", "Nur der Name", "Name und Nummer"),
        ),
        (
            "change_announcement",
            {"x1": {"until": "2026-11-24T18:00:00", "slug": "x1", "topics": ["unlock"]}},
            {"x1": {"until": "2026-11-25T18:00:00", "slug": "x1", "topics": ["unlock"]}},
            ("Ankündigung · Bis", "24.11.26, 18:00", "25.11.26, 18:00"),
        ),
        (
            "change_announcement",
            None,
            {"x1": {"slug": "x1", "topics": ["unlock"]}},
            ("Ankündigung · Themen", None, "Online-Banking entsperren"),
        ),
    ],
)
async def test_what_an_institution_says_is_told_in_its_words(auditor, world, tell, act, before, after, told):
    await tell(act, f"institution:{world.institutions['musterstadt']}", before, after)

    table = await table_of(auditor)

    name, was, is_now = told
    assert "Institut Sparkasse Musterstadt" in table
    assert f">{name}:<" in table and f"<ins>{is_now}</ins>" in table
    assert (f"<del>{was}</del>" in table) if was else ("<del>" not in table)
    assert table.count("audit__change") == 1


async def test_what_is_there_no_longer_is_called_as_it_was(auditor, tell):
    gone = uuid4()
    await tell("remove_label", f"label:{gone}", {"name": "Stammkunde", "colour": "teal"})

    table = await table_of(auditor)

    assert "Label Stammkunde" in table and "<del>Petrol</del>" in table


async def test_another_file_of_the_same_name_is_told(auditor, tell):
    await tell("change_text_block", f"text_block:{uuid4()}", {"content": "…"}, {"content": "…"})

    table = await table_of(auditor)

    assert "Inhalt der Datei" in table and "<ins>…</ins>" in table

"""Teams: made, changed, deleted when nothing is left to do in them."""

import pytest
from sqlalchemy import select

from handoff.models import (
    Audit,
    CallbackState,
    Conversation,
    Membership,
    Organisation,
    OrganisationKind,
    Owner,
    Team,
)

from .cast import hire_everyone

PATH = "/desk/administration/teams"


@pytest.fixture
async def admin(world, password_hash, browser_of):
    await hire_everyone(world, password_hash)
    browser = await browser_of("administrator")
    await browser.get(PATH)
    return browser


def fields(name, hours):
    """With the hours as the expression itself."""
    return {"name": name, "hours_mode": "raw", "hours_raw": hours}


async def test_a_team_is_made_with_a_name_and_hours(admin, world):
    answer = await admin.post(PATH, name="Öffentliche Kassen", Mo_0="08:00", Mo_1="18:00")

    [team] = await world.all(select(Team).where(Team.name == "Öffentliche Kassen"))
    assert answer.status_code == 303
    assert (team.slug, team.institution_id) == ("oeffentliche-kassen", world.institutions["musterstadt"])
    assert team.hours == "Mo 08:00-18:00; PH off"
    page = (await admin.get(PATH)).text
    assert "Öffentliche Kassen" in page and "Mo: 8–18 Uhr" in page


async def test_how_chats_are_handed_out_is_set_with_the_team_and_audited(admin, world):
    team = world.teams["musterstadt/ebanking"]
    wishes = {"handing": "give", "capacity": "12", "answer_minutes": "5"}

    answer = await admin.post(f"{PATH}/{team}", **fields("ebanking", "24/7"), **wishes)

    changed = await world.get(Team, team)
    assert answer.status_code == 303
    assert (changed.push, changed.capacity, changed.answer_minutes) == (True, 12, 5)
    [row] = await world.all(select(Audit).where(Audit.act == "change_team"))
    assert row.after == {"push": True, "capacity": 12, "answer_minutes": 5}
    page = (await admin.get(f"{PATH}/{team}")).text
    assert '<option value="give" selected>' in page and 'value="12"' in page


async def test_a_team_of_another_company_is_named_and_the_company_known_again(admin, world):
    team = world.teams["musterstadt/ebanking"]

    await admin.post(f"{PATH}/{team}", **fields("ebanking", "24/7"), company="Fernwort GmbH")
    await admin.post(PATH, **fields("Abends", "24/7"), company="fernwort gmbh")

    centres = await world.all(select(Organisation).where(Organisation.kind == OrganisationKind.EXTERNAL_CENTRE))
    staffed = await world.all(select(Team.staffed_by_id).where(Team.staffed_by_id.is_not(None)))
    assert [centre.name for centre in centres] == ["Fernwort GmbH"] and staffed == [centres[0].id] * 2
    assert 'value="Fernwort GmbH"' in (await admin.get(f"{PATH}/{team}")).text
    await admin.post(f"{PATH}/{team}", **fields("ebanking", "24/7"))
    assert (await world.get(Team, team)).staffed_by_id is None
    rows = await world.all(select(Audit).where(Audit.act == "change_team").order_by(Audit.id))
    assert [row.after for row in rows] == [{"company": "Fernwort GmbH"}, {"company": ""}]


@pytest.mark.parametrize("wrong", [{"capacity": "0"}, {"answer_minutes": "viele"}, {"answer_minutes": "0"}])
async def test_a_limit_that_makes_no_sense_is_refused_beside_its_field(admin, world, wrong):
    (name,) = wrong
    answer = await admin.post(f"{PATH}/{world.teams['musterstadt/ebanking']}", **fields("ebanking", "24/7"), **wrong)

    assert answer.status_code == 422 and f'id="{name}_problem"' in answer.text


async def test_two_names_that_read_alike_have_slugs_of_their_own(admin, world):
    for name in ("Team!", "Team?", "???"):
        await admin.post(PATH, **fields(name, "24/7"))

    ours = Team.institution_id == world.institutions["musterstadt"]
    assert set(await world.all(select(Team.slug).where(ours))) >= {"team", "team-2", "team-3"}


@pytest.mark.parametrize(
    "name, hours, words",
    [
        ("Neu", "Mo-Fr 9-18 Uhr", "Uhrzeiten brauchen Minuten"),
        ("Neu", "Di 09:00-12:00", "Wochentage heißen hier"),
        ("Neu", "", "Die Öffnungszeiten fehlen"),
        ("SERVICE", "24/7", "gibt es schon"),
        ("x", "24/7", "zu kurz"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field(admin, world, name, hours, words):
    answer = await admin.post(PATH, **fields(name, hours))

    assert answer.status_code == 422 and words in answer.text
    assert len(await world.all(select(Team))) == 3


async def test_a_team_is_renamed_and_keeps_what_it_is_found_by(admin, world):
    team = world.teams["musterstadt/ebanking"]

    await admin.post(f"{PATH}/{team}", **fields("Electronic Banking", "Mo-Fr 09:00-17:00"))

    changed = await world.get(Team, team)
    assert (changed.name, changed.slug, changed.hours) == ("Electronic Banking", "ebanking", "Mo-Fr 09:00-17:00")
    [row] = await world.all(select(Audit).where(Audit.act == "change_team"))
    assert (row.before, row.after) == (
        {"name": "ebanking", "hours": "24/7"},
        {"name": "Electronic Banking", "hours": "Mo-Fr 09:00-17:00"},
    )


async def test_a_team_shows_its_members(admin, world):
    page = (await admin.get(f"{PATH}/{world.teams['musterstadt/ebanking']}")).text

    assert "Anna Agentin" in page and "Bernd Beispiel" not in page


async def test_a_team_with_open_work_stays_and_says_why(admin, world):
    team = world.teams["musterstadt/ebanking"]
    await world.waiting(team="ebanking")
    await world.held("anna", team="ebanking")
    await world.callback(team="ebanking")

    answer = await admin.post(f"{PATH}/{team}/deletion")

    assert answer.status_code == 409
    assert "noch 3 Chats offen" in answer.text and "1 Rückruf steht noch aus" in answer.text
    assert await world.get(Team, team)


async def test_the_service_team_stays(admin, world):
    team = world.teams["musterstadt/service"]

    assert (await admin.post(f"{PATH}/{team}/deletion")).status_code == 409
    assert await world.get(Team, team)


async def test_a_deleted_teams_closed_chats_stay_the_houses(admin, world, anna, clock):
    team = world.teams["musterstadt/ebanking"]
    chat = await world.conversation(team="ebanking", owner=Owner.CLOSED, closed_at=clock())
    await world.callback(team="ebanking", state=CallbackState.DONE)
    async with world.sessions.begin() as session:
        for open_one in await session.scalars(select(Conversation).where(Conversation.owner == Owner.BOT)):
            open_one.owner, open_one.closed_at = Owner.CLOSED, clock()

    answer = await admin.post(f"{PATH}/{team}/deletion")

    assert answer.status_code == 303
    assert await world.all(select(Team).where(Team.id == team)) == []
    assert await world.all(select(Membership).where(Membership.team_id == team)) == []
    assert (await anna.get(f"/desk/chats/{chat}")).status_code == 200

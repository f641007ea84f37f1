"""What an institution lays down about who gets a chat."""

import pytest
from sqlalchemy import select

from handoff.models import Audit, Institution, Organisation, OrganisationKind, Team

PATH = "/desk/administration/routing"


@pytest.fixture
async def centre(world):
    """A team of another company in Musterstadt."""
    async with world.sessions.begin() as session:
        company = Organisation(kind=OrganisationKind.EXTERNAL_CENTRE, slug="fernwort", name="Fernwort GmbH")
        session.add(company)
        await session.flush()
        institution = world.institutions["musterstadt"]
        team = Team(institution_id=institution, slug="centre", name="Fernwort", hours="24/7", staffed_by_id=company.id)
        session.add(team)


@pytest.fixture
async def adam(browser_of):
    adam = await browser_of("adam")
    await adam.get(PATH)
    return adam


async def rules_of(world, institution="musterstadt"):
    return (await world.get(Institution, world.institutions[institution])).routing


async def test_what_is_laid_down_is_kept_shown_and_audited(adam, world, centre):
    answer = await adam.post(
        PATH, return_days="5", team_unlock="service", when_centre="above", above_centre="4", topics_centre=["hours"]
    )

    assert answer.status_code == 303
    assert await rules_of(world) == {
        "teams": {"unlock": "service"},
        "return_days": 5,
        "outsourcing": [{"team": "centre", "when": "above", "above": 4, "topics": ["hours"]}],
    }
    page = (await adam.get(PATH)).text
    assert '<option value="above" selected>' in page and 'name="topics_centre" value="hours" checked' in page
    assert 'name="return_days" type="number" value="5"' in page
    [row] = await world.all(select(Audit).where(Audit.act == "change_routing"))
    assert row.after["outsourcing"] == ["centre above 4 hours"]
    assert "Zuteilung geändert" in (await adam.get("/desk/administration/audit")).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"return_days": "viele"}, "return_days"),
        ({"return_days": "31"}, "return_days"),
        ({"return_days": "3", "when_centre": "above", "above_centre": "0"}, "above_centre"),
        ({"return_days": "3", "when_centre": "above"}, "above_centre"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field_and_nothing_changes(adam, world, centre, wrong, field):
    answer = await adam.post(PATH, **wrong)

    assert answer.status_code == 422 and f'id="{field}_problem"' in answer.text
    assert await rules_of(world) == {}


async def test_teams_and_topics_that_there_are_not_are_left_out(adam, world, centre):
    await adam.post(PATH, return_days="3", team_unlock="nowhere", team_limit="centre", when_centre="sometimes")

    assert await rules_of(world) == {"teams": {}, "return_days": 3, "outsourcing": []}


async def test_another_institution_is_not_touched(browser_of, world, centre):
    nora = await browser_of("nora", "neubeispiel")
    await nora.get(PATH)

    await nora.post(PATH, return_days="7", when_centre="always")

    assert await rules_of(world) == {}
    assert await rules_of(world, "neubeispiel") == {"teams": {}, "return_days": 7, "outsourcing": []}

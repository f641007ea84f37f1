"""That a lead has taken one's chat stands at the side until it is read and put away: one's own notice alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from handoff.models import Dismissal, Handoff, HandoffReason, Membership, Role
from handoff.row_security import locked, seen_by

from .test_stream import listening

TOLD = "Carla Leitung hat Ihren Chat mit Rosa Vorlage übernommen."


@pytest.fixture
async def taken(world, carla):
    """Anna's chat that Carla stepped into, and the notice's id."""
    chat = await world.held("anna", name="Rosa Vorlage")
    await carla.post(f"/desk/chats/{chat}/intervention")
    (handoff,) = await world.all(select(Handoff).where(Handoff.reason == HandoffReason.STEPPED_IN))
    return chat, handoff.id


async def test_a_notice_stands_until_it_is_put_away(anna, taken, clock):
    _, notice = taken
    clock.now += timedelta(hours=2)
    assert TOLD in (await anna.get("/desk")).text

    answer = await anna.post(f"/desk/takeovers/{notice}/dismissal")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert TOLD not in (await anna.get("/desk")).text


async def test_putting_it_away_twice_is_putting_it_away_once(anna, taken, world):
    _, notice = taken

    answers = [await anna.post(f"/desk/takeovers/{notice}/dismissal") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [row.user_id for row in await world.all(select(Dismissal))] == [world.users["anna"]]


async def test_it_goes_from_the_page_where_it_was_put_away_and_from_the_others(anna, taken):
    _, notice = taken
    async with listening(anna) as stream:
        assert TOLD in await stream.next('target="for_you"')

        answer = await anna.post(f"/desk/takeovers/{notice}/dismissal", accept="text/vnd.turbo-stream.html")

        assert TOLD not in await stream.next('target="for_you"')
    assert f'action="remove" target="taken_over_{notice}"' in answer.text


async def test_who_does_not_see_the_chat_any_more_puts_it_away_too(anna, taken, world):
    chat, notice = taken
    async with world.sessions.begin() as session:
        mine = update(Membership).where(Membership.user_id == world.users["anna"])
        await session.execute(mine.values(role=Role.ADVISOR))
    told = "Carla Leitung hat einen Ihrer Chats übernommen."
    assert (await anna.get(f"/desk/chats/{chat}")).status_code == 404
    async with listening(anna) as stream:
        assert told in await stream.next('target="for_you"')

        await anna.post(f"/desk/takeovers/{notice}/dismissal")

        assert told not in await stream.next('target="for_you"')


async def test_nobody_puts_away_what_others_were_told(anna, bernd, carla, taken, world):
    _, notice = taken

    answers = [await one.post(f"/desk/takeovers/{notice}/dismissal") for one in (bernd, carla)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert await world.all(select(Dismissal)) == []
    assert TOLD in (await anna.get("/desk")).text


async def test_a_change_of_hands_that_was_no_intervention_can_not_be_put_away(anna, world):
    chat = await world.held("anna")
    await anna.post(f"/desk/chats/{chat}/queueing")
    (put_back,) = await world.all(select(Handoff).where(Handoff.reason == HandoffReason.PUT_BACK))

    assert (await anna.post(f"/desk/takeovers/{put_back.id}/dismissal")).status_code == 404


async def test_the_database_lets_nobody_put_away_what_others_were_told(world, taken, clock):
    _, notice = taken
    with seen_by(world.users["bernd"]), pytest.raises(DBAPIError, match="row-level security"):
        async with locked(world.sessions).begin() as session:
            for_him = {"user_id": world.users["bernd"], "handoff_id": notice, "at": clock()}
            await session.execute(insert(Dismissal).values(**for_him))

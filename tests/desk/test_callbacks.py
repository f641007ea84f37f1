from datetime import timedelta

from sqlalchemy import select

from handoff.models import Audit, Callback, CallbackOutcome, CallbackState

NUMBER = "+4915155500042"


async def test_the_number_is_masked_until_somebody_asks_and_that_is_audited(anna, world):
    callback = await world.callback()
    assert NUMBER not in (await anna.get("/desk/callbacks")).text

    shown = await anna.post(f"/desk/callbacks/{callback}/phone", accept="text/vnd.turbo-stream.html")

    seen = (await world.all(select(Audit).where(Audit.act == "show_phone")))[0]
    assert f'href="tel:{NUMBER}"' in shown.text
    assert (seen.user_id, seen.subject) == (world.users["anna"], f"callback:{callback}")


async def test_the_next_due_comes_first_and_overdue_is_marked(anna, world, clock):
    await world.callback(topic="limit")
    await world.callback(earliest=clock() - timedelta(hours=3), latest=clock() - timedelta(hours=1))

    page = (await anna.get("/desk/callbacks")).text

    assert page.index("Online-Banking entsperren ·") < page.index("Tageslimit ·")
    assert "überfällig" in page and "Heute, 08:00 bis 10:00" in page


async def test_done_is_done_once_and_leaves_the_list(anna, bernd, world):
    callback = await world.callback()

    await anna.post(f"/desk/callbacks/{callback}/outcome", outcome="reached", tries="0")
    await bernd.post(f"/desk/callbacks/{callback}/outcome", outcome="not_needed", tries="0")

    done = await world.get(Callback, callback)
    assert (done.state, done.done_by_id) == (CallbackState.DONE, world.users["anna"])
    assert done.outcome is CallbackOutcome.REACHED
    assert len(await world.all(select(Audit).where(Audit.act == "settle_callback"))) == 1
    assert "Mara Beispiel" not in (await anna.get("/desk/callbacks")).text


async def test_a_callback_of_another_team_is_not_there(bernd, world):
    callback = await world.callback(team="ebanking")

    page, act = await bernd.get("/desk/callbacks"), await bernd.post(f"/desk/callbacks/{callback}/outcome")

    assert "Mara Beispiel" not in page.text
    assert act.status_code == 404

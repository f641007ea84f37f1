"""SIGKILL between each two steps of sending an event: it arrives under one id, in order, and at least once."""

import asyncio
import re

import pytest

from handoff.demo.institutions import demo_institutions
from handoff.models import Role
from tests.crash.test_kills import PATIENCE, killed_at, rows
from tests.desk.serving import Browser
from tests.desk.webhooks.receiver import receiving

PATH = "/desk/administration/webhooks"


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def administrator(running):
    browser = Browser(running.url)
    people = demo_institutions()[0].users
    email = next(one.email for one in people if Role.ADMINISTRATOR in one.roles.values())
    assert (await browser.log_in(email, running.settings.demo_password.get_secret_value())).status_code == 303
    yield browser
    await browser.http.aclose()


async def test_an_event_that_was_on_its_way_arrives_again_with_the_same_id(running, administrator, receiver):
    await administrator.get(f"{PATH}/new")
    answer = await administrator.post(PATH, name="Kernbank", address=receiver.address, events=["callback.done"])
    (secret,) = re.findall(r'value="(whsec_[^"]+)"', answer.text)
    ((key,),) = rows(running, "SELECT id FROM webhook_subscriptions")
    for _ in range(2):
        await administrator.get(f"{PATH}/{key}")
        assert (await administrator.post(f"{PATH}/{key}/test")).status_code == 303

    for place, came in (("webhooks.taken", 0), ("webhooks.sent", 1), ("webhooks.written", 2)):
        await killed_at(running, "outbox", place)
        assert len(receiver.came) == came
    running.start("outbox")
    await receiver.until(3)
    await running_dry(running)

    assert [one.told["sequence"] for one in receiver.came] == [1, 1, 2]
    first, again, second = (one.headers["webhook-id"] for one in receiver.came)
    assert first == again != second
    assert all(one.is_signed_with(secret) for one in receiver.came)
    assert rows(running, "SELECT sequence, attempts, state FROM webhook_deliveries ORDER BY place") == [
        (1, 3, "delivered"),
        (2, 1, "delivered"),
    ]


async def running_dry(running):
    """Until all is written down."""
    for _ in range(PATIENCE * 10):
        if rows(running, "SELECT count(*) FROM webhook_deliveries WHERE state <> 'delivered'") == [(0,)]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("something is still to be sent")

"""Whom an event is sent to, and what is said where nobody answers."""

import asyncio

import pytest

from handoff.models import DeliveryState
from handoff.webhooks import Post
from handoff.webhooks.posting import NoAnswer
from tests.desk.webhooks.dispatch import deliveries, run
from tests.desk.webhooks.receiver import receiving


async def test_in_service_the_machine_itself_is_not_called(receiver):
    post = Post(itself=False)
    with pytest.raises(NoAnswer, match="forbidden"):
        await post.send(receiver.address.replace("127.0.0.1", "localhost"), b"{}", {})
    await post.close()

    assert receiver.came == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1:9/x", "connection"),
        ("https://169.254.169.254/latest/meta-data", "forbidden"),
        ("https://nirgends.invalid/x", "name"),
    ],
)
async def test_what_cannot_be_reached_is_told_in_a_word(world, subscribe, courier, address, why):
    await subscribe(address=address)
    await world.callback()

    await run(courier)

    (delivery,) = await deliveries(world)
    assert (delivery.state, delivery.error, delivery.answer_status) == (DeliveryState.FAILED, why, None)


async def test_a_name_that_leads_to_the_machines_surroundings_is_not_called(post, monkeypatch, receiver):
    async def lookup(host, port, **_):
        return [(2, 1, 6, "", ("127.0.0.1", port)), (2, 1, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup, raising=False)
    with pytest.raises(NoAnswer, match="forbidden"):
        await post.send(f"http://kernbank.example:{receiver.port}/x", b"{}", {})

    assert receiver.came == []


async def test_the_receiver_is_called_by_its_name(post, receiver):
    answer = await post.send(f"http://localhost:{receiver.port}/x?y=1", b"{}", {})

    assert answer.status == 204
    (came,) = receiver.came
    assert (came.path, came.headers["host"]) == ("/x?y=1", f"localhost:{receiver.port}")
    assert came.headers["user-agent"].startswith("Schalter/")


async def test_a_receiver_that_breaks_off_or_says_no_http_is_tried_again(world, subscribe, receiver, courier):
    await subscribe()
    receiver.answers = [None]
    await world.callback()

    await run(courier)

    (delivery,) = await deliveries(world)
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "broken")


async def test_a_slow_receiver_is_waited_for_a_while_and_holds_up_no_other(
    world, subscribe, receiver, courier, monkeypatch
):
    monkeypatch.setattr("handoff.webhooks.posting.SECONDS", 0.3)

    async def sleep():
        await asyncio.sleep(1)

    await subscribe()
    async with receiving() as other:
        await subscribe(address=other.address)
        receiver.before = sleep
        await world.callback()
        claimed = await courier.claim(limit=10)
        await asyncio.gather(*(courier.serve(one) for one in claimed))

        assert (len(receiver.came), len(other.came)) == (1, 1)
    by_error = {one.error: one.state for one in await deliveries(world)}
    assert by_error == {"timeout": DeliveryState.FAILED, None: DeliveryState.DELIVERED}

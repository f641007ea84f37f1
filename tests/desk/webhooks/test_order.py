"""Events arrive in order, at least once, or wait: for a receiver that fails, for who paused them, for a secret."""

from datetime import timedelta

from sqlalchemy import update

from handoff.models import DeliveryState, PauseCause, WebhookDelivery, WebhookEvent
from handoff.vault import Vault
from handoff.webhooks import pause, renew_secret, resume, send_now, send_test, skip
from tests.desk.webhooks.dispatch import deliveries, only, run


async def test_the_next_waits_until_the_former_has_arrived(world, subscribe, receiver, courier, clock):
    await subscribe()
    receiver.answers = [(500, {}), (503, {}), (204, {})]
    for _ in range(3):
        await world.callback()

    await run(courier)
    await run(courier)
    assert receiver.events == [(1, "callback.created")]

    clock.now += timedelta(seconds=5)
    await run(courier)
    assert len(receiver.came) == 2
    clock.now += timedelta(seconds=5)
    await run(courier)

    assert [one[0] for one in receiver.events] == [1, 1, 1, 2, 3]
    assert len({one.headers["webhook-id"] for one in receiver.came}) == 3
    first, *_ = await deliveries(world)
    assert (first.attempts, first.state, first.failing_since) == (3, DeliveryState.DELIVERED, None)


async def test_a_receiver_that_asks_to_wait_is_left_alone_so_long(world, subscribe, receiver, courier, clock):
    await subscribe()
    receiver.answers = [(429, {"Retry-After": "600"})]
    await world.callback()
    await run(courier)

    clock.now += timedelta(seconds=599)
    await run(courier)
    assert len(receiver.came) == 1
    clock.now += timedelta(seconds=1)
    await run(courier)
    assert len(receiver.came) == 2


async def test_a_redirection_is_not_followed_and_nothing_of_an_answer_is_kept(
    world, subscribe, receiver, courier, caplog, capsys
):
    await subscribe()
    receiver.answers = [(302, {"Location": receiver.address + "/anderswo", "X-Secret": "geheim"})]
    await world.callback()

    await run(courier)

    assert [one.path for one in receiver.came] == ["/schalter"]
    (delivery,) = await deliveries(world)
    assert (delivery.state, delivery.answer_status) == (DeliveryState.FAILED, 302)
    out = "".join(capsys.readouterr()) + caplog.text
    assert "geheim" not in out and receiver.address not in out and "15155500042" not in out


async def test_after_two_days_it_is_paused_and_nothing_is_lost(world, subscribe, receiver, courier, clock, act):
    key, _ = await subscribe()
    receiver.answers = [(500, {})] * 200
    await world.callback()
    for _ in range(200):
        await run(courier)
        (delivery,) = await deliveries(world)
        if (await only(world)).paused_at:
            break
        clock.now = delivery.next_attempt_at
    await world.callback()
    paused = await only(world)
    assert paused.pause_cause is PauseCause.FAILING
    assert timedelta(days=2) <= clock.now - delivery.failing_since <= timedelta(days=2, hours=2)
    tried = len(receiver.came)
    await run(courier)
    assert len(receiver.came) == tried

    receiver.answers = []
    await act(resume, key)
    await run(courier)

    assert [one[0] for one in receiver.events[-2:]] == [1, 2]
    assert [one.state for one in await deliveries(world)] == [DeliveryState.DELIVERED] * 2


async def test_a_receiver_that_is_gone_is_called_no_more(world, subscribe, receiver, courier, clock):
    await subscribe()
    receiver.answers = [(410, {})]
    await world.callback()

    await run(courier)
    clock.now += timedelta(days=1)
    await run(courier)

    assert len(receiver.came) == 1
    assert (await only(world)).pause_cause is PauseCause.GONE


async def test_while_it_is_paused_events_are_kept(world, subscribe, receiver, courier, act):
    key, _ = await subscribe()
    await act(pause, key)
    await world.callback()
    await run(courier)
    assert receiver.came == []

    await act(resume, key)
    await run(courier)

    assert receiver.events == [(1, "callback.created")]


async def test_what_is_skipped_is_never_sent_and_leaves_a_gap_in_the_sequence(
    world, subscribe, receiver, courier, act, clock
):
    key, _ = await subscribe()
    receiver.answers = [(500, {})]
    await world.callback()
    await world.callback()
    await run(courier)
    first, second = await deliveries(world)

    await act(skip, key, first.id)
    await run(courier)

    assert receiver.events == [(1, "callback.created"), (2, "callback.created")]
    first, second = await deliveries(world)
    assert (first.state, second.state) == (DeliveryState.SKIPPED, DeliveryState.DELIVERED)
    await act(skip, key, second.id)
    assert (await deliveries(world))[1].state is DeliveryState.DELIVERED


async def test_what_failed_is_sent_at_once_if_somebody_wishes(world, subscribe, receiver, courier, act):
    key, _ = await subscribe()
    receiver.answers = [(500, {"Retry-After": "9"})]
    await world.callback()
    await run(courier)
    (delivery,) = await deliveries(world)

    await act(send_now, key, delivery.id)
    await run(courier)

    assert len(receiver.came) == 2


async def test_a_test_event_needs_no_wish(world, subscribe, receiver, courier, act):
    key, secret = await subscribe(events=(WebhookEvent.CALLBACK_DONE,))

    await act(send_test, key)
    await run(courier)

    (came,) = receiver.came
    assert came.is_signed_with(secret)
    assert (came.told["type"], came.told["data"]) == ("test", {})


async def test_for_a_day_both_secrets_sign(world, subscribe, receiver, courier, act, clock):
    key, former = await subscribe()
    new = await act(renew_secret, key, vault=world.vault)
    for hours in (0, 25):
        clock.now += timedelta(hours=hours)
        await act(send_test, key)
        await run(courier)

    soon, later = receiver.came
    assert new != former
    assert soon.is_signed_with(new) and soon.is_signed_with(former)
    assert later.is_signed_with(new) and not later.is_signed_with(former)


async def test_a_secret_that_cannot_be_read_pauses_until_there_is_another(world, subscribe, receiver, courier_of, act):
    key, former = await subscribe()
    await act(send_test, key)
    other = courier_of(vault=Vault("another key than before"))
    await run(other)
    assert (await only(world)).pause_cause is PauseCause.SEALED

    new = await act(renew_secret, key, vault=world.vault)
    await act(resume, key)
    await run(courier_of())

    assert receiver.came[0].is_signed_with(new) and not receiver.came[0].is_signed_with(former)


async def test_what_cannot_be_written_is_told_and_can_be_skipped(world, subscribe, receiver, courier, act, clock):
    key, _ = await subscribe()
    await world.callback()
    await world.callback()
    (first, _) = await deliveries(world)
    async with world.sessions.begin() as session:
        await session.execute(update(WebhookDelivery).where(WebhookDelivery.id == first.id).values(facts={}))

    await run(courier)
    (first, _) = await deliveries(world)
    assert (first.state, first.error, receiver.came) == (DeliveryState.FAILED, "unwritten", [])
    assert first.next_attempt_at > clock.now
    await act(skip, key, first.id)
    await run(courier)

    assert receiver.events == [(2, "callback.created")]

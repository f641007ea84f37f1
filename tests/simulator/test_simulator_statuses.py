"""The ladder of an outbound message, its oddities, and the service window."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.asyncio


async def climbed(sim, phone, wamid, status="read"):
    await phone.sees(wamid, lambda it: it.status == status)
    await sim.settled()


async def test_a_message_climbs_from_sent_over_delivered_to_read(writing_mara, sim, graph, receiver):
    wamid = await graph.send(writing_mara, biz_opaque_callback_data="outbox-1")
    await climbed(sim, writing_mara, wamid)

    assert [status["status"] for status in receiver.statuses] == ["sent", "delivered", "read"]
    for status in receiver.statuses:
        assert status["id"] == wamid
        assert status["recipient_id"] == "4915155500001"
        assert status["recipient_user_id"] == writing_mara.user_id
        assert status["biz_opaque_callback_data"] == "outbox-1"
        assert "conversation" not in status
    assert [("pricing" in status) for status in receiver.statuses] == [True, True, False]


async def test_version_23_still_names_a_conversation(writing_mara, sim, graph, receiver):
    await sim.mode(webhook_version="v23")

    await climbed(sim, writing_mara, await graph.send(writing_mara))

    sent, delivered, _ = receiver.statuses
    assert sent["conversation"]["origin"] == {"type": "service"}
    assert "expiration_timestamp" in sent["conversation"]
    assert "expiration_timestamp" not in delivered["conversation"]


async def test_delivered_can_be_skipped(writing_mara, sim, graph, receiver):
    await sim.mode(skip_delivered=1)

    await climbed(sim, writing_mara, await graph.send(writing_mara))

    assert [status["status"] for status in receiver.statuses] == ["sent", "read"]
    assert "pricing" in receiver.statuses[1]


async def test_read_can_come_before_delivered(writing_mara, sim, graph, receiver):
    await sim.mode(reorder_statuses=True)

    await climbed(sim, writing_mara, await graph.send(writing_mara))

    assert [status["status"] for status in receiver.statuses] == ["sent", "read", "delivered"]


async def test_without_receipts_a_message_is_never_read(writing_mara, sim, graph, receiver):
    await sim.mode(read_after=0.3)
    await writing_mara.changes(receipts=False)

    await climbed(sim, writing_mara, await graph.send(writing_mara), "delivered")

    assert [status["status"] for status in receiver.statuses] == ["sent", "delivered"]


async def test_a_phone_that_is_off_gets_its_messages_when_switched_on(writing_mara, sim, graph):
    await writing_mara.changes(online=False)
    wamid = await graph.send(writing_mara)
    await sim.settled()
    assert (await writing_mara.thread())[-1].status == "sent"

    await writing_mara.changes(online=True)

    await climbed(sim, writing_mara, wamid)


async def test_after_24_hours_a_text_is_accepted_and_then_fails_without_contacts(mara, sim, graph, receiver, set_clock):
    christmas_eve = datetime(2026, 12, 24, 9, tzinfo=UTC)
    set_clock(christmas_eve)
    await mara.says("Hallo")
    await sim.delivered()
    receiver.clear()

    set_clock(christmas_eve + timedelta(hours=24))
    await climbed(sim, mara, await graph.send(mara), "failed")

    (value,) = receiver.values()
    (status,) = value["statuses"]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)
    assert status["errors"][0]["error_data"]["details"]
    assert "contacts" not in value


async def test_a_second_before_the_window_closes_a_text_still_arrives(mara, sim, graph, set_clock):
    before_the_clocks_change = datetime.fromisoformat("2027-03-27T12:00:00+01:00")
    set_clock(before_the_clocks_change)
    await mara.says("Hallo")

    set_clock(before_the_clocks_change + timedelta(hours=24, seconds=-1))

    await climbed(sim, mara, await graph.send(mara))


async def test_the_window_is_one_of_each_number(writing_mara, sim, graph):
    wamid = await graph.send(writing_mara, number="200000000000002")

    assert (await writing_mara.sees(wamid, lambda it: it.status == "failed")).code == 131047


async def test_a_number_without_whatsapp_fails_with_131026(sim, graph, receiver):
    answer = await graph.post({"to": "+4915155599999", "type": "text", "text": {"body": "Guten Tag"}})
    assert answer.json()["contacts"] == [{"input": "+4915155599999", "wa_id": "4915155599999"}]
    await sim.settled()

    (status,) = receiver.statuses
    assert status["errors"][0]["code"] == 131026


async def test_a_voice_note_is_played_in_the_end(writing_mara, sim, graph):
    await sim.mode(read_after=0.3)
    upload = {"messaging_product": "whatsapp", "type": "audio/ogg"}
    files = {"file": ("note.ogg", b"OggS", "audio/ogg")}
    uploaded = await graph.http.post("/v25.0/200000000000001/media", data=upload, files=files)

    wamid = await graph.send(writing_mara, "audio", {"id": uploaded.json()["id"], "voice": True})

    await climbed(sim, writing_mara, wamid, "played")


async def test_what_fails_is_not_heard_but_seen_in_the_thread(mara, sim, graph):
    await graph.send(mara)

    await mara.hears_nothing(within=0.3)
    assert [(bubble.status, bubble.code) for bubble in await mara.thread()] == [("failed", 131047)]

"""Graph calls: tokens, objects, recipients, read receipts, profile, faults."""

import httpx
import pytest

pytestmark = pytest.mark.asyncio

TEXT = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Guten Tag"}}
PATH = "/v25.0/200000000000001/messages"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "demo-token"}])
async def test_without_the_right_token_nothing_goes(sim, simulator_url, headers):
    async with httpx.AsyncClient(base_url=simulator_url, trust_env=False) as http:
        answer = await http.post(PATH, json=TEXT | {"to": "+4915155500001"}, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


async def test_an_unknown_number_id_is_error_100_with_subcode_33(sim, graph):
    answer = await graph.post(TEXT | {"to": "+4915155500001"}, number="299999999999999")

    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["error_subcode"]) == (100, 33)


@pytest.mark.parametrize("version", ["v17.0", "v23.0", "v26.0"])
async def test_any_version_answers_in_the_shape_of_the_contract(writing_mara, graph, version):
    path = PATH.replace("v25.0", version)

    answer = (await graph.http.post(path, json=TEXT | {"to": "+4915155500001"})).json()

    assert answer["messaging_product"] == "whatsapp"
    assert answer["contacts"] == [{"input": "+4915155500001", "wa_id": "4915155500001"}]
    assert answer["messages"][0]["id"].startswith("wamid.")


async def test_a_customer_without_a_shown_number_is_reached_by_his_user_id(sim, graph, receiver):
    aylin = await sim.customer("Aylin Probe", hides_phone=True, username="aylin.probe")
    await aylin.says("Hallo")
    await sim.delivered()
    (value,) = receiver.values()
    assert value["contacts"] == [
        {"profile": {"name": "Aylin Probe", "username": "@aylin.probe"}, "user_id": aylin.user_id}
    ]
    assert "from" not in value["messages"][0]

    answer = await graph.post(TEXT | {"recipient": value["messages"][0]["from_user_id"]})

    assert answer.json()["contacts"] == [{"input": aylin.user_id, "user_id": aylin.user_id}]
    bubble = await aylin.hears()
    assert bubble.text == "Guten Tag"
    await aylin.sees(bubble.wamid, lambda it: it.status == "sent")
    await sim.delivered()
    assert "recipient_id" not in receiver.statuses[0]


async def test_a_number_cannot_write_to_itself(sim, graph):
    assert (await graph.error(TEXT | {"to": "+4930555000111"}))["code"] == 131021


@pytest.mark.parametrize("to", ["", "Mara", "+49-151", 4915155500001])
async def test_a_recipient_must_be_a_phone_number(sim, graph, to):
    assert (await graph.error(TEXT | {"to": to}))["code"] == 131009


async def test_sends_without_a_plus_are_counted(writing_mara, sim, graph):
    await graph.post(TEXT | {"to": "4915155500001"})

    assert (await sim.counters())["to_without_plus"] == 1


async def test_a_body_that_is_no_json_is_error_100(sim, graph):
    answer = await graph.http.post(PATH, content=b"{")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


async def test_a_read_receipt_marks_earlier_messages_read_and_shows_dots(mara, sim, graph):
    first, second = await mara.says("eins"), await mara.says("zwei")
    receipt = {"status": "read", "message_id": second.wamid, "typing_indicator": {"type": "text"}}

    answer = await graph.post(receipt)

    assert answer.json() == {"success": True}
    assert [bubble.status for bubble in await mara.thread()] == ["read", "read"]
    assert await mara.is_typed_to()
    assert await mara.reads() == 1
    await graph.send(mara)
    assert not await mara.is_typed_to()
    assert first.wamid != second.wamid


async def test_a_receipt_for_an_unknown_message_is_refused(sim, graph):
    assert (await graph.error({"status": "read", "message_id": "wamid.unknown"}))["code"] == 100


async def test_a_reaction_shows_on_the_customers_message_and_is_only_sent(mara, sim, graph, receiver):
    said = await mara.says("Danke")

    wamid = await graph.send(mara, "reaction", {"message_id": said.wamid, "emoji": "👍"})

    assert (await mara.thread())[0].reactions == {"institution": "👍"}
    await mara.sees(wamid, lambda it: it.status == "sent")
    await sim.settled()
    assert [status["status"] for status in receiver.statuses] == ["sent"]


async def test_the_profile_can_be_changed_and_read(sim, graph):
    path = "/v25.0/200000000000001/whatsapp_business_profile"
    about = {"messaging_product": "whatsapp", "about": "Ihre Sparkasse", "email": "info@sparkasse.example"}

    assert (await graph.http.post(path, json=about)).json() == {"success": True}

    shown = (await graph.http.get(path, params={"fields": "about"})).json()
    assert shown == {"data": [{"about": "Ihre Sparkasse", "messaging_product": "whatsapp"}]}
    assert (await graph.http.post(path, json={"about": "x" * 140})).status_code == 400


async def test_of_the_profile_all_but_about_can_be_emptied(sim, graph):
    path = "/v25.0/200000000000001/whatsapp_business_profile"
    await graph.http.post(path, json={"address": "Musterplatz 1", "websites": ["https://sparkasse.example"]})

    assert (await graph.http.post(path, json={"address": "", "websites": []})).json() == {"success": True}

    shown = (await graph.http.get(path, params={"fields": "address,websites"})).json()
    assert shown["data"][0] | {"messaging_product": ""} == {"address": "", "websites": [], "messaging_product": ""}
    assert (await graph.http.post(path, json={"about": ""})).status_code == 400
    assert (await graph.http.post(path, json={"websites": ["https://x.example/" + "x" * 250]})).status_code == 400


async def test_an_ordered_error_is_answered_so_many_times(writing_mara, sim, graph):
    await sim.fault("error", code=131016, times=2)

    answers = [await graph.post(TEXT | {"to": "+4915155500001"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert (await sim.counters())["errors"] == {"131016": 2}


async def test_a_late_fault_fails_after_a_200(writing_mara, sim, graph):
    await sim.fault("late", code=131049)

    wamid = await graph.send(writing_mara)

    assert (await writing_mara.sees(wamid, lambda it: it.status == "failed")).code == 131049


async def test_a_dropped_connection_leaves_the_outcome_unknown(writing_mara, sim, graph, receiver):
    await sim.fault("drop")

    with pytest.raises(httpx.TransportError):
        await graph.send(writing_mara, biz_opaque_callback_data="outbox-7")

    bubble = await writing_mara.hears()
    await writing_mara.sees(bubble.wamid, lambda it: it.status == "sent")
    await sim.delivered()
    assert receiver.statuses[0]["biz_opaque_callback_data"] == "outbox-7"


async def test_a_dropped_message_may_also_be_lost(writing_mara, sim, graph):
    await sim.fault("drop", accept=False)

    with pytest.raises(httpx.TransportError):
        await graph.send(writing_mara)

    await writing_mara.hears_nothing(within=0.3)


async def test_a_fault_for_one_customer_leaves_the_others_alone(writing_mara, sim, graph):
    jonas = await sim.customer("Jonas Muster")
    await sim.fault("error", code=131026, to=jonas.id)

    await graph.send(writing_mara)

    answer = await graph.post(TEXT | {"to": f"+{jonas.wa_id}"})
    assert answer.json()["error"]["code"] == 131026


async def test_a_stalled_send_answers_after_the_clients_patience(writing_mara, sim, graph):
    await sim.fault("stall", seconds=1)

    with pytest.raises(httpx.ReadTimeout):
        await graph.http.post(PATH, json=TEXT | {"to": "+4915155500001"}, timeout=0.2)

    assert (await writing_mara.hears()).text == "Guten Tag"


async def test_a_stalled_and_lost_send_ends_in_an_error(writing_mara, sim, graph):
    await sim.fault("stall", seconds=0.1, accept=False)

    assert (await graph.error(TEXT | {"to": "+4915155500001"}))["code"] == 131000
    await writing_mara.hears_nothing(within=0.3)

"""Webhooks: signature, shape, retries, batching, disorder, nothing lost."""

import hmac
import json

import httpx
import pytest

from simulator.client import Silence, Simulator
from simulator.signature import serialised, signature

pytestmark = pytest.mark.asyncio

SECRET = "demo_app_secret_0001"
VECTOR = {
    "object": "whatsapp_business_account",
    "entry": [{"id": "300000000000001", "changes": [{"field": "messages", "value": {"text": "Grüße 👋"}}]}],
}
VECTOR_SIGNATURE = "sha256=d21bf18b53b7083f62e167ee80e53287a20166527319066b5c77915a3bfcf48f"


async def test_the_signature_is_the_one_of_the_contract():
    content = serialised(VECTOR)

    assert b"Gr\\u00fc\\u00dfe \\ud83d\\udc4b" in content
    assert signature(SECRET, content) == VECTOR_SIGNATURE


async def test_an_injected_body_arrives_with_the_signature_of_its_bytes(sim, receiver):
    await sim.inject(VECTOR)
    await sim.delivered()

    headers, content = receiver.posts[0]
    assert headers["X-Hub-Signature-256"] == VECTOR_SIGNATURE
    assert json.loads(content) == VECTOR


async def test_a_text_arrives_in_the_envelope_of_the_contract(mara, sim, receiver):
    said = await mara.says("Grüße 👋")
    await sim.delivered()

    (body,) = receiver.bodies
    value = body["entry"][0]["changes"][0]["value"]
    assert body["entry"][0]["id"] == "300000000000001"
    assert value["metadata"] == {"display_phone_number": "4930555000111", "phone_number_id": "200000000000001"}
    assert value["contacts"] == [
        {"profile": {"name": "Mara Beispiel"}, "wa_id": "4915155500001", "user_id": mara.user_id}
    ]
    (message,) = value["messages"]
    assert (message["from"], message["id"], message["text"]) == ("4915155500001", said.wamid, {"body": "Grüße 👋"})
    assert message["timestamp"].isdigit()


async def test_a_webhook_is_tried_again_until_the_answer_is_200(mara, sim, receiver):
    await sim.mode(retry_base=0.02)
    receiver.answers.extend([500, 202, 404])

    await mara.says("Hallo")
    await sim.delivered()

    assert len(receiver.posts) == 4
    assert len({content for _, content in receiver.posts}) == 1


async def test_a_customers_message_shows_two_ticks_once_the_service_has_it(mara, sim, receiver):
    await sim.mode(retry_base=0.1)
    receiver.answers.append(503)

    said = await mara.says("Hallo")

    assert said.status == "sent"
    assert (await mara.sees(said.wamid, lambda it: it.status == "delivered")).status == "delivered"


async def test_webhooks_survive_a_killed_simulator_and_a_service_that_was_down(launch, receiver, tmp_path):
    receiver.clear()
    home = str(tmp_path / "home")
    with launch("http://127.0.0.1:9/webhook", SIMULATOR_HOME=home) as url:
        async with Simulator(url) as sim:
            mara = await sim.customer("Mara Beispiel", id="mara")
            said = [await mara.says(text) for text in ("eins", "zwei", "drei")]

    with launch(receiver.url, SIMULATOR_HOME=home) as url:
        async with Simulator(url) as sim:
            await sim.delivered()
            (mara,) = await sim.customers()
            later = await mara.says("vier")
            await sim.delivered()

    assert {message["id"] for message in receiver.messages} == {bubble.wamid for bubble in [*said, later]}
    assert len(receiver.messages) == 4


async def test_an_outbound_message_goes_on_climbing_after_a_restart(launch, receiver, tmp_path):
    receiver.clear()
    home = str(tmp_path / "home")
    send = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Guten Tag"}}
    with launch(receiver.url, SIMULATOR_HOME=home) as url:
        async with Simulator(url) as sim, httpx.AsyncClient(trust_env=False) as http:
            await sim.mode(sent_after=30, delivered_after=60, read_after=90)
            mara = await sim.customer("Mara Beispiel", id="mara")
            await mara.says("Hallo")
            headers = {"Authorization": "Bearer demo-token"}
            path = f"{url}/v25.0/200000000000001/messages"
            answer = await http.post(path, headers=headers, json={"to": f"+{mara.wa_id}", **send})

    with launch(receiver.url, SIMULATOR_HOME=home) as url:
        async with Simulator(url) as sim:
            (mara,) = await sim.customers()
            await mara.sees(answer.json()["messages"][0]["id"], lambda it: it.status == "read")
            await sim.delivered()

    assert [status["status"] for status in receiver.statuses] == ["sent", "delivered", "read"]


async def test_a_message_about_to_fail_still_fails_after_a_restart(launch, receiver, tmp_path):
    receiver.clear()
    home = str(tmp_path / "home")
    send = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Guten Tag"}, "to": "+4915155500042"}
    with launch(receiver.url, SIMULATOR_HOME=home) as url:
        async with Simulator(url) as sim, httpx.AsyncClient(trust_env=False) as http:
            await sim.mode(sent_after=30)
            headers = {"Authorization": "Bearer demo-token"}
            await http.post(f"{url}/v25.0/200000000000001/messages", headers=headers, json=send)

    with launch(receiver.url, SIMULATOR_HOME=home) as url:
        async with Simulator(url) as sim:
            await sim.settled()

    assert [(status["status"], status["errors"][0]["code"]) for status in receiver.statuses] == [("failed", 131026)]


async def test_batching_puts_several_entries_changes_and_messages_into_one_post(mara, sim, receiver):
    await sim.mode(batch=1000, batch_wait=0.3, parallel=1)
    jonas = await sim.customer("Jonas Muster")

    for text in ("eins", "zwei"):
        await mara.says(text)
    await jonas.says("drei", number="200000000000002")
    await mara.prefers("stop")
    await sim.delivered()

    (body,) = receiver.bodies
    assert [entry["id"] for entry in body["entry"]] == ["300000000000001", "300000000000002"]
    assert [change["field"] for change in body["entry"][0]["changes"]] == ["messages", "user_preferences"]
    assert len(body["entry"][0]["changes"][0]["value"]["messages"]) == 2


async def test_statuses_due_together_share_a_post(writing_mara, sim, graph, receiver):
    await sim.mode(sent_after=0.5, delivered_after=60, read_after=60)

    for _ in range(5):
        await graph.send(writing_mara)
    await sim.delivered()
    await writing_mara.sees((await writing_mara.thread())[-1].wamid, lambda it: it.status == "sent")
    await sim.delivered()

    assert len(receiver.statuses) == 5
    assert len(receiver.posts) < 5


async def test_duplicates_have_the_same_id(mara, sim, receiver):
    await sim.mode(duplicates=1)

    await mara.says("Hallo")
    await sim.delivered()

    first, second = receiver.messages
    assert first == second


async def test_messages_can_come_in_reversed_order(mara, sim, receiver):
    await sim.mode(order="reversed", parallel=1, batch_wait=0.3)

    for text in ("eins", "zwei", "drei"):
        await mara.says(text)
    await sim.delivered()

    assert [message["text"]["body"] for message in receiver.messages] == ["drei", "zwei", "eins"]


async def test_a_wrong_signature_is_followed_by_the_right_one_on_the_retry(mara, sim, receiver):
    await sim.mode(wrong_signatures=1, retry_base=0.02)
    receiver.answers.append(401)

    await mara.says("Hallo")
    await sim.delivered()

    (bad, content), (good, _) = receiver.posts
    assert bad["X-Hub-Signature-256"] != good["X-Hub-Signature-256"]
    assert good["X-Hub-Signature-256"] == "sha256=" + hmac.new(SECRET.encode(), content, "sha256").hexdigest()


async def test_a_reencoded_body_no_longer_fits_its_signature(mara, sim, receiver):
    await sim.mode(reencoded=1)

    await mara.says("Grüße")
    await sim.delivered()

    headers, content = receiver.posts[0]
    assert "Grüße".encode() in content
    assert headers["X-Hub-Signature-256"] != signature(SECRET, content)


async def test_the_webhook_is_verified_by_its_token(sim):
    assert await sim.verifies("our-token")
    assert not await sim.verifies("another-token")


async def test_a_service_that_is_down_is_not_hammered(launch):
    with launch("http://127.0.0.1:9/webhook") as url:
        async with Simulator(url) as sim:
            mara = await sim.customer("Mara Beispiel")
            for number in range(30):
                await mara.says(str(number))
            with pytest.raises(Silence):
                await sim.delivered(timeout=1)
            counters = await sim.counters()

    assert counters["pending"] == 30
    assert 0 < counters["webhooks"]["unreachable"] < 40

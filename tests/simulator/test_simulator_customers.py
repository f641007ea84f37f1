"""What customers can do, and how the control API shows it."""

import json

import httpx
import pytest

from simulator.client import Silence, Simulator, SimulatorError

pytestmark = pytest.mark.asyncio

CHOICE = {
    "type": "button",
    "body": {"text": "Wie?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "b1", "title": "Termin buchen"}}]},
}
LIST = {
    "type": "list",
    "body": {"text": "Welche?"},
    "action": {
        "button": "Auswahl",
        "sections": [{"rows": [{"id": "r1", "title": "Am Markt", "description": "Mo–Fr"}]}],
    },
}
LINK = {
    "type": "cta_url",
    "body": {"text": "Hier"},
    "action": {"name": "cta_url", "parameters": {"display_text": "Öffnen", "url": "https://sparkasse.example"}},
}


def request(kind, name):
    return {"type": kind, "body": {"text": "Bitte"}, "action": {"name": name}}


async def inbound(sim, receiver):
    await sim.delivered()
    return receiver.messages[-1]


async def test_a_tapped_button_comes_back_with_its_id_and_the_message_it_was_on(writing_mara, sim, graph, receiver):
    await graph.send(writing_mara, "interactive", CHOICE)
    bubble = await writing_mara.hears()
    assert bubble.buttons == ("Termin buchen",)

    await writing_mara.taps(bubble, "Termin buchen")

    message = await inbound(sim, receiver)
    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "b1", "title": "Termin buchen"}}
    assert message["context"] == {"from": "4930555000111", "id": bubble.wamid}


async def test_a_tapped_row_comes_back_with_its_description(writing_mara, sim, graph, receiver):
    await graph.send(writing_mara, "interactive", LIST)

    await writing_mara.taps(await writing_mara.hears(), id="r1")

    reply = (await inbound(sim, receiver))["interactive"]["list_reply"]
    assert reply == {"id": "r1", "title": "Am Markt", "description": "Mo–Fr"}


async def test_a_tapped_link_sends_nothing(writing_mara, graph):
    await graph.send(writing_mara, "interactive", LINK)
    bubble = await writing_mara.hears()
    assert bubble.links == {"Öffnen": "https://sparkasse.example"}

    with pytest.raises(SimulatorError, match="sends nothing"):
        await writing_mara.taps(bubble, "Öffnen")


async def test_requests_for_place_and_number_are_answered_with_one_tap(writing_mara, sim, graph, receiver):
    await graph.send(writing_mara, "interactive", request("location_request_message", "send_location"))
    await writing_mara.taps(await writing_mara.hears(), id="location")
    assert "latitude" in (await inbound(sim, receiver))["location"]

    await graph.send(writing_mara, "interactive", request("contact_request", "request_contact_info"))
    await writing_mara.taps(await writing_mara.hears(), id="contact")
    (card,) = (await inbound(sim, receiver))["contacts"]
    assert (card["origin"], card["phones"][0]["wa_id"]) == ("contact_request", "4915155500001")


async def test_a_quoted_reply_names_what_it_answers(writing_mara, sim, graph, receiver):
    wamid = await graph.send(writing_mara)

    await writing_mara.says("Dazu eine Frage", reply_to=await writing_mara.hears())

    assert (await inbound(sim, receiver))["context"] == {"from": "4930555000111", "id": wamid}


async def test_reactions_are_given_and_taken_back(writing_mara, sim, graph, receiver):
    wamid = await graph.send(writing_mara)
    bubble = await writing_mara.hears()

    assert (await writing_mara.reacts(bubble, "👍")).reactions == {"customer": "👍"}
    assert (await inbound(sim, receiver))["reaction"] == {"message_id": wamid, "emoji": "👍"}
    assert (await writing_mara.reacts(bubble)).reactions == {}
    assert (await inbound(sim, receiver))["reaction"] == {"message_id": wamid}


async def test_a_text_can_be_edited_and_revoked(mara, sim, receiver):
    said = await mara.says("Meine PIN ist 0000")
    await sim.delivered()

    await mara.edits(said, "Ups")
    edit = (await inbound(sim, receiver))["edit"]
    assert edit == {"original_message_id": said.wamid, "message": {"type": "text", "text": {"body": "Ups"}}}

    assert (await mara.revokes(said)).revoked
    assert (await inbound(sim, receiver))["revoke"] == {"original_message_id": said.wamid}


@pytest.mark.parametrize(
    ("act", "kind"), [("unsupported", "unsupported"), ("future", "hologram"), ("contacts", "contacts")]
)
async def test_odd_types_are_sent_too(mara, sim, receiver, act, kind):
    await mara.does(act)

    message = await inbound(sim, receiver)
    assert (message["type"], kind in message) == (kind, True)


async def test_a_new_number_is_reported_by_the_system_without_contacts(mara, sim, receiver):
    old_id = mara.user_id
    await mara.changes_number("+4915155500077")

    await sim.delivered()
    (value,) = receiver.values()
    (message,) = value["messages"]
    assert "contacts" not in value
    assert (message["from"], message["system"]["wa_id"]) == ("4915155500001", "4915155500077")
    assert message["system"]["type"] == "user_changed_number"
    assert message["system"]["user_id"] == mara.user_id != old_id


async def test_a_new_user_id_and_an_opt_out_come_in_fields_of_their_own(mara, sim, receiver):
    previous = mara.user_id
    await mara.changes_user_id()
    await mara.prefers("stop")

    await sim.delivered()
    (update,) = receiver.values("user_id_update")[0]["user_id_update"]
    assert update["user_id"] == {"previous": previous, "current": mara.user_id}
    (preference,) = receiver.values("user_preferences")[0]["user_preferences"]
    assert (preference["value"], type(preference["timestamp"])) == ("stop", int)


async def test_old_webhooks_name_no_user_ids(mara, sim, receiver):
    await sim.mode(user_ids=False)

    await mara.says("Hallo")

    assert "from_user_id" not in await inbound(sim, receiver)
    assert "user_id" not in receiver.values()[0]["contacts"][0]


async def test_a_customer_writes_to_the_number_he_wrote_to_last(mara, sim, receiver):
    await mara.says("Hallo", number="200000000000002")

    assert (await mara.says("Noch etwas")).number == "200000000000002"


async def test_waiting_for_a_bubble_ends_as_soon_as_one_comes_or_with_silence(writing_mara, graph):
    with pytest.raises(Silence):
        await writing_mara.hears(timeout=0.2)

    await graph.send(writing_mara, content={"body": "eins"})
    await graph.send(writing_mara, content={"body": "zwei"})

    assert [bubble.text for bubble in await writing_mara.hears_all(quiet=0.2)] == ["eins", "zwei"]


async def test_numbers_are_invented_and_nobody_gets_one_twice(sim, mara):
    phones = [await sim.customer(f"Kunde {number}") for number in range(3)]

    assert all(phone.wa_id.startswith("49151555") for phone in phones)
    assert len({phone.wa_id for phone in [*phones, mara]}) == 4
    with pytest.raises(SimulatorError, match="409"):
        await sim.customer("Jonas Muster", wa_id=mara.wa_id)


async def test_counters_count(writing_mara, sim, graph):
    wamid = await graph.send(writing_mara)
    await writing_mara.sees(wamid, lambda it: it.status == "read")
    await sim.delivered()

    counters = await sim.counters()

    assert (counters["sends"], counters["inbound"], counters["pending"]) == (1, 1, 0)
    assert counters["statuses"] == {"sent": 1, "delivered": 1, "read": 1}
    assert counters["webhooks"] == {"attempts": 4, "accepted": 4}


async def test_a_reset_forgets_all_but_never_repeats_an_id(mara, sim):
    before = await mara.says("Hallo")
    await sim.mode(batch=5)

    await sim.reset()

    assert await sim.customers() == []
    assert (await sim.mode())["batch"] == 1
    after = await (await sim.customer("Mara Beispiel")).says("Hallo")
    assert after.wamid != before.wamid


@pytest.mark.parametrize(
    "modes", [{"nonsense": 1}, {"batch": "many"}, {"order": "sorted"}, {"limits": 1}, {"batch": -1}]
)
async def test_a_mode_that_does_not_exist_is_refused(sim, modes):
    with pytest.raises(SimulatorError, match="400"):
        await sim.mode(**modes)


async def test_other_web_pages_cannot_use_the_control_api(sim, simulator_url):
    async with httpx.AsyncClient(base_url=simulator_url, trust_env=False) as http:
        foreign = await http.post("/control/reset", headers={"Origin": "https://elsewhere.example"})
        own = await http.get("/control/modes", headers={"Origin": simulator_url})

    assert (foreign.status_code, own.status_code) == (403, 200)


async def test_the_same_seed_and_acts_give_the_same_ids(launch, receiver):
    drawn = []
    for _ in range(2):
        with launch(receiver.url) as url:
            async with Simulator(url) as sim:
                mara = await sim.customer("Mara Beispiel")
                drawn.append((mara.wa_id, mara.user_id, (await mara.says("Hallo")).wamid))

    assert drawn[0] == drawn[1]


async def test_the_stream_tells_of_bubbles_ticks_and_typing(mara, sim, graph, simulator_url):
    async with httpx.AsyncClient(base_url=simulator_url, trust_env=False) as http:
        async with http.stream("GET", "/control/stream", params={"customers": "mara"}) as stream:
            lines = (line async for line in stream.aiter_lines() if line.startswith("data: "))
            assert json.loads((await anext(lines))[6:])["customer"]["name"] == "Mara Beispiel"
            said = await mara.says("Hallo")
            view = json.loads((await anext(lines))[6:])
            await graph.post({"status": "read", "message_id": said.wamid, "typing_indicator": {"type": "text"}})
            while not view["typing"]:
                view = json.loads((await anext(lines))[6:])

    assert view["bubbles"][0]["wamid"] == said.wamid
    assert view["reads"] == 1


async def test_a_phone_found_again_can_skip_what_is_old(writing_mara, sim, graph):
    await graph.send(writing_mara, content={"body": "alt"})
    (found,) = await sim.customers()
    await found.catches_up()

    await graph.send(writing_mara, content={"body": "neu"})

    assert (await found.hears()).text == "neu"

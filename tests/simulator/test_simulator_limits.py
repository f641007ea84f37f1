"""Every limit of the contract, section 7: one step over is refused, with a code and details."""

import pytest

pytestmark = pytest.mark.asyncio


def reply(title="Ja", id="b1"):
    return {"type": "reply", "reply": {"id": id, "title": title}}


def buttons(*replies, text="Wie?", **extra):
    return {"type": "button", "body": {"text": text}, "action": {"buttons": list(replies)}, **extra}


def row(id="r1", title="Zeile", **extra):
    return {"id": id, "title": title, **extra}


def rows(*sections, button="Auswahl", text="Welche?", **extra):
    action = {"button": button, "sections": list(sections)}
    return {"type": "list", "body": {"text": text}, "action": action, **extra}


def link(title="Öffnen", url="https://sparkasse.example", text="Hier", **extra):
    action = {"name": "cta_url", "parameters": {"display_text": title, "url": url}}
    return {"type": "cta_url", "body": {"text": text}, "action": action, **extra}


def request(kind, name, text="Wo?"):
    return {"type": kind, "body": {"text": text}, "action": {"name": name}}


THREE = [reply(str(n), str(n)) for n in range(3)]
TEN = [row(str(n)) for n in range(10)]

ALLOWED = [
    ("text", {"body": "ä" * 4096}),
    ("text", {"body": "https://sparkasse.example", "preview_url": True}),
    ("interactive", buttons(*THREE, text="x" * 1024, footer={"text": "f" * 60})),
    ("interactive", buttons(reply("t" * 20, "i" * 256), header={"type": "text", "text": "h" * 60})),
    ("interactive", rows({"rows": TEN}, text="x" * 4096)),
    (
        "interactive",
        rows({"title": "s" * 24, "rows": [row("i" * 200, "t" * 24, description="d" * 72)]}, button="b" * 20),
    ),
    ("interactive", link("l" * 20, header={"type": "image", "image": {"link": "https://sparkasse.example/i.png"}})),
    ("interactive", request("location_request_message", "send_location")),
    ("interactive", request("contact_request", "request_contact_info")),
    ("image", {"link": "https://sparkasse.example/i.png", "caption": "c" * 1024}),
    ("document", {"link": "https://sparkasse.example/i.pdf", "filename": "i.pdf"}),
    ("location", {"latitude": 52.5, "longitude": 13.4, "name": "Am Markt"}),
    ("contacts", [{"name": {"formatted_name": "Sparkasse"}, "phones": [{"phone": "+49 30 555000111"}]}]),
]

REFUSED = [
    ("text", {"body": "x" * 4097}, 131009),
    ("text", {"body": ""}, 131009),
    ("text", {}, 131008),
    ("text", {"body": "ohne Adresse", "preview_url": True}, 131009),
    ("interactive", buttons(*THREE, reply("vier", "4")), 131009),
    ("interactive", buttons(), 131009),
    ("interactive", buttons(reply("t" * 21)), 131009),
    ("interactive", buttons(reply(id="i" * 257)), 131009),
    ("interactive", buttons(reply("Ja", "1"), reply("Ja", "2")), 131009),
    ("interactive", buttons(reply("Ja", "1"), reply("Nein", "1")), 131009),
    ("interactive", buttons(reply(), text="x" * 1025), 131009),
    ("interactive", buttons(reply(), footer={"text": "f" * 61}), 131009),
    ("interactive", buttons(reply(), header={"type": "text", "text": "h" * 61}), 131009),
    ("interactive", rows({"rows": TEN}, text="x" * 4097), 131009),
    ("interactive", rows({"rows": [*TEN, row("11")]}), 131009),
    ("interactive", rows({"title": "a", "rows": TEN}, {"title": "b", "rows": [row("11")]}), 131009),
    ("interactive", rows({"rows": [row("1")]}, {"title": "b", "rows": [row("2")]}), 131008),
    ("interactive", rows(*({"title": "s", "rows": [row(str(n))]} for n in range(11))), 131009),
    ("interactive", rows({"title": "s" * 25, "rows": [row()]}), 131009),
    ("interactive", rows({"rows": [row()]}, button="b" * 21), 131009),
    ("interactive", rows({"rows": [row("i" * 201)]}), 131009),
    ("interactive", rows({"rows": [row(title="t" * 25)]}), 131009),
    ("interactive", rows({"rows": [row(description="d" * 73)]}), 131009),
    ("interactive", rows({"rows": [row("1"), row("1")]}), 131009),
    ("interactive", rows({"rows": [row()]}, header={"type": "image", "image": {"link": "https://a.example"}}), 131009),
    ("interactive", link("l" * 21), 131009),
    ("interactive", link(url="javascript:alert(1)"), 131009),
    ("interactive", link(text="x" * 1025), 131009),
    ("interactive", request("location_request_message", "anything"), 100),
    ("interactive", {"type": "carousel_of_tomorrow"}, 100),
    ("image", {}, 131009),
    ("image", {"id": "404"}, 100),
    ("image", {"link": "https://sparkasse.example/i.png", "caption": "c" * 1025}, 131009),
    ("audio", {"link": "https://sparkasse.example/a.ogg", "caption": "c"}, 131009),
    ("location", {"latitude": 91, "longitude": 13.4}, 131009),
    ("contacts", [], 131009),
    ("reaction", {"message_id": "wamid.unknown", "emoji": "👍"}, 131009),
    ("hologram", {}, 100),
]


@pytest.mark.parametrize(("kind", "content"), ALLOWED)
async def test_what_just_fits_is_accepted(writing_mara, graph, kind, content):
    answer = await graph.post({"to": "+4915155500001", "type": kind, kind: content})

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("kind", "content", "code"), REFUSED)
async def test_one_step_over_a_limit_is_refused(writing_mara, graph, kind, content, code):
    error = await graph.error({"to": "+4915155500001", "type": kind, kind: content})

    assert error["code"] == code
    assert error["error_data"]["details"]
    assert error["type"] == "OAuthException"
    assert error["fbtrace_id"]


async def test_opaque_data_above_512_characters_are_refused(writing_mara, graph):
    body = {"to": "+4915155500001", "type": "text", "text": {"body": "Hallo"}, "biz_opaque_callback_data": "x" * 513}

    assert (await graph.error(body))["code"] == 131009


async def test_a_reaction_cannot_quote(writing_mara, graph):
    said = (await writing_mara.thread())[0].wamid
    reaction = {"type": "reaction", "reaction": {"message_id": said, "emoji": "👍"}, "context": {"message_id": said}}

    assert (await graph.error({"to": "+4915155500001", **reaction}))["code"] == 131009


async def test_the_46th_message_to_one_customer_hits_the_pair_rate(writing_mara, graph):
    for _ in range(45):
        await graph.send(writing_mara)

    error = await graph.error({"to": "+4915155500001", "type": "text", "text": {"body": "Hallo"}})

    assert error["code"] == 131056


async def test_more_than_80_messages_a_second_hit_the_throughput(sim, graph):
    await sim.mode(limits_scale=0.1)
    phones = [await sim.customer(f"Kunde {number}") for number in range(10)]

    answers = [await graph.post({"to": f"+{it.wa_id}", "type": "text", "text": {"body": "Hallo"}}) for it in phones]

    assert 130429 in [answer.json().get("error", {}).get("code") for answer in answers]
    assert answers[0].status_code == 200


async def test_limits_can_be_switched_off(writing_mara, sim, graph):
    await sim.mode(limits=False)

    for _ in range(50):
        await graph.send(writing_mara)

"""Templates: the registry, and what a send must bring."""

import pytest

from .test_simulator_media import uploaded

pytestmark = pytest.mark.asyncio

ACCOUNT = "/v25.0/300000000000001/message_templates"
NAMED = {
    "name": "case_update",
    "language": "de",
    "category": "UTILITY",
    "parameter_format": "NAMED",
    "components": [
        {"type": "HEADER", "format": "DOCUMENT"},
        {"type": "BODY", "text": "Zu Ihrem Anliegen {{case_no}} gibt es Neues."},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Danke"},
                {"type": "URL", "text": "Ansehen", "url": "https://sparkasse.example/{{1}}"},
            ],
        },
    ],
}
HEADER = {
    "type": "header",
    "parameters": [{"type": "document", "document": {"link": "https://sparkasse.example/b.pdf"}}],
}
BODY = {"type": "body", "parameters": [{"type": "text", "parameter_name": "case_no", "text": "C-1001"}]}
QUICK = {
    "type": "button",
    "sub_type": "quick_reply",
    "index": "0",
    "parameters": [{"type": "payload", "payload": "ok"}],
}
LINK = {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "C-1001"}]}


def template(name, *components, language="de"):
    return {"name": name, "language": {"code": language}, "components": list(components)}


def words(*texts):
    return {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}


async def refused(graph, content):
    return (await graph.error({"to": "+4915155500001", "type": "template", "template": content}))["code"]


async def test_a_template_reaches_a_customer_outside_the_window(mara, sim, graph, receiver):
    wamid = await graph.send(mara, "template", template("reply_waiting", words("Kredit")))

    bubble = await mara.hears()
    assert bubble.text == "Guten Tag, zu Ihrer Anfrage bei Kredit liegt eine Antwort für Sie bereit."
    assert bubble.buttons == ("Antwort lesen",)
    await mara.sees(wamid, lambda it: it.status == "read")
    await sim.delivered()
    assert receiver.statuses[0]["pricing"]["category"] == "utility"


async def test_a_tapped_quick_reply_comes_back_as_a_button(mara, sim, graph, receiver):
    await graph.http.post(ACCOUNT, json=NAMED)
    await graph.send(mara, "template", template("case_update", HEADER, BODY, QUICK, LINK))
    bubble = await mara.hears()

    await mara.taps(bubble, "Danke")
    await sim.delivered()

    assert bubble.text == "Zu Ihrem Anliegen C-1001 gibt es Neues."
    assert bubble.links == {"Ansehen": "https://sparkasse.example/C-1001"}
    (message,) = receiver.messages
    assert (message["type"], message["button"]) == ("button", {"payload": "ok", "text": "Danke"})
    assert message["context"] == {"from": "4930555000111", "id": bubble.wamid}


async def test_what_does_not_fit_a_template_is_refused(mara, graph):
    await graph.http.post(ACCOUNT, json=NAMED)
    unnamed = words("C-1001")

    assert await refused(graph, template("reply_waiting")) == 132000
    assert await refused(graph, template("reply_waiting", words("a", "b"))) == 132000
    assert await refused(graph, template("no_such_template")) == 132001
    assert await refused(graph, template("reply_waiting", words("a"), language="fr")) == 132001
    assert await refused(graph, template("case_update", HEADER, unnamed, LINK)) == 132012
    assert await refused(graph, template("case_update", BODY, LINK)) == 132000
    assert await refused(graph, template("case_update", HEADER, BODY)) == 132000
    assert await refused(graph, template("reply_waiting", words("zwei\nZeilen"))) == 132018


async def test_a_paused_template_is_refused_with_132015(mara, sim, graph):
    await sim.set_template("reply_waiting", status="PAUSED")

    assert await refused(graph, template("reply_waiting", words("Kredit"))) == 132015


async def test_the_registry_comes_in_pages(sim, graph):
    first = (await graph.http.get(ACCOUNT, params={"limit": 4})).json()
    second = (await graph.http.get(first["paging"]["next"])).json()

    names = [(it["name"], it["language"]) for it in first["data"] + second["data"]]
    assert len(first["data"]) == 4
    assert ("appointment_reminder", "en") in names
    assert len(names) == len(set(names)) == 6
    assert "next" not in second["paging"]


async def test_a_template_is_known_to_its_own_account_only(mara, graph):
    await graph.http.post(ACCOUNT, json=NAMED)
    body = {"to": "+4915155500001", "type": "template", "template": template("case_update", HEADER, BODY, LINK)}

    assert (await graph.error(body, number="200000000000002"))["code"] == 132001


async def test_a_customer_who_stopped_marketing_gets_none(mara, sim, graph):
    body = [{"type": "BODY", "text": "Unser Angebot"}]
    offer = {"name": "offer", "language": "de", "category": "MARKETING", "components": body}
    await graph.http.post(ACCOUNT, json=offer)
    await mara.prefers("stop")

    refused = await graph.send(mara, "template", template("offer"))
    assert (await mara.sees(refused, lambda it: it.status == "failed")).code == 131050

    await mara.prefers("resume")
    await mara.sees(await graph.send(mara, "template", template("offer")), lambda it: it.status == "read")


async def test_the_picture_of_a_header_is_one_that_was_uploaded(mara, graph):
    header = {"type": "HEADER", "format": "IMAGE"}
    opened = {"name": "opened", "language": "de", "category": "UTILITY"}
    await graph.http.post(ACCOUNT, json=opened | {"components": [header, {"type": "BODY", "text": "Wir sind da."}]})
    document, picture = [
        (await uploaded(graph, content, mime)).json()["id"]
        for content, mime in ((b"%PDF-1.7", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"))
    ]

    await graph.send(mara, "template", template("opened", headed("image", picture)))

    assert (await mara.hears()).text == "Wir sind da."
    assert await refused(graph, template("opened")) == 132000
    assert await refused(graph, template("opened", headed("document", document))) == 132012
    assert await refused(graph, template("opened", headed("image", document))) == 131053
    assert await refused(graph, template("opened", headed("image", "404"))) == 100


def headed(kind, key):
    return {"type": "header", "parameters": [{"type": kind, kind: {"id": key}}]}

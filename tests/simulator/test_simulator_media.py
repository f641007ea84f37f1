"""Media: addresses live five minutes, customers' files seven days, uploads thirty."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import httpx
import pytest

pytestmark = pytest.mark.asyncio

UPLOAD = "/v25.0/200000000000001/media"
PDF = b"%PDF-1.7 invented"
LEAP_DAY = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)


async def uploaded(graph, content=PDF, mime="application/pdf"):
    fields = {"messaging_product": "whatsapp", "type": mime}
    return await graph.http.post(UPLOAD, data=fields, files={"file": ("brief.pdf", content, mime)})


async def test_an_upload_can_be_described_downloaded_and_deleted(sim, graph):
    key = (await uploaded(graph)).json()["id"]

    described = (await graph.http.get(f"/v25.0/{key}")).json()
    assert (described["mime_type"], described["file_size"]) == ("application/pdf", len(PDF))
    assert (await graph.http.get(described["url"])).content == PDF
    assert (await graph.http.delete(f"/v25.0/{key}")).json() == {"success": True}
    assert (await graph.http.get(f"/v25.0/{key}")).json()["error"]["error_subcode"] == 33
    assert (await graph.http.get(described["url"])).status_code == 404


async def test_an_address_needs_the_token_and_cannot_be_altered(sim, graph):
    key = (await uploaded(graph)).json()["id"]
    url = (await graph.http.get(f"/v25.0/{key}")).json()["url"]

    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(url)).status_code == 401
    assert (await graph.http.get(url.replace("until=", "until=9"))).status_code == 404


async def test_an_address_dies_after_five_minutes(sim, graph, set_clock):
    set_clock(LEAP_DAY)
    key = (await uploaded(graph)).json()["id"]
    url = (await graph.http.get(f"/v25.0/{key}")).json()["url"]

    set_clock(LEAP_DAY + timedelta(minutes=5))
    assert (await graph.http.get(url)).status_code == 200
    set_clock(LEAP_DAY + timedelta(minutes=5, seconds=1))
    assert (await graph.http.get(url)).status_code == 404

    fresh = (await graph.http.get(f"/v25.0/{key}")).json()["url"]
    assert (await graph.http.get(fresh)).status_code == 200


@pytest.mark.parametrize(("days", "status"), [(6, 200), (7, 400)])
async def test_a_customers_file_lives_seven_days(mara, sim, graph, receiver, set_clock, days, status):
    set_clock(LEAP_DAY)
    await mara.sends(PDF, kind="document", mime="application/pdf", filename="brief.pdf", caption="Bitte")
    await sim.delivered()
    document = receiver.messages[0]["document"]
    assert document["sha256"] == b64encode(sha256(PDF).digest()).decode()
    assert (document["filename"], document["caption"]) == ("brief.pdf", "Bitte")
    assert (await graph.http.get(document["url"])).content == PDF

    set_clock(LEAP_DAY + timedelta(days=days))

    assert (await graph.http.get(f"/v25.0/{document['id']}")).status_code == status


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 400)])
async def test_an_upload_lives_thirty_days(sim, graph, set_clock, days, status):
    set_clock(LEAP_DAY)
    key = (await uploaded(graph)).json()["id"]

    set_clock(LEAP_DAY + timedelta(days=days))

    assert (await graph.http.get(f"/v25.0/{key}")).status_code == status


async def test_an_uploaded_file_reaches_the_customer(writing_mara, graph):
    key = (await uploaded(graph)).json()["id"]

    await graph.send(writing_mara, "document", {"id": key, "filename": "brief.pdf", "caption": "Ihr Brief"})

    bubble = await writing_mara.hears()
    assert (bubble.type, bubble.text, bubble.look["media"]["id"]) == ("document", "Ihr Brief", key)


async def test_a_pdf_cannot_be_sent_as_a_picture(writing_mara, graph):
    key = (await uploaded(graph)).json()["id"]

    error = await graph.error({"to": "+4915155500001", "type": "image", "image": {"id": key}})

    assert error["code"] == 131053


@pytest.mark.parametrize(
    ("content", "mime"), [(b"x" * (5 * 1024 * 1024 + 1), "image/png"), (b"<svg/>", "image/svg+xml")]
)
async def test_a_file_too_large_or_of_a_wrong_type_is_refused(sim, graph, content, mime):
    answer = await uploaded(graph, content, mime)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


async def test_a_voice_note_says_that_it_is_one(mara, sim, receiver):
    await mara.sends(b"OggS", kind="audio", mime="audio/ogg; codecs=opus", voice="true")
    await sim.delivered()

    audio = receiver.messages[0]["audio"]
    assert (audio["voice"], audio["mime_type"]) == (True, "audio/ogg; codecs=opus")


async def test_an_unknown_file_in_a_header_is_refused(writing_mara, graph):
    button = {"type": "reply", "reply": {"id": "b1", "title": "Ja"}}
    content = {
        "type": "button",
        "header": {"type": "image", "image": {"id": "404"}},
        "body": {"text": "Wie?"},
        "action": {"buttons": [button]},
    }

    error = await graph.error({"to": "+4915155500001", "type": "interactive", "interactive": content})

    assert (error["code"], error["error_subcode"]) == (100, 33)

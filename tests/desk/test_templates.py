"""Approved templates: found, filled in, and sent only where they may be."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from handoff.models import Author, Consent, ConsentKind, Conversation, Media, Message, OutboxEntry, Status
from handoff.sending import from_row
from handoff.whatsapp.outbound import Addressee, compose

from .files import DOCX, GIF, HTML, JPEG, PDF, png

FULL = {
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Ihr Vorgang {{1}}", "example": {"header_text": ["V-1"]}},
        {"type": "BODY", "text": "{{2}} bittet um {{1}}.", "example": {"body_text": [["Ihre Antwort", "Frau Muster"]]}},
        {"type": "FOOTER", "text": "Ihre Sparkasse"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Später"},
                {"type": "URL", "text": "Ansehen", "url": "https://www.sparkasse-musterstadt.example/v/{{1}}"},
            ],
        },
    ],
    "parameter_format": "POSITIONAL",
}
VALUES = {"header_1": "V-7", "body_1": "Rückmeldung", "body_2": "Anna", "link_1": "v7"}


async def sent(world):
    return await world.all(select(Message).where(Message.author == Author.AGENT))


async def post(browser, chat, template, key=None, **values):
    path = f"/desk/chats/{chat}/templates/{template}/messages"
    return await browser.post(path, client_key=str(key or uuid4()), **values)


async def agree(world, chat):
    conversation = await world.get(Conversation, chat)
    consent = Consent(
        customer_id=conversation.customer_id, kind=ConsentKind.NOTIFICATIONS, version="1", given_at=world.clock()
    )
    async with world.sessions.begin() as session:
        session.add(consent)


async def test_the_approved_ones_of_the_account_are_listed_the_chats_language_first(anna, world):
    chat = await world.held("anna")
    await world.template(name="a_english", language="en_US")
    await world.template(name="z_german")
    await world.template(name="not_yet", status="PENDING")
    await world.template(name="code", category="AUTHENTICATION")
    await world.template(name="foreign", institution="neubeispiel")

    page = await anna.get(f"/desk/chats/{chat}/templates")

    assert re.findall(r"Auswählen: ([\w ]+),", page.text) == ["z german", "a english"]


async def test_a_shut_window_offers_the_templates(anna, world, clock):
    chat = await world.held("anna")
    clock.now += timedelta(hours=25)
    await anna.log_in("anna@musterstadt.example")

    page = await anna.get(f"/desk/chats/{chat}")

    assert f'<a class="button button--main" href="/desk/chats/{chat}/templates" data-turbo-frame="picker">' in page.text


async def test_a_template_goes_out_filled_in_and_stands_in_the_thread_as_the_customer_reads_it(anna, world, clock):
    chat = await world.held("anna")
    template = await world.template(components=FULL)
    clock.now += timedelta(hours=25)
    await anna.log_in("anna@musterstadt.example")

    answer = await post(anna, chat, template, **VALUES)

    (message,) = await sent(world)
    assert answer.headers["location"] == f"/desk/chats/{chat}"
    assert message.body == "*Ihr Vorgang V-7*\n\nAnna bittet um Rückmeldung.\n\n_Ihre Sparkasse_"
    assert await world.all(select(OutboxEntry.message_id)) == [message.id]
    outbound = from_row(message.kind, message.body, message.content)
    payload = compose(outbound, to=Addressee("4915155500001", None), message_id=message.id)
    assert payload["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "text", "text": "V-7"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Rückmeldung"}, {"type": "text", "text": "Anna"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "v7"}]},
    ]
    page = (await anna.get(f"/desk/chats/{chat}")).text
    assert "<strong>Ihr Vorgang V-7</strong>" in page and "Ansehen" in page


async def test_the_form_shows_examples_and_what_the_customer_will_read(anna, world):
    chat, template = await world.held("anna"), await world.template(components=FULL)

    page = (await anna.get(f"/desk/chats/{chat}/templates/{template}")).text

    assert "Zum Beispiel: Frau Muster" in page and "Ende der Adresse hinter „Ansehen“" in page
    assert 'data-key="header_1" data-blank="{{1}}">{{1}}</span></strong>' in page


async def test_named_places_are_sent_by_their_names(anna, world):
    components = {
        "components": [{"type": "BODY", "text": "Guten Tag {{customer}}, {{what}} ist da."}],
        "parameter_format": "NAMED",
    }
    chat, template = await world.held("anna"), await world.template(components=components)

    await post(anna, chat, template, body_customer="Mara", body_what="Ihre Antwort")

    (message,) = await sent(world)
    payload = compose(from_row(message.kind, message.body, message.content), to=Addressee("49", None), message_id=1)
    assert [p["parameter_name"] for p in payload["template"]["components"][0]["parameters"]] == ["customer", "what"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Bitte füllen Sie dieses Feld aus."),
        ({"body_1": "x" * 513}, "Bitte fassen Sie sich kürzer."),
        ({"body_1": "IBAN DE89 3704 0044 0532 0130 00"}, "das nicht in den Chat gehört: IBAN"),
        ({"body_1": "weit    weg"}, "Bitte füllen Sie die markierten Felder aus."),
        ({"body_1": "zwei\nZeilen"}, "keine neue Zeile"),
    ],
)
async def test_places_that_are_empty_long_or_confidential_are_said_beside_them(anna, world, values, words):
    chat, template = await world.held("anna"), await world.template()

    answer = await post(anna, chat, template, **values)

    assert answer.status_code == 422 and words in answer.text
    assert await sent(world) == []


async def test_marketing_goes_only_to_who_has_agreed(anna, world):
    chat = await world.held("anna")
    template = await world.template(category="MARKETING")
    listed = await anna.get(f"/desk/chats/{chat}/templates")

    refused = await post(anna, chat, template, body_1="der Filiale")
    await agree(world, chat)
    allowed = await post(anna, chat, template, body_1="der Filiale")

    assert "die Zustimmung zu Mitteilungen fehlt" in listed.text and "Auswählen" not in listed.text
    assert (refused.status_code, allowed.status_code) == (422, 303)
    assert "die Zustimmung zu Mitteilungen fehlt" in refused.text
    assert len(await sent(world)) == 1


async def test_one_form_is_one_template(anna, world):
    chat, template, key = await world.held("anna"), await world.template(), uuid4()

    for _ in range(2):
        await post(anna, chat, template, key, body_1="der Filiale")

    assert len(await sent(world)) == 1


async def test_others_templates_and_others_chats_are_not_sent(anna, bernd, world):
    chat = await world.held("anna")
    template, foreign = await world.template(), await world.template(institution="neubeispiel")

    not_theirs = await post(bernd, chat, template, body_1="x")
    not_ours = await post(anna, chat, foreign, body_1="x")

    assert (not_theirs.status_code, not_ours.status_code) == (409, 404)
    assert await sent(world) == []


PICTURED = {
    "components": [
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://scontent.example/1"]}},
        {"type": "BODY", "text": "Unser Beratungscenter {{1}} ist eröffnet."},
    ],
    "parameter_format": "POSITIONAL",
}


@pytest.fixture
async def pictured(anna, world):
    """Sends a template with a picture over its text."""
    chat, template = await world.held("anna"), await world.template(components=PICTURED)
    await anna.get(f"/desk/chats/{chat}/templates/{template}")

    async def send(content=None, name="Haus.png", *, key=None, **values):
        files = {"picture": (name, content)} if content is not None else {}
        fields = {"csrf": anna.csrf, "client_key": str(key or uuid4()), "body_1": "Mitte"} | values
        return await anna.http.post(f"/desk/chats/{chat}/templates/{template}/messages", data=fields, files=files)

    send.chat, send.template = chat, template
    return send


async def test_a_template_with_a_picture_asks_for_it(anna, pictured):
    listed = (await anna.get(f"/desk/chats/{pictured.chat}/templates")).text
    form = (await anna.get(f"/desk/chats/{pictured.chat}/templates/{pictured.template}")).text

    assert "Auswählen" in listed
    assert 'enctype="multipart/form-data"' in form and 'name="picture" type="file"' in form
    assert "Bild über dem Text" in form and "Hier steht Ihr Bild." in form


async def test_the_picture_goes_with_the_message_as_its_header(anna, world, pictured):
    content = png()

    answer = await pictured(content)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/chats/{pictured.chat}")
    (message,), (file,) = await sent(world), await world.all(select(Media))
    assert (file.message_id, file.mime_type, file.media_id) == (message.id, "image/png", None)
    assert await world.all(select(Media.content)) == [content]
    outbound = replace(from_row(message.kind, message.body, message.content), picture_id="901")
    payload = compose(outbound, to=Addressee("4915155500001", None), message_id=message.id)
    assert payload["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "901"}}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Mitte"}]},
    ]
    page = (await anna.get(f"/desk/chats/{pictured.chat}")).text
    assert f'<img class="bubble__picture" src="/desk/media/{file.id}"' in page
    assert "Unser Beratungscenter Mitte ist eröffnet." in page


async def test_sent_twice_it_is_one_message_with_one_picture(world, pictured):
    key = uuid4()

    answers = [await pictured(JPEG, "Haus.jpg", key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await sent(world)) == len(await world.all(select(Media))) == 1


async def test_without_a_picture_it_is_not_sent_and_what_was_typed_stays(world, pictured):
    answer = await pictured(body_1="Altstadt")

    assert answer.status_code == 422 and "Bitte wählen Sie ein Bild aus." in answer.text
    assert 'value="Altstadt"' in answer.text
    assert await sent(world) == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (PDF, "Haus.pdf", "Bilder nur als JPEG oder PNG"),
        (DOCX, "Haus.docx", "Bilder nur als JPEG oder PNG"),
        (GIF, "Haus.gif", "Bilder nur als JPEG oder PNG"),
        (HTML, "Haus.png", "Nicht gesendet."),
        (PDF, "Haus.png", "Der Name der Datei passt nicht zu ihrem Inhalt."),
        (b"", "Haus.png", "eine Datei, die nicht leer ist"),
        (png() + bytes(5 * 1024 * 1024), "Haus.png", "Bilder dürfen höchstens 5 MB groß sein."),
    ],
)
async def test_what_is_no_picture_is_refused_by_its_content(world, pictured, content, name, words):
    answer = await pictured(content, name, body_1="Altstadt")

    assert answer.status_code == 422 and words in answer.text
    assert 'value="Altstadt"' in answer.text and "Bitte wählen Sie das Bild noch einmal aus." in answer.text
    assert await sent(world) == [] and await world.all(select(Media)) == []


async def test_a_picture_for_a_template_that_takes_none_is_left_out(anna, world):
    chat, template = await world.held("anna"), await world.template()
    await anna.get(f"/desk/chats/{chat}/templates/{template}")

    fields = {"csrf": anna.csrf, "client_key": str(uuid4()), "body_1": "Kredit"}
    path = f"/desk/chats/{chat}/templates/{template}/messages"
    answer = await anna.http.post(path, data=fields, files={"picture": ("a.png", png())})

    assert answer.status_code == 303 and len(await sent(world)) == 1
    assert await world.all(select(Media)) == []


async def test_sent_again_after_a_failure_it_has_its_picture_again(anna, world, pictured):
    await pictured(png())
    (failed,) = await sent(world)
    async with world.sessions.begin() as session:
        row = await session.get_one(Message, failed.id)
        row.status, row.failure_code = Status.FAILED, 131000

    await anna.post(f"/desk/chats/{pictured.chat}/messages/{failed.id}/attempts")

    again = next(message for message in await sent(world) if message.id != failed.id)
    assert again.content["has_picture"] is True
    assert sorted(await world.all(select(Media.message_id))) == [failed.id, again.id]


@pytest.mark.parametrize("kind", ["VIDEO", "DOCUMENT", "LOCATION"])
async def test_other_headers_than_pictures_are_not_for_people_to_send(anna, world, kind):
    components = {"components": [{"type": "HEADER", "format": kind}, {"type": "BODY", "text": "Guten Tag"}]}
    chat, template = await world.held("anna"), await world.template(components=components)

    listed = (await anna.get(f"/desk/chats/{chat}/templates")).text

    assert "mit einem Video, einem Dokument oder einem Ort" in listed and "Auswählen" not in listed
    assert (await post(anna, chat, template)).status_code == 404

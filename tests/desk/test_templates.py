"""Approved templates: found, filled in, and sent only where they may be."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from handoff.models import Author, Consent, ConsentKind, Conversation, Message, OutboxEntry
from handoff.sending import from_row
from handoff.whatsapp.outbound import Addressee, compose

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
        ({"body_1": "IBAN DE89 3704 0044 0532 0130 00"}, "was nicht in den Chat gehört: IBAN"),
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

    assert "hat Mitteilungen nicht zugestimmt" in listed.text and "Auswählen" not in listed.text
    assert (refused.status_code, allowed.status_code) == (422, 303)
    assert "hat Mitteilungen nicht zugestimmt" in refused.text
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


async def test_one_that_begins_with_a_picture_is_shown_and_not_offered(anna, world):
    components = {"components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Hallo"}]}
    chat, template = await world.held("anna"), await world.template(components=components)

    page, answer = await anna.get(f"/desk/chats/{chat}/templates"), await post(anna, chat, template)

    assert "kann hier nicht gesendet werden" in page.text and "Auswählen" not in page.text
    assert answer.status_code == 404

"""The guard over a reply: what is the institution's own, and what the catalogue lets people send."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from handoff.models import Audit, Author, Institution, Message

IBAN = "DE89 3704 0044 0532 0130 00"


async def reply(browser, chat, body, **fields):
    return await browser.post(f"/desk/chats/{chat}/messages", body=body, client_key=str(uuid4()), **fields)


async def sent(world):
    return [message.body for message in await world.all(select(Message).where(Message.author == Author.AGENT))]


@pytest.mark.parametrize("body", ["Kontonummer 000 100 01", "Die PIN sperren: 116 116", "Login: service@bank.example"])
async def test_the_institutions_own_facts_are_no_secret(anna, world, body):
    chat = await world.held("anna")
    facts = {"bank_code": "000 100 01", "card_block_phone": "116 116", "email": "service@bank.example"}
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).values(facts=facts))

    assert (await reply(anna, chat, body)).status_code == 303
    assert (await reply(anna, chat, "Ihre PIN ist 4711.")).status_code == 422


async def test_overruling_is_a_second_step_and_is_written_down_without_the_text(anna, world):
    chat = await world.held("anna", topic="contact")

    first = await reply(anna, chat, f"Spenden: {IBAN}")
    second = await reply(anna, chat, f"Spenden: {IBAN}", overrule="yes")

    assert first.status_code == 422 and 'name="overrule"' in first.text
    assert second.status_code == 303 and await sent(world) == [f"Spenden: {IBAN}"]
    (row,) = await world.all(select(Audit).where(Audit.act == "overrule_guard"))
    assert row.user_id == world.users["anna"]
    assert row.after.keys() == {"kinds", "topic", "message"} and row.after["kinds"] == ["IBAN"]


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("contact", "Ihre PIN ist 4711."),
        ("contact", f"{IBAN}, die PIN ist 4711."),
        ("personal_data", f"Spenden: {IBAN}"),
        (None, f"Spenden: {IBAN}"),
    ],
)
async def test_nothing_else_is_overruled_however_often_it_is_asked(anna, world, topic, body):
    chat = await world.held("anna", topic=topic)

    answer = await reply(anna, chat, body, overrule="yes")

    assert answer.status_code == 422 and 'name="overrule"' not in answer.text
    assert await sent(world) == []


async def test_only_who_has_the_chat_changes_its_topic_and_only_to_one_that_is_there(anna, bernd, world):
    chat = await world.held("anna")

    answers = [
        await bernd.post(f"/desk/chats/{chat}/topic", topic="contact"),
        await anna.post(f"/desk/chats/{chat}/topic", topic="weather"),
        await anna.post(f"/desk/chats/{chat}/topic", topic="contact"),
        await anna.post(f"/desk/chats/{chat}/topic", topic="contact"),
    ]

    assert [answer.status_code for answer in answers] == [409, 404, 303, 303]
    assert len(await world.all(select(Audit).where(Audit.act == "change_topic"))) == 1

"""Drafts: kept while one writes, one a person and chat, and gone with the message or the chat."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import select

from handoff.changing_hands import change_hands
from handoff.models import Conversation, Draft, HandoffReason, Mover, Owner
from handoff.row_security import locked, seen_by


async def save(browser, chat, body, *, key, revision=0, **fields):
    return await browser.post(
        f"/desk/chats/{chat}/draft", body=body, client_key=str(key), revision=str(revision), **fields
    )


async def bodies(world):
    return [draft.body for draft in await world.all(select(Draft))]


async def test_a_draft_is_kept_changed_and_ended_by_emptying_it(anna, world):
    chat, key = await world.held("anna"), uuid4()

    first = (await save(anna, chat, "Ich sehe", key=key)).json()
    second = (await save(anna, chat, "Ich sehe nach", key=key, revision=1)).json()
    page = await anna.get(f"/desk/chats/{chat}")
    third = (await save(anna, chat, "  ", key=key, revision=2)).json()

    assert [(answer["saving"], answer["revision"]) for answer in (first, second)] == [("kept", 1), ("kept", 2)]
    assert "Ich sehe nach</textarea>" in page.text and f'value="{key}"' in page.text
    assert third["saving"] == "empty" and await bodies(world) == []


async def test_an_older_page_is_told_what_stands_and_changes_nothing(anna, world):
    chat, key = await world.held("anna"), uuid4()
    await save(anna, chat, "Eins", key=key)
    await save(anna, chat, "Zwei", key=key, revision=1)

    answer = (await save(anna, chat, "Eins und mehr", key=key, revision=1)).json()

    assert (answer["saving"], answer["body"], answer["revision"]) == ("newer", "Zwei", 2)
    assert "Zwei" in answer["hint"] and await bodies(world) == ["Zwei"]


async def test_two_pages_at_once_keep_one_of_their_texts(anna, world):
    chat = await world.held("anna")

    answers = await asyncio.gather(*(save(anna, chat, f"Text {n}", key=uuid4()) for n in range(4)))

    assert sorted(answer.json()["saving"] for answer in answers) == ["kept", "newer", "newer", "newer"]
    assert len(await bodies(world)) == 1


async def test_what_the_guard_finds_is_not_kept_and_is_marked(anna, world):
    chat, key = await world.held("anna"), uuid4()
    await save(anna, chat, "Ihre PIN", key=key)

    answer = (await save(anna, chat, "Ihre PIN ist 4711.", key=key, revision=1)).json()

    assert answer["saving"] == "confidential" and '<mark title="PIN">4711<' in answer["hint"]
    assert await bodies(world) == ["Ihre PIN"]


async def test_a_message_that_left_takes_its_draft_along_and_no_late_saving_brings_it_back(anna, world):
    chat, key = await world.held("anna"), uuid4()
    await save(anna, chat, "Guten Tag", key=key)
    await anna.post(f"/desk/chats/{chat}/messages", body="Guten Tag!", client_key=str(key))

    answer = (await save(anna, chat, "Guten Tag", key=key, revision=1)).json()

    assert answer["saving"] == "sent" and await bodies(world) == []


async def test_one_draft_sent_from_two_devices_with_other_words_is_two_messages_and_neither_twice(anna, world):
    chat, key = await world.held("anna"), uuid4()
    texts = ["Guten Tag", "Guten Tag, Frau Beispiel", "Guten Tag", "Guten Tag, Frau Beispiel"]

    for body in texts:
        await anna.post(f"/desk/chats/{chat}/messages", body=body, client_key=str(key))

    page = await anna.get(f"/desk/chats/{chat}")
    assert page.text.count('<p class="bubble__text">Guten Tag') == 2


async def test_a_draft_is_its_writers_alone(anna, bernd, world):
    chat = await world.held("anna")
    await save(anna, chat, "Nur für mich", key=uuid4())

    seen = await bernd.get(f"/desk/chats/{chat}/draft")
    written = await save(bernd, chat, "Auch ich", key=uuid4())

    assert seen.json()["body"] == "" and written.status_code == 409
    assert "Entwurf" not in (await bernd.get("/desk")).text
    assert await bodies(world) == ["Nur für mich"]
    with seen_by(world.users["bernd"]):
        async with locked(world.sessions)() as session:
            assert list(await session.scalars(select(Draft))) == []


async def test_nobody_of_another_institution_finds_a_draft(dora, world):
    chat = await world.held("anna")

    assert (await dora.get(f"/desk/chats/{chat}/draft")).status_code == 404
    assert (await save(dora, chat, "Fremd", key=uuid4())).status_code == 404


@pytest.mark.parametrize("fields", [{"text_block": "x"}, {"block_file": str(uuid4())}, {"revision": "ä"}])
async def test_what_no_composer_sends_is_left_out(anna, world, fields):
    chat = await world.held("anna")

    answer = await anna.post(
        f"/desk/chats/{chat}/draft", **({"body": "Guten Tag", "client_key": str(uuid4()), "revision": "0"} | fields)
    )

    assert answer.json()["saving"] == "kept"


async def test_with_a_chat_end_the_drafts_of_all_who_have_had_it_and_no_others(anna, carla, world):
    chat, other = await world.held("anna"), await world.held("anna")
    await save(anna, chat, "Annas Worte", key=uuid4())
    await save(anna, other, "In einem anderen Chat", key=uuid4())
    await carla.post(f"/desk/chats/{chat}/intervention")
    await save(carla, chat, "Carlas Worte", key=uuid4())

    answer = await carla.post(f"/desk/chats/{chat}/closure", outcome="answered")

    assert answer.status_code == 303
    assert await bodies(world) == ["In einem anderen Chat"]


async def test_the_drafts_of_a_chat_that_time_closes_end_too(anna, world):
    chat = await world.held("anna")
    await save(anna, chat, "Ich sehe nach", key=uuid4())
    await anna.post(f"/desk/chats/{chat}/return")
    assert await bodies(world) == ["Ich sehe nach"]

    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        reason = HandoffReason.SILENCE
        await change_hands(session, conversation, to=Owner.CLOSED, by=Mover.TIME, reason=reason, now=world.clock())

    assert await bodies(world) == []


async def test_a_saving_that_comes_after_the_end_keeps_nothing(anna, world):
    chat, key = await world.held("anna"), uuid4()
    await save(anna, chat, "Ich sehe", key=key)
    await anna.post(f"/desk/chats/{chat}/closure", outcome="answered")

    late = await save(anna, chat, "Ich sehe nach", key=key, revision=1)

    assert (late.status_code, late.json()["saving"]) == (409, "moved")
    assert await bodies(world) == []


async def test_who_gets_a_chat_back_finds_his_draft_again(anna, bernd, world):
    chat = await world.held("anna")
    await save(anna, chat, "Ich sehe nach", key=uuid4())
    await anna.post(f"/desk/chats/{chat}/queueing")
    await bernd.post(f"/desk/chats/{chat}/assignment")
    await bernd.post(f"/desk/chats/{chat}/queueing")
    await anna.post(f"/desk/chats/{chat}/assignment")

    assert "Ich sehe nach</textarea>" in (await anna.get(f"/desk/chats/{chat}")).text


async def test_who_closes_a_chat_is_told_that_his_draft_goes_with_it(anna, world):
    chat = await world.held("anna")
    before = (await anna.get(f"/desk/chats/{chat}/closure")).text

    await save(anna, chat, "Ich sehe nach", key=uuid4())
    after = (await anna.get(f"/desk/chats/{chat}/closure")).text

    assert "Ihr Entwurf wird dabei verworfen." in after and "Entwurf" not in before

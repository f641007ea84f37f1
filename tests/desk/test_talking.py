"""Quotes, reactions, typing dots, and second attempts."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from handoff.models import (
    Author,
    Conversation,
    Media,
    MediaState,
    Message,
    OutboxEntry,
    OutboxKind,
    Reaction,
    Status,
)

STREAM = "text/vnd.turbo-stream.html"


async def sent(world):
    return await world.all(select(Message).where(Message.author == Author.AGENT).order_by(Message.id))


async def entries(world, kind):
    return await world.all(select(OutboxEntry).where(OutboxEntry.kind == kind).order_by(OutboxEntry.id))


async def reply(browser, chat, body="Ja.", **fields):
    return await browser.post(f"/desk/chats/{chat}/messages", body=body, client_key=str(uuid4()), **fields)


async def react(browser, chat, message, emoji, **options):
    return await browser.post(f"/desk/chats/{chat}/messages/{message}/reaction", emoji=emoji, **options)


async def failed(world, chat, *, status=Status.FAILED, code=131026, **values):
    values = {"author": Author.AGENT, "status": status, "failure_code": code} | values
    return await world.message(chat, values.pop("body", "Guten Tag!"), **values)


async def again(browser, chat, message, **fields):
    return await browser.post(f"/desk/chats/{chat}/messages/{message}/attempts", **fields)


async def test_a_reply_quotes_the_message_it_is_about(anna, world):
    chat = await world.held("anna")
    asked = await world.message(chat, "Haben Sie am Samstag auf?", wamid="wamid.ASKED")

    await reply(anna, chat, quoting=str(asked))

    assert [message.quoted_wamid for message in await sent(world)] == ["wamid.ASKED"]


@pytest.mark.parametrize("quoting", ["", "x", "-1", "9" * 40, "{foreign}", "{unknown}"])
async def test_what_cannot_be_quoted_is_left_out_and_the_reply_goes(anna, world, quoting):
    chat = await world.held("anna")
    foreign = await world.message(await world.held("anna", name="Jonas Probe"))
    unknown = await world.message(chat, author=Author.BOT, wamid=None)

    await reply(anna, chat, quoting=quoting.format(foreign=foreign, unknown=unknown))

    assert [message.quoted_wamid for message in await sent(world)] == [None]


async def test_a_refused_reply_keeps_its_quote(anna, world):
    chat = await world.held("anna")
    asked = await world.message(chat, "Wie ist Ihre IBAN?")

    answer = await reply(anna, chat, "IBAN DE89 3704 0044 0532 0130 00", quoting=str(asked), accept=STREAM)

    assert answer.status_code == 422
    assert f'name="quoting" value="{asked}"' in answer.text and "Wie ist Ihre IBAN?</span>" in answer.text


async def test_a_reaction_is_shown_as_ours_and_waits_in_the_outbox(anna, world):
    chat = await world.held("anna")
    message = await world.message(chat, "Danke!")

    answer = await react(anna, chat, message, "👍", accept=STREAM)

    assert 'class="reactions__ours"' in answer.text and "👍</span>" in answer.text
    assert [entry.message_id for entry in await entries(world, OutboxKind.REACTION)] == [message]


async def test_changed_and_taken_back_before_it_left_is_one_letter_with_the_last_word(anna, world):
    chat = await world.held("anna")
    message = await world.message(chat, "Danke!")

    for emoji in ("👍", "❤️", "❤️", ""):
        assert (await react(anna, chat, message, emoji)).status_code == 303

    assert len(await entries(world, OutboxKind.REACTION)) == 1
    assert [reaction.emoji for reaction in await world.all(select(Reaction))] == [""]
    assert "reactions__ours" not in (await anna.get(f"/desk/chats/{chat}")).text


async def test_reactions_go_only_to_customers_living_messages_of_the_own_chat(anna, bernd, world, clock):
    chat = await world.held("anna")
    ours = await world.message(chat, author=Author.AGENT)
    revoked = await world.message(chat, revoked_at=world.clock())
    old = await world.message(chat, sent_at=world.clock() - timedelta(days=31))
    foreign = await world.message(await world.held("anna", name="Jonas Probe"))
    living = await world.message(chat)

    answers = [await react(anna, chat, one, "👍") for one in (ours, revoked, old, foreign)]
    strange, not_his = await react(anna, chat, living, "💣"), await react(bernd, chat, living, "👍")

    assert {answer.status_code for answer in answers} == {404}
    assert (strange.status_code, not_his.status_code) == (422, 409)
    assert await world.all(select(Reaction)) == []


async def test_no_reaction_leaves_when_the_window_is_shut(anna, world, clock):
    chat = await world.held("anna")
    message = await world.message(chat)
    clock.now += timedelta(hours=25)
    await anna.log_in("anna@musterstadt.example")

    answer = await react(anna, chat, message, "👍")

    assert answer.status_code == 422 and "24-Stunden-Fenster" in answer.text
    assert await entries(world, OutboxKind.REACTION) == []


async def test_typing_is_told_once_in_a_while(anna, world):
    chat = await world.held("anna")

    answers = [await anna.post(f"/desk/chats/{chat}/typing") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {204}
    assert len(await entries(world, OutboxKind.TYPING)) == 1


async def test_dots_come_from_the_holder_alone_and_only_in_the_open_window(anna, bernd, world, clock):
    chat, late = await world.held("anna"), await world.held("anna", name="Jonas Probe")

    not_his = await bernd.post(f"/desk/chats/{chat}/typing")
    clock.now += timedelta(hours=25)
    await anna.log_in("anna@musterstadt.example")
    shut = await anna.post(f"/desk/chats/{late}/typing")

    assert (not_his.status_code, shut.status_code) == (409, 204)
    assert await entries(world, OutboxKind.TYPING) == []


async def test_a_failed_message_is_sent_again_once_however_often_it_is_asked_for(anna, world):
    chat = await world.held("anna")
    old = await failed(world, chat, quoted_wamid="wamid.Q")

    answers = await asyncio.gather(*(again(anna, chat, old) for _ in range(4)))

    first, second = await sent(world)
    assert {answer.status_code for answer in answers} == {303}
    assert (second.body, second.quoted_wamid, second.status) == ("Guten Tag!", "wamid.Q", Status.QUEUED)
    assert first.content["replaced_by"] == second.id
    assert "Diese Nachricht wurde noch einmal gesendet." in (await anna.get(f"/desk/chats/{chat}")).text


async def test_who_sends_it_again_has_looked(anna, world):
    chat = await world.held("anna", attention="send_failed")

    await again(anna, chat, await failed(world, chat))

    assert (await world.get(Conversation, chat)).attention is None


async def test_an_attempt_that_fails_as_well_may_be_tried_again(anna, world):
    chat = await world.held("anna")
    old = await failed(world, chat)
    await again(anna, chat, old)
    async with world.sessions.begin() as session:
        await session.execute(update(Message).where(Message.id > old).values(status=Status.FAILED))

    await again(anna, chat, (await sent(world))[-1].id)

    assert len(await sent(world)) == 3


async def test_a_file_is_sent_again_with_its_bytes(anna, world):
    chat = await world.held("anna")
    old = await failed(world, chat, body="", kind="document", code=131053)
    media = Media(
        message_id=old,
        number_id=world.numbers["musterstadt"],
        media_id="777",
        mime_type="application/pdf",
        file_name="Merkblatt.pdf",
        state=MediaState.STORED,
        due_at=world.clock(),
        content=b"%PDF-",
    )
    async with world.sessions.begin() as session:
        session.add(media)

    await again(anna, chat, old, accept=STREAM)

    (new,) = await world.all(select(Media).where(Media.message_id > old))
    assert (new.media_id, new.file_name, new.state) == (None, "Merkblatt.pdf", MediaState.STORED)


async def test_where_nobody_knows_only_anyway_sends_it_again(anna, world):
    chat = await world.held("anna")
    unknown = await failed(world, chat, status=Status.UNKNOWN, code=None)
    page = (await anna.get(f"/desk/chats/{chat}")).text

    careless, anyway = await again(anna, chat, unknown), await again(anna, chat, unknown, anyway="1")

    assert "data-turbo-confirm" in page and 'data-quote-words-param="Haben Sie meine letzte Nachricht' in page
    assert (careless.status_code, anyway.status_code) == (422, 303)
    assert len(await sent(world)) == 2


@pytest.mark.parametrize("status", [Status.QUEUED, Status.ACCEPTED, Status.DELIVERED, Status.READ])
async def test_what_has_not_failed_is_not_sent_again(anna, world, status):
    chat = await world.held("anna")
    message = await failed(world, chat, status=status, code=None)

    answer = await again(anna, chat, message, anyway="1")

    assert answer.status_code == 422 and "nicht noch einmal gesendet" in answer.text
    assert len(await sent(world)) == 1


async def test_only_the_holder_tries_again_and_only_what_people_wrote_here(anna, bernd, world):
    chat, other = await world.held("anna"), await world.held("anna", name="Jonas Probe")
    ours = await failed(world, chat)
    bots = await failed(world, chat, author=Author.BOT)
    elsewhere = await failed(world, other)

    assert (await again(bernd, chat, ours)).status_code == 409
    assert {(await again(anna, chat, one)).status_code for one in (bots, elsewhere)} == {404}


async def test_in_a_shut_window_nothing_but_a_template_is_tried_again(anna, world, clock):
    chat = await world.held("anna")
    old = await failed(world, chat)
    clock.now += timedelta(hours=25)
    await anna.log_in("anna@musterstadt.example")

    answer = await again(anna, chat, old)

    assert answer.status_code == 422 and "Sie können eine Vorlage senden" in answer.text
    assert len(await sent(world)) == 1


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (130429, "Noch einmal senden"),
        (131056, "Noch einmal senden"),
        (131047, "Vorlage wählen"),
        (131026, "/callback/new"),
        (131031, "/callback/new"),
        (131051, "Neu formulieren"),
    ],
)
async def test_each_failure_has_its_reason_and_its_next_step_as_a_button(anna, world, code, step):
    chat = await world.held("anna")
    message = await failed(world, chat, code=code)

    page = (await anna.get(f"/desk/chats/{chat}")).text

    bubble = page.partition(f'id="message_{message}"')[2]
    assert f"Fehler {code}" in bubble and step in bubble.partition("</li>")[0]


async def test_a_reason_that_is_known_is_said_in_words(anna, world):
    chat = await world.held("anna")
    await failed(world, chat, code=131053)

    assert "konnte die Datei nicht verarbeiten" in (await anna.get(f"/desk/chats/{chat}")).text

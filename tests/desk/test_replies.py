import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from handoff.models import Author, Message, OutboxEntry
from trials.guard import VECTORS, read_vectors

STREAM = "text/vnd.turbo-stream.html"


async def sent(world):
    return await world.all(select(Message).where(Message.author == Author.AGENT).order_by(Message.id))


async def reply(browser, chat, body="Guten Tag!", key=None, **options):
    return await browser.post(f"/desk/chats/{chat}/messages", body=body, client_key=str(key or uuid4()), **options)


async def test_a_reply_goes_into_the_outbox_and_into_the_thread(anna, world):
    chat = await world.held("anna")

    answer = await reply(anna, chat, "Guten Tag!\r\nWie kann ich helfen?")

    message = (await sent(world))[0]
    assert answer.headers["location"] == f"/desk/chats/{chat}"
    assert (message.body, message.user_id) == ("Guten Tag!\nWie kann ich helfen?", world.users["anna"])
    assert await world.all(select(OutboxEntry.message_id)) == [message.id]


@pytest.mark.parametrize(
    ("earlier", "last", "kind"),
    [
        (["Ihre PIN lautet"], "8392", "PIN"),
        (["DE89 3704", "0044 0532"], "0130 00", "IBAN"),
        (["Sie erreichen uns unter"], "030 1234567", None),
        (["Ihr Termin ist am"], "24.12.2026 um 14:30 Uhr", None),
    ],
)
async def test_a_reply_that_completes_a_secret_does_not_leave(anna, world, earlier, last, kind):
    chat = await world.held("anna")
    for body in earlier:
        assert (await reply(anna, chat, body)).status_code == 303

    answer = await reply(anna, chat, last, accept=STREAM)

    assert answer.status_code == (422 if kind else 200)
    assert ("<mark" in answer.text) == bool(kind)
    assert len(await sent(world)) == len(earlier) + (not kind)


async def test_pieces_more_than_two_minutes_apart_are_no_secret(anna, world):
    chat = await world.held("anna")
    await reply(anna, chat, "Ihre PIN lautet")
    async with world.sessions.begin() as session:
        await session.execute(update(Message).values(sent_at=Message.sent_at - timedelta(minutes=3)))

    assert (await reply(anna, chat, "8392")).status_code == 303


async def test_no_reply_with_a_secret_of_the_guards_own_lines_leaves(anna, world):
    chat = await world.held("anna")
    lines = [v.text for v in read_vectors(VECTORS / "named.yml") if v.secrets][::9]

    answers = [await reply(anna, chat, line, accept=STREAM) for line in lines]

    assert {answer.status_code for answer in answers} == {422}
    assert await sent(world) == []


async def test_a_browser_with_scripts_gets_the_bubble_with_its_key_and_keeps_its_composer(anna, world):
    chat = await world.held("anna")
    key = uuid4()

    answer = await reply(anna, chat, "Guten Tag!", key, accept=STREAM)

    assert answer.headers["content-type"].startswith(STREAM)
    assert 'action="append" target="messages"' in answer.text and "Guten Tag!" in answer.text
    assert f'data-key="{key}"' in answer.text and 'target="composer"' not in answer.text


async def test_a_form_sent_twice_is_one_message(anna, world):
    chat, key = await world.held("anna"), uuid4()

    answers = await asyncio.gather(*(reply(anna, chat, "Guten Tag!", key) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {303}
    assert len(await sent(world)) == 1


async def test_confidential_numbers_do_not_leave(anna, world):
    chat = await world.held("anna")

    answer = await reply(anna, chat, "Ihre IBAN ist DE89 3704 0044 0532 0130 00.", accept=STREAM)

    assert answer.status_code == 422
    assert "das nicht in den Chat gehört: IBAN" in answer.text
    assert 'Ihre IBAN ist <mark title="IBAN">DE89 3704 0044 0532 0130 00<' in answer.text
    assert "Ihre IBAN ist DE89 3704 0044 0532 0130 00.</textarea>" in answer.text
    assert await sent(world) == []


async def test_without_scripts_a_refused_reply_stays_in_the_form(anna, world):
    chat = await world.held("anna")

    answer = await reply(anna, chat, "Ihre PIN ist 4711, richtig?")

    assert answer.status_code == 422
    assert "Ihre PIN ist 4711, richtig?</textarea>" in answer.text


async def test_until_which_day_one_may_answer_is_said(anna, bernd, world, clock):
    german, english = await world.held("anna"), await world.held("bernd")

    assert "Antworten möglich bis morgen, 11:00, noch" in (await anna.get(f"/desk/chats/{german}")).text
    assert "You can answer until tomorrow, 11:00, for another" in (await bernd.get(f"/desk/chats/{english}")).text
    refused = await anna.post(f"/desk/chats/{german}/messages", body="DE89 3704 0044 0532 0130 00")
    assert refused.status_code == 422 and "Antworten möglich bis morgen, 11:00" in refused.text

    clock.now += timedelta(hours=20)
    await anna.log_in("anna@musterstadt.example")
    assert "Antworten möglich bis heute, 11:00, noch" in (await anna.get(f"/desk/chats/{german}")).text


async def test_a_day_after_the_customers_last_word_the_window_is_shut(anna, world, clock):
    chat = await world.held("anna")
    clock.now += timedelta(hours=23, minutes=59)
    await anna.log_in("anna@musterstadt.example")
    assert (await reply(anna, chat)).status_code == 303
    clock.now += timedelta(minutes=1)

    refused = await reply(anna, chat, "Zu spät.")

    assert refused.status_code == 422
    assert "Das 24-Stunden-Fenster ist zu." in refused.text and "Zu spät." in refused.text
    assert len(await sent(world)) == 1


async def test_only_who_has_the_chat_writes(bernd, world):
    chat = await world.held("anna")

    answer = await reply(bernd, chat)

    assert answer.status_code == 409
    assert "Anna Agentin" in answer.text
    assert await sent(world) == []


async def test_nothing_and_too_much_are_refused(anna, world):
    chat = await world.held("anna")

    empty, long = await reply(anna, chat, "  \n "), await reply(anna, chat, "ä" * 4097)
    whole = await reply(anna, chat, "ä" * 4096)

    assert (empty.status_code, long.status_code, whole.status_code) == (422, 422, 303)
    assert "Bitte schreiben Sie erst einen Text." in empty.text
    assert "4.096 Zeichen" in long.text


async def test_a_reply_reads_what_was_unread(anna, world):
    chat = await world.held("anna", unread=3)

    await reply(anna, chat)

    async with world.sessions() as session:
        reads = await session.scalar(select(func.count()).select_from(OutboxEntry).where(OutboxEntry.kind == "read"))
    assert reads == 1


async def test_whatever_ends_a_line_in_the_form_is_a_line_feed_to_the_customer(anna, world):
    chat = await world.held("anna")

    await reply(anna, chat, "Guten Tag!\rWie kann\x00 ich\r\n\r\nhelfen?")

    assert [message.body for message in await sent(world)] == ["Guten Tag!\nWie kann ich\n\nhelfen?"]

"""What an agent hears of at once, by the stream of any page that he has open; and what he doesn't."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from handoff.changing_hands import change_hands
from handoff.models import (
    Author,
    Callback,
    Conversation,
    Handoff,
    HandoffReason,
    Mention,
    Message,
    Mover,
    Note,
    Owner,
    PauseCause,
    Status,
    User,
    WebhookSubscription,
)

from .test_stream import listening


@pytest.fixture
def later(clock):
    def later(**delta):
        clock.now += timedelta(**(delta or {"seconds": 5}))
        return clock.now

    return later


async def settled(stream):
    """After its first event a stream has looked once."""
    await stream.next('target="mine"')


def told_in(event):
    return "".join(part for part in event.split("<turbo-stream") if 'target="notices"' in part)


async def change(world, chat, **values):
    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        for name, value in values.items():
            setattr(conversation, name, value)


async def test_a_new_chat_that_waits_is_told_once(anna, world, realtime, later):
    async with listening(anna) as stream:
        await settled(stream)
        later()
        chat = await world.waiting(name="Rosa Vorlage")
        await realtime.publish([chat])
        event = await stream.next('target="notices"')
        await realtime.publish([chat])

        assert await stream.silent('target="notices"')

    notice = told_in(event)
    assert "Ein neuer Chat wartet" in notice and f"/desk/chats/{chat}" in notice
    assert "Rosa" not in notice and "Zugang" not in notice.replace("Zugang entsperren", "")


async def test_an_answer_in_my_chat_is_told_and_in_my_colleagues_chat_is_not(anna, world, realtime, later):
    mine, hers = await world.held("anna"), await world.held("bernd")
    async with listening(anna) as stream:
        await settled(stream)
        now = later()
        await change(world, hers, unread=1, last_inbound_at=now)
        await change(world, mine, unread=1, last_inbound_at=now)
        await realtime.publish([hers, mine])
        first = await stream.next('target="notices"')
        await change(world, mine, unread=2)
        await realtime.publish([mine])
        second = await stream.next('target="notices"')

    for told in map(told_in, (first, second)):
        assert f"/desk/chats/{mine}" in told and "Neue Nachricht in Ihrem Chat" in told
        assert str(hers) not in told


async def test_a_transfer_is_told_to_its_addressee_alone(anna, bernd, world, realtime, later):
    chat = await world.held("anna")
    async with listening(bernd) as at_bernds, listening(anna) as at_annas:
        await settled(at_bernds)
        await settled(at_annas)
        now = later()
        async with world.sessions.begin() as session:
            conversation = await session.get_one(Conversation, chat)
            conversation.move(Owner.WAITING, by=Mover.AGENT, now=now)
            conversation.offered_to_id = world.users["bernd"]
            conversation.offered_by_id = world.users["anna"]
            conversation.offer_ends_at = now + timedelta(minutes=10)
        await realtime.publish([chat])

        assert "A chat was passed on to you" in await at_bernds.next('target="notices"')
        assert await at_annas.silent('target="notices"')


async def test_a_chat_that_comes_back_or_is_taken_by_the_lead_is_told(anna, world, realtime, later):
    back, taken = await world.waiting(), await world.held("anna")
    async with listening(anna) as stream:
        await settled(stream)
        now = later()
        async with world.sessions.begin() as session:
            conversation = await session.get_one(Conversation, back)
            await change_hands(
                session,
                conversation,
                to=Owner.AGENT,
                by=Mover.TIME,
                reason=HandoffReason.CAME_BACK,
                now=now,
                agent_id=world.users["anna"],
            )
        await realtime.publish([back])
        assert "zu Ihnen zurückgekommen" in await stream.next('target="notices"')
        async with world.sessions.begin() as session:
            conversation = await session.get_one(Conversation, taken)
            await change_hands(
                session,
                conversation,
                to=Owner.AGENT,
                by=Mover.AGENT,
                reason=HandoffReason.STEPPED_IN,
                now=now,
                agent_id=world.users["bernd"],
            )
        await realtime.publish([taken])

        assert "Ihre Teamleitung hat einen Chat von Ihnen übernommen" in await stream.next('target="notices"')


async def test_a_mention_and_a_callback_that_falls_due_are_told(anna, world, realtime, later):
    chat, callback = await world.held("bernd"), await world.callback()
    async with listening(anna) as stream:
        await settled(stream)
        now = later()
        async with world.sessions.begin() as session:
            note = Note(
                institution_id=world.institutions["musterstadt"],
                conversation_id=chat,
                user_id=world.users["bernd"],
                body="@Anna, bitte einmal ansehen",
                at=now,
                client_key=uuid4(),
                mentions=[Mention(user_id=world.users["anna"])],
            )
            session.add(note)
        await realtime.publish([chat])
        assert "in einer Notiz erwähnt" in await stream.next('target="notices"')
        later(hours=1)
        async with world.sessions.begin() as session:
            row = await session.get_one(Callback, callback)
        await realtime.publish([row.conversation_id])

        assert "Ein Rückruf ist jetzt fällig" in await stream.next('target="notices"')


async def fails(world, message, status=Status.FAILED):
    """As the outbox or a status writes it down."""
    async with world.sessions.begin() as session:
        row = await session.get_one(Message, message)
        row.status, row.status_at, row.failure_reason = status, world.clock(), "refused"


@pytest.fixture
async def written(world):
    """A message of Anna's in a chat of hers, on its way."""
    chat = await world.held("anna")
    values = {"author": Author.AGENT, "user_id": world.users["anna"], "status": Status.QUEUED}
    return chat, await world.message(chat, "Guten Tag", **values)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.FAILED, "Ihre Nachricht ist nicht angekommen"),
        (Status.UNKNOWN, "Vielleicht ist Ihre Nachricht nicht angekommen"),
    ],
)
async def test_that_a_message_failed_is_told_its_writer_alone_and_once(
    anna, bernd, world, written, realtime, later, status, words
):
    chat, message = written
    async with listening(anna) as at_annas, listening(bernd) as at_bernds:
        await settled(at_annas)
        await settled(at_bernds)
        later()
        await fails(world, message, status)
        await change(world, chat, attention="send_failed")
        await realtime.publish([chat])
        told = told_in(await at_annas.next('target="notices"'))
        await realtime.publish([chat])

        assert await at_annas.silent('target="notices"')
        assert await at_bernds.silent('target="notices"')

    assert words in told and f"/desk/chats/{chat}" in told and "Guten Tag" not in told


async def test_who_has_passed_the_chat_on_or_closed_it_still_hears_that_his_message_failed(
    anna, world, written, realtime, later
):
    chat, message = written
    async with listening(anna, f"?chat={chat}") as stream:
        await settled(stream)
        await anna.post(f"/desk/chats/{chat}/closure", outcome="answered")
        later()
        await fails(world, message)
        await realtime.publish([chat])

        assert "Ihre Nachricht ist nicht angekommen" in await stream.next('target="notices"')


async def test_what_arrived_after_all_and_what_others_sent_is_no_failure(anna, world, written, realtime, later):
    chat, message = written
    bots = await world.message(chat, "Hallo", author=Author.BOT, status=Status.ACCEPTED)
    async with listening(anna) as stream:
        await settled(stream)
        later()
        await fails(world, message, Status.DELIVERED)
        await fails(world, bots)
        await realtime.publish([chat])

        assert await stream.silent('target="notices"')


async def test_a_failed_message_stands_on_its_line_until_it_is_sent_again(anna, world, written):
    chat, message = written
    await fails(world, message)
    await change(world, chat, attention="send_failed")
    assert "Nicht zugestellt" in (await anna.get("/desk")).text

    await anna.post(f"/desk/chats/{chat}/messages/{message}/attempts")

    assert "Nicht zugestellt" not in (await anna.get("/desk")).text


async def test_a_silenced_kind_is_silent_and_the_others_are_not(anna, world, realtime, later):
    await anna.post("/desk/notices", wanted=["answer", "sound"])
    mine = await world.held("anna")
    async with listening(anna) as stream:
        await settled(stream)
        now = later()
        chat = await world.waiting()
        await change(world, mine, unread=1, last_inbound_at=now)
        await realtime.publish([chat, mine])
        told = told_in(await stream.next('target="notices"'))

    assert str(mine) in told and str(chat) not in told
    page = (await anna.get("/desk")).text
    assert 'value="answer" checked' in page and 'value="waiting">' in page
    assert "keys" not in (await world.get(User, world.users["anna"])).silenced


async def test_who_administers_hears_of_a_webhook_that_stands_still(adam, carla, world, realtime, later):
    async with listening(adam) as at_adams, listening(carla) as at_carlas:
        await at_adams.next('target="figures"')
        await settled(at_carlas)
        now = later()
        async with world.sessions.begin() as session:
            receiver = WebhookSubscription(
                institution_id=world.institutions["musterstadt"],
                name="Kernsystem",
                address="https://kern.example/ereignisse",
                secret=b"sealed",
                events=["conversation.closed"],
                paused_at=now,
                pause_cause=PauseCause.FAILING,
                created_by_id=world.users["adam"],
                created_at=now,
            )
            session.add(receiver)
        await realtime.publish([world.users["adam"], world.users["carla"]])
        told = told_in(await at_adams.next('target="notices"'))

        assert await at_carlas.silent('target="notices"')

    assert "Ein Webhook ist angehalten" in told and "Kernsystem" in told
    assert f"/desk/administration/webhooks/{receiver.id}" in told


async def test_each_is_asked_only_about_what_may_be_for_him(anna, adam, carla, world):
    pages = [(await who.get("/desk")).text for who in (anna, carla)]
    agents, leads = (set(re.findall(r'name="wanted" value="(\w+)"', page)) for page in pages)
    page = (await adam.get("/desk/administration/webhooks")).text

    assert {"escalation", "gap", "webhook"} & agents == set()
    assert {"escalation", "gap", "webhook"} & leads == {"escalation", "gap"}
    assert 'value="webhook" checked' in page and 'value="gap"' not in page

    await anna.post("/desk/notices", wanted=["waiting"])

    assert "gap" not in (await world.get(User, world.users["anna"])).silenced


async def test_what_came_while_the_connection_was_away_is_told_when_it_is_back(anna, world, clock, later):
    left = clock.now
    later(minutes=3)
    chat = await world.waiting()
    later(minutes=1)

    async with anna.http.stream("GET", "/desk/stream", headers={"Last-Event-ID": left.isoformat()}) as answer:
        heard = await anext(part async for part in answer.aiter_text() if "data:" in part)

    assert 'target="notices"' in heard and str(chat) in heard


async def test_what_the_page_has_shown_already_is_no_news(anna, world, clock, later):
    await world.waiting()
    later(seconds=2)

    async with listening(anna, f"?since={clock.now.isoformat().replace('+', '%2B')}") as stream:
        event = await stream.next('target="mine"')

    assert 'target="notices"' not in event


async def test_it_is_none_either_when_something_else_comes(anna, world, realtime, clock, later):
    known = await world.waiting()
    later(seconds=2)

    async with listening(anna, f"?since={clock.now.isoformat().replace('+', '%2B')}") as stream:
        await settled(stream)
        later()
        chat = await world.waiting(name="Rosa Vorlage")
        await realtime.publish([chat])

        told = told_in(await stream.next('target="notices"'))

    assert str(chat) in told and str(known) not in told


async def test_a_notice_names_no_chat_that_its_reader_may_not_see(dora, world, realtime, later):
    async with listening(dora) as stream:
        await stream.next('target="mine"')
        later()
        chat = await world.waiting()
        async with world.sessions.begin() as session:
            session.add(
                Handoff(
                    institution_id=world.institutions["musterstadt"],
                    conversation_id=chat,
                    reason=HandoffReason.STEPPED_IN,
                    from_owner=Owner.AGENT,
                    to_owner=Owner.AGENT,
                    from_agent_id=world.users["dora"],
                    to_agent_id=world.users["anna"],
                    at=later(),
                )
            )
        await realtime.publish([chat])

        assert await stream.silent('target="notices"')

"""The stream of changes: nothing missed, nothing twice, nothing for who may not see it."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete

from handoff.access import access_of
from handoff.models import Author, Callback, Message, Session, Status, User
from handoff.realtime import Realtime
from handoff.web.live.wakes import Ear

from .serving import Browser


class Stream:
    """What the browser hears: each event's HTML."""

    def __init__(self, lines):
        self._lines = lines

    async def next(self, wanted="", *, patience=20.0):
        """The next event that holds `wanted`."""
        async with asyncio.timeout(patience):
            while True:
                event = await self._event()
                if wanted in event:
                    return event

    async def silent(self, unwanted, *, seconds=1.0):
        """True if no event with this comes in time."""
        try:
            await self.next(unwanted, patience=seconds)
        except TimeoutError:
            return True
        return False

    async def _event(self):
        parts = []
        async for line in self._lines:
            if line.startswith("data: "):
                parts.append(line[6:])
            elif not line and parts:
                return "\n".join(parts)
        raise EOFError("the stream has ended")


@asynccontextmanager
async def listening(browser, query=""):
    async with browser.http.stream("GET", f"/desk/stream{query}") as answer:
        assert answer.status_code == 200
        yield Stream(answer.aiter_lines())


async def test_a_new_message_appears_in_the_open_chat(anna, world, realtime, clock):
    chat = await world.held("anna")
    async with listening(anna, f"?chat={chat}") as stream:
        await stream.next('target="messages"')
        clock.now += timedelta(seconds=1)
        message = await world.message(chat, "Sind Sie noch da?")
        await realtime.publish([chat])

        event = await stream.next("Sind Sie noch da?")

    assert f'id="message_{message}"' in event and 'action="append" target="messages"' in event


async def test_a_status_changes_its_bubble_alone(anna, world, realtime):
    chat = await world.held("anna")
    message = await world.message(chat, "Guten Tag!", author=Author.AGENT, status=Status.SENT)
    async with listening(anna, f"?chat={chat}") as stream:
        await stream.next('target="messages"')
        await set_status(world, message, Status.READ)
        await realtime.publish([chat])

        event = await stream.next(f'target="message_{message}"')

    assert "tick--read" in event and "Mein Zugang" not in event


async def test_who_comes_back_gets_what_was_missed_once(anna, world, realtime):
    chat = await world.held("anna")
    first = await world.message(chat, "Eins")
    async with listening(anna, f"?chat={chat}&from={first}") as stream:
        await stream.next("Eins")
    await world.message(chat, "Zwei")
    await world.message(chat, "Drei")
    await realtime.publish([chat])

    async with listening(anna, f"?chat={chat}&from={first}") as stream:
        event = await stream.next('target="messages"')

    messages = event.split('target="messages"')[1].split("</turbo-stream>")[0]
    assert [messages.count(text) for text in (">Eins<", ">Zwei<", ">Drei<")] == [1, 1, 1]
    assert 'action="update" target="messages" method="morph"' in event
    assert "Mein Zugang" not in messages


async def test_a_message_that_comes_late_stands_where_it_belongs(anna, world, realtime, clock):
    chat = await world.held("anna")
    newest = await world.message(chat, "Nach Metas Zeit zuletzt", sent_at=clock() + timedelta(minutes=2))
    async with listening(anna, f"?chat={chat}") as stream:
        await stream.next('target="messages"')
        await world.message(chat, "Dazwischen", sent_at=clock() + timedelta(minutes=1))
        await realtime.publish([chat])

        event = await stream.next("Dazwischen")

    assert f'action="before" target="message_{newest}"' in event


async def test_a_new_chat_in_the_queue_appears_in_the_list(anna, world, realtime):
    async with listening(anna) as stream:
        await stream.next('target="waiting"')
        chat = await world.waiting(name="Rosa Vorlage")
        await realtime.publish([chat])

        assert "Rosa Vorlage" in await stream.next(f"line_{chat}")


async def test_a_taken_chat_leaves_the_colleagues_list(anna, bernd, world):
    chat = await world.waiting()
    async with listening(bernd) as stream:
        await stream.next(f"line_{chat}")
        await anna.post(f"/desk/chats/{chat}/assignment")

        event = await stream.next(f'action="remove" target="line_{chat}"')

    assert "Mein Zugang" not in event


async def test_nothing_of_another_institution_comes_through(dora, world, realtime):
    chat = await world.held("anna")
    async with listening(dora, f"?chat={chat}") as stream:
        first = await stream.next('target="waiting"')
        await world.message(chat, "Nur für Musterstadt")
        await realtime.publish([chat])

        assert await stream.silent("Musterstadt")
    assert str(chat) not in first and "Mein Zugang" not in first


async def test_when_the_log_in_ends_the_stream_ends(anna, world, realtime):
    chat = await world.waiting()
    async with listening(anna) as stream:
        await stream.next('target="waiting"')
        async with world.sessions.begin() as session:
            await session.execute(delete(Session))
        await realtime.publish([chat])

        assert 'action="refresh"' in await stream.next()
    assert (await anna.http.get("/desk/stream")).status_code == 401


async def test_a_log_in_that_ends_from_afar_ends_the_stream_without_news(anna, world, monkeypatch):
    monkeypatch.setattr("handoff.web.live.stream.GLANCE", 0.2)
    async with listening(anna) as stream:
        await stream.next('target="waiting"')
        async with world.sessions.begin() as session:
            await session.execute(delete(Session))

        assert 'action="refresh"' in await stream.next()


async def test_an_open_page_without_news_is_seen_to_be_there(anna, world, clock, monkeypatch):
    monkeypatch.setattr("handoff.web.live.stream.GLANCE", 0.2)
    async with listening(anna) as stream:
        await stream.next('target="waiting"')
        clock.now += timedelta(minutes=2)
        async with asyncio.timeout(5):
            while (await world.get(User, world.users["anna"])).seen_at != clock():
                await asyncio.sleep(0.05)


async def test_an_open_page_alone_keeps_no_log_in_alive(anna, world, clock):
    clock.now += timedelta(hours=11)
    async with listening(anna) as stream:
        await stream.next('target="waiting"')
    clock.now += timedelta(hours=2)

    assert (await anna.http.get("/desk")).status_code == 303


async def test_without_redis_the_desk_reads_again_by_itself(start, world):
    deaf = Realtime("redis://127.0.0.1:1/0")
    url, _ = await start(realtime=deaf)
    browser = Browser(url)
    await browser.log_in("anna@musterstadt.example")
    chat = await world.held("anna")
    async with listening(browser, f"?chat={chat}") as stream:
        await stream.next('target="messages"')
        await world.message(chat, "Ohne Redis")

        assert "Ohne Redis" in await stream.next("Ohne Redis", patience=8)
    await browser.http.aclose()
    await deaf.close()


async def test_a_shut_window_replaces_the_composer_and_nothing_else_does(anna, world, realtime, clock):
    chat = await world.held("anna", last_inbound_at=clock() - timedelta(hours=23))
    async with listening(anna, f"?chat={chat}") as stream:
        await stream.next('target="composer"')
        await world.message(chat, "Noch etwas")
        await realtime.publish([chat])
        assert 'target="composer"' not in await stream.next("Noch etwas")
        clock.now += timedelta(hours=1)
        await realtime.publish([chat])

        assert "24-Stunden-Fenster ist zu" in await stream.next('target="composer"')


async def test_the_callbacks_page_follows(anna, world, realtime):
    async with listening(anna, "?callbacks=1") as stream:
        await stream.next('target="callbacks"')
        callback = await world.get(Callback, await world.callback())
        await realtime.publish([callback.conversation_id])

        assert "+49151" not in await stream.next(f"callback_{callback.id}")


async def set_status(world, message_id, status):
    async with world.sessions.begin() as session:
        (await session.get_one(Message, message_id)).status = status


async def test_a_page_is_woken_only_by_what_concerns_its_viewer(world):
    async with world.sessions() as session:
        access = await access_of(session, world.users["anna"])
    chat, institution = uuid4(), world.institutions["musterstadt"]
    ear = Ear()
    assert ear.is_concerned(frozenset({chat}), {})
    ear.access = access

    mine, theirs = world.teams["musterstadt/service"], world.teams["neubeispiel/service"]
    assert ear.is_concerned(frozenset({chat}), {chat: (mine, institution)})
    assert ear.is_concerned(frozenset({chat}), {chat: (None, institution)})
    assert not ear.is_concerned(frozenset({chat}), {chat: (theirs, world.institutions["neubeispiel"])})
    assert not ear.is_concerned(frozenset({chat}), {})
    assert ear.is_concerned(frozenset({access.user_id}), {}) and ear.is_personal(frozenset({access.user_id}), {})
    ear.shown = frozenset({chat})
    assert ear.is_concerned(frozenset({chat}), {})


async def test_a_carriage_return_in_a_message_neither_cuts_the_event_nor_speaks_to_the_browser(anna, world):
    chat = await world.held("anna")
    await world.message(chat, "Guten Tag\rretry: 86400000\revent: x\r\nbis bald")
    async with listening(anna, f"?chat={chat}") as stream:
        event = await stream.next("Guten Tag")

    assert "Guten Tag\nretry: 86400000\nevent: x\nbis bald" in event

"""SIGKILL between each two steps of inbox and outbox: every message is answered once, every booking made once."""

import asyncio

import psycopg
import pytest

from simulator.client import Silence, Simulator

PATIENCE = 90


def rows(running, query):
    url = running.settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


async def hears_nothing_more(phone):
    with pytest.raises(Silence):
        await phone.hears(timeout=2.5)


async def killed_at(running, part, place):
    running.start(part, SCHALTER_FAILPOINT=place)
    assert await asyncio.to_thread(running.died, part, within=PATIENCE)


async def test_a_worker_killed_at_every_step_answers_once(running):
    running.start("outbox")
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
        await mara.says("Wann habt ihr auf?")
        for place in ("inbox.claimed", "inbox.answered", "inbox.committed"):
            await killed_at(running, "worker", place)
        running.start("worker")
        notice = await mara.hears(timeout=PATIENCE)
        answer = await mara.hears(timeout=PATIENCE)
        assert "Datenschutz" in notice.text
        assert "Filiale Mitte" in answer.text
        await hears_nothing_more(mara)


async def test_a_worker_killed_after_the_yes_books_once(running):
    running.start("outbox", "worker")
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
        await mara.says(
            "Bitte rufen Sie mich zurück unter 0151 55512345, morgen zwischen 10 und 12 Uhr wegen Online-Banking"
        )
        offer = await _until_yes(mara)
        running.stop("worker")
        await mara.taps(offer, "Ja")
        await killed_at(running, "worker", "inbox.answered")
        running.start("worker")
        await mara.hears(timeout=PATIENCE)
        await hears_nothing_more(mara)
    assert rows(running, "SELECT count(*) FROM callbacks") == [(1,)]


async def _until_yes(mara):
    """Answers what the form still asks, until it asks for a yes."""
    for _ in range(6):
        bubble = await mara.hears(timeout=PATIENCE)
        if "Ja" in bubble.buttons:
            return bubble
        if bubble.buttons and "Datenschutz" not in bubble.text:
            await mara.taps(bubble, bubble.buttons[0])
    raise AssertionError("the form never asked for a yes")


async def test_an_outbox_killed_after_sending_sends_once(running):
    running.start("worker")
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
        await mara.says("Wann habt ihr auf?")
        for place in ("outbox.sent", "outbox.committed"):
            await killed_at(running, "outbox", place)
        running.start("outbox")
        assert "Datenschutz" in (await mara.hears(timeout=PATIENCE)).text
        assert "Filiale Mitte" in (await mara.hears(timeout=PATIENCE)).text
        await hears_nothing_more(mara)
    assert rows(running, "SELECT count(*) FROM messages WHERE author = 'bot' AND status IN (1, 4)") == [(0,)]


async def test_an_outbox_killed_before_sending_leaves_the_message_to_a_person(running):
    running.start("worker")
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
        await mara.says("Wann habt ihr auf?")
        await killed_at(running, "outbox", "outbox.claimed")
        running.start("outbox")
        await mara.hears(timeout=PATIENCE)
        await hears_nothing_more(mara)
    assert rows(running, "SELECT count(*) FROM messages WHERE author = 'bot' AND status = 1") == [(1,)]
    assert rows(running, "SELECT attention FROM conversations") == [("outcome_unknown",)]


async def test_a_web_process_killed_after_storing_stores_once(running):
    running.stop("web")
    running.start("web", SCHALTER_FAILPOINT="webhook.stored")
    running.start("worker", "outbox")
    running.wait_for_web()
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
        await mara.says("Wann habt ihr auf?")
        assert await asyncio.to_thread(running.died, "web", within=PATIENCE)
        running.start("web")
        running.wait_for_web()
        await mara.hears(timeout=PATIENCE)
        await mara.hears(timeout=PATIENCE)
        await hears_nothing_more(mara)
    assert rows(running, "SELECT count(*) FROM messages WHERE author = 'customer'") == [(1,)]

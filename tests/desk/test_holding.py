import asyncio
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from handoff.models import (
    Audit,
    Author,
    Conversation,
    Handoff,
    HandoffReason,
    OutboxEntry,
    OutboxKind,
    Outcome,
    Owner,
    Role,
)


async def test_who_takes_a_chat_has_it(anna, world):
    chat = await world.waiting()

    answer = await anna.post(f"/desk/chats/{chat}/assignment")

    taken = await world.get(Conversation, chat)
    assert answer.headers["location"] == f"/desk/chats/{chat}"
    assert (taken.owner, taken.agent_id) == (Owner.AGENT, world.users["anna"])
    assert "Antwort schreiben" in (await anna.get(f"/desk/chats/{chat}")).text


async def test_on_the_chats_own_page_only_what_changes_is_sent(anna, desk, world):
    chat = await world.waiting()
    take = f"/desk/chats/{chat}/assignment"

    pages = [
        f"{desk}/desk/chats/{chat}",
        f"{desk}/desk/chats/{chat}?message=1",
        f"{desk}/desk/customers",
        f"{desk}/desk/chats/{uuid4()}",
        "http://[",
    ]
    answers = [
        await anna.http.post(
            take, data={"csrf": anna.csrf}, headers={"Accept": "text/vnd.turbo-stream.html", "Referer": page}
        )
        for page in pages
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 303, 303, 303]
    targets = set(re.findall(r'target="([^"]+)"', answers[0].text))
    assert {"chat_head", "composer", "hints"} <= targets and "<html" not in answers[0].text
    assert "Antwort schreiben" in answers[0].text


async def test_of_two_who_take_at_once_one_wins_and_the_other_is_told(anna, bernd, world):
    chat = await world.waiting()

    answers = await asyncio.gather(
        anna.post(f"/desk/chats/{chat}/assignment"), bernd.post(f"/desk/chats/{chat}/assignment")
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    told = "Bernd Beispiel war schneller" if loser is answers[0] else "Anna Agentin was quicker"
    assert told in loser.text
    taken = await world.all(select(Handoff).where(Handoff.reason == HandoffReason.TAKEN))
    assert len(taken) == 1


async def test_taking_twice_is_taking_once(anna, world):
    chat = await world.waiting()

    answers = [await anna.post(f"/desk/chats/{chat}/assignment") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await world.all(select(Handoff).where(Handoff.reason == HandoffReason.TAKEN))) == 1


async def test_handed_back_the_bot_has_it_again(anna, world):
    chat = await world.held("anna")

    await anna.post(f"/desk/chats/{chat}/return")

    returned = await world.get(Conversation, chat)
    assert (returned.owner, returned.agent_id) == (Owner.BOT, None)


async def test_closed_is_closed_and_a_second_time_says_so(anna, world):
    chat = await world.held("anna")

    first = await anna.post(f"/desk/chats/{chat}/closure", outcome="callback")
    second = await anna.post(f"/desk/chats/{chat}/closure", outcome="answered")

    closed = await world.get(Conversation, chat)
    assert (first.status_code, second.status_code) == (303, 409)
    assert (closed.owner, closed.outcome) == (Owner.CLOSED, Outcome.CALLBACK)
    assert "Dieser Chat ist beendet." in second.text


@pytest.mark.parametrize("outcome", ["", "won"])
async def test_a_chat_is_not_closed_without_an_outcome(anna, world, outcome):
    chat = await world.held("anna")

    answer = await anna.post(f"/desk/chats/{chat}/closure", outcome=outcome)

    assert answer.status_code == 422 and "Wie ist der Chat ausgegangen?" in answer.text
    assert (await world.get(Conversation, chat)).owner is Owner.AGENT


async def test_the_likely_outcome_is_chosen_beforehand(anna, world, clock):
    answered, promised = await world.held("anna"), await world.held("anna")
    await world.callback_of(promised)
    silent = await world.held("anna", last_inbound_at=clock() - timedelta(hours=25))
    await world.message(silent, "Hilft Ihnen das?", author=Author.AGENT, sent_at=clock() + timedelta(seconds=1))

    for chat, outcome in ((answered, "answered"), (promised, "callback"), (silent, "no_answer")):
        page = (await anna.get(f"/desk/chats/{chat}/closure")).text
        assert f'value="{outcome}" required checked' in page


async def test_put_back_it_keeps_its_place_and_its_due_time(anna, bernd, world, clock):
    start = clock.now
    chat = await world.held("anna", due_at=start + timedelta(minutes=15))
    clock.now = start + timedelta(minutes=5)
    later = await world.waiting(name="Jonas Probe")
    await anna.post(f"/desk/chats/{chat}/queueing")

    waiting = await world.get(Conversation, chat)
    assert (waiting.owner, waiting.agent_id, waiting.waiting_since) == (Owner.WAITING, None, start)
    assert waiting.due_at == start + timedelta(minutes=15)
    page = (await bernd.get("/desk")).text
    assert page.index(f"line_{chat}") < page.index(f"line_{later}")
    assert "Anna Agentin put the chat back into the queue." in (await bernd.get(f"/desk/chats/{chat}")).text


async def test_taken_from_the_bot_and_put_back_it_waits_from_now_on(anna, world, clock):
    chat = await world.conversation()
    await anna.post(f"/desk/chats/{chat}/assignment")
    clock.now += timedelta(minutes=5)

    await anna.post(f"/desk/chats/{chat}/queueing")

    assert (await world.get(Conversation, chat)).waiting_since == clock()


async def test_a_lead_steps_in_and_the_former_agent_is_told(anna, browser_of, world):
    await world.hire("lena", "Lena Leitung", Role.LEAD)
    lena = await browser_of("lena")
    chat = await world.held("anna", name="Rosa Vorlage")
    assert "/intervention" in (await lena.get(f"/desk/chats/{chat}")).text

    answers = [await lena.post(f"/desk/chats/{chat}/intervention") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await world.get(Conversation, chat)).agent_id == world.users["lena"]
    assert len(await world.all(select(Handoff).where(Handoff.reason == HandoffReason.STEPPED_IN))) == 1
    assert "Lena Leitung hat Ihren Chat mit Rosa Vorlage übernommen." in (await anna.get("/desk")).text
    assert "Lena Leitung hat den Chat von Anna Agentin übernommen." in (await anna.get(f"/desk/chats/{chat}")).text
    told = await anna.post(f"/desk/chats/{chat}/messages", body="Noch etwas", client_key=str(uuid4()))
    assert told.status_code == 409


async def test_an_advisor_is_told_of_a_lead_who_took_his_chat_though_he_sees_it_no_more(browser_of, world):
    await world.hire("lena", "Lena Leitung", Role.LEAD)
    await world.hire("beate", "Beate Beratung", Role.ADVISOR)
    lena, beate = await browser_of("lena"), await browser_of("beate")
    chat = await world.held("beate", name="Rosa Vorlage")

    await lena.post(f"/desk/chats/{chat}/intervention")

    page = (await beate.get("/desk")).text
    assert "Lena Leitung hat einen Ihrer Chats übernommen." in page and "Rosa Vorlage" not in page


@pytest.mark.parametrize("who", ["bernd", "lena"])
async def test_nobody_steps_in_where_he_does_not_lead(browser_of, world, who):
    await world.hire("lena", "Lena Leitung", Role.LEAD, team="ebanking")
    chat = await world.held("anna", team=None if who == "lena" else "service")
    browser = await browser_of(who)

    answer = await browser.post(f"/desk/chats/{chat}/intervention")

    assert answer.status_code == 403
    assert "/intervention" not in (await browser.get(f"/desk/chats/{chat}")).text
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


async def test_only_who_has_a_chat_may_give_it_away(bernd, world):
    chat = await world.held("anna")

    acts = ("return", "closure", "queueing", "snooze", "waking", "refusal")
    answers = [await bernd.post(f"/desk/chats/{chat}/{act}", outcome="spam", until="hour") for act in acts]

    assert {answer.status_code for answer in answers} == {409}
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


async def test_each_change_of_hands_is_audited_with_who_did_it(anna, world):
    chat = await world.waiting()
    await anna.post(f"/desk/chats/{chat}/assignment")
    await anna.post(f"/desk/chats/{chat}/closure", outcome="answered")

    rows = await world.all(select(Audit).where(Audit.user_id == world.users["anna"]).order_by(Audit.id))

    assert [(row.before["owner"], row.after["owner"]) for row in rows] == [("waiting", "agent"), ("agent", "closed")]
    assert rows[-1].after["outcome"] == "answered"


async def test_reading_my_chat_marks_the_newest_message_read_once(anna, world):
    chat = await world.held("anna", unread=2)
    newest = await world.message(chat, "Sind Sie da?")

    answers = [await anna.post(f"/desk/chats/{chat}/reading") for _ in range(2)]

    reads = await world.all(select(OutboxEntry).where(OutboxEntry.kind == OutboxKind.READ))
    assert [answer.status_code for answer in answers] == [204, 204]
    assert [entry.message_id for entry in reads] == [newest]
    assert (await world.get(Conversation, chat)).unread == 0


async def test_reading_a_colleagues_chat_marks_nothing(bernd, world):
    chat = await world.held("anna", unread=2)

    await bernd.post(f"/desk/chats/{chat}/reading")

    assert await world.all(select(OutboxEntry)) == []
    assert (await world.get(Conversation, chat)).unread == 2

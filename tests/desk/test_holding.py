import asyncio

from sqlalchemy import select

from handoff.models import Audit, Conversation, Handoff, HandoffReason, OutboxEntry, OutboxKind, Owner


async def test_who_takes_a_chat_has_it(anna, world):
    chat = await world.waiting()

    answer = await anna.post(f"/desk/chats/{chat}/assignment")

    taken = await world.get(Conversation, chat)
    assert answer.headers["location"] == f"/desk/chats/{chat}"
    assert (taken.owner, taken.agent_id) == (Owner.AGENT, world.users["anna"])
    assert "Antwort schreiben" in (await anna.get(f"/desk/chats/{chat}")).text


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

    first = await anna.post(f"/desk/chats/{chat}/closure")
    second = await anna.post(f"/desk/chats/{chat}/closure")

    assert (first.status_code, second.status_code) == (303, 409)
    assert (await world.get(Conversation, chat)).owner is Owner.CLOSED
    assert "Dieser Chat ist beendet." in second.text


async def test_only_who_has_a_chat_may_give_it_away(bernd, world):
    chat = await world.held("anna")

    answers = [await bernd.post(f"/desk/chats/{chat}/{act}") for act in ("return", "closure")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


async def test_each_change_of_hands_is_audited_with_who_did_it(anna, world):
    chat = await world.waiting()
    await anna.post(f"/desk/chats/{chat}/assignment")
    await anna.post(f"/desk/chats/{chat}/closure")

    rows = await world.all(select(Audit).where(Audit.user_id == world.users["anna"]).order_by(Audit.id))

    assert [(row.before["owner"], row.after["owner"]) for row in rows] == [("waiting", "agent"), ("agent", "closed")]


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

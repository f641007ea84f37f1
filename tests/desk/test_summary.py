"""What stands above a chat for who takes it over."""

from datetime import timedelta

from sqlalchemy import update

from handoff.models import Conversation, HandoffReason, Mover, Outcome, Owner


async def ended(world, chat, *, days, topic, outcome, team="service"):
    """An earlier conversation of that chat's customer."""
    former = await world.conversation(team=team, topic=topic, outcome=outcome)
    async with world.sessions.begin() as session:
        customer = (await session.get_one(Conversation, chat)).customer_id
        earlier = await session.get_one(Conversation, former)
        earlier.move(Owner.CLOSED, by=Mover.TIME, now=world.clock() - timedelta(days=days))
        earlier.customer_id = customer


async def test_it_tells_reason_and_what_was_gathered_though_the_chat_was_passed_on(anna, bernd, world):
    chat = await world.held("anna", reason=HandoffReason.CONFIDENTIAL, gathered={"appointment_branch": "Filiale Mitte"})
    await anna.post(f"/desk/chats/{chat}/transfers", to=f"user:{world.users['bernd']}", note="Er möchte umziehen.")
    await bernd.post(f"/desk/chats/{chat}/assignment")

    page = (await bernd.get(f"/desk/chats/{chat}")).text

    head = page.split('id="chat_head"')[1].split("</header>")[0]
    assert "Filiale Mitte" in head and "Confidential" in head
    assert "<dt>Note by Anna Agentin</dt><dd>Er möchte umziehen.</dd>" in head


async def test_it_names_the_kinds_that_were_masked_once_each(anna, world):
    chat = await world.waiting()
    await world.message(chat, "⟦PIN⟧", guarded=["PIN"])
    await world.message(chat, "⟦PIN⟧ und ⟦IBAN⟧", guarded=["PIN", "IBAN"])

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "<dt>Unkenntlich gemacht</dt><dd>IBAN, PIN</dd>" in page


async def test_it_tells_how_the_last_three_conversations_ended(anna, world):
    chat = await world.waiting()
    for days, topic, outcome in (
        (1, "limit", Outcome.CALLBACK),
        (2, "credit", None),
        (3, "hours", Outcome.ANSWERED),
        (4, "praise", Outcome.SPAM),
    ):
        await ended(world, chat, days=days, topic=topic, outcome=outcome)

    head = (await anna.get(f"/desk/chats/{chat}")).text.split('id="chat_head"')[1].split("</header>")[0]

    assert head.count("<li>") == 3
    assert "Rückruf vereinbart" in head and "Beantwortet" in head and "Kein ernstes Anliegen" not in head
    assert "Gestern: " in head


async def test_an_external_agent_learns_nothing_of_what_other_teams_did(browser_of, world):
    chat = await world.held("xaver")
    await ended(world, chat, days=1, topic="limit", outcome=Outcome.CALLBACK, team="ebanking")

    assert "Rückruf vereinbart" not in (await (await browser_of("xaver")).get(f"/desk/chats/{chat}")).text


async def test_an_old_transfer_is_forgotten_when_the_bot_has_had_the_chat(anna, world, clock):
    chat = await world.held("anna")
    await anna.post(f"/desk/chats/{chat}/transfers", to=f"team:{world.teams['musterstadt/ebanking']}", note="Eilt.")
    clock.now += timedelta(minutes=1)
    await anna.post(f"/desk/chats/{chat}/assignment")
    clock.now += timedelta(minutes=1)
    await anna.post(f"/desk/chats/{chat}/return")
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).values(owner=Owner.WAITING, waiting_since=clock()))

    head = (await anna.get(f"/desk/chats/{chat}")).text.split('id="chat_head"')[1].split("</header>")[0]

    assert "Eilt." not in head

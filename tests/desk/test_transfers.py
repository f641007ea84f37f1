"""A chat passed on: who may take it, when it comes back, and that the sender's sight ends."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from handoff.desk import transfer_to_person, transfer_to_team
from handoff.errors import NotFound
from handoff.models import Conversation, Handoff, HandoffReason, Institution, Membership, Owner, Role, User
from handoff.row_security import locked, seen_by
from handoff.timers import return_untaken


async def pass_on(browser, chat, to, note="Bitte zum Limit beraten."):
    return await browser.post(f"/desk/chats/{chat}/transfers", to=to, note=note)


async def come_back(world):
    async with world.sessions.begin() as session:
        return await return_untaken(session, now=world.clock())


@pytest.fixture
async def lena(world, browser_of):
    await world.hire("lena", "Lena Leitung", Role.LEAD)
    return await browser_of("lena")


@pytest.fixture
async def beate(world, browser_of):
    await world.hire("beate", "Beate Beratung", Role.ADVISOR, team="ebanking")
    return await browser_of("beate")


@pytest.fixture
async def xaver(browser_of):
    return await browser_of("xaver")


async def test_the_receiver_sees_at_once_who_sends_it_and_why(anna, bernd, world):
    chat = await world.held("anna", name="Rosa Vorlage")

    answer = await pass_on(anna, chat, f"user:{world.users['bernd']}")

    offered = await world.get(Conversation, chat)
    assert answer.headers["location"] == "/desk"
    assert (offered.owner, offered.offered_to_id) == (Owner.WAITING, world.users["bernd"])
    page = (await bernd.get("/desk")).text
    assert "For you" in page and "Anna Agentin" in page and "Bitte zum Limit beraten." in page
    assert page.count(f'id="line_{chat}"') == 1
    chat_page = (await bernd.get(f"/desk/chats/{chat}")).text
    assert "Bitte zum Limit beraten." in chat_page and f"/desk/chats/{chat}/refusal" in chat_page


async def test_a_team_finds_it_among_those_who_wait_with_the_note(xaver, anna, world):
    chat = await world.held("xaver", name="Rosa Vorlage")

    await pass_on(xaver, chat, f"team:{world.teams['musterstadt/ebanking']}")

    assert "Rosa Vorlage" in (await anna.get("/desk")).text
    page = (await anna.get(f"/desk/chats/{chat}")).text
    assert "Bitte zum Limit beraten." in page and "Xaver Extern" in page
    assert (await anna.post(f"/desk/chats/{chat}/assignment")).status_code == 303


async def test_an_external_agent_sees_no_more_of_what_he_passed_on(xaver, world):
    chat = await world.held("xaver", name="Rosa Vorlage")

    answer = await pass_on(xaver, chat, f"team:{world.teams['musterstadt/ebanking']}")

    assert answer.status_code == 303
    assert (await xaver.get(f"/desk/chats/{chat}")).status_code == 404
    assert "Rosa Vorlage" not in (await xaver.get("/desk")).text
    with seen_by(world.users["xaver"]):
        async with locked(world.sessions)() as session:
            assert await session.scalar(select(Conversation.id).where(Conversation.id == chat)) is None


@pytest.mark.parametrize("act", ["transfers", "queueing", "return", "closure"])
async def test_an_advisor_gives_up_a_chat_whose_team_he_does_not_work_for(beate, world, act):
    chat = await world.held("beate")

    answer = await beate.post(
        f"/desk/chats/{chat}/{act}", to=f"team:{world.teams['musterstadt/service']}", note="", outcome="answered"
    )

    assert answer.status_code == 303
    assert (await beate.get(f"/desk/chats/{chat}")).status_code == 404


async def test_an_advisor_declines_and_the_sender_has_it_again(anna, beate, world):
    chat = await world.held("anna")
    await pass_on(anna, chat, f"user:{world.users['beate']}")
    assert (await world.get(Conversation, chat)).team_id == world.teams["musterstadt/ebanking"]

    answer = await beate.post(f"/desk/chats/{chat}/refusal")

    back = await world.get(Conversation, chat)
    assert answer.status_code == 303
    assert (back.agent_id, back.team_id) == (world.users["anna"], world.teams["musterstadt/service"])
    page = (await anna.get(f"/desk/chats/{chat}")).text
    assert "Beate Beratung hat abgelehnt" in page
    assert (await beate.get(f"/desk/chats/{chat}")).status_code == 404


async def test_nobody_else_takes_what_is_offered_to_one(anna, bernd, xaver, browser_of, world):
    await world.hire("berta", "Berta Kollegin", Role.AGENT)
    berta = await browser_of("berta")
    chat = await world.held("anna")
    await pass_on(anna, chat, f"user:{world.users['bernd']}")

    refused = await berta.post(f"/desk/chats/{chat}/assignment")
    page = (await berta.get(f"/desk/chats/{chat}")).text

    assert refused.status_code == 409 and "Bernd Beispiel" in refused.text
    assert "/assignment" not in page
    assert (await xaver.post(f"/desk/chats/{chat}/assignment")).status_code == 404
    assert (await world.get(Conversation, chat)).owner is Owner.WAITING
    assert (await bernd.post(f"/desk/chats/{chat}/assignment")).status_code == 303


async def test_the_sender_takes_it_back_even_from_a_team_that_is_not_his(bernd, world):
    chat = await world.held("bernd")
    await pass_on(bernd, chat, f"team:{world.teams['musterstadt/ebanking']}")

    answer = await bernd.post(f"/desk/chats/{chat}/assignment")

    assert answer.status_code == 303
    assert (await world.get(Conversation, chat)).agent_id == world.users["bernd"]


async def test_a_lead_takes_what_is_offered_to_an_agent_of_hers(anna, lena, world):
    chat = await world.held("anna")
    await pass_on(anna, chat, f"user:{world.users['bernd']}")

    assert (await lena.post(f"/desk/chats/{chat}/assignment")).status_code == 303


async def test_not_taken_in_time_it_comes_back_and_says_why(anna, world, clock):
    chat = await world.held("anna")
    await pass_on(anna, chat, f"user:{world.users['bernd']}")
    clock.now += timedelta(minutes=9)
    assert await come_back(world) == []
    clock.now += timedelta(minutes=1)

    assert await come_back(world) == [chat]

    back = await world.get(Conversation, chat)
    assert (back.owner, back.agent_id, back.offer_ends_at) == (Owner.AGENT, world.users["anna"], None)
    lists = (await anna.get("/desk")).text
    assert "Nicht übernommen" in lists and "(1)" not in lists and 'data-title-news-value="1"' in lists
    assert "Niemand hat rechtzeitig übernommen" in (await anna.get(f"/desk/chats/{chat}")).text
    assert await come_back(world) == []


async def test_the_institution_sets_the_time(anna, world, clock):
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).values(limits={"transfer_minutes": 2}))
    chat = await world.held("anna")
    await pass_on(anna, chat, f"user:{world.users['bernd']}")
    clock.now += timedelta(minutes=2)

    assert await come_back(world) == [chat]


async def test_who_has_no_password_yet_is_passed_nothing_and_who_is_not_there_is_marked(anna, world, clock):
    await world.hire("ina", "Ina Eingeladen", Role.AGENT)
    chat = await world.held("anna")
    async with world.sessions.begin() as session:
        await session.execute(update(User).where(User.id == world.users["ina"]).values(password_hash=None))
        await session.execute(update(User).where(User.id == world.users["carla"]).values(seen_at=clock()))

    form = await anna.get(f"/desk/chats/{chat}/transfers")
    answer = await pass_on(anna, chat, f"user:{world.users['ina']}")

    assert "Ina Eingeladen" not in form.text
    assert "Bernd Beispiel · Nicht da<" in form.text and "Carla Leitung<" in form.text
    assert answer.status_code in (404, 422)
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


@pytest.mark.parametrize("fate", ["disabled", "left"])
async def test_it_goes_to_the_former_teams_queue_when_the_sender_is_gone(anna, world, clock, fate):
    chat = await world.held("anna")
    since = (await world.all(select(Handoff.at).where(Handoff.to_owner == Owner.WAITING)))[0]
    clock.now += timedelta(minutes=3)
    await pass_on(anna, chat, f"team:{world.teams['musterstadt/ebanking']}")
    async with world.sessions.begin() as session:
        if fate == "disabled":
            await session.execute(update(User).where(User.id == world.users["anna"]).values(disabled_at=clock()))
        else:
            await session.execute(
                update(Membership).where(Membership.user_id == world.users["anna"]).values(user_id=world.users["dora"])
            )
    clock.now += timedelta(minutes=10)

    assert await come_back(world) == [chat]

    back = await world.get(Conversation, chat)
    assert (back.owner, back.team_id, back.waiting_since) == (
        Owner.WAITING,
        world.teams["musterstadt/service"],
        since,
    )


async def test_a_note_with_something_confidential_is_refused_and_nothing_moves(anna, world):
    chat = await world.held("anna")

    answer = await pass_on(anna, chat, f"user:{world.users['bernd']}", note="Seine PIN ist 4711.")

    assert answer.status_code == 422 and "⟦PIN⟧" in answer.text
    assert "Seine PIN ist 4711." in answer.text
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]
    assert not [note for note in await world.all(select(Handoff.note)) if note]


@pytest.mark.parametrize("to", ["", "user:", "team:1", "somebody"])
async def test_without_a_receiver_the_form_says_so(anna, world, to):
    chat = await world.held("anna")

    answer = await pass_on(anna, chat, to)

    assert answer.status_code == 422
    assert "Bitte wählen Sie aus, an wen der Chat geht." in answer.text and "Bitte zum Limit beraten." in answer.text


async def test_nothing_goes_to_another_institution(anna, dora, world):
    chat = await world.held("anna")

    answers = [
        await pass_on(anna, chat, f"user:{world.users['dora']}"),
        await pass_on(anna, chat, f"team:{world.teams['neubeispiel/service']}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


async def test_only_the_holder_passes_a_chat_on(bernd, world):
    chat = await world.held("anna")

    answer = await pass_on(bernd, chat, f"user:{world.users['xaver']}")

    assert answer.status_code == 409
    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


async def test_who_may_receive_it_is_shown_with_advisors_apart(anna, beate, world):
    chat = await world.held("anna")

    page = (await anna.get(f"/desk/chats/{chat}/transfers")).text

    for words in ("Bernd Beispiel", "Xaver Extern", "Beate Beratung", "ebanking"):
        assert words in page
    assert "Dora Dialog" not in page and "Anna Agentin</option>" not in page


async def test_two_clicks_pass_it_on_once(anna, world):
    chat = await world.held("anna")

    await asyncio.gather(*(pass_on(anna, chat, f"user:{world.users['bernd']}") for _ in range(2)))

    assert len(await world.all(select(Handoff).where(Handoff.reason == HandoffReason.TRANSFERRED))) == 1


async def test_of_two_who_take_the_offered_chat_one_has_it(anna, bernd, lena, world):
    chat = await world.held("anna")
    await pass_on(anna, chat, f"user:{world.users['bernd']}")

    answers = await asyncio.gather(*(browser.post(f"/desk/chats/{chat}/assignment") for browser in (anna, bernd, lena)))

    assert sorted(answer.status_code for answer in answers) == [303, 409, 409]
    assert len(await world.all(select(Handoff).where(Handoff.reason == HandoffReason.TAKEN))) == 2


async def test_coming_back_while_it_is_taken_it_has_one_holder(anna, bernd, world, clock):
    for _ in range(5):
        chat = await world.held("anna")
        await pass_on(anna, chat, f"user:{world.users['bernd']}")
        clock.now += timedelta(minutes=10)

        taken, returned = await asyncio.gather(bernd.post(f"/desk/chats/{chat}/assignment"), come_back(world))

        holder = (await world.get(Conversation, chat)).agent_id
        assert holder == world.users["anna" if returned else "bernd"]
        assert (taken.status_code == 303) is (not returned)


async def test_use_cases_refuse_who_is_no_colleague(world):
    chat = await world.held("anna")
    anna = await world.get(User, world.users["anna"])
    for act, target in ((transfer_to_person, world.users["anna"]), (transfer_to_team, world.users["bernd"])):
        with pytest.raises(NotFound):
            async with world.sessions.begin() as session:
                await act(session, chat, target, note="", user=anna, now=world.clock())

"""Lists of thousands: their pages, their filters, and who sees what in them."""

import re
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from handoff.desk.snoozing import wake_snoozed
from handoff.models import (
    Author,
    Conversation,
    ConversationLabel,
    CustomerLabel,
    Label,
    Outcome,
    Owner,
)
from handoff.web.chats.list_pages import PAGE
from tests.desk.test_stream import listening


def lines(page):
    return re.findall(r'id="line_([0-9a-f-]+)"', page.text)


def lines_of(page, section):
    return re.findall(r'id="line_([0-9a-f-]+)"', page.text.partition(f'id="{section}"')[2].partition("</section>")[0])


def title_count(page):
    return int(re.search(r'data-title-news-value="(\d+)"', page.text).group(1))


def next_path(page):
    found = re.search(r'src="(/desk/lists/[^"]+)"', page.text)
    return found and found.group(1).replace("&amp;", "&")


async def many_waiting(world, clock, count):
    start = clock.now
    chats = []
    for number in range(count):
        clock.now = start - timedelta(minutes=count - number)
        owner = Owner.PARKED if number % 7 == 6 else Owner.WAITING
        chats.append(
            await world.conversation(
                name=f"Nummer {number}", owner=owner, waiting_since=clock.now, priority=number % 3, team="service"
            )
        )
    clock.now = start
    return chats


async def test_every_waiting_chat_is_on_one_page_and_in_order(anna, world, clock):
    chats = await many_waiting(world, clock, 2 * PAGE + 7)
    page = await anna.get("/desk?list=waiting")
    seen = lines(page)
    while path := next_path(page):
        page = await anna.get(path)
        seen += lines(page)

    order = {str(chat): number for number, chat in enumerate(chats)}
    wanted = sorted(order, key=lambda chat: (order[chat] % 7 == 6, order[chat] - 20 * (order[chat] % 3), order[chat]))
    assert len(seen) == len(set(seen)) == len(chats)
    assert seen == wanted


async def test_what_comes_between_two_pages_repeats_and_hides_nothing(anna, world, clock):
    chats = await many_waiting(world, clock, PAGE + 20)
    first = await anna.get("/desk")
    await world.waiting(name="Eilig", priority=3)
    second = await anna.get(next_path(first))

    assert {*lines(first), *lines(second)} == {str(chat) for chat in chats}


async def test_closed_and_colleagues_chats_have_lists_of_their_own(anna, world, clock):
    await world.held("bernd", name="Bei Bernd")
    done = {"owner": Owner.CLOSED, "closed_at": clock(), "outcome": Outcome.OTHER_CHANNEL}
    chat = await world.conversation(name="Beendeter Chat", **done)
    await world.message(chat, "Bitte nur im *Online-Banking*.", author=Author.BOT)
    await world.conversation(name="Nur der Bot", team=None, owner=Owner.CLOSED, closed_at=clock())

    waiting, team, closed = [(await anna.get(f"/desk?list={name}")).text for name in ("waiting", "team", "closed")]

    assert "Bei Bernd" in team and "bei Bernd Beispiel" in team
    assert "Beendeter Chat" in closed and "Nur der Bot" not in closed
    assert "An anderen Kanal verwiesen" in closed and "Bitte nur im Online-Banking." in closed
    assert not any(name in waiting for name in ("Bei Bernd", "Beendeter Chat"))


async def test_nobody_sees_other_teams_lists(bernd, dora, world, clock):
    await world.held("anna", team="ebanking", name="Nicht für Bernd")
    await world.conversation(name="Auch nicht", team="ebanking", owner=Owner.CLOSED, closed_at=clock())

    for browser in (bernd, dora):
        for name in ("waiting", "team", "closed"):
            text = (await browser.get(f"/desk?list={name}")).text
            assert "Nicht für Bernd" not in text and "Auch nicht" not in text


async def test_another_teams_chats_are_not_listed_by_asking_for_that_team(bernd, world):
    await world.waiting(name="Für die Technik", team="ebanking")

    page = await bernd.get(f"/desk?team={world.teams['musterstadt/ebanking']}")

    assert "Für die Technik" not in page.text


async def test_an_offered_chat_is_apart_for_its_addressee_and_waits_for_others(anna, bernd, world, clock):
    chat = await world.waiting(name="Persönlich")
    async with world.sessions.begin() as session:
        offer = {"offered_to_id": world.users["anna"], "offered_by_id": world.users["bernd"]}
        ends = {"offer_ends_at": clock() + timedelta(minutes=10)}
        await session.execute(update(Conversation).where(Conversation.id == chat).values(**offer, **ends))
    hers, his = await anna.get("/desk"), await bernd.get("/desk")

    assert lines_of(hers, "for_you") == lines(hers) == [str(chat)] and "Bernd Beispiel" in hers.text
    assert lines_of(his, "waiting") == lines(his) == [str(chat)] and "Anna Agentin" in his.text
    assert title_count(hers) == 1 and title_count(his) == 0


async def test_what_is_snoozed_is_not_among_mine_until_its_time(anna, world, clock):
    chat = await world.held("anna", unread=2)
    async with world.sessions.begin() as session:
        later = update(Conversation).where(Conversation.id == chat).values(snoozed_until=clock() + timedelta(hours=1))
        await session.execute(later)

    page = await anna.get("/desk")
    assert lines_of(page, "mine") == [] and lines_of(page, "later") == [str(chat)] and title_count(page) == 0
    async with world.sessions.begin() as session:
        await wake_snoozed(session, now=clock() + timedelta(hours=2))
    page = await anna.get("/desk")
    assert lines_of(page, "mine") == [str(chat)] and lines_of(page, "later") == [] and title_count(page) == 2


async def test_filters_by_topic_language_team_and_label(anna, world):
    english = await world.waiting(name="Englisch", language="en")
    credit = await world.waiting(name="Kredit", topic="credit")
    technical = await world.waiting(name="Technisch", team="ebanking")
    label = Label(id=uuid4(), institution_id=world.institutions["musterstadt"], name="<b>VIP</b>")
    async with world.sessions.begin() as session:
        session.add(label)
        customer = (await session.get_one(Conversation, technical)).customer_id
        await session.flush()
        session.add(ConversationLabel(conversation_id=credit, label_id=label.id))
        session.add(CustomerLabel(customer_id=customer, label_id=label.id))

    async def found(query):
        return set(lines(await anna.get(f"/desk?{query}")))

    assert await found("language=en") == {str(english)}
    assert await found("topic=credit") == {str(credit)}
    assert await found(f"team={world.teams['musterstadt/ebanking']}") == {str(technical)}
    assert await found(f"label={label.id}") == {str(credit), str(technical)}
    assert await found("language=en&topic=credit") == set()
    page = await anna.get("/desk")
    assert "&lt;b&gt;VIP&lt;/b&gt;" in page.text


async def test_the_filter_holds_for_this_log_in_until_it_is_lifted(anna, bernd, world):
    chat = await world.waiting(name="Rosa Vorlage")
    await world.waiting(name="Mehmet Muster", topic="credit")

    await anna.get("/desk?topic=credit")
    beside = await anna.get(f"/desk/chats/{chat}")

    assert "Mehmet Muster" in beside.text and f"line_{chat}" not in beside.text
    assert f"line_{chat}" in (await bernd.get("/desk")).text
    assert f"line_{chat}" in (await anna.get("/desk?list=waiting")).text


async def test_a_filter_that_is_none_filters_nothing(anna, world):
    chat = await world.waiting()

    page = await anna.get("/desk?list=x&team=1&label=%00&language=fr&topic=")

    assert page.status_code == 200 and lines(page) == [str(chat)]


async def test_titles_count_what_is_there_and_the_bar_what_is_new(anna, world, clock):
    await many_waiting(world, clock, PAGE + 10)
    await world.held("anna", unread=3)

    text = (await anna.get("/desk?topic=credit")).text

    parked = len([number for number in range(PAGE + 10) if number % 7 == 6])
    assert f'data-title-news-value="{PAGE + 10 - parked + 3}"' in text
    assert f'<span class="count">{PAGE + 10}</span>' in (await anna.get("/desk?list=waiting")).text


async def test_a_key_that_is_none_is_not_found(anna, world):
    for path in ("/desk/lists/nothing?after=x", "/desk/lists/waiting?after=x~y", "/desk/lists/closed"):
        assert (await anna.get(path)).status_code == 404


async def test_a_new_line_comes_alone_and_the_others_stay(anna, world, realtime):
    first = await world.waiting(name="Rosa Vorlage")
    async with listening(anna) as stream:
        await stream.next(f"line_{first}")
        second = await world.waiting(name="Mehmet Muster")
        await realtime.publish([second])

        event = await stream.next(f"line_{second}")

    assert "Rosa Vorlage" not in event and 'target="waiting_title"' in event


async def test_a_line_that_changes_place_moves_and_is_there_once(anna, world, realtime, clock):
    older = await world.held("anna", name="Rosa Vorlage")
    clock.now += timedelta(minutes=1)
    newer = await world.held("anna", name="Mehmet Muster")
    async with listening(anna) as stream:
        await stream.next(f"line_{newer}")
        async with world.sessions.begin() as session:
            now = clock() + timedelta(minutes=1)
            moved = update(Conversation).where(Conversation.id == older).values(last_activity_at=now)
            await session.execute(moved)
        await realtime.publish([older])

        event = await stream.next(f'action="before" target="line_{newer}"')

    assert f'action="remove" target="line_{older}"' in event


async def test_the_chat_beside_is_not_read_again_when_only_a_list_changed(anna, world, realtime):
    chat = await world.held("anna")
    async with listening(anna, f"?chat={chat}") as stream:
        await stream.next('target="messages"')
        await world.message(chat, "Noch nicht gemeldet")
        other = await world.waiting(name="Rosa Vorlage")
        await realtime.publish([other])
        assert 'id="message_' not in await stream.next(f"line_{other}")
        await realtime.publish([chat])

        assert 'id="message_' in await stream.next("Noch nicht gemeldet")


async def test_a_search_link_opens_the_chat_before_that_message(anna, world, clock):
    chat = await world.held("anna")
    start, ids = clock.now, []
    for number in range(150):
        clock.now = start + timedelta(minutes=number)
        ids.append(await world.message(chat, f"Satz {number}."))

    page = await anna.get(f"/desk/chats/{chat}?message={ids[70]}")

    assert f'id="message_{ids[70]}"' in page.text and f'id="message_{ids[-1]}"' in page.text
    assert f'id="message_{ids[5]}"' not in page.text and "earlier_" in page.text
    assert (await anna.get(f"/desk/chats/{chat}?message=x")).status_code == 200

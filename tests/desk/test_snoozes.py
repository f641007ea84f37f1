from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.desk import snooze_times
from handoff.inbox.pending import Pending
from handoff.inbox.people import count_unread
from handoff.models import Conversation
from handoff.timers import wake_snoozed

BERLIN = "Europe/Berlin"
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


async def wake(world):
    async with world.sessions.begin() as session:
        return await wake_snoozed(session, now=world.clock())


async def test_put_off_it_leaves_my_chats_for_later_and_comes_back_by_itself_as_news(anna, world, clock):
    chat = await world.held("anna", name="Rosa Vorlage")

    answer = await anna.post(f"/desk/chats/{chat}/snooze", until="hour")

    assert answer.headers["location"] == "/desk"
    page = (await anna.get("/desk")).text
    assert page.index('id="later"') < page.index("Rosa Vorlage") and 'data-title-news-value="0"' in page
    assert await wake(world) == []
    clock.now += timedelta(hours=1)
    assert await wake(world) == [chat]
    page = (await anna.get("/desk")).text
    assert page.index("Rosa Vorlage") < page.index('id="waiting"')
    assert "Wiedervorlage" in page and 'data-title-news-value="1"' in page
    assert await wake(world) == []


async def test_my_answer_says_that_i_have_seen_it(anna, world, clock):
    chat = await world.held("anna")
    await anna.post(f"/desk/chats/{chat}/snooze", until="hour")
    clock.now += timedelta(hours=1)
    await wake(world)

    await anna.post(f"/desk/chats/{chat}/messages", body="Da bin ich wieder.")

    assert (await world.get(Conversation, chat)).attention is None


@pytest.mark.parametrize(("kind", "is_over"), [("text", True), ("image", True), ("reaction", False)])
def test_a_new_message_ends_it(clock, kind, is_over):
    until = clock() + timedelta(hours=1)
    chat = Conversation(unread=0, snoozed_until=until)

    count_unread(chat, [Pending(1, kind, "", {}, [], clock())])

    assert chat.snoozed_until == (None if is_over else until)


async def test_it_can_be_taken_up_before(anna, world):
    chat = await world.held("anna")
    await anna.post(f"/desk/chats/{chat}/snooze", until="tomorrow")
    assert "Zurückgestellt bis morgen, 09:00." in (await anna.get(f"/desk/chats/{chat}")).text

    await anna.post(f"/desk/chats/{chat}/waking")

    assert (await world.get(Conversation, chat)).snoozed_until is None


async def test_an_own_time_is_the_institutions(anna, world):
    chat = await world.held("anna")

    await anna.post(f"/desk/chats/{chat}/snooze", until="own", own="2026-11-25T08:30")

    assert (await world.get(Conversation, chat)).snoozed_until == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"until": "own", "own": "2026-11-22T08:30"}, "Das liegt in der Vergangenheit."),
        ({"until": "own", "own": "2027-11-22T08:30"}, "in den nächsten 90 Tagen"),
        ({"until": "own", "own": "bald"}, "Bitte nennen Sie Tag und Uhrzeit."),
        ({"until": "own"}, "Bitte nennen Sie Tag und Uhrzeit."),
        ({"until": "never"}, "Bitte nennen Sie Tag und Uhrzeit."),
    ],
)
async def test_what_is_no_time_ahead_is_refused(anna, world, fields, words):
    chat = await world.held("anna")

    answer = await anna.post(f"/desk/chats/{chat}/snooze", **fields)

    assert answer.status_code == 422 and words in answer.text
    assert (await world.get(Conversation, chat)).snoozed_until is None


@given(moments)
def test_what_is_offered_lies_ahead_and_at_the_hour_on_the_wall(now):
    times = snooze_times(now, BERLIN)

    assert all(at > now for at in times.values())
    local = {name: at.astimezone(ZoneInfo(BERLIN)) for name, at in times.items()}
    assert (local["tomorrow"].hour, local["monday"].hour, local["monday"].weekday()) == (9, 9, 0)
    assert local["tomorrow"].date() - now.astimezone(ZoneInfo(BERLIN)).date() == timedelta(days=1)
    assert timedelta(0) < local["monday"].date() - now.astimezone(ZoneInfo(BERLIN)).date() <= timedelta(days=7)
    assert times["hour"] - now == timedelta(hours=1)
    assert ("afternoon" in times) is (now.astimezone(ZoneInfo(BERLIN)).hour < 15)

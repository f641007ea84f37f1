"""Who is there: said by himself, and by his open pages."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from handoff.models import Presence, User
from handoff.presence import GONE_AFTER, TOUCH_EVERY, Standing, needs_touch, standing_of

from .conftest import NOW
from .test_stream import listening


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2)), st.sampled_from(Presence))
def test_offline_is_who_has_no_page_open_whatever_he_said(ago, said):
    user = User(presence=said, seen_at=NOW - ago)

    standing = standing_of(user, now=NOW)

    assert (standing is Standing.OFFLINE) == (ago > GONE_AFTER)
    assert standing is Standing.OFFLINE or standing.value == said.value


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2)))
def test_an_open_page_speaks_up_long_before_its_user_counts_as_gone(ago):
    assert needs_touch(User(seen_at=NOW - ago), now=NOW) == (ago > TOUCH_EVERY)
    assert TOUCH_EVERY + timedelta(seconds=15) * 2 < GONE_AFTER


async def test_colleagues_are_shown_with_their_presence_and_their_chats(anna, bernd, world, clock):
    await world.held("bernd")
    async with listening(bernd) as stream:
        await stream.next('target="mine"')
    there = (await anna.get("/desk/colleagues")).text
    await bernd.post("/desk/presence", presence="away")
    away = (await anna.get("/desk/colleagues")).text
    clock.now += timedelta(minutes=5)
    gone = (await anna.get("/desk/colleagues")).text

    assert "Bernd Beispiel <small>Anwesend · 1 Chat</small>" in there
    assert "Bernd Beispiel <small>Kurz weg · 1 Chat</small>" in away
    assert "Bernd Beispiel <small>Nicht da · 1 Chat</small>" in gone
    assert "Anna" not in there and "Dora" not in there


async def test_another_presence_than_there_is_is_refused(anna):
    assert (await anna.post("/desk/presence", presence="asleep")).status_code == 404

"""A team that gives its chats: nobody presses anything, and who lets one lie loses it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect


@pytest.fixture
def now():
    """Shortly before Bernd relieves Anna in Electronic Banking."""
    return datetime(2026, 11, 25, 12, 57, tzinfo=ZoneInfo("Europe/Berlin"))


async def test_a_chat_comes_by_itself_and_moves_on_when_it_is_not_answered(phone_of, desk_of, clock, now):
    anna = await desk_of("anna@sparkasse-musterstadt.example")
    bernd = await desk_of("bernd@sparkasse-musterstadt.example")
    mara = await phone_of("Mara Beispiel")

    await mara.says("Auf meinem Konto wurde etwas abgebucht, das war ich nicht")
    await mara.taps("Mit Menschen chatten")
    await anna.gets("Mara Beispiel")
    await expect(anna.notices).to_contain_text("Ein neuer Chat ist für Sie da")
    await expect(bernd.mine()).to_have_count(0)

    # Both stay at their desks for the five minutes that she has: an open page says so, as it does here when it is read.
    for minute in range(1, 7):
        clock.move_to(now + timedelta(minutes=minute))
        await anna.goes_to("/desk")
        await bernd.goes_to("/desk")

    await bernd.gets("Mara Beispiel")
    await expect(anna.mine()).to_have_count(0)
    await bernd.opens("Mara Beispiel")
    await expect(bernd.thread).to_contain_text("Anna Agentin did not answer. The chat is waiting again.")
    await bernd.answers("Guten Tag, hier ist Bernd.")
    await mara.hears("hier ist Bernd")

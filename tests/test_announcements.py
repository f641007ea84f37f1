"""What an institution announces comes before the answer, from a time to a time, once a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import update

from handoff.announcements import announcements, to_be_told
from handoff.models import Institution
from handoff.workbench.rehearsal import phone as says

BERLIN = ZoneInfo("Europe/Berlin")
MOVING = {
    "slug": "moving",
    "topics": ["unlock"],
    "from": "2026-11-24T08:00:00",
    "until": "2026-11-27T06:00:00",
    "de": "Am Wochenende zieht unser Online-Banking um.",
    "en": "Our online banking is being moved this weekend.",
}
EVERYWHERE = MOVING | {"slug": "storm", "topics": [], "de": "Heute bleibt alles zu.", "en": "We are closed today."}


async def hear(service, text):
    heard = len(service.graph.bubbles)
    await service.arrive(service.phone("4915155500001"), says.text(text))
    await service.settle()
    return "\n".join(bubble.text for bubble in service.graph.bubbles[heard:])


async def announce(service, *entries):
    async with service.sessions.begin() as session:
        await session.execute(update(Institution).values(announcements=list(entries)))


async def test_it_comes_before_the_answer_and_once_a_day(service):
    await announce(service, MOVING)
    await hear(service, "Hallo")

    first = await hear(service, "Mein Online-Banking ist gesperrt")
    second = await hear(service, "Ich bin ausgesperrt")
    service.clock.now += timedelta(days=1)
    next_day = await hear(service, "Mein Online-Banking ist gesperrt")
    service.clock.now += timedelta(days=1)
    later = await hear(service, "Mein Online-Banking ist gesperrt")

    assert first.startswith(MOVING["de"])
    assert len(first) > len(MOVING["de"]) + 40
    assert MOVING["de"] not in second
    assert next_day.startswith(MOVING["de"])
    assert MOVING["de"] not in later


async def test_it_speaks_the_language_of_the_customer(service):
    await announce(service, MOVING)

    assert MOVING["en"] in await hear(service, "My online banking is locked, please help me")


async def test_one_for_all_topics_comes_before_any_answer_but_an_urgent_one(service):
    await announce(service, EVERYWHERE)

    urgent = await hear(service, "Meine Karte wurde gestohlen, bitte sperren!")
    assert EVERYWHERE["de"] not in urgent
    assert "116 116" in urgent
    assert EVERYWHERE["de"] in await hear(service, "Wann haben Sie geöffnet?")


async def test_another_topic_hears_nothing_of_it(service):
    await announce(service, MOVING)

    assert MOVING["de"] not in await hear(service, "Wann haben Sie geöffnet?")


@pytest.mark.parametrize(
    ("begins", "ends"), [("2026-03-29T01:30:00", "2026-03-29T03:30:00"), ("2026-10-25T01:30:00", "2026-10-25T03:30:00")]
)
def test_a_night_in_which_the_clock_changes_has_its_true_length(begins, ends):
    (one,) = announcements([MOVING | {"from": begins, "until": ends}], BERLIN)
    start = one.begins.timestamp()
    true_length = one.ends.timestamp() - start

    held = [
        minute
        for minute in range(0, 6 * 60, 5)
        if one.is_due("unlock", urgent=False, now=datetime.fromtimestamp(start + minute * 60, BERLIN))
    ]

    assert len(held) * 300 == true_length in (3600, 3 * 3600)


@given(
    minutes=some.integers(-10_000, 10_000),
    topic=some.sampled_from([None, "unlock", "hours", "fraud"]),
    topics=some.lists(some.sampled_from(["unlock", "hours", "fraud"])),
    told=some.booleans(),
)
def test_it_holds_for_its_topics_and_its_time_alone(minutes, topic, topics, told):
    record = announcements([MOVING | {"topics": topics}], BERLIN)
    now = record[0].begins + timedelta(minutes=minutes)
    memory = {"moving": now.date().isoformat()} if told else {}

    chosen = to_be_told(record, topic, urgent=topic == "fraud", now=now, told=memory)

    in_time = record[0].begins <= now < record[0].ends
    about_it = topic in topics if topics else topic != "fraud"
    assert bool(chosen) == (in_time and about_it and not told)

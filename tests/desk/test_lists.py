from datetime import timedelta

from handoff.models import HandoffReason, Owner


def order_of(text, *names):
    return sorted((name for name in names if name in text), key=text.index)


async def test_priority_comes_first_then_who_waits_longest(anna, world, clock):
    start = clock.now
    for name, minutes, priority in (("Jonas", 10, 1), ("Rosa", 30, 1), ("Mehmet", 2, 3)):
        clock.now = start - timedelta(minutes=minutes)
        await world.waiting(name=name, priority=priority)
    clock.now = start

    page = await anna.get("/desk")

    assert order_of(page.text, "Jonas", "Rosa", "Mehmet") == ["Mehmet", "Rosa", "Jonas"]


async def test_a_waiting_chat_says_topic_reason_and_last_line(anna, world):
    await world.waiting(reason=HandoffReason.CONFIDENTIAL, language="en")

    page = await anna.get("/desk")

    for words in ("Online-Banking entsperren", "Vertrauliches Anliegen", "Mein Zugang ist gesperrt.", ">EN<"):
        assert words in page.text


async def test_an_overdue_answer_is_marked(anna, world, clock):
    await world.waiting(due_at=clock() - timedelta(minutes=5))

    assert "Antwort war bis 10:55 zugesagt" in (await anna.get("/desk")).text


async def test_who_waits_for_the_opening_is_listed_as_such(anna, world, clock):
    await world.conversation(name="Rosa", owner=Owner.PARKED, waiting_since=clock())

    page = await anna.get("/desk")

    assert "Rosa" in page.text and "Wartet auf die Öffnung" in page.text


async def test_what_needs_a_look_is_listed_until_somebody_looked(anna, world):
    chat = await world.conversation(name="Rosa", attention="unreadable")
    assert "Nicht lesbar" in (await anna.get("/desk")).text

    await anna.post(f"/desk/chats/{chat}/look")

    assert "Rosa" not in (await anna.get("/desk")).text


async def test_a_team_sees_only_its_own(bernd, anna, world):
    await world.waiting(name="Rosa", team="ebanking")

    assert "Rosa" in (await anna.get("/desk")).text
    assert "Rosa" not in (await bernd.get("/desk")).text


async def test_the_title_counts_what_is_new(anna, world):
    await world.waiting()
    await world.held("anna", unread=2)

    assert 'data-title-news-value="3"' in (await anna.get("/desk")).text

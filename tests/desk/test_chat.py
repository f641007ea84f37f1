from datetime import timedelta

import pytest

from handoff.models import Author, Conversation, Customer, Edit, HandoffReason, Mover, Owner, Reaction, Status

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}"


async def test_nothing_that_a_customer_writes_becomes_html(anna, world):
    chat = await world.waiting(name=HOSTILE, gathered={"wish": HOSTILE})
    await world.message(chat, HOSTILE, edited_at=world.clock())
    await world.message(chat, HOSTILE, kind="contacts", content={"contacts": [{"name": HOSTILE, "phones": [HOSTILE]}]})
    await world.message(chat, HOSTILE, kind="link", author=Author.BOT, content={"label": HOSTILE, "url": HOSTILE})

    pages = [await anna.get("/desk"), await anna.get(f"/desk/chats/{chat}")]

    for page in pages:
        assert "&lt;script&gt;" in page.text
        assert "<script>alert" not in page.text and "<img src=x" not in page.text and "49" not in page.text[:60]


async def test_the_whole_thread_is_there_with_earlier_conversations(anna, world, clock):
    now = clock.now
    clock.now = now - timedelta(days=3)
    former = await world.conversation()
    await world.message(former, "Wann haben Sie am Samstag offen?")
    async with world.sessions.begin() as session:
        earlier = await session.get_one(Conversation, former)
        earlier.move(Owner.CLOSED, by=Mover.TIME, now=clock())
        customer = earlier.customer_id
    clock.now = now
    chat = await world.waiting()
    async with world.sessions.begin() as session:
        later = await session.get_one(Conversation, chat)
        later.customer_id = customer

    page = await anna.get(f"/desk/chats/{chat}")

    assert "Wann haben Sie am Samstag offen?" in page.text
    assert "Freitag, 20. November" in page.text and "Heute" in page.text


async def test_an_external_agent_does_not_read_what_was_written_to_other_teams(browser_of, world):
    former = await world.conversation(team="ebanking")
    await world.message(former, "Nur für das Electronic Banking.")
    async with world.sessions.begin() as session:
        earlier = await session.get_one(Conversation, former)
        earlier.move(Owner.CLOSED, by=Mover.TIME, now=world.clock())
        customer = earlier.customer_id
    chat = await world.held("xaver")
    async with world.sessions.begin() as session:
        (await session.get_one(Conversation, chat)).customer_id = customer

    external, own = await browser_of("xaver"), await browser_of("anna")

    assert "Nur für das" not in (await external.get(f"/desk/chats/{chat}")).text
    assert "Nur für das" in (await own.get(f"/desk/chats/{chat}")).text


async def test_long_threads_come_in_pages(anna, world, clock):
    chat = await world.waiting()
    for number in range(70):
        clock.now += timedelta(seconds=1)
        await world.message(chat, f"Zeile {number:02}.")

    page = await anna.get(f"/desk/chats/{chat}")
    address = page.text.split('loading="lazy" src="')[1].split('"')[0]
    earlier = await anna.get(address)

    assert "Zeile 69." in page.text and "Zeile 05." not in page.text
    assert "Zeile 05." in earlier.text and "Zeile 69." not in earlier.text
    assert "Mein Zugang ist gesperrt." in earlier.text


async def test_a_message_shows_what_hangs_on_it(anna, world):
    chat = await world.waiting()
    asked = await world.message(chat, "Wie geht das?", wamid="wamid.asked")
    answer = await world.message(chat, "So.", author=Author.BOT, quoted_wamid="wamid.asked", status=Status.READ)
    edited = await world.message(chat, "Danke sehr", edited_at=world.clock())
    await world.message(chat, "", kind="image", revoked_at=world.clock())
    async with world.sessions.begin() as session:
        session.add(Reaction(message_id=answer, author=Author.CUSTOMER, emoji="👍", at=world.clock()))
        session.add(Edit(message_id=edited, former_body="Dnke", at=world.clock()))

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert f'id="message_{asked}"' in page
    for words in ("</b> Wie geht das?", "👍", "Gelesen", "Dnke", "Diese Nachricht wurde in WhatsApp gelöscht."):
        assert words in page


async def test_kinds_that_we_do_not_know_are_shown_as_such(anna, world):
    chat = await world.waiting()
    await world.message(chat, "", kind="hologram", content={"raw": {"type": "hologram"}})
    await world.message(chat, "", kind="unsupported", content={"type": "poll"})

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "das wir noch nicht anzeigen können" in page
    assert "die es selbst nicht weitergibt" in page


async def test_a_failed_message_says_why_and_what_to_do(anna, world):
    chat = await world.held("anna")
    await world.message(chat, "Eins", author=Author.AGENT, status=Status.FAILED, failure_code=131026)
    await world.message(chat, "Zwei", author=Author.AGENT, status=Status.FAILED, failure_code=131047)
    await world.message(chat, "Drei", author=Author.AGENT, status=Status.UNKNOWN)

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "Über WhatsApp kommt hier gerade nichts an. Bitte rufen Sie an." in page
    assert "Das 24-Stunden-Fenster war zu." in page
    assert "Bitte fragen Sie nach, bevor Sie sie noch einmal schreiben." in page


async def test_the_summary_says_why_and_what_the_bot_gathered(anna, world):
    chat = await world.waiting(
        reason=HandoffReason.CONFIDENTIAL,
        gathered={"appointment_branch": "Filiale Mitte", "appointment_topic": "credit"},
    )

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "Vertrauliches Anliegen" in page
    assert "<dt>Filiale</dt><dd>Filiale Mitte</dd>" in page
    assert "<dt>Terminthema</dt><dd>Kredit und Finanzierung</dd>" in page


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        (0, "hat sich heute geändert.", "number changed today."),
        (1, "hat sich gestern geändert.", "number changed yesterday."),
        (3, "hat sich am Montag, 23. November geändert.", "number changed on Monday 23 November."),
    ],
)
async def test_when_a_number_changed_is_said_in_a_sentence(browser_of, world, clock, days, german, english):
    chat = await world.waiting()
    conversation = await world.get(Conversation, chat)
    async with world.sessions.begin() as session:
        (await session.get_one(Customer, conversation.customer_id)).identity_changed_at = clock()
    clock.now += timedelta(days=days)
    anna, bernd = await browser_of("anna"), await browser_of("bernd")

    assert german in (await anna.get(f"/desk/chats/{chat}")).text
    assert english in (await bernd.get(f"/desk/chats/{chat}")).text

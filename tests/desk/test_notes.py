import asyncio
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handoff.desk import mention_pattern
from handoff.models import Mention, Message, Note, OutboxEntry, Role

HOSTILE = "<img src=x onerror=alert(1)> @Bernd Beispiel <b>"


async def write(browser, chat, body, **fields):
    return await browser.post(f"/desk/chats/{chat}/notes", body=body, **({"client_key": str(uuid4())} | fields))


async def test_colleagues_read_a_note_and_the_customer_never_gets_it(anna, bernd, world):
    chat = await world.held("anna")

    answer = await write(anna, chat, "Der Kunde ruft morgen an.")

    assert answer.status_code == 303
    page = (await bernd.get(f"/desk/chats/{chat}")).text
    assert "Der Kunde ruft morgen an." in page and "Internal note by Anna Agentin" in page
    assert await world.all(select(OutboxEntry)) == []
    assert [message.body for message in await world.all(select(Message))] == ["Mein Zugang ist gesperrt."]


async def test_who_is_named_is_told_until_he_opens_the_chat(anna, bernd, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await write(anna, chat, "Kannst du das, @bernd beispiel? @Anna Agentin")

    lists = (await bernd.get("/desk")).text
    assert "Anna Agentin mentioned you" in lists and 'data-title-news-value="1"' in lists
    assert "hat Sie erwähnt" not in (await anna.get("/desk")).text
    assert 'data-unread="1"' in (await bernd.get(f"/desk/chats/{chat}")).text

    await bernd.post(f"/desk/chats/{chat}/reading")

    assert "mentioned you" not in (await bernd.get("/desk")).text
    assert [mention.user_id for mention in await world.all(select(Mention))] == [world.users["bernd"]]


async def test_only_who_sees_the_chat_is_named_and_offered(anna, world):
    await world.hire("edgar", "Edgar Elektronisch", Role.AGENT, team="ebanking")
    chat = await world.held("anna", team="service")

    await write(anna, chat, "@Edgar Elektronisch und @Dora Dialog: bitte ansehen.")

    assert await world.all(select(Mention)) == []
    page = (await anna.get(f"/desk/chats/{chat}/notes")).text
    assert "Bernd Beispiel" in page and "Edgar" not in page and "Dora" not in page


@pytest.mark.parametrize("accept", ["text/html", "text/vnd.turbo-stream.html"])
async def test_a_pin_is_refused_with_the_place_marked_and_nothing_is_lost(anna, world, accept):
    chat = await world.held("anna")

    answer = await write(anna, chat, "Seine PIN ist 4711.", accept=accept)

    assert answer.status_code == 422
    assert "⟦PIN⟧" in answer.text and "Seine PIN ist 4711.</textarea>" in answer.text
    assert await world.all(select(Note)) == []


async def test_a_number_in_pieces_is_refused_at_its_end(anna, world):
    chat = await world.held("anna")
    await write(anna, chat, "DE89 3704 0044")

    answer = await write(anna, chat, "0532 0130 00")

    assert answer.status_code == 422
    assert len(await world.all(select(Note))) == 1


async def test_a_note_that_comes_twice_is_one(anna, world):
    chat, key = await world.held("anna"), str(uuid4())

    answers = await asyncio.gather(*(write(anna, chat, "Einmal.", client_key=key) for _ in range(3)))

    assert {answer.status_code for answer in answers} == {303}
    assert len(await world.all(select(Note))) == 1


@pytest.mark.parametrize(("body", "words"), [("  ", "erst einen Text"), ("x" * 4001, "höchstens 4.000 Zeichen")])
async def test_empty_and_endless_notes_are_refused(anna, world, body, words):
    chat = await world.held("anna")

    answer = await write(anna, chat, body)

    assert answer.status_code == 422 and words in answer.text


async def test_nothing_in_a_note_becomes_html(anna, bernd, world):
    chat = await world.held("anna")
    await write(anna, chat, HOSTILE)

    pages = [await bernd.get("/desk"), await bernd.get(f"/desk/chats/{chat}")]

    assert not any("<img src=x" in page.text for page in pages)
    assert '<span class="mention">@Bernd Beispiel</span> &lt;b&gt;' in pages[1].text


async def test_an_external_agent_reads_no_notes_of_other_teams(browser_of, anna, world):
    chat = await world.held("anna", team="ebanking")
    await write(anna, chat, "Nur für das Electronic Banking.")
    xaver = await browser_of("xaver")

    assert (await xaver.get(f"/desk/chats/{chat}")).status_code == 404
    assert (await write(xaver, chat, "Hallo")).status_code == 404


@given(st.lists(st.text(min_size=1, max_size=8), max_size=5), st.text(max_size=40))
def test_parts_of_a_note_with_its_names_are_the_whole(names, body):
    parts = mention_pattern(names).split(body)

    assert "".join(f"@{part}" if index % 2 else part for index, part in enumerate(parts)) == body


def test_of_names_that_begin_alike_the_longest_is_meant():
    assert mention_pattern(["Anna", "Anna Agentin"]).findall("@Anna Agentin, @Anna, @Annabell") == [
        "Anna Agentin",
        "Anna",
    ]

"""Pictures and documents to the customer."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from handoff.models import Author, Media, MediaState, Message, OutboxEntry
from handoff.whatsapp.files import LARGEST_DOCUMENT
from tests.desk.files import HTML, PDF, SVG, png

STREAM = "text/vnd.turbo-stream.html"


async def send(browser, chat, *files, captions=(), key=None, accept="text/html"):
    parts = [("file", (name, content, mime)) for name, content, mime in files]
    data = {"csrf": browser.csrf, "client_key": str(key or uuid4()), "caption": list(captions)}
    return await browser.http.post(f"/desk/chats/{chat}/files", data=data, files=parts, headers={"Accept": accept})


async def sent(world):
    return await world.all(select(Message).where(Message.author == Author.AGENT).order_by(Message.id))


PICTURE = ("Lageplan.png", png(), "image/png")
LEAFLET = ("Merkblatt.pdf", PDF, "application/pdf")


async def test_files_are_messages_in_their_order_and_shown_from_our_own_bytes(anna, world):
    chat = await world.held("anna")

    answer = await send(anna, chat, PICTURE, LEAFLET, captions=["So finden Sie uns.", ""], accept=STREAM)

    picture, leaflet = await sent(world)
    assert [(m.kind, m.body) for m in (picture, leaflet)] == [("image", "So finden Sie uns."), ("document", "")]
    assert await world.all(select(OutboxEntry.message_id).order_by(OutboxEntry.id)) == [picture.id, leaflet.id]
    media = (await world.all(select(Media).where(Media.message_id == picture.id)))[0]
    assert (media.state, media.media_id, media.mime_type) == (MediaState.STORED, None, "image/png")
    assert f'src="/desk/media/{media.id}"' in answer.text and "Merkblatt.pdf" in answer.text
    assert (await anna.get(f"/desk/media/{media.id}")).content == png()


async def test_without_scripts_the_page_with_the_form_sends_them(anna, world):
    chat = await world.held("anna")
    page = await anna.get(f"/desk/chats/{chat}/files/new")

    answer = await send(anna, chat, PICTURE)

    assert 'enctype="multipart/form-data"' in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/chats/{chat}")


async def test_the_same_form_twice_sends_nothing_twice(anna, world):
    chat, key = await world.held("anna"), uuid4()

    for _ in range(2):
        await send(anna, chat, PICTURE, LEAFLET, key=key)

    assert len(await sent(world)) == 2
    assert len(await world.all(select(Media))) == 2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("bild.png", SVG, "image/png"), "Bitte speichern Sie die Datei zum Beispiel als PDF."),
        (("seite.pdf", HTML, "application/pdf"), "Bitte speichern Sie die Datei zum Beispiel als PDF."),
        (("bild.png", PDF, "image/png"), "passt nicht zu ihrem Inhalt"),
        (("leer.pdf", b"", "application/pdf"), "die nicht leer ist"),
    ],
)
async def test_what_does_not_fit_is_refused_kindly_and_nothing_is_sent(anna, world, file, words):
    chat = await world.held("anna")

    answers = [await send(anna, chat, PICTURE, file, accept=accept) for accept in (STREAM, "text/html")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(words in answer.text for answer in answers)
    assert await sent(world) == []


async def test_a_form_without_a_file_is_refused(anna, world):
    chat = await world.held("anna")

    answer = await anna.post(f"/desk/chats/{chat}/files", caption="Nichts dabei")

    assert answer.status_code == 422 and "Nichts dabei" in answer.text


async def test_too_many_bytes_are_not_even_read(anna, desk, world):
    chat = await world.held("anna")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in anna.http.cookies.jar)
    head = (
        f"POST /desk/chats/{chat}/files HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {LARGEST_DOCUMENT * 100}\r\n\r\n"
    )

    reader, writer = await asyncio.open_connection("127.0.0.1", int(desk.rpartition(":")[2]))
    writer.write(head.encode())
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 5)
    writer.close()

    assert b" 413 " in answer


async def test_a_body_that_lies_about_its_length_is_cut_off(anna, world):
    chat = await world.held("anna")

    async def chunks():
        for _ in range(20):
            yield bytes(1024 * 1024)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await anna.http.post(f"/desk/chats/{chat}/files", content=chunks(), headers=headers)

    assert answer.status_code == 413
    assert await sent(world) == []


async def test_confidential_captions_and_names_do_not_leave(anna, world):
    chat = await world.held("anna")
    named = ("DE89 3704 0044 0532 0130 00.pdf", PDF, "application/pdf")

    captioned = await send(anna, chat, PICTURE, captions=["IBAN DE89 3704 0044 0532 0130 00"], accept=STREAM)
    unnamed = await send(anna, chat, named, accept=STREAM)

    assert (captioned.status_code, unnamed.status_code) == (422, 422)
    assert "⟦IBAN⟧" in captioned.text and "⟦IBAN⟧" in unnamed.text
    assert await sent(world) == []


async def test_a_caption_has_1024_characters_at_most(anna, world):
    chat = await world.held("anna")

    long, whole = [await send(anna, chat, PICTURE, captions=["ä" * n], accept=STREAM) for n in (1025, 1024)]

    assert (long.status_code, whole.status_code) == (422, 200)
    assert len(await sent(world)) == 1


async def test_hostile_names_are_clean_in_page_and_row(anna, world):
    chat = await world.held("anna")
    name = "../<script>alert(1)</script>\u202efdp.pdf"

    await send(anna, chat, (name, PDF, "application/pdf"))

    (media,) = await world.all(select(Media))
    page = await anna.get(f"/desk/chats/{chat}")
    assert media.file_name == "script fdp.pdf"
    assert "<script>alert" not in page.text


async def test_only_who_has_the_chat_sends_and_only_in_the_open_window(anna, bernd, world, clock):
    chat = await world.held("anna")

    foreign = await send(bernd, chat, PICTURE)
    clock.now += timedelta(hours=25)
    await anna.log_in("anna@musterstadt.example")
    late = await send(anna, chat, PICTURE)

    assert (foreign.status_code, late.status_code) == (409, 422)
    assert await sent(world) == []

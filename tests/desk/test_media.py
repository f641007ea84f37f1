from uuid import uuid4

import pytest

from handoff.models import Media, MediaState

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


async def stored(world, chat, content, *, mime_type="image/png", file_name=None, kind="image", **values):
    message = await world.message(chat, "", kind=kind)
    media = Media(
        id=uuid4(),
        message_id=message,
        number_id=world.numbers["musterstadt"],
        media_id="1",
        mime_type=mime_type,
        file_name=file_name,
        state=MediaState.STORED,
        due_at=world.clock(),
        content=content,
        sha256=b"\x01" * 32,
    )
    for key, value in values.items():
        setattr(media, key, value)
    async with world.sessions.begin() as session:
        session.add(media)
    return media.id


async def test_a_picture_is_shown_in_its_bubble(anna, world):
    chat = await world.waiting()
    media = await stored(world, chat, PNG)

    page, picture = await anna.get(f"/desk/chats/{chat}"), await anna.get(f"/desk/media/{media}")

    assert f'<img class="bubble__picture" src="/desk/media/{media}"' in page.text
    assert (picture.headers["content-type"], picture.content) == ("image/png", PNG)
    assert picture.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("content", "mime_type", "name"),
    [
        (b"<html><script>alert(1)</script>", "text/html", "seite.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", None),
        (b"<script>alert(1)</script>", "image/png", None),
        (b"%PDF-1.7", "application/pdf", "Vertrag.pdf"),
    ],
)
async def test_what_is_no_plain_picture_or_sound_is_only_saved(anna, world, content, mime_type, name):
    chat = await world.waiting()
    media = await stored(world, chat, content, mime_type=mime_type, file_name=name, kind="document")

    file = await anna.get(f"/desk/media/{media}")

    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment;")


async def test_a_hostile_file_name_breaks_no_header(anna, world):
    chat = await world.waiting()
    media = await stored(world, chat, b"x", file_name='../\r\nX-Evil: 1"; b=c.exe', kind="document")

    file = await anna.get(f"/desk/media/{media}")

    assert "x-evil" not in file.headers
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''_")


async def test_an_unchanged_picture_is_not_sent_twice(anna, world):
    chat = await world.waiting()
    media = await stored(world, chat, PNG)
    first = await anna.get(f"/desk/media/{media}")

    second = await anna.get(f"/desk/media/{media}", headers={"If-None-Match": first.headers["etag"]})

    assert (second.status_code, second.content) == (304, b"")


async def test_a_file_on_its_way_or_lost_says_so(anna, world):
    chat = await world.waiting()
    await stored(world, chat, None, state=MediaState.PENDING)
    lost = await stored(world, chat, None, state=MediaState.FAILED)

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "wird noch geladen" in page and "konnte nicht geladen werden" in page
    assert (await anna.get(f"/desk/media/{lost}")).status_code == 404

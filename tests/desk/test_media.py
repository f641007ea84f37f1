from uuid import uuid4

import pytest

from handoff.models import Media, MediaState

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


async def stored(world, chat, content, *, mime_type="image/png", file_name=None, kind="image", **values):
    about = {name: values.pop(name) for name in ("author", "body") if name in values}
    message = await world.message(chat, about.pop("body", ""), kind=kind, **about)
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


async def test_a_document_opens_in_the_browsers_viewer_where_nothing_else_may_load(anna, world):
    chat = await world.waiting()
    media = await stored(
        world, chat, b"%PDF-1.7", mime_type="application/pdf", file_name="Vertrag.pdf", kind="document", size=2_400_000
    )

    page, file = await anna.get(f"/desk/chats/{chat}"), await anna.get(f"/desk/media/{media}?open=1")

    assert f'href="/desk/media/{media}?open=1"' in page.text and "PDF · 2,3 MB" in page.text
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"] == "inline; filename*=UTF-8''Vertrag.pdf"
    assert file.headers["content-security-policy"].startswith("default-src 'none'")
    assert file.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>%PDF-1.7", b"<svg/>", PNG])
async def test_only_a_document_that_is_one_opens(anna, world, content):
    chat = await world.waiting()
    media = await stored(world, chat, content, mime_type="application/pdf", file_name="a.pdf", kind="document")

    file = await anna.get(f"/desk/media/{media}?open=1")

    assert file.headers["content-type"] != "application/pdf"
    assert file.headers["content-security-policy"] == "sandbox; default-src 'none'"


async def test_a_picture_of_ours_is_shown_inline_by_its_name_and_called_ours(anna, world):
    chat = await world.waiting()
    media = await stored(world, chat, PNG, file_name="Lageplan.png", author="agent", body="So finden Sie uns.")

    page, picture = await anna.get(f"/desk/chats/{chat}"), await anna.get(f"/desk/media/{media}")

    assert 'alt="Unser Bild: So finden Sie uns."' in page.text
    assert picture.headers["content-disposition"] == "inline; filename*=UTF-8''Lageplan.png"


async def test_numbers_on_a_contacts_card_can_be_called_and_masked_ones_not(anna, world):
    chat = await world.waiting()
    phones = ["+49 (151) 555-00042", "⟦IBAN⟧", "javascript:alert(1)", "110"]
    await world.message(chat, "Jonas", kind="contacts", content={"contacts": [{"name": "Jonas", "phones": phones}]})

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert page.count('href="tel:') == 1 and 'href="tel:+4915155500042"' in page
    assert "⟦IBAN⟧" in page


async def test_a_place_has_its_spot_and_a_link_to_the_map(anna, world):
    chat = await world.waiting()
    await world.message(chat, "Filiale Mitte", kind="location", content={"latitude": 52.52, "longitude": 13.405})

    page = (await anna.get(f"/desk/chats/{chat}")).text

    assert "52.52000, 13.40500" in page and 'href="https://www.openstreetmap.org/?mlat=52.520000' in page

"""Files of customers: shown if they are harmless, whole or in pieces."""

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


SOUND = b"OggS" + bytes(range(256)) * 4


@pytest.fixture
async def sound(anna, world):
    """Where a voice note lies, of 1028 bytes, and how it is asked for."""
    media = await stored(world, await world.waiting(), SOUND, mime_type="audio/ogg", kind="voice")

    async def ask(**headers):
        return await anna.get(
            f"/desk/media/{media}", headers={name.replace("_", "-"): of for name, of in headers.items()}
        )

    return ask


async def test_a_file_says_that_it_can_be_had_in_pieces(sound):
    whole = await sound()

    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, SOUND, "bytes")
    assert "content-range" not in whole.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 1027),
        ("bytes=0-1", 0, 1),
        ("bytes=0-0", 0, 0),
        ("bytes=1000-1027", 1000, 1027),
        ("bytes=1000-9999", 1000, 1027),
        ("bytes=1027-", 1027, 1027),
        ("bytes=-100", 928, 1027),
        ("bytes=-5000", 0, 1027),
        ("Bytes = 4-7", 4, 7),
    ],
)
async def test_a_piece_is_sent_as_it_was_asked_for(sound, asked, first, last):
    piece = await sound(Range=asked)

    assert (piece.status_code, piece.content) == (206, SOUND[first : last + 1])
    assert piece.headers["content-range"] == f"bytes {first}-{last}/1028"
    assert piece.headers["content-length"] == str(last - first + 1)
    assert piece.headers["content-type"] == "audio/ogg"
    assert piece.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert piece.headers["etag"] == (await sound()).headers["etag"]


@pytest.mark.parametrize("asked", ["bytes=1028-", "bytes=5000-6000", "bytes=-0"])
async def test_what_lies_behind_the_end_can_not_be_had(sound, asked):
    answer = await sound(Range=asked)

    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == "bytes */1028"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5",
        "bytes=7-4",
        "bytes=-",
        "bytes=a-b",
        "bytes=",
        "lines=0-4",
        "0-4",
        "bytes=0-1-2",
        f"bytes={'9' * 40}-",
    ],
)
async def test_where_the_question_is_not_understood_or_asks_for_several_pieces_all_is_sent(sound, asked):
    answer = await sound(Range=asked)

    assert (answer.status_code, answer.content) == (200, SOUND)


async def test_a_piece_is_only_sent_of_the_file_that_the_browser_knows(sound):
    tag = (await sound()).headers["etag"]

    same = await sound(Range="bytes=4-7", If_Range=tag)
    others = [
        await sound(Range="bytes=4-7", If_Range=known) for known in (f"W/{tag}", '"x"', "Mon, 23 Nov 2026 10:00:00 GMT")
    ]

    assert (same.status_code, same.content) == (206, SOUND[4:8])
    assert [(other.status_code, other.content) for other in others] == [(200, SOUND)] * 3


async def test_who_has_it_already_gets_no_piece(sound):
    tag = (await sound()).headers["etag"]

    answer = await sound(Range="bytes=0-3", If_None_Match=tag)

    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_document_in_the_viewer_comes_in_pieces_too(anna, world):
    chat = await world.waiting()
    media = await stored(
        world, chat, b"%PDF-1.7 and more", mime_type="application/pdf", file_name="a.pdf", kind="document"
    )

    piece = await anna.get(f"/desk/media/{media}?open=1", headers={"Range": "bytes=5-"})

    assert (piece.status_code, piece.content) == (206, b"1.7 and more")
    assert piece.headers["content-type"] == "application/pdf"


async def test_an_empty_file_has_no_pieces_and_is_one(anna, world):
    media = await stored(world, await world.waiting(), b"", kind="document", file_name="leer.txt")

    whole = await anna.get(f"/desk/media/{media}")
    piece = await anna.get(f"/desk/media/{media}", headers={"Range": "bytes=0-"})

    assert (whole.status_code, whole.content) == (200, b"")
    assert (piece.status_code, piece.headers["content-range"]) == (416, "bytes */0")

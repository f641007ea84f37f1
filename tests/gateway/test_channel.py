"""What the outbox sends besides words: files with their upload, reactions, typing dots."""

import json
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text, update

from handoff.desk import react, send_file, send_template, take, type_to
from handoff.models import Author, Conversation, Media, Message, Number, OutboxEntry, Reaction, Status, Template, User
from handoff.row_security import locked, seen_by
from handoff.whatsapp.client import CloudApi
from handoff.whatsapp.files import outgoing_file
from handoff.workbench.rehearsal import phone as says
from tests.desk.files import PDF, png


class Meta:
    """Keeps what it is asked, in order; `answers` come first, one a request to that path: a code or an exception."""

    def __init__(self):
        self.asked, self.uploads, self.answers = [], [], {"media": [], "messages": []}

    def __call__(self, request):
        path = request.url.path.rpartition("/")[2]
        self.asked.append(path if path == "media" else json.loads(request.content))
        if path == "media":
            self.uploads.append(request.content)
        if self.answers[path]:
            answer = self.answers[path].pop(0)
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(400, json={"error": {"code": answer, "message": "refused"}})
        if path == "media":
            return httpx.Response(200, json={"id": f"90{len(self.uploads)}"})
        return httpx.Response(200, json={"messages": [{"id": f"wamid.{uuid4().hex}"}], "success": True})

    @property
    def sent(self):
        return [one for one in self.asked if one != "media" and "type" in one]


@pytest.fixture
async def meta(service, mara):
    """The customer has written, and Anna has the chat; nothing of that is in what Meta remembers."""
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()
    meta = Meta()
    service.outbox._api = CloudApi("http://graph.test", transport=httpx.MockTransport(meta))
    async with service.sessions.begin() as session:
        await session.execute(update(Conversation).values(owner="waiting", team_id=None, waiting_since=service.clock()))
        await take(session, await chat_of(session), user=await anna(session), now=service.clock())
    yield meta


async def chat_of(session):
    return await session.scalar(select(Conversation.id))


async def anna(session):
    return await session.scalar(select(User).where(User.email.like("anna@%")))


async def hand_over(service, act, *arguments, **values):
    async with service.sessions.begin() as session:
        user = await anna(session)
        return await act(session, await chat_of(session), *arguments, user=user, now=service.clock(), **values)


async def send(service, name="Merkblatt.pdf", content=PDF, caption="Bitte lesen."):
    file = outgoing_file(name, content)
    return await hand_over(service, send_file, file=file, caption=caption, client_key=uuid4())


async def customers_message(service):
    async with service.sessions() as session:
        wanted = select(Message).where(Message.author == Author.CUSTOMER)
        return await session.scalar(wanted)


async def of(service, kind):
    async with service.sessions() as session:
        return list(await session.scalars(select(kind)))


async def due_now(service):
    async with service.sessions.begin() as session:
        await session.execute(update(OutboxEntry).values(due_at=service.clock.now - timedelta(days=9000)))


async def test_a_document_is_uploaded_and_then_sent_by_its_id_with_name_and_caption(service, meta):
    await send(service)

    await service.settle()

    (payload,) = meta.sent
    assert meta.asked.index("media") < meta.asked.index(payload)
    assert (payload["type"], payload["document"]) == (
        "document",
        {"id": "901", "caption": "Bitte lesen.", "filename": "Merkblatt.pdf"},
    )
    assert PDF in meta.uploads[0] and b"application/pdf" in meta.uploads[0] and b"whatsapp" in meta.uploads[0]
    assert [one.media_id for one in await of(service, Media)] == ["901"]


async def test_a_picture_has_no_name_and_no_empty_caption(service, meta):
    await send(service, "Lageplan.png", png(), "")

    await service.settle()

    assert meta.sent[0]["image"] == {"id": "901"}


async def test_the_picture_of_a_template_is_uploaded_and_sent_by_its_id_in_the_header(service, meta):
    described = {
        "components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Eröffnet."}],
        "parameter_format": "POSITIONAL",
    }
    async with service.sessions.begin() as session:
        account = await session.scalar(
            select(Number.business_account_id).join(Conversation, Conversation.number_id == Number.id)
        )
        template = Template(
            business_account_id=account,
            name="opened",
            language="de",
            category="UTILITY",
            status="APPROVED",
            components=described,
            read_at=service.clock(),
        )
        session.add(template)
        chat, user = await chat_of(session), await anna(session)
    with seen_by(user.id):
        async with locked(service.sessions).begin() as session:
            filled = {"values": {}, "picture": outgoing_file("Haus.png", png()), "client_key": uuid4()}
            await send_template(session, chat, template.id, user=user, now=service.clock(), **filled)

    await service.settle()

    (payload,) = meta.sent
    assert meta.asked.index("media") < meta.asked.index(payload)
    assert payload["template"] == {
        "name": "opened",
        "language": {"code": "de"},
        "components": [{"type": "header", "parameters": [{"type": "image", "image": {"id": "901"}}]}],
    }
    assert png() in meta.uploads[0] and b"image/png" in meta.uploads[0]


@pytest.mark.parametrize("trouble", [131000, httpx.ConnectError("away"), httpx.ReadTimeout("slow")])
async def test_an_upload_that_breaks_is_tried_again_and_the_message_sent_once(service, meta, trouble):
    message = await send(service)
    meta.answers["media"] = [trouble]

    await service.settle()
    assert meta.sent == []
    await due_now(service)
    await service.settle()

    assert len(meta.uploads) == 2 and len(meta.sent) == 1
    async with service.sessions() as session:
        assert (await session.get_one(Message, message)).status == Status.ACCEPTED


async def test_a_file_that_whatsapp_refuses_fails_with_its_reason(service, meta):
    message = await send(service)
    meta.answers["media"] = [131053]

    await service.settle()

    async with service.sessions() as session:
        failed = await session.get_one(Message, message)
    assert (failed.status, failed.failure_code, meta.sent) == (Status.FAILED, 131053, [])


async def test_a_process_that_died_while_uploading_sends_it_once_when_it_is_back(service, meta):
    message = await send(service)
    while letters := await service.outbox.claim(limit=9):
        for letter in letters:
            if letter.message_id != message:
                await service.outbox.deliver(letter)
    # Nobody holds the lock of that claim: its process is gone.
    await service.outbox.sweep()

    await service.settle()

    assert len(meta.sent) == 1


async def test_a_process_that_died_after_the_upload_sends_nothing_twice(service, meta):
    await send(service)
    await service.outbox.claim(limit=9)
    async with service.sessions.begin() as session:
        await session.execute(text("UPDATE media SET media_id = '901'"))

    await service.outbox.sweep()
    await service.settle()

    assert meta.sent == []
    assert "unknown" in [entry.state for entry in await of(service, OutboxEntry)]


async def test_files_and_words_keep_their_order_while_one_is_uploaded_again(service, meta):
    await send(service, caption="eins")
    await send(service, "Lageplan.png", png(), "zwei")
    meta.answers["media"] = [131000]

    for _ in range(2):
        await service.settle()
        await due_now(service)

    assert [payload["type"] for payload in meta.sent] == ["document", "image"]


async def test_a_reaction_goes_out_as_it_stands_when_its_turn_comes(service, meta):
    message = await customers_message(service)
    await hand_over(service, react, message.id, emoji="👍")
    await hand_over(service, react, message.id, emoji="🙏")

    await service.settle()
    await hand_over(service, react, message.id, emoji="")
    await service.settle()

    reactions = [payload["reaction"] for payload in meta.sent]
    assert reactions == [{"message_id": message.wamid, "emoji": "🙏"}, {"message_id": message.wamid, "emoji": ""}]
    assert all("context" not in payload and "biz_opaque_callback_data" not in payload for payload in meta.sent)
    assert await of(service, OutboxEntry) == []


async def test_a_reaction_that_is_refused_is_no_longer_shown_and_touches_no_message(service, meta):
    message = await customers_message(service)
    meta.answers["messages"] = [131009]
    await hand_over(service, react, message.id, emoji="👍")

    await service.settle()

    assert [reaction.emoji for reaction in await of(service, Reaction)] == [""]
    assert (await customers_message(service)).failure_code is None
    assert await of(service, OutboxEntry) == []


async def test_a_reaction_whose_answer_is_lost_is_sent_again(service, meta):
    message = await customers_message(service)
    meta.answers["messages"] = [httpx.ReadTimeout("slow")]
    await hand_over(service, react, message.id, emoji="👍")

    await service.settle()
    await due_now(service)
    await service.settle()

    assert len(meta.sent) == 2
    assert [reaction.emoji for reaction in await of(service, Reaction)] == ["👍"]


async def test_a_reaction_holds_up_no_message_and_waits_for_none(service, meta):
    message = await customers_message(service)
    await send(service)
    meta.answers["media"] = [131000]
    await hand_over(service, react, message.id, emoji="👍")

    await service.settle()

    assert [payload["type"] for payload in meta.sent] == ["reaction"]


async def test_typing_dots_are_asked_for_and_lost_without_harm(service, meta):
    assert await hand_over(service, type_to)
    await service.settle()
    meta.answers["messages"] = [httpx.ReadTimeout("slow")]
    assert await hand_over(service, type_to)
    await service.settle()

    typed = [one for one in meta.asked if one.get("typing_indicator")]
    assert [one["typing_indicator"] for one in typed] == [{"type": "text"}] * 2
    assert await of(service, OutboxEntry) == []


async def test_dots_that_come_too_late_are_left_out(service, meta):
    await hand_over(service, type_to)
    async with service.sessions.begin() as session:
        await session.execute(text("UPDATE outbox SET due_at = clock_timestamp() - interval '1 minute'"))

    await service.settle()

    assert [one.get("typing_indicator") for one in meta.asked if one.get("status") == "read"] == [None]


async def test_reading_shows_no_dots(service, meta):
    await send(service)
    async with service.sessions.begin() as session:
        await session.execute(update(Conversation).values(unread=1))
    await send(service)

    await service.settle()

    assert [one.get("typing_indicator") for one in meta.asked if one != "media" and one.get("status") == "read"] == [
        None
    ]

"""One odd part of a webhook never loses its neighbours, mixes up customers, or leaves what must not be kept."""

import json

import pytest
from sqlalchemy import func, select

from handoff.models import ChannelEvent, Conversation, Customer, Edit, Identifier, Message
from handoff.webhook import acknowledge
from handoff.workbench.rehearsal import phone as says
from tests.gateway.test_webhook import count, message, only, post_value, value

GOOD = message(900, sender="4915155500009")
FAR = "17900000000000000000000"


@pytest.mark.parametrize(
    "odd",
    [
        {"messages": [message(1, text={"body": "halb \ud83d ab"})]},
        {"messages": [message(1)], "contacts": [{"wa_id": "4915155500001", "profile": {"name": "\ud83d"}}]},
        {"messages": [message(1) | {"context": {"id": {"nested": "deep"}}}]},
        {"messages": [message(1, kind="document", document={"id": "1", "filename": 7})]},
        {"messages": [message(1) | {"timestamp": FAR}]},
        {"messages": [{"text": {"body": "zero \u0000 inside"}}]},
        {"statuses": [{"id": "w", "status": "sent", "timestamp": "1", "biz_opaque_callback_data": FAR}]},
        {"statuses": [{"id": "w", "status": "failed", "timestamp": "1", "errors": [{"code": FAR}]}]},
    ],
    ids=["half emoji", "half name", "context", "file name", "time", "zero", "our id", "code"],
)
async def test_an_odd_part_leaves_its_neighbours_alone(service, mara, odd):
    assert await post_value(service, mara, both(odd)) == 200
    async with service.sessions() as session:
        wamids = (await session.scalars(select(Message.wamid))).all()
    assert "wamid.T900" in wamids


def both(odd):
    whole = value(GOOD)
    for key, parts in odd.items():
        whole[key] = [*parts, *whole.get(key, [])]
    return whole


async def test_a_part_the_database_refuses_is_kept_aside_alone(service, mara, monkeypatch):
    import handoff.intake

    store = handoff.intake.store_message

    async def refusing(arrival, one):
        if one.wamid == "wamid.T1":
            raise RuntimeError("refused")
        return await store(arrival, one)

    monkeypatch.setattr(handoff.intake, "store_message", refusing)
    assert await post_value(service, mara, value(message(1), GOOD)) == 200
    async with service.sessions() as session:
        reasons = (await session.scalars(select(ChannelEvent.reason))).all()
        wamids = (await session.scalars(select(Message.wamid))).all()
    assert (reasons, wamids) == (["not_stored"], ["wamid.T900"])


async def test_somebody_elses_contact_never_lends_its_names(service, mara):
    only_mara = [{"wa_id": "4915155500001", "user_id": "DE.1", "profile": {"name": "Mara"}}]
    first, second = message(1), message(2, sender="4915155500002")
    await post_value(service, mara, value(first, second, contacts=only_mara))
    assert (await count(service, Customer), await count(service, Identifier)) == (2, 3)


async def test_a_user_id_that_looks_like_a_card_number_stays_whole(service, mara):
    await post_value(service, mara, value(message(1)))
    system = {"system": {"type": "user_changed_user_id", "user_id": "DE.4000000000000002"}}
    await post_value(service, mara, value(message(2, kind="system", **system)))
    renamed = {"id": "wamid.T3", "from_user_id": "DE.4000000000000002", "timestamp": "1795597200", "type": "text"}
    await post_value(service, mara, value(renamed | {"text": {"body": "Ich bin's"}}))
    assert await count(service, Customer) == 1


async def test_halves_of_an_iban_are_masked_in_whatever_order_they_come(service, mara):
    late = message(2, text={"body": "0532 0130 00"}) | {"timestamp": "1795597202"}
    early = message(1, text={"body": "DE89 3704 0044"}) | {"timestamp": "1795597201"}
    await post_value(service, mara, value(late))
    await post_value(service, mara, value(early))
    assert "3704" not in await everything(service)


async def test_an_edit_that_completes_an_iban_is_masked_with_all_that_hangs_on_it(service, mara):
    await post_value(service, mara, value(message(1, text={"body": "DE89 3704 0044"})))
    await post_value(service, mara, value(message(2, text={"body": "Moment"}) | {"timestamp": "1795597201"}))
    edit = {"original_message_id": "wamid.T2", "message": {"type": "text", "text": {"body": "0532 0130 00"}}}
    await post_value(service, mara, value(message(3, kind="edit", edit=edit)))
    assert not {"3704", "0532"} & set((await everything(service)).split())


async def everything(service):
    async with service.sessions() as session:
        bodies = list(await session.scalars(select(Message.body)))
        former = list(await session.scalars(select(Edit.former_body)))
    return " ".join([*bodies, *former])


async def test_a_form_reply_is_guarded_number_by_number(service, mara):
    answers = json.dumps({"karte": 4111111111111111, "pin": "1234"})
    reply = {"type": "nfm_reply", "nfm_reply": {"response_json": answers}}
    await post_value(service, mara, value(message(1, kind="interactive", interactive=reply)))
    async with service.sessions() as session:
        stored = json.dumps((await session.scalars(select(Message.content))).one())
    assert not {"4111111111111111", "1234"} & set(stored.replace('"', " ").split())


@pytest.mark.parametrize("field", ["calls", "smb_message_echoes", "history", "account_update"])
async def test_no_channel_event_keeps_a_customers_number(service, mara, field):
    news = {"metadata": {"phone_number_id": "200000000000001"}, "event": "X", "threads": [{"id": "4915155500001"}]}
    people = {"to": "4915155500001", "system": {"body": "Mara changed from 4915155500001"}, "caption": "4915155500001"}
    assert await post_value(service, mara, news | people, field=field) == 200
    async with service.sessions() as session:
        kept = json.dumps(list(await session.scalars(select(ChannelEvent.payload))))
    assert field == "account_update" or "4915155500001" not in kept
    assert "Mara" not in kept


async def test_a_repeated_webhook_for_an_ended_chat_opens_no_other(service, mara):
    await post_value(service, mara, value(message(1)))
    async with service.sessions.begin() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        conversation.owner, conversation.closed_at = "closed", service.clock.now
    await post_value(service, mara, value(message(1)))
    async with service.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 1


async def test_an_odd_signature_header_is_a_wrong_one(service, mara):
    raw, _ = mara.webhook(says.text("Hallo"), at=service.clock.now)
    done = await acknowledge(raw, "sha256=\udcff", intake=service.intake, now=service.clock.now)
    assert done.code == 401


def edit_of(number, body, *, wamid="wamid.T1", at=1795597210):
    text = {"original_message_id": wamid, "message": {"type": "text", "text": {"body": body}}}
    return message(number, kind="edit", edit=text) | {"timestamp": str(at)}


async def test_an_edit_that_overtakes_its_original_is_applied_when_that_comes(service, mara):
    await post_value(service, mara, value(edit_of(2, "Wann habt ihr offen?")))

    await post_value(service, mara, value(message(1, text={"body": "Wan hbt ihr ofn"})))

    original = await only(service, Message, Message.wamid == "wamid.T1")
    assert (original.body, original.handled_at) == ("Wann habt ihr offen?", None)
    assert (await only(service, Edit)).former_body == "Wan hbt ihr ofn"


async def test_an_earlier_edit_that_comes_late_stands_in_between(service, mara):
    await post_value(service, mara, value(message(1, text={"body": "eins"})))
    await post_value(service, mara, value(edit_of(3, "drei", at=1795597230)))

    await post_value(service, mara, value(edit_of(2, "zwei", at=1795597220)))

    assert (await only(service, Message, Message.wamid == "wamid.T1")).body == "drei"
    async with service.sessions() as session:
        former = list(await session.scalars(select(Edit.former_body).order_by(Edit.at)))
    assert former == ["eins", "zwei"]


async def test_a_revoke_that_overtakes_its_original_leaves_nothing_to_answer(service, mara):
    revoke = {"original_message_id": "wamid.T1"}
    await post_value(service, mara, value(message(2, kind="revoke", revoke=revoke) | {"timestamp": "1795597210"}))

    await post_value(service, mara, value(message(1, text={"body": "Das war für jemand anderen"})))

    original = await only(service, Message, Message.wamid == "wamid.T1")
    assert original.revoked_at is not None and original.handled_at is not None

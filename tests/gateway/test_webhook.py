"""What Meta may send, and how it is acknowledged."""

import asyncio
import hashlib
import hmac
import json
import random

from sqlalchemy import func, select

from handoff.database import connect, sessions_of
from handoff.intake import Intake
from handoff.intake.numbers import NumberBook
from handoff.models import (
    ChannelEvent,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    Edit,
    Identifier,
    Media,
    Message,
    Reaction,
    Status,
)
from handoff.vault import Vault
from handoff.webhook import acknowledge
from handoff.workbench.rehearsal import phone as says


async def post(service, raw, signature):
    return (await acknowledge(raw, signature, intake=service.intake, now=service.clock.now)).code


async def post_value(service, phone, value, *, field="messages"):
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    }
    raw, headers = phone.sign(body)
    return await post(service, raw, headers["X-Hub-Signature-256"])


def value(*messages, contacts=(), **more):
    metadata = {"display_phone_number": "4930555000111", "phone_number_id": "200000000000001"}
    return {"metadata": metadata, "contacts": list(contacts), "messages": list(messages), **more}


def message(number=1, *, kind="text", sender="4915155500001", **more):
    content = more or {"text": {"body": "Hallo"}}
    return {"from": sender, "id": f"wamid.T{number}", "timestamp": "1795597200", "type": kind, **content}


async def count(service, model, *where):
    async with service.sessions() as session:
        return await session.scalar(select(func.count()).select_from(model).where(*where))


async def only(service, model, *where):
    async with service.sessions() as session:
        return (await session.scalars(select(model).where(*where))).one()


async def test_a_wrong_signature_is_refused_and_nothing_is_stored(service, mara):
    raw, _ = mara.webhook(says.text("Hallo"), at=service.clock.now)
    assert await post(service, raw, "sha256=" + "0" * 64) == 401
    assert await post(service, raw, None) == 401
    assert await count(service, Message) == 0


async def test_a_reencoded_body_has_a_wrong_signature(service, mara):
    raw, headers = mara.webhook(says.text("Grüße 👋"), at=service.clock.now)
    reencoded = json.dumps(json.loads(raw), ensure_ascii=False).encode()
    assert await post(service, reencoded, headers["X-Hub-Signature-256"]) == 401


async def test_signed_but_not_json_is_a_bad_request(service, mara):
    for raw in (b"{not json", b"[]", b"\xff\xfe", b"[" * 100_000):
        secret = service.settings.whatsapp_app_secret.get_secret_value().encode()
        signature = "sha256=" + hmac.new(secret, raw, hashlib.sha256).hexdigest()
        assert await post(service, raw, signature) == 400


async def test_a_thousand_duplicates_in_any_order_are_stored_once(service, mara):
    hooks = [mara.webhook(says.text(f"Nachricht {n}"), at=service.clock.now) for n in range(20)] * 50
    random.Random(7).shuffle(hooks)
    for start in range(0, len(hooks), 10):
        batch = hooks[start : start + 10]
        codes = await asyncio.gather(*(post(service, raw, head["X-Hub-Signature-256"]) for raw, head in batch))
        assert set(codes) == {200}
    assert await count(service, Message) == 20
    assert await count(service, Conversation) == 1


async def test_fifty_parallel_messages_of_a_new_customer_are_one_conversation_in_order(service, mara):
    sent = [f"{'abcde'[n // 10]}{'fghijklmno'[n % 10]}" for n in range(50)]  # digits in a row might be a card number
    messages = [message(n, text={"body": body}) | {"timestamp": str(1795597200 + n)} for n, body in enumerate(sent)]
    random.Random(3).shuffle(messages)
    codes = await asyncio.gather(*(post_value(service, mara, value(one)) for one in messages))
    assert set(codes) == {200}
    assert (await count(service, Customer), await count(service, Conversation)) == (1, 1)
    async with service.sessions() as session:
        bodies = list(await session.scalars(select(Message.body).order_by(Message.sent_at, Message.id)))
    assert bodies == sent


async def test_all_messages_statuses_and_changes_of_a_batch_are_stored(service, mara):
    change = {"field": "messages", "value": value(message(1), message(2, sender="4915155500002"))}
    body = {"entry": [{"changes": [change, {"field": "messages", "value": value(message(3))}]}, {"changes": [change]}]}
    raw, headers = mara.sign(body)
    assert await post(service, raw, headers["X-Hub-Signature-256"]) == 200
    assert (await count(service, Message), await count(service, Customer)) == (3, 2)


async def test_an_unknown_number_is_acknowledged_and_kept_aside(service, mara):
    strange = value(message(1))
    strange["metadata"]["phone_number_id"] = "999"
    assert await post_value(service, mara, strange) == 200
    event = await only(service, ChannelEvent)
    assert event.reason == "unknown_number"
    assert "Hallo" not in json.dumps(event.payload)


async def test_a_customer_without_a_phone_number_is_known_by_his_user_id(service, mara):
    nameless = {"id": "wamid.B1", "from_user_id": "DE.7000000000000001", "timestamp": "1795597200", "type": "text"}
    contact = {"profile": {"name": "Mara", "username": "@mara"}, "user_id": "DE.7000000000000001"}
    await post_value(service, mara, value(nameless | {"text": {"body": "Hallo"}}, contacts=[contact]))
    both = message(2) | {"from_user_id": "DE.7000000000000001"}
    await post_value(service, mara, value(both, contacts=[contact | {"wa_id": "4915155500001"}]))
    await post_value(service, mara, value(message(3)))
    assert (await count(service, Customer), await count(service, Identifier)) == (1, 2)


async def test_a_phone_number_that_comes_with_another_user_id_is_another_person(service, mara):
    first = message(1) | {"from_user_id": "DE.1"}
    second = message(2) | {"from_user_id": "DE.2"}
    await post_value(service, mara, value(first))
    await post_value(service, mara, value(second))
    assert (await count(service, Customer), await count(service, Conversation)) == (2, 2)


async def test_a_changed_number_keeps_the_customer_and_marks_the_change(service, mara):
    await post_value(service, mara, value(message(1)))
    system = {"system": {"type": "user_changed_number", "wa_id": "4915155500002"}}
    await post_value(service, mara, value(message(2, kind="system", **system)))
    await post_value(service, mara, value(message(3, sender="4915155500002")))
    customer = await only(service, Customer)
    assert customer.identity_changed_at is not None
    assert await count(service, Conversation) == 1


async def test_every_message_type_is_stored(service, mara):
    file = {"id": "1", "mime_type": "image/jpeg"}
    types = {
        "image": {"image": file | {"caption": "Mein Brief"}},
        "video": {"video": file},
        "audio": {"audio": file | {"voice": True}},
        "document": {"document": file | {"filename": "brief.pdf"}},
        "sticker": {"sticker": file},
        "location": {"location": {"latitude": 52.5, "longitude": 13.4}},
        "contacts": {"contacts": [{"phones": [{"phone": "+49 151 55500001"}]}]},
        "button": {"button": {"payload": "P", "text": "Ja"}},
        "interactive": {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}},
        "order": {"order": {"catalog_id": "9", "product_items": []}},
        "unsupported": {"errors": [{"code": 131051}]},
        "hologram": {"hologram": {"depth": 3}},
    }
    messages = [message(n, kind=kind, **content) for n, (kind, content) in enumerate(types.items())]
    await post_value(service, mara, value(*messages))
    async with service.sessions() as session:
        kinds = set(await session.scalars(select(Message.kind)))
    assert kinds == {*types} - {"audio", "interactive", "hologram"} | {"voice", "nfm_reply", "unknown"}
    assert await count(service, Media) == 5


async def test_an_interactive_message_without_its_object_is_stored_as_unknown(service, mara):
    odd = message(1, kind="interactive", context={"id": "wamid.X"})
    assert await post_value(service, mara, value(odd, errors=[{"code": 131000}])) == 200
    assert (await only(service, Message)).kind == "unknown"


async def test_an_iban_is_masked_before_it_is_stored_wherever_it_stands(service, mara):
    iban = "DE89 3704 0044 0532 0130 00"
    document = {"document": {"id": "1", "caption": f"siehe {iban}", "filename": f"{iban}.pdf"}}
    odd = {"hologram": {"text": iban}}
    await post_value(
        service,
        mara,
        value(
            message(1, text={"body": f"Meine IBAN ist {iban}"}),
            message(2, kind="document", **document),
            message(3, kind="hologram", **odd),
        ),
    )
    async with service.sessions() as session:
        rows = list(await session.scalars(select(Message)))
        names = list(await session.scalars(select(Media.file_name)))
    stored = json.dumps([[row.body, row.content] for row in rows] + names)
    assert "3704" not in stored
    assert all("iban" in [kind.lower() for kind in row.guarded] for row in rows)


async def test_an_iban_in_two_messages_is_masked_in_both(service, mara):
    await service.arrive(mara, says.text("DE89 3704 0044"))
    await service.arrive(mara, says.text("0532 0130 00"))
    async with service.sessions() as session:
        bodies = list(await session.scalars(select(Message.body)))
    assert not any(part in "".join(bodies) for part in ("3704", "0532"))


async def test_an_edit_is_shown_with_what_stood_there_before(service, mara):
    await post_value(service, mara, value(message(1)))
    edit = {"original_message_id": "wamid.T1", "message": {"type": "text", "text": {"body": "Guten Tag"}}}
    await post_value(service, mara, value(message(2, kind="edit", edit=edit)))
    async with service.sessions() as session:
        original = (await session.scalars(select(Message).where(Message.wamid == "wamid.T1"))).one()
        former = (await session.scalars(select(Edit))).one()
    assert (original.body, former.former_body) == ("Guten Tag", "Hallo")


async def test_a_reaction_is_kept_and_taken_back(service, mara):
    await post_value(service, mara, value(message(1)))
    for number, emoji in ((2, "👍"), (3, "")):
        reaction = {"message_id": "wamid.T1", "emoji": emoji}
        await post_value(service, mara, value(message(number, kind="reaction", reaction=reaction)))
        assert (await only(service, Reaction)).emoji == emoji


async def test_a_late_status_never_moves_a_message_back(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()
    out = service.graph.bubbles[0]
    for status in ("read", "sent", "delivered", "failed"):
        row = {"id": out.wamid, "status": status, "timestamp": "1795597300", "recipient_id": "4915155500001"}
        await post_value(service, mara, value(statuses=[row]))
    async with service.sessions() as session:
        stored = await session.get(Message, out.message_id)
    assert stored.status == Status.READ
    assert stored.failure_code is None


async def test_a_status_that_comes_before_we_know_the_id_is_applied_later(service, mara):
    row = {"id": "wamid.OUT1", "status": "delivered", "timestamp": "1795597300", "recipient_id": "4915155500001"}
    await post_value(service, mara, value(statuses=[row]))
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()
    await service.outbox.sweep()
    async with service.sessions() as session:
        stored = (await session.scalars(select(Message).where(Message.wamid == "wamid.OUT1"))).one()
    assert stored.status == Status.DELIVERED


async def test_account_news_is_kept_without_people(service, mara):
    preferences = [{"wa_id": "4915155500001", "value": "stop", "category": "marketing_messages", "timestamp": 1}]
    news = {"metadata": {"phone_number_id": "200000000000001"}, "user_preferences": preferences}
    assert await post_value(service, mara, news, field="user_preferences") == 200
    event = await only(service, ChannelEvent)
    assert "4915155500001" not in json.dumps(event.payload)


async def test_stop_and_resume_in_whatsapp_take_consent_back_and_give_it_again(service, mara):
    await post_value(service, mara, value(message(1)))
    customer = await only(service, Customer)
    async with service.sessions.begin() as session:
        consent = Consent(
            customer_id=customer.id, kind=ConsentKind.NOTIFICATIONS, version="3", given_at=service.clock.now
        )
        session.add(consent)

    await post_preference(service, mara, "stop")
    revoked = await count(service, Consent, Consent.revoked_at.is_not(None))
    await post_preference(service, mara, "resume")
    await post_preference(service, mara, "resume")

    assert revoked == 1
    async with service.sessions() as session:
        living = (await session.scalars(select(Consent).where(Consent.revoked_at.is_(None)))).all()
    assert [(one.kind, one.version) for one in living] == [(ConsentKind.NOTIFICATIONS, "3")]


async def test_who_never_agreed_to_notices_has_not_by_whatsapps_switch(service, mara):
    await post_value(service, mara, value(message(1)))

    await post_preference(service, mara, "resume")

    assert await count(service, Consent) == 0


async def post_preference(service, mara, said):
    preference = {"wa_id": "4915155500001", "value": said, "category": "marketing_messages", "timestamp": 1}
    news = {"metadata": {"phone_number_id": "200000000000001"}, "user_preferences": [preference]}
    assert await post_value(service, mara, news, field="user_preferences") == 200


async def test_while_the_database_is_away_meta_is_asked_to_repeat(service, mara):
    engine = connect("postgresql://nobody@127.0.0.1:1/none")
    sessions = sessions_of(engine)
    vault = Vault("key")
    numbers = NumberBook(sessions, app_secret="secret", vault=vault, clock=service.clock)
    intake = Intake(sessions, numbers=numbers, vault=vault)
    raw, headers = mara.webhook(says.text("Hallo"), at=service.clock.now)
    done = await acknowledge(raw, headers["X-Hub-Signature-256"], intake=intake, now=service.clock.now)
    await engine.dispose()
    assert done.code == 503

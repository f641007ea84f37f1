"""What the guard masks can be found nowhere afterwards: in no table, sealed or not, in no log, in Redis, on no page."""

import json
import logging
import re
from html import unescape
from uuid import uuid4

import pytest
import structlog
from redis.asyncio import Redis
from sqlalchemy import select, text

from handoff.catalogue import load_catalogue
from handoff.models import Handoff, TurnRecord
from handoff.settings import ROOT
from handoff.vault import Vault
from handoff.workbench.rehearsal import phone as says
from tests.desk.serving import Browser, free_port, serving
from tests.gateway.test_webhook import message, post_value, value

IBAN, CARD = "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111"
SECRETS = {
    "iban": IBAN,
    "card": CARD,
    "pin": "83927",
    "tan": "572816",
    "password": "Zwetschge77!",
    "birth date": "17.05.1963",
}
SENTENCE = (
    f"Meine IBAN ist {IBAN}, Karte {CARD}, PIN {SECRETS['pin']}, TAN {SECRETS['tan']}, "
    f"Passwort {SECRETS['password']}, geboren am {SECRETS['birth date']}"
)


def at(number, **content):
    return message(number, **content) | {"timestamp": str(1795597200 + number)}


def everywhere():
    """The sentence at each place of a message where a customer can put words."""
    file = {"id": "7", "mime_type": "application/pdf"}
    place = {"latitude": 52.5, "longitude": 13.4, "name": SENTENCE, "address": SENTENCE}
    card = {"name": {"formatted_name": SENTENCE}, "phones": [{"phone": CARD}]}
    edit = {"original_message_id": "wamid.T1", "message": {"type": "text", "text": {"body": SENTENCE}}}
    form = {"type": "nfm_reply", "nfm_reply": {"response_json": json.dumps({"pin": 83927, "text": SENTENCE})}}
    quoting = {"context": {"id": "wamid.T1", "quoted": SENTENCE}, "text": {"body": SENTENCE}}
    return [
        at(1, text={"body": SENTENCE}),
        at(2, kind="image", image=file | {"caption": SENTENCE}),
        at(3, kind="document", document=file | {"filename": f"{SENTENCE}.pdf"}),
        at(4, kind="contacts", contacts=[card]),
        at(5, kind="location", location=place),
        at(6, kind="reaction", reaction={"message_id": "wamid.T1", "emoji": SENTENCE}),
        at(7, kind="button", button={"payload": "P", "text": SENTENCE}),
        at(8, kind="interactive", interactive={"type": "list_reply", "list_reply": {"id": "x", "title": SENTENCE}}),
        at(9, kind="interactive", interactive=form),
        at(10, kind="hologram", hologram={"text": SENTENCE}),
        at(11, kind="edit", edit=edit),
        at(12, **quoting),
        at(13, text={"body": "Hallo"}, referral={"headline": SENTENCE}),
        at(14, kind="order", order={"text": SENTENCE}),
    ]


async def test_a_secret_is_found_nowhere_afterwards(service, mara, caplog):
    caplog.set_level(logging.DEBUG)
    contacts = [{"wa_id": mara.wa_id, "profile": {"name": f"Mara {SENTENCE}"}}]
    with structlog.testing.capture_logs() as logs:
        for one in everywhere():
            assert await post_value(service, mara, value(one, contacts=contacts)) == 200
        await service.settle()

    assert leaks(await stored(service)) == set()
    assert leaks(await in_redis(service)) == set()
    assert leaks(json.dumps(logs, default=str) + caplog.text) == set()
    assert leaks(str([bubble for bubble in service.graph.bubbles])) == set()


async def test_a_secret_in_pieces_is_found_nowhere_afterwards(service, mara):
    pieces = ["Hallo", *IBAN.split(), "meine pin", "ist", "83927", *CARD.split()]
    for number, piece in enumerate(pieces, start=1):
        await post_value(service, mara, value(at(number, text={"body": piece})))
    await service.settle()

    books = await stored(service)
    assert leaks(books) == set()
    assert not {"3704", "0532", "1111"} & set(re.findall(r"\d+", await bodies(service)))


async def test_a_secret_parted_between_text_and_caption_is_masked_in_both(service, mara):
    await post_value(service, mara, value(at(1)))
    await post_value(service, mara, value(at(2, text={"body": "DE89 3704 0044"})))
    file = {"id": "7", "mime_type": "image/jpeg"}
    await post_value(service, mara, value(at(3, kind="image", image=file | {"caption": "0532 0130 00"})))

    assert not {"3704", "0532"} & set(re.findall(r"\d+", await bodies(service)))


async def test_a_card_number_is_masked_though_a_form_waits_for_a_phone_number(service, mara):
    await post_value(service, mara, value(at(1)))
    async with service.sessions.begin() as session:
        await session.execute(text("UPDATE conversations SET expects = 'phone'"))

    await post_value(service, mara, value(at(2, text={"body": SENTENCE})))

    assert leaks(await stored(service)) == set()


FORMS = {
    "callback": ["Bitte rufen Sie mich zurück", SENTENCE, "0151 55512345", SENTENCE, SENTENCE],
    "appointment": ["Ich möchte einen Termin zur Baufinanzierung", SENTENCE, "am Dienstag um 10 Uhr", SENTENCE],
    "card": [f"Bitte sperren Sie meine Karte {CARD}, PIN {SECRETS['pin']}", SENTENCE, SENTENCE],
    "in pieces": ["Ich möchte einen Termin", "meine pin", "ist", SECRETS["pin"], "geboren am", SECRETS["birth date"]],
}


@pytest.mark.parametrize("said", FORMS.values(), ids=FORMS)
async def test_a_secret_told_to_the_bot_is_in_no_slot_and_not_in_what_people_get(served, said):
    mara = served.phone("4915155500001")
    for body in [*said, "Ich möchte mit einem Menschen sprechen"]:
        await served.arrive(mara, says.text(body))
        await served.settle()

    books = await stored(served)
    assert leaks(books) == set()
    assert leaks(str(served.graph.bubbles)) == set()
    async with served.sessions() as session:
        handoffs = (await session.scalars(select(Handoff.gathered))).all()
        turns = (await session.scalars(select(TurnRecord.topic))).all()
    assert handoffs and turns, "the bot had no part in it"


PIECES = {
    "tan": ["meine tan ist", "572", "816"],
    "tan without a name in the same message": ["TAN", "57", "28", "16"],
    "pin": ["meine pin:", "83", "927"],
    "card": ["4539", "8620", "9417", "2363"],
    "card named a number": ["Kartennummer", "4539", "8620", "9417", "2363"],
    "card in halves": ["Kartennummer", "4539 8620", "9417 2363"],
    "account": ["Kontonummer", "123", "456", "789"],
    "pin in twos": ["meine pin:", "83", "92", "71"],
    "iban": ["DE89", "3704", "0044", "0532", "0130", "00"],
    "iban with its name": ["meine IBAN ist", "DE89", "3704", "0044", "0532", "0130", "00"],
}
BEFORE = {"nothing": [], "callback": ["Bitte rufen Sie mich zurück"], "appointment": ["Ich möchte einen Termin"]}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("pieces", PIECES.values(), ids=PIECES)
async def test_no_piece_of_a_secret_stays_with_the_bot(served, pieces, before):
    mara = served.phone("4915155500001")
    for body in [*before, *pieces, "Ich möchte mit einem Menschen sprechen"]:
        await served.arrive(mara, says.text(body))
        await served.settle()

    told = set(re.findall(r"\w*\d\w*", " ".join(pieces)))
    stored = await bodies(served)
    assert len(re.findall(r"⟦[A-Z_]+⟧", stored)) == sum(bool(re.search(r"\d", piece)) for piece in pieces)
    assert told & set(re.findall(r"\w+", stored)) == set()
    assert told & set(re.findall(r"\w+", await remembered(served))) == set()
    assert told & set(re.findall(r"\w+", str(served.graph.bubbles))) == set()


async def test_a_secret_is_on_no_page_of_the_desk(served):
    mara = served.phone("4915155500001")
    contacts = [{"wa_id": mara.wa_id, "profile": {"name": f"Mara {SENTENCE}"}}]
    for one in everywhere():
        await post_value(served, mara, value(one, contacts=contacts))
    for body in [*FORMS["callback"], *IBAN.split(), "Ich möchte mit einem Menschen sprechen"]:
        await served.arrive(mara, says.text(body))
        await served.settle()

    pages = await pages_of_the_desk(served, agent="anna@sparkasse-musterstadt.example")

    for page in pages:
        assert leaks(unescape(page)) == set()
    listed, chat, *_ = pages
    assert "Mara" in listed and "⟦IBAN⟧" in listed
    assert all(f"⟦{kind}⟧" in chat for kind in ("IBAN", "CARD", "PIN", "TAN", "PASSWORD", "BIRTH_DATE"))


async def test_a_secret_in_a_reply_is_not_sent_and_on_no_page(served):
    mara = served.phone("4915155500001")
    await served.arrive(mara, says.text("Ich möchte mit einem Menschen sprechen"))
    await served.settle()

    pages = await pages_of_the_desk(served, agent="anna@sparkasse-musterstadt.example", reply=SENTENCE)

    answer = unescape(pages[-1])
    marked = re.search(r'<p class="composer__marked".*?</p>', answer, re.DOTALL)
    typed = re.search(r"<textarea.*?</textarea>", answer, re.DOTALL)
    assert marked and leaks(re.sub(r"<mark.*?</mark>", "", marked[0], flags=re.DOTALL)) == set()
    assert typed, "what she typed is there to be mended"
    assert leaks(answer.replace(typed[0], "").replace(marked[0], "")) == set()
    assert leaks(await stored(served)) == set()


async def pages_of_the_desk(stage_, *, agent, reply=None):
    """The list, the chat, the thread before its last message, callbacks; and the answer to `reply`."""
    settings = stage_.settings.model_copy(update={"port": free_port()})
    vault = Vault(settings.secret_key.get_secret_value())
    parts = {"sessions": stage_.sessions, "realtime": stage_.realtime, "vault": vault, "clock": stage_.clock}
    async with stage_.sessions() as session:
        conversation = (await session.scalars(text("SELECT id FROM conversations"))).one()
        last = await session.scalar(text("SELECT max(id) FROM messages"))
    chat = f"/desk/chats/{conversation}"
    async with serving(settings, catalogue=load_catalogue(ROOT / "data"), **parts):
        browser = Browser(f"http://127.0.0.1:{settings.port}")
        assert (await browser.log_in(agent, settings.demo_password.get_secret_value())).status_code == 303
        assert (await browser.get("/desk")).status_code == 200
        answers = [await browser.get(path) for path in ("/desk", chat, f"{chat}/earlier/{last}", "/desk/callbacks")]
        assert {answer.status_code for answer in answers} == {200}
        if reply is not None:
            assert (await browser.post(f"{chat}/assignment")).status_code == 303
            answers.append(await browser.post(f"{chat}/messages", body=reply, key=str(uuid4())))
            assert answers[-1].status_code == 422
        await browser.http.aclose()
    return [answer.text for answer in answers]


def leaks(text_):
    """Names of secrets that stand there as they were written, or as their characters alone."""
    plain = re.sub(r"[^0-9A-Za-z]", "", text_)
    alone = {name: re.sub(r"[^0-9A-Za-z]", "", secret) for name, secret in SECRETS.items()}
    return {
        name for name, secret in SECRETS.items() if secret in text_ or (len(alone[name]) > 8 and alone[name] in plain)
    }


async def bodies(service):
    async with service.sessions() as session:
        return " ".join((await session.scalars(text("SELECT body FROM messages"))).all())


async def remembered(service):
    """What the bot keeps of a chat, and what it gives to people."""
    async with service.sessions() as session:
        kept = await session.scalars(text("SELECT dialogue FROM conversations"))
        given = await session.scalars(text("SELECT gathered FROM handoffs"))
        return json.dumps([*kept, *given], ensure_ascii=False)


async def stored(service):
    """Every column of every table, with what the vault seals opened."""
    vault = Vault(service.settings.secret_key.get_secret_value())
    columns = text(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    async with service.sessions() as session:
        found = []
        for table, column in (await session.execute(columns)).all():
            rows = await session.scalars(text(f'SELECT "{column}" FROM "{table}"'))
            found += [opened(vault, row) for row in rows]
    assert "4915155500001" in found, "nothing was opened"
    return "\n".join(found)


def opened(vault, cell):
    if not isinstance(cell, bytes):
        return json.dumps(cell, ensure_ascii=False, default=str)
    try:
        return vault.unseal(cell)
    except Exception:
        return cell.decode("latin-1")


async def in_redis(service):
    async with Redis.from_url(str(service.settings.redis_url)) as redis:
        keys = [key async for key in redis.scan_iter()]
        return str([(key, await redis.dump(key)) for key in keys])

"""The page of webhooks: an administrator sets one up, sees its secret once, and looks after what doesn't arrive."""

import json
import re

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from handoff.models import Audit, DeliveryState, PauseCause, User, WebhookDelivery, WebhookEvent, WebhookSubscription
from handoff.row_security import locked, seen_by
from handoff.web.csrf import csrf_token
from handoff.web.log_in.keys import open_log_in
from handoff.webhooks import CHECK
from handoff.webhooks.checking import is_from_schalter
from tests.desk.serving import PASSWORD, text_of
from tests.desk.webhooks.dispatch import only, run

PATH = "/desk/administration/webhooks"
GIVEN = {"name": "Kernbank", "address": "https://kernbank.example/schalter?key=abc", "events": ["callback.created"]}


async def add(browser, **fields):
    """Returns the answer with the secret."""
    await browser.get(f"{PATH}/new")
    return await browser.post(PATH, **(GIVEN | fields))


@pytest.fixture
async def webhook(world, adam, receiver):
    """The path of one at the receiver."""
    assert (await add(adam, address=receiver.address)).status_code == 200
    return f"{PATH}/{(await only(world)).id}"


def told(html):
    return text_of(html[html.index("<main") :])


async def test_the_secret_is_shown_once(world, adam):
    answer = await add(adam)

    (secret,) = re.findall(r'value="(whsec_[^"]+)"', answer.text)
    subscription = await only(world)
    assert answer.headers["cache-control"] == "no-store"
    for path in (PATH, f"{PATH}/{subscription.id}"):
        assert secret not in (await adam.get(path)).text
    assert (subscription.name, subscription.events) == ("Kernbank", ["callback.created"])
    assert not subscription.transcripts


async def test_another_one_is_made_and_the_page_says_that_both_sign(world, adam, webhook):
    first = await only(world)
    await adam.get(webhook)
    answer = await adam.post(f"{webhook}/secret")

    assert "Einen Tag lang" in told(answer.text) and answer.headers["cache-control"] == "no-store"
    async with world.sessions() as session:
        new, former = (await session.execute(text("SELECT secret, former_secret FROM webhook_subscriptions"))).one()
    assert world.vault.unseal(new) in answer.text
    assert world.vault.unseal(former) != world.vault.unseal(new) and first.renewed_at is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "http://kernbank.example/"}, "Ohne Verschlüsselung"),
        ({"address": "https://u:geheim@kernbank.example/"}, "weder Name noch Passwort"),
        ({"address": "https://169.254.169.254/"}, "nie aufgerufen"),
        ({"address": "kernbank"}, "vollständige Adresse"),
        ({"address": ""}, "füllen Sie dieses Feld aus"),
        ({"address": "https://a.example/" + "a" * 500}, "zu lang"),
        ({"name": ""}, "füllen Sie dieses Feld aus"),
        ({"events": []}, "wählen Sie etwas aus"),
        ({"events": ["test"]}, "wählen Sie etwas aus"),
        ({"events": ["chat.read"]}, "prüfen Sie diese Angabe"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_stored(world, adam, fields, words):
    answer = await add(adam, **fields)

    assert answer.status_code == 422 and words in answer.text
    assert await world.all(select(WebhookSubscription.id)) == []


async def test_a_desk_in_service_refuses_its_own_machine(start, world):
    url, _ = await start(public_url="https://schalter.example")
    async with world.sessions.begin() as session:
        adam = await session.get_one(User, world.users["adam"])
        token = await open_log_in(session, adam, former=None, now=world.clock())
    async with httpx.AsyncClient(base_url=url, headers={"Cookie": f"__Host-schalter_log_in={token}"}) as http:
        answer = await http.post(PATH, data=GIVEN | {"csrf": csrf_token(token), "address": "https://localhost/x"})

    assert answer.status_code == 422 and "nie aufgerufen" in answer.text


async def test_there_is_an_end_to_how_many(world, adam):
    for _ in range(20):
        assert (await add(adam)).status_code == 200
    answer = await add(adam)

    assert answer.status_code == 422 and "Mehr als 20" in answer.text


async def test_a_change_is_kept_and_audited_without_what_may_be_a_key(world, adam):
    await add(adam)
    here = f"{PATH}/{(await only(world)).id}"
    await adam.get(here)
    changed = {"address": "https://neu.example/x?key=def", "events": ["appointment.booked", "callback.done"]}
    assert (await adam.post(here, **(GIVEN | changed | {"transcripts": "yes"}))).status_code == 303

    subscription = await only(world)
    assert (subscription.address, subscription.transcripts) == (changed["address"], True)
    rows = await world.all(select(Audit).where(Audit.subject.startswith("webhook:")).order_by(Audit.id))
    assert [row.act for row in rows] == ["add_webhook", "change_webhook"]
    assert rows[1].before["address"] == "https://kernbank.example/schalter?…"
    assert "abc" not in str([(row.before, row.after) for row in rows])


async def test_every_act_stands_in_the_audit_list_in_words(world, adam, webhook, courier, receiver):
    receiver.answers = [(500, {})] * 9
    acts = ["test", "pause", "resumption", "secret"]
    for act in acts:
        await adam.get(webhook)
        assert (await adam.post(f"{webhook}/{act}")).status_code in (200, 303)
    await run(courier)
    delivery = await only(world, WebhookDelivery)
    for act in ("attempt", "omission"):
        await adam.get(webhook)
        assert (await adam.post(f"{webhook}/deliveries/{delivery.id}/{act}")).status_code == 303
    await adam.get(webhook)
    assert (await adam.post(f"{webhook}/removal")).status_code == 303

    page = told((await adam.get("/desk/administration/audit")).text)
    for words in (
        "Webhook hinzugefügt",
        "Testmeldung geschickt",
        "Webhook angehalten",
        "Webhook weiterlaufen lassen",
        "Neues Secret für Webhook",
        "Meldung sofort gesendet",
        "Meldung übersprungen",
        "Webhook entfernt",
        "Webhook Kernbank",
        "Rückruf zugesagt",
    ):
        assert words in page, words
    assert await world.all(select(WebhookDelivery.id)) == []


async def test_what_arrived_and_what_did_not_is_listed(world, adam, webhook, courier, receiver, clock):
    receiver.answers = [(204, {}), (500, {})]
    for _ in range(3):
        await world.callback()
    await run(courier)

    page = told((await adam.get(webhook)).text)
    assert "Seit 23.11.26, 11:00 kommt eine Meldung nicht an." in page
    assert "Status 204" in page and "Status 500" in page and "nächster um 11:00" in page
    numbers = {}
    for state in DeliveryState:
        html = (await adam.get(f"{webhook}?state={state.value}")).text
        numbers[state.value] = html.count("<code>") - html.count("<pre")
    assert numbers == {"waiting": 1, "failed": 1, "delivered": 1, "skipped": 0}
    listed = told((await adam.get(PATH)).text)
    assert "wird wiederholt 2" in listed


async def test_a_pause_that_nobody_made_is_told_with_what_to_do(world, adam, webhook):
    for cause, words in (
        (PauseCause.FAILING, "Zwei Tage lang"),
        (PauseCause.GONE, "Status 410"),
        (PauseCause.SEALED, "Erzeugen Sie ein neues"),
    ):
        async with world.sessions.begin() as session:
            await session.execute(update(WebhookSubscription).values(paused_at=world.clock(), pause_cause=cause))
        for path in (PATH, webhook):
            html = (await adam.get(path)).text
            assert 'role="alert"' in html and words in html, cause


async def test_deliveries_come_fifty_a_page(world, adam, webhook):
    subscription = await only(world)
    async with world.sessions.begin() as session:
        session.add_all(
            WebhookDelivery(
                institution_id=subscription.institution_id,
                subscription_id=subscription.id,
                event=WebhookEvent.TEST,
                at=world.clock(),
            )
            for _ in range(70)
        )
    first = (await adam.get(f"{webhook}?state=waiting")).text
    (older,) = re.findall(r'href="([^"]+)">Ältere Zustellungen', first)
    second = (await adam.get(older.replace("&amp;", "&"))).text

    ids = [re.findall(r"<code>([0-9a-f-]{36})</code>", html) for html in (first, second)]
    assert [len(one) for one in ids] == [50, 20] and not set(ids[0]) & set(ids[1])
    for odd in ("before=x", "before=" + "9" * 30, "state=%00", "state=x"):
        assert (await adam.get(f"{webhook}?{odd}")).status_code == 200


async def test_another_institutions_are_not_there(world, nora, webhook, adam):
    await nora.get(PATH)
    delivery = WebhookDelivery(
        institution_id=world.institutions["musterstadt"],
        subscription_id=(await only(world)).id,
        event=WebhookEvent.TEST,
        at=world.clock(),
    )
    async with world.sessions.begin() as session:
        session.add(delivery)
    acts = ["", "/secret", "/test", "/pause", "/removal", f"/deliveries/{delivery.id}/omission"]

    assert [(await nora.post(f"{webhook}{act}", **GIVEN)).status_code for act in acts] == [404] * len(acts)
    assert "127.0.0.1" not in told((await nora.get(PATH)).text)
    assert (await only(world, WebhookDelivery)).state is DeliveryState.WAITING


async def test_a_delivery_is_asked_for_by_its_own_webhook(world, adam, webhook):
    await adam.get(webhook)
    await adam.post(f"{webhook}/test")
    delivery = await only(world, WebhookDelivery)
    await add(adam)
    (other,) = await world.all(select(WebhookSubscription.id).where(WebhookSubscription.id != delivery.subscription_id))

    answer = await adam.post(f"{PATH}/{other}/deliveries/{delivery.id}/omission")

    assert answer.status_code == 404
    assert (await only(world, WebhookDelivery)).state is DeliveryState.WAITING


# The second lock.


@pytest.fixture
def as_user(world):
    sessions = locked(world.sessions)

    async def as_user(who, statement):
        with seen_by(world.users[who]):
            async with sessions.begin() as session:
                return (await session.execute(statement)).all()

    return as_user


async def test_only_administrators_of_the_institution_see_webhooks(world, adam, webhook, as_user):
    await adam.get(webhook)
    await adam.post(f"{webhook}/test")
    numbers = {
        who: [
            (await as_user(who, select(func.count()).select_from(kind)))[0][0]
            for kind in (WebhookSubscription, WebhookDelivery)
        ]
        for who in ("adam", "nora", "anna", "carla", "xaver")
    }

    assert numbers.pop("adam") == [1, 1]
    assert set(map(tuple, numbers.values())) == {(0, 0)}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT secret FROM webhook_subscriptions",
        "SELECT former_secret FROM webhook_subscriptions",
        "UPDATE webhook_subscriptions SET last_sequence = 0",
        "UPDATE webhook_deliveries SET facts = '{}'",
        "DELETE FROM webhook_deliveries",
        "SELECT write_webhooks(NULL, 'test', now(), NULL, NULL, NULL, NULL, '{}')",
    ],
)
async def test_the_desk_reads_no_secret_and_writes_no_event(world, adam, webhook, as_user, statement):
    with pytest.raises(DBAPIError, match="permission denied"):
        await as_user("adam", text(statement))


async def test_what_an_agent_does_is_told_although_he_sees_no_webhook(world, anna, webhook, courier, receiver, adam):
    await adam.get(webhook)
    await adam.post(webhook, **(GIVEN | {"address": receiver.address, "events": ["conversation.closed"]}))
    chat = await world.held("anna")
    await anna.get(f"/desk/chats/{chat}")
    assert (await anna.post(f"/desk/chats/{chat}/closure", outcome="answered")).status_code == 303

    await run(courier)

    assert receiver.events == [(1, "conversation.closed")]
    assert receiver.came[0].told["data"]["closed_by"] == "agent"


# What the page says to receivers.


async def test_the_check_that_the_page_shows_is_right(world, adam, webhook, courier, receiver, monkeypatch):
    page = (await adam.get(webhook)).text
    assert "def is_from_schalter" in CHECK and CHECK.splitlines()[0] in page
    secret = re.findall(r'value="(whsec_[^"]+)"', (await adam.post(f"{webhook}/secret")).text)[0]
    await adam.get(webhook)
    await adam.post(f"{webhook}/test")
    await run(courier)
    (came,) = receiver.came

    monkeypatch.setattr("time.time", lambda: world.clock().timestamp() + 100)
    assert is_from_schalter(came.headers, came.body, secret)
    assert not is_from_schalter(came.headers, came.body + b" ", secret)
    assert not is_from_schalter(came.headers, came.body, "whsec_" + "A" * 44)
    monkeypatch.setattr("time.time", lambda: world.clock().timestamp() + 301)
    assert not is_from_schalter(came.headers, came.body, secret)


# In Chromium.


async def test_from_the_form_to_the_first_event_that_arrives(page, desk, world, receiver, courier):
    await page.goto(f"{desk}/login")
    await page.fill("[name=email]", "adam@musterstadt.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/people")
    await page.locator("#sections").get_by_role("link", name="Webhooks", exact=True).click()
    await page.get_by_role("link", name="Webhook hinzufügen").click()

    await page.get_by_label("Name", exact=True).fill("Kernbank")
    await page.get_by_label("Adresse").fill("http://kernbank.example/")
    await page.get_by_label("Chat beendet").check()
    await page.get_by_role("button", name="Hinzufügen").click()
    await expect(page.locator("#address_problem")).to_contain_text("Ohne Verschlüsselung")
    await page.get_by_label("Adresse").fill(receiver.address)
    await page.get_by_role("button", name="Hinzufügen").click()
    secret = await page.get_by_label("Secret", exact=True).input_value()
    await page.get_by_role("link", name="Ist hinterlegt, weiter").click()

    await page.get_by_role("button", name="Testmeldung schicken").click()
    row = page.locator("#deliveries tbody tr")
    await expect(row).to_contain_text("Testmeldung")
    await expect(row).to_contain_text("wartet")
    await run(courier)
    await page.reload()
    await expect(row).to_contain_text("angekommen")
    await expect(row).to_contain_text("Status 204")
    assert receiver.came[0].is_signed_with(secret)
    assert json.loads(receiver.came[0].body)["type"] == "test"

    await page.get_by_role("button", name="Anhalten").click()
    await expect(page.get_by_role("alert")).to_contain_text("Jemand hat den Webhook angehalten")
    await page.get_by_role("button", name="Weiterlaufen lassen").click()
    await expect(page.get_by_role("button", name="Anhalten")).to_be_visible()
    asked = []
    page.once("dialog", lambda dialog: asked.append(dialog.message) or dialog.accept())
    await page.get_by_role("button", name="Entfernen").click()
    await page.wait_for_url("**/webhooks?saved=1")
    await expect(page.locator("main")).to_contain_text("Noch bekommt kein System Meldungen.")
    assert asked and asked[0].startswith("„Kernbank“ mit allen Zustellungen entfernen?")


async def test_what_failed_is_sent_at_a_press_of_a_button(page, desk, world, receiver, courier, clock, adam, webhook):
    receiver.answers = [(503, {"Retry-After": "3600"})]
    await world.callback()
    await run(courier)
    await page.goto(f"{desk}/login")
    await page.fill("[name=email]", "adam@musterstadt.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/people")
    await page.goto(f"{desk}{webhook}")

    await expect(page.locator("#deliveries tbody tr")).to_contain_text("nächster um 12:00")
    await page.get_by_role("button", name="Jetzt senden").click()
    await expect(page.locator(".sheet__saved")).to_contain_text("gespeichert")
    await run(courier)
    await page.reload()

    await expect(page.locator("#deliveries tbody tr")).to_contain_text("angekommen")
    assert len(receiver.came) == 2

"""The core system's interface, by HTTP: what it does, whom it lets in, and what it refuses."""

import json
import re

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from handoff.api import api_blueprint
from handoff.models import Audit, Organisation, Record, RecordAssignment, RecordToken, User, WebhookEvent
from handoff.records import make_token, withdraw_token
from handoff.settings import Settings
from handoff.web.headers import Headers
from handoff.webhooks import shape_of
from tests.desk.conftest import SECRET
from tests.desk.serving import apps, free_port

RECORDS = "/api/v1/institutions/musterstadt/records"
ONE = f"{RECORDS}/1004711"
MARA = {"name": "Mara Muster", "title": "Frau Dr.", "city": "Köln", "language": "de"}


@pytest.fixture
async def api_url(world, clock, realtime, redis_url, fresh_redis):
    Sanic.test_mode = True
    port = free_port()
    settings = Settings(SCHALTER_PORT=port, SCHALTER_SECRET_KEY=SECRET, REDIS_URL=redis_url)
    app = Sanic(f"api-{next(apps)}", configure_logging=False)
    parts = {"sessions": world.sessions, "realtime": realtime, "vault": world.vault, "clock": clock}
    app.blueprint(api_blueprint(settings, **parts))
    app.middleware("response")(Headers(is_secure=False).add)
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
    await server.startup()
    yield f"http://127.0.0.1:{port}"
    await server.before_stop()
    closed = server.close()
    for connection in list(server.connections):
        connection.abort()
    await closed
    await server.after_stop()


@pytest.fixture
def token_of(world):
    async def token_of(institution="musterstadt", who="adam"):
        async with world.sessions.begin() as session:
            user = await session.get_one(User, world.users[who])
            return await make_token(
                session, world.institutions[institution], name="Kernbank", user=user, now=world.clock()
            )

    return token_of


@pytest.fixture
async def api(api_url, token_of):
    """With a token of Musterstadt."""
    headers = {"Authorization": f"Bearer {await token_of()}"}
    async with httpx.AsyncClient(base_url=api_url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture
async def stranger(api_url):
    async with httpx.AsyncClient(base_url=api_url, timeout=20) as client:
        yield client


def problem(answer, status, key):
    """The errors of the document, after it has been looked at."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    document = answer.json()
    assert (document["type"], document["status"]) == (f"/api#{key}", status)
    assert document["title"] and document["detail"]
    return {one["pointer"]: one["detail"] for one in document.get("errors", [])}


async def test_a_record_is_put_read_changed_and_removed(world, api):
    await world.advisor(who="bernd")

    new = await api.put(ONE, json=MARA | {"advisor": "bernd@musterstadt.example"})
    assert new.status_code == 201
    assert new.json() == MARA | {
        "customer_number": "1004711",
        "advisor": "muster",
        "changed_at": world.clock().isoformat().replace("+00:00", "Z"),
    }
    same = await api.put(ONE, json=MARA | {"advisor": "muster"})
    assert (same.status_code, same.json()) == (200, new.json())
    assert (await api.put(ONE, json={"name": "Mara Beispiel"})).json()["city"] is None
    assert (await api.get(ONE)).json()["name"] == "Mara Beispiel"
    assert (await api.delete(ONE)).status_code == 204
    problem(await api.get(ONE), 404, "not-found")
    problem(await api.delete(ONE), 404, "not-found")


async def test_a_thousand_are_put_at_once_and_counted(world, api):
    rows = [{"customer_number": f"7{n:05}", "name": f"Mara Muster {chr(97 + n % 26)}"} for n in range(1000)]
    assert (await api.post(RECORDS, json={"records": rows})).json() == {"added": 1000, "changed": 0, "unchanged": 0}

    rows[7]["city"] = "Köln"
    answer = await api.post(RECORDS, json={"records": rows})

    assert answer.json() == {"added": 0, "changed": 1, "unchanged": 999}
    assert len(await world.all(select(Record.id))) == 1000


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([], {"/records": "at least 1"}),
        ([{"customer_number": "1001", "name": "A"}] * 2, {"/records/0/customer_number": "twice"}),
        ([{"customer_number": "1001"}], {"/records/0/name": "missing"}),
        ([{"customer_number": 1001, "name": "A"}], {"/records/0/customer_number": "string"}),
        ([{"customer_number": "1001", "name": "A", "advisor": "niemand"}], {"/records/0/advisor": "no such advisor"}),
        (
            [{"customer_number": "1001", "name": "A"}, {"customer_number": "1", "name": ""}],
            {"/records/1/name": "empty"},
        ),
        ([{"customer_number": "1001", "name": "A", "iban": ""}], {"/records/0/iban": "account data"}),
        ([{"customer_number": "1001", "name": "A", "x/~": 1}], {"/records/0/x~1~0": "no such field"}),
        ([3], {"/records/0": "object"}),
    ],
)
async def test_with_one_fault_none_is_taken(world, api, rows, errors):
    answer = await api.post(
        RECORDS, json={"records": [{"customer_number": "9999", "name": "Ute"}, *rows] if rows else []}
    )

    found = problem(answer, 422, "invalid")
    wanted = {
        re.sub(r"\d+", lambda n: str(int(n[0]) + 1), pointer, count=1): words for pointer, words in errors.items()
    }
    assert all(words in found[pointer] for pointer, words in wanted.items()), found
    assert await world.all(select(Record.id)) == []


async def test_more_than_a_thousand_are_too_many(world, api):
    rows = [{"customer_number": f"7{n:05}", "name": "A"} for n in range(1001)]

    assert "at most 1000" in problem(await api.post(RECORDS, json={"records": rows}), 422, "invalid")["/records"]


@pytest.mark.parametrize("field", ["iban", "IBAN", "kontonummer", "balance", "saldo", "account_number", "kreditkarte"])
async def test_fields_of_accounts_are_refused_in_plain_words(world, api, field):
    errors = problem(await api.put(ONE, json=MARA | {field: "x"}), 422, "invalid")

    assert "never keeps" in errors[f"/{field}"]
    assert await world.all(select(Record.id)) == []


async def test_values_of_accounts_are_refused_and_never_told_back(api):
    answer = await api.put(ONE, json={"name": "Mara DE02120300000000202051", "city": "4111 1111 1111 1111"})

    assert problem(answer, 422, "invalid").keys() == {"/name", "/city"}
    assert "DE02" not in answer.text and "4111" not in answer.text


@pytest.mark.parametrize(
    "number", ["1", "abc", "DE02120300000000202051", "10-04%20711", "1004711%00", "..%2F..%2Fx", "%27%3B--"]
)
async def test_what_is_no_customer_number_is_refused(world, api, number):
    answer = await api.put(f"{RECORDS}/{number}", json=MARA)

    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await api.get(f"{RECORDS}/{number}")).status_code == 404
    assert await world.all(select(Record.id)) == []


@pytest.mark.parametrize(
    ("content", "kind", "status", "key"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b"[" * 100_000, "application/json", 400, "malformed"),
        (b"", "application/json", 400, "malformed"),
        (b"{}", "text/plain", 415, "no-json"),
        (b"[]", "application/json", 422, "invalid"),
        (b'{"name": "A\\u0000"}', "application/json", 422, "invalid"),
        (b'{"name": "\\ud800"}', "application/json", 422, "invalid"),
        (b'{"name": ' + b'"' + b"x" * (2 * 1024 * 1024) + b'"}', "application/json", 413, "too-large"),
    ],
)
async def test_bodies_that_are_none_are_told_so(api, content, kind, status, key):
    problem(await api.put(ONE, content=content, headers={"Content-Type": kind}), status, key)


async def test_without_a_token_nothing_opens(world, stranger, token_of):
    await world.record()
    other = await token_of("neubeispiel", "nora")
    calls = ["", "Bearer", "Bearer x", f"Basic {other}", f"Bearer {other}"]

    for header in calls:
        answer = await stranger.get(ONE, headers={"Authorization": header} if header else {})
        problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer" and "Mara" not in answer.text


async def test_wrong_tokens_are_slowed_down_and_the_right_one_is_not(world, api, stranger):
    await world.record()
    answers = [await stranger.get(ONE, headers={"Authorization": f"Bearer {n}"}) for n in range(7)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    problem(answers[-1], 429, "too-many")
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await api.get(ONE)).status_code == 200


async def test_a_withdrawn_token_is_none_any_more(world, api):
    await world.record()
    assert (await api.get(ONE)).status_code == 200
    async with world.sessions.begin() as session:
        (token,) = await session.scalars(select(RecordToken))
        user = await session.get_one(User, world.users["adam"])
        await withdraw_token(session, token.id, user=user, now=world.clock())

    problem(await api.get(ONE), 401, "unauthorized")


async def test_the_last_use_is_written_down(world, api):
    await api.get(ONE)

    assert await world.all(select(RecordToken.last_used_at)) == [world.clock()]


async def test_another_institutions_records_are_not_there(world, api):
    await world.record(institution="neubeispiel")

    problem(await api.get(ONE), 404, "not-found")
    problem(await api.delete(ONE), 404, "not-found")
    problem(await api.get(ONE.replace("musterstadt", "neubeispiel")), 401, "unauthorized")
    await api.put(ONE, json={"name": "Otto Beispiel"})
    houses = select(Record.name, Organisation.slug).join(Organisation, Organisation.id == Record.institution_id)
    async with world.sessions() as session:
        assert {(name, slug) for name, slug in await session.execute(houses)} == {
            ("Mara Muster", "neubeispiel"),
            ("Otto Beispiel", "musterstadt"),
        }


async def test_each_write_is_in_the_audit_list_without_the_persons_name(world, api):
    await api.put(ONE, json=MARA)
    await api.put(ONE, json=MARA)
    await api.put(ONE, json=MARA | {"city": "Bonn"})
    await api.post(RECORDS, json={"records": [{"customer_number": "2002", "name": "Otto Beispiel"}] * 1})
    await api.delete(ONE)

    rows = await world.all(select(Audit).where(Audit.actor == "core_system").order_by(Audit.id))
    assert [row.act for row in rows] == ["add_record", "change_record", "add_record", "remove_record"]
    assert {row.after["token"] for row in rows} == {"Kernbank"}
    told = "".join(str((row.subject, row.before, row.after)) for row in rows)
    assert "Mara" not in told and "Otto" not in told and "1004711" not in told


async def test_open_desks_hear_of_a_change_and_a_removal(world, api, realtime):
    record, chat = await world.record(), await world.held("anna")
    await world.assigned(chat, record)
    heard = realtime.changes(patience=0.2)
    assert await anext(heard) is None

    await api.put(ONE, json=MARA)
    assert chat in await anext(heard)
    await api.delete(ONE)
    assert chat in await anext(heard)
    await heard.aclose()

    assert await world.all(select(RecordAssignment)) == []


async def test_other_addresses_are_problems_too(api):
    for path in ("/api/v2/x", "/api/v1/institutions/musterstadt", f"{ONE}/more"):
        problem(await api.get(path), 404, "not-found")


# The document and its page.


async def test_the_document_says_what_the_routes_do(stranger):
    document = (await stranger.get("/api/openapi.json")).json()

    assert document["openapi"] == "3.1.0"
    one = "/api/v1/institutions/{slug}/records/{customer_number}"
    assert document["paths"].keys() == {one, one.rpartition("/")[0]}
    assert document["paths"][one].keys() == {"parameters", "get", "put", "delete"}
    body = document["components"]["schemas"]["RecordValues"]
    assert body["additionalProperties"] is False and body["required"] == ["name"]
    assert body["properties"]["name"]["maxLength"] == 120
    assert document["components"]["schemas"]["Batch"]["properties"]["records"]["maxItems"] == 1000
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert references <= document["components"]["schemas"].keys()


async def test_the_document_names_every_event_with_the_body_that_is_sent(stranger):
    document = (await stranger.get("/api/openapi.json")).json()

    assert document["webhooks"].keys() == {event.value for event in WebhookEvent}
    for event, told in document["webhooks"].items():
        content = told["post"]["requestBody"]["content"]["application/json"]
        assert content["schema"]["$ref"] == f"#/components/schemas/{shape_of(WebhookEvent(event)).__name__}"
        assert [one["name"] for one in told["post"]["parameters"]] == [
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ]
    page = (await stranger.get("/api")).text
    assert all(f"<code>{event}</code>" in page for event in document["webhooks"])
    assert "def is_from_schalter" in page


async def test_every_answer_is_one_that_the_document_names(api, stranger):
    paths = (await stranger.get("/api/openapi.json")).json()["paths"]
    put = paths["/api/v1/institutions/{slug}/records/{customer_number}"]["put"]["responses"]

    answers = [
        await api.put(ONE, json=MARA),
        await api.put(ONE, json=MARA),
        await api.put(ONE, json={}),
        await api.put(ONE, content=b"{", headers={"Content-Type": "application/json"}),
        await api.put(ONE, content=b"{}", headers={"Content-Type": "text/plain"}),
        await stranger.put(ONE, json=MARA),
    ]

    assert [str(answer.status_code) for answer in answers] == ["201", "200", "422", "400", "415", "401"]
    assert {str(answer.status_code) for answer in answers} <= put.keys()


async def test_the_page_needs_nothing_from_elsewhere(stranger):
    page, style = await stranger.get("/api"), await stranger.get("/api/manual.css")

    assert page.status_code == style.status_code == 200
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text) and "<script" not in page.text
    assert "style=" not in page.text and "url(" not in style.text
    for anchor in re.findall(r'href="#([\w-]+)"', page.text):
        assert f'id="{anchor}"' in page.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_for_everybody(page, api_url, scheme):
    from .test_accessibility import violations

    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{api_url}/api")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.emulate_media(color_scheme=scheme)
    await page.screenshot(path=f"/tmp/shot_api_{scheme}.png")
    assert await violations(page) == []

"""What somebody tries who means no good, in a browser of his own making."""

import httpx
import pytest
from sqlalchemy import select

from handoff.models import Session, User

from .serving import PASSWORD


@pytest.fixture
async def raw(desk):
    async with httpx.AsyncClient(base_url=desk, follow_redirects=False, timeout=20) as http:
        yield http


@pytest.mark.parametrize("cookie", [b"\xff\xfe", b"%00", b"a" * 5000, b"' OR 1=1 --", "ä".encode()])
async def test_a_forged_cookie_is_no_log_in(raw, cookie):
    answer = await raw.get("/desk", headers=[(b"cookie", b"schalter_log_in=" + cookie)])

    assert answer.headers["location"] == "/login"


@pytest.mark.parametrize("token", [b"\xff\xfe", b"\x80" * 64, "ä".encode() * 64])
async def test_a_forged_token_is_refused_not_stumbled_over(anna, token):
    headers = [
        (b"x-csrf-token", token),
        (b"cookie", f"schalter_log_in={anna.http.cookies['schalter_log_in']}".encode()),
    ]

    answer = await anna.http.post("/logout", headers=headers)

    assert answer.status_code == 403
    assert (await anna.get("/desk")).status_code == 200


async def test_a_form_of_another_site_logs_nobody_out(anna):
    answer = await anna.http.post("/logout", data={"csrf": anna.csrf}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert (await anna.get("/desk")).status_code == 200


async def test_a_foreign_host_is_in_no_answer(anna, raw):
    for path in ("/login", "/", "/desk", "/desk/nowhere", "/desk/profile"):
        answer = await anna.http.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

        assert "evil.example" not in answer.text + str(answer.headers), path


@pytest.mark.parametrize(
    "path", ["//evil.example", "/login?next=//evil.example", "/desk//evil.example", "/%5Cevil.example"]
)
async def test_no_address_leads_elsewhere(anna, path):
    answer = await anna.http.get(path)

    assert answer.headers.get("location", "/").startswith("/") and "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize("message_id", ["9" * 30, "-1", "0"])
async def test_a_number_that_no_message_can_have_is_not_there(anna, world, message_id):
    chat = await world.held("anna")

    assert (await anna.get(f"/desk/chats/{chat}/earlier/{message_id}")).status_code == 404


@pytest.mark.parametrize("query", ["from=" + "9" * 30, "from=x", "chat=x", "chat=%00"])
async def test_a_stream_asked_for_nonsense_shows_the_lists(anna, world, query):
    chat = await world.held("anna", name="Rosa Vorlage")
    query = query if "chat" in query else f"chat={chat}&{query}"

    async with anna.http.stream("GET", f"/desk/stream?{query}") as answer:
        first = await anext(answer.aiter_text())

    assert answer.status_code == 200 and "Rosa Vorlage" in first


async def test_private_pages_are_kept_by_no_cache_and_framed_by_nobody(anna):
    for path in ("/desk", "/desk/profile", "/desk/callbacks", "/login"):
        headers = (await anna.get(path)).headers

        assert headers["cache-control"] == "no-store", path
        assert headers["x-frame-options"] == "DENY" and "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_a_cookie_set_by_another_is_not_the_one_after_logging_in(browser_of, world):
    browser = await browser_of()
    browser.http.cookies.set("schalter_log_in", "planted", domain="127.0.0.1")

    await browser.get("/login")
    await browser.post("/login", email="anna@musterstadt.example", password=PASSWORD)

    assert browser.http.cookies.get("schalter_log_in") != "planted"
    assert len(await world.all(select(Session.id))) == 1


async def test_who_is_disabled_hears_nothing_more_on_an_open_stream(anna, world, realtime, clock):
    async with anna.http.stream("GET", "/desk/stream") as answer:
        pieces = answer.aiter_text()
        await anext(pieces)
        async with world.sessions.begin() as session:
            (await session.get_one(User, world.users["anna"])).disabled_at = clock()
        await realtime.publish([await world.waiting(name="Rosa Vorlage")])
        rest = "".join([piece async for piece in pieces])

    assert "Rosa Vorlage" not in rest and 'action="refresh"' in rest


async def test_from_many_addresses_of_one_network_there_are_no_more_attempts(start, world, fresh_redis):
    url, app = await start()
    app.config.PROXIES_COUNT = 1
    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        answers = []
        for number in range(8):
            http.cookies.clear()
            address = {"X-Forwarded-For": f"2001:db8:1:2::{number:x}"}
            page = await http.get("/login", headers=address)
            csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
            form = {"csrf": csrf, "email": "anna@musterstadt.example", "password": "falsch"}
            answers.append((await http.post("/login", data=form, headers=address)).status_code)

    assert answers == [422] * 5 + [429] * 3

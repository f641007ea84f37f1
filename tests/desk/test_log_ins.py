from datetime import timedelta

from argon2 import PasswordHasher
from sqlalchemy import select, update

from handoff.models import Session, User
from handoff.web.csrf import csrf_token
from handoff.web.log_in.passwords import is_outdated

from .serving import PASSWORD, Browser


async def test_who_knows_the_password_is_let_in(browser_of, world):
    browser = await browser_of()

    answer = await browser.log_in("anna@musterstadt.example")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert "Anna Agentin" in (await browser.get("/desk")).text


async def test_the_cookie_is_kept_from_scripts_and_other_sites(start, world):
    url, _ = await start(public_url="https://schalter.example")
    browser = Browser(url)
    page = await browser.get("/login")
    secret = page.headers["set-cookie"].split(";")[0]

    answer = await browser.http.post(
        "/login",
        data={"csrf": browser.csrf, "email": "anna@musterstadt.example", "password": PASSWORD},
        headers={"Cookie": secret},
    )

    cookies = answer.headers.get_list("set-cookie")
    log_in = next(cookie for cookie in cookies if cookie.startswith("__Host-schalter_log_in="))
    assert all(part in log_in for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"))
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    await browser.http.aclose()


async def test_only_a_hash_of_the_cookie_is_stored(anna, world):
    stored = await world.all(select(Session.token_hash))

    assert len(stored) == 1
    assert anna.http.cookies["schalter_log_in"].encode() not in stored[0]


async def test_an_unknown_user_and_a_wrong_password_look_the_same(browser_of):
    browser = await browser_of()

    wrong = await browser.log_in("anna@musterstadt.example", "falsch")
    unknown = await browser.log_in("niemand@musterstadt.example", "falsch")

    assert wrong.status_code == unknown.status_code == 422
    assert "stimmt nicht" in wrong.text and "stimmt nicht" in unknown.text


async def test_after_five_wrong_passwords_the_right_one_has_to_wait(browser_of):
    browser = await browser_of()
    for _ in range(5):
        assert (await browser.log_in("anna@musterstadt.example", "falsch")).status_code == 422

    throttled = await browser.log_in("anna@musterstadt.example")
    other = await browser.log_in("bernd@musterstadt.example")

    assert throttled.status_code == 429
    assert "Viertelstunde" in throttled.text
    assert other.status_code == 303


async def test_without_redis_attempts_are_counted_all_the_same(start, world):
    url, _ = await start(redis="redis://127.0.0.1:1/0")
    browser = Browser(url)

    answers = [await browser.log_in("anna@musterstadt.example", "falsch") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    await browser.http.aclose()


async def test_logging_in_makes_a_new_cookie_and_ends_the_former(anna, world):
    former = anna.http.cookies["schalter_log_in"]
    anna.http.cookies.delete("schalter_log_in")
    await anna.get("/login")
    anna.http.cookies.set("schalter_log_in", former)

    await anna.post("/login", email="anna@musterstadt.example", password=PASSWORD)

    assert len(await world.all(select(Session.token_hash))) == 1
    anna.http.cookies.clear()
    anna.http.cookies.set("schalter_log_in", former)
    assert (await anna.http.get("/desk")).status_code == 303


async def test_a_form_without_its_cookie_logs_nobody_in(browser_of):
    browser = await browser_of()
    await browser.get("/login")
    browser.http.cookies.clear()

    answer = await browser.post("/login", email="anna@musterstadt.example", password=PASSWORD)

    assert answer.status_code == 403
    assert "schalter_log_in" not in browser.http.cookies


async def test_a_log_in_ends_after_twelve_idle_hours(anna, clock):
    clock.now += timedelta(hours=11)
    assert (await anna.get("/desk")).status_code == 200
    clock.now += timedelta(hours=12, minutes=1)

    assert (await anna.get("/desk")).headers["location"] == "/login"


async def test_a_log_in_ends_after_a_day_however_busy(anna, clock):
    for _ in range(3):
        clock.now += timedelta(hours=8)
        answer = await anna.get("/desk")

    assert answer.headers["location"] == "/login"


async def test_a_disabled_user_is_out_at_once(anna, world, clock):
    async with world.sessions.begin() as session:
        await session.execute(update(User).where(User.id == world.users["anna"]).values(disabled_at=clock()))

    assert (await anna.get("/desk")).headers["location"] == "/login"
    assert (await anna.log_in("anna@musterstadt.example")).status_code == 422


async def test_after_logging_out_the_cookie_opens_nothing(anna):
    cookie = anna.http.cookies["schalter_log_in"]

    await anna.post("/logout")

    anna.http.cookies.set("schalter_log_in", cookie)
    assert (await anna.get("/desk")).headers["location"] == "/login"


async def test_a_password_hashed_with_former_parameters_is_hashed_anew(browser_of, world):
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    async with world.sessions.begin() as session:
        await session.execute(update(User).where(User.id == world.users["anna"]).values(password_hash=weak))

    await browser_of("anna")

    [stored] = await world.all(select(User.password_hash).where(User.id == world.users["anna"]))
    assert not is_outdated(stored)


async def test_the_language_is_the_browsers_and_can_be_switched(browser_of):
    browser = await browser_of()
    page = await browser.get("/login", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "Password" in page.text

    await browser.post("/login/language", language="de")

    assert "Passwort" in (await browser.get("/login")).text


async def test_the_users_language_can_be_switched_at_the_desk(anna, world):
    await anna.post("/desk/language", language="en")

    assert "My chats" in (await anna.get("/desk")).text
    assert (await world.get(User, world.users["anna"])).language == "en"


async def test_a_nul_in_the_form_is_as_if_it_were_not_there(browser_of):
    browser = await browser_of()

    wrong = await browser.log_in("niemand\x00@musterstadt.example")
    right = await browser.log_in("an\x00na@musterstadt.example")

    assert (wrong.status_code, right.status_code) == (422, 303)


async def test_without_the_forms_cookie_no_token_switches_the_language(browser_of):
    browser = await browser_of()

    answers = [
        await browser.http.post("/login/language", data={"language": "en", "csrf": csrf})
        for csrf in ("", csrf_token(""), csrf_token("None"))
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert not browser.http.cookies

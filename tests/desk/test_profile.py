"""A user's own page: language, theme, password, log-ins."""

import pytest
from sqlalchemy import select

from handoff.models import Audit, Session, User
from handoff.web.log_in.browsers import browser_of as name_of

from .serving import PASSWORD

PATH = "/desk/profile"
NEW = "Gänseblümchen Traktor 7"


async def test_language_and_theme_are_kept_and_shown(anna, world):
    await anna.get(PATH)

    answer = await anna.post(PATH, language="en", theme="dark")

    page = (await anna.get(PATH)).text
    assert answer.status_code == 303
    assert '<html lang="en" data-theme="dark">' in page and "My profile" in page


@pytest.mark.parametrize("values", [{"language": "fr", "theme": "dark"}, {"language": "de", "theme": "pink"}, {}])
async def test_what_there_is_not_is_refused(anna, world, values):
    await anna.get(PATH)

    assert (await anna.post(PATH, **values)).status_code == 422
    assert (await world.get(User, world.users["anna"])).language == "de"


async def test_a_new_password_ends_all_other_log_ins_and_changes_this_ones_cookie(anna, browser_of, world):
    other = await browser_of("anna")
    former = anna.http.cookies["schalter_log_in"]
    await anna.get(PATH)

    answer = await anna.post(f"{PATH}/password", former=PASSWORD, password=NEW, again=NEW)

    assert answer.headers["location"].startswith(PATH)
    assert "Ihr Passwort ist geändert" in (await anna.get(answer.headers["location"])).text
    assert anna.http.cookies["schalter_log_in"] != former
    assert (await other.get("/desk")).headers["location"] == "/login"
    assert (await other.log_in("anna@musterstadt.example", NEW)).status_code == 303
    assert await world.all(select(Audit.act).where(Audit.user_id == world.users["anna"])) == ["change_password"]


@pytest.mark.parametrize(
    "former, password, again, words",
    [
        ("falsch", NEW, NEW, "nicht Ihr bisheriges Passwort"),
        (PASSWORD, "kurz", "kurz", "mindestens zehn Zeichen"),
        (PASSWORD, "1234567890", "1234567890", "zu leicht zu erraten"),
        (PASSWORD, NEW, NEW + " ", "nicht gleich"),
    ],
)
async def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(anna, former, password, again, words):
    await anna.get(PATH)

    answer = await anna.post(f"{PATH}/password", former=former, password=password, again=again)

    assert answer.status_code == 422 and words in answer.text
    assert f'value="{password}' not in answer.text
    assert (await anna.get("/desk")).status_code == 200


async def test_a_blank_counts_in_a_password(anna, browser_of):
    await anna.get(PATH)
    await anna.post(f"{PATH}/password", former=PASSWORD, password=f" {NEW} ", again=f" {NEW} ")

    other = await browser_of()

    assert (await other.log_in("anna@musterstadt.example", NEW)).status_code == 422
    assert (await other.log_in("anna@musterstadt.example", f" {NEW} ")).status_code == 303


async def test_who_finds_a_desk_unlocked_cannot_try_passwords(anna):
    await anna.get(PATH)

    answers = [await anna.post(f"{PATH}/password", former="falsch", password=NEW, again=NEW) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_log_ins_are_listed_and_ended_from_afar(anna, browser_of, world):
    other = await browser_of()
    other.http.headers["User-Agent"] = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    await other.log_in("anna@musterstadt.example")
    page = (await anna.get(PATH)).text
    [log_in] = await world.all(select(Session.id).where(Session.browser == "Firefox, Windows"))

    await anna.post(f"{PATH}/log-ins/{log_in}/end")

    assert "Firefox, Windows" in page and "dieser Browser" in page
    assert (await other.get("/desk")).headers["location"] == "/login"
    assert (await anna.get("/desk")).status_code == 200


async def test_all_others_are_ended_at_once(anna, browser_of):
    others = [await browser_of("anna") for _ in range(2)]
    await anna.get(PATH)

    await anna.post(f"{PATH}/log-ins/end")

    assert [(await one.get("/desk")).status_code for one in (*others, anna)] == [303, 303, 200]


async def test_somebody_elses_log_in_is_not_there(anna, bernd, world):
    [log_in] = await world.all(select(Session.id).where(Session.user_id == world.users["bernd"]))

    assert (await anna.post(f"{PATH}/log-ins/{log_in}/end")).status_code == 404
    assert (await bernd.get("/desk")).status_code == 200


@pytest.mark.parametrize(
    "user_agent, name",
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari, iPhone"),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_is_known_coarsely(user_agent, name):
    assert name_of(user_agent) == name

"""What holds for every route, whichever it is: log-in, form token, headers, and nothing for outsiders."""

from uuid import uuid4

import pytest

from handoff.models import Role

from .serving import Browser, text_of
from .things import routes_of


async def test_without_log_in_there_is_nothing_but_the_way_to_it(start, everything):
    url, app = await start()
    browser = Browser(url)
    answers = {
        (method, path): await browser.http.request(method, path.format(**everything)) for method, path in routes_of(app)
    }
    await browser.http.aclose()

    assert len(answers) >= 15
    for route, answer in answers.items():
        is_way = answer.status_code == 303 and answer.headers["location"] == "/login"
        assert is_way or (answer.status_code == 401 and not answer.content), route


async def test_no_form_counts_without_its_token(start, everything):
    url, app = await start()
    browser = Browser(url)
    await browser.log_in("anna@musterstadt.example")
    posts = [path.format(**everything) for method, path in routes_of(app) if method == "POST"]
    answers = {path: await browser.http.post(path, data={"csrf": "0" * 64}) for path in posts}
    await browser.http.aclose()

    assert len(answers) >= 9
    assert {answer.status_code for answer in answers.values()} == {403}, answers


async def test_a_form_sent_by_another_site_is_refused(anna, world):
    chat = await world.waiting()

    answer = await anna.http.post(
        f"/desk/chats/{chat}/assignment", data={"csrf": anna.csrf}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


# What not everybody at the desk may do at all.
FOR_FEW = ("/desk/administration", "/desk/shifts/")


async def test_another_institutions_things_do_not_exist(start, everything, world):
    url, app = await start()
    await world.promote("dora", "neubeispiel", {None: Role.ADMINISTRATOR})
    browser = Browser(url)
    await browser.log_in("dora@neubeispiel.example")
    # The texts of the bot every institution has.
    wanted = [(method, path) for method, path in routes_of(app) if "{" in path and "bot-texts" not in path]
    answers = {}
    for method, path in wanted:
        # What the forms of the administration want, so that only whose thing it is can be wrong.
        about = {"about": "A", "name": "A", "colour": "red"}
        fields = {"data": {"csrf": browser.csrf, "body": "Hallo", "client_key": str(uuid4())} | about}
        answers[path] = await browser.http.request(
            method, path.format(**everything), **(fields if method == "POST" else {})
        )
    await browser.http.aclose()

    assert len(answers) >= 11
    # What nobody of her kind may do is refused before it is looked for.
    assert {answer.status_code for answer in answers.values()} <= {403, 404}, answers
    others = {path: answer for path, answer in answers.items() if not path.startswith(FOR_FEW)}
    assert all(answer.status_code == 404 for answer in others.values()), others


async def test_lists_and_callbacks_show_nothing_of_another_institution(dora, world):
    await world.waiting(name="Jonas Probe")
    await world.callback()

    pages = [text_of((await dora.get(path)).text) for path in ("/desk", "/desk/callbacks")]

    assert not any("Jonas Probe" in page or "042" in page for page in pages)


async def test_every_answer_forbids_foreign_scripts_and_frames(start, everything):
    url, app = await start()
    browser = Browser(url)
    await browser.log_in("anna@musterstadt.example")
    paths = [path.format(**everything) for method, path in routes_of(app) if method == "GET" and "stream" not in path]
    paths += ["/login", "/termin/x.ics", "/assets/desk.css", "/vendor/turbo.js", "/assets/nothing.css"]
    answers = {path: await browser.http.get(path) for path in paths}
    await browser.http.aclose()

    for path, answer in answers.items():
        policy = answer.headers.get("content-security-policy", "")
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", path
    assert "style=" not in answers["/desk"].text and "onclick" not in answers["/desk"].text


async def test_an_unknown_page_says_what_to_do_in_the_readers_language(anna, bernd):
    german, english = await anna.get("/desk/nirgends"), await bernd.get("/desk/nowhere")

    assert german.status_code == english.status_code == 404
    assert "Zu den Chats" in german.text and "To the chats" in english.text


@pytest.mark.parametrize("path", ["/assets", "/assets/", "/assets/css", "/assets/css/"])
async def test_a_folder_of_assets_is_no_page(browser_of, path, caplog):
    answer = await (await browser_of()).get(path)

    assert answer.status_code == 404
    assert not [line for line in caplog.records if line.exc_info]


@pytest.mark.parametrize("path", ["/assets/%00", "/assets/css/%00.css", "/desk/chats/%00"])
async def test_a_name_that_no_file_can_have_is_not_there(anna, path):
    assert (await anna.get(path)).status_code == 404

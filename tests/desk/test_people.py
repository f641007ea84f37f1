"""Users: invited, given roles, kept out and let in again, by administrators of their own institution."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from handoff.models import (
    Audit,
    Conversation,
    Handoff,
    HandoffReason,
    Invitation,
    Membership,
    Owner,
    Role,
    Session,
    User,
)

from .cast import hire_everyone

PEOPLE = "/desk/administration/people"
NEW_PASSWORD = "Gänseblümchen Traktor 7"


@pytest.fixture(autouse=True)
async def everyone(world, password_hash):
    """One administrator, and nobody beside him."""
    await hire_everyone(world, password_hash)
    async with world.sessions.begin() as session:
        await session.execute(delete(Membership).where(Membership.user_id == world.users["adam"]))


@pytest.fixture
async def admin(browser_of):
    browser = await browser_of("administrator")
    await browser.get(PEOPLE)
    return browser


async def invite(admin, world, *places, email="nina@musterstadt.example", name="Nina Neuling"):
    places = places or (f"{world.teams['musterstadt/service']}:agent",)
    return await admin.post(PEOPLE, name=name, email=email, language="de", places=list(places))


def link_in(answer):
    return re.search(r'value="http[^"]*(/invitation/[\w-]+)"', answer.text).group(1)


async def user_by(world, email):
    return next(iter(await world.all(select(User).where(User.email == email))), None)


async def test_the_list_shows_the_institutions_people_with_roles_and_state(admin, world):
    await invite(admin, world)

    page = (await admin.get(PEOPLE)).text

    assert "Anna Agentin" in page and "Teamleitung" in page and ">Administration</span>" in page
    assert "Nina Neuling" in page and "Eingeladen" in page
    assert "Dora Dialog" not in page and "Aus Neubeispiel" not in page


async def test_who_is_invited_sets_a_password_and_works(admin, world, browser_of):
    link = link_in(await invite(admin, world))
    nina = await browser_of()

    page = await nina.get(link)
    answer = await nina.post(link, password=NEW_PASSWORD, again=NEW_PASSWORD)

    assert "Guten Tag, Nina Neuling" in page.text
    assert answer.headers["location"] == "/desk"
    assert "Nina Neuling" in (await nina.get("/desk")).text
    again = await browser_of()
    assert (await again.log_in("nina@musterstadt.example", NEW_PASSWORD)).status_code == 303


async def test_a_link_is_shown_once_stored_as_a_hash_and_good_once(admin, world, browser_of):
    link = link_in(await invite(admin, world))
    nina, other = await browser_of(), await browser_of()
    await nina.get(link)
    await nina.post(link, password=NEW_PASSWORD, again=NEW_PASSWORD)

    later = await other.get(link)

    assert later.status_code == 404 and "gilt nicht mehr" in later.text
    assert link.rpartition("/")[2].encode() not in (await world.all(select(Invitation.token_hash)))[0]
    user = await user_by(world, "nina@musterstadt.example")
    assert "/invitation/" not in (await admin.get(f"{PEOPLE}/{user.id}")).text.replace(f"{user.id}/invitation", "")


async def test_of_two_who_use_a_link_at_once_one_sets_the_password(admin, world, browser_of):
    link = link_in(await invite(admin, world))
    browsers = [await browser_of(), await browser_of()]
    for browser in browsers:
        await browser.get(link)

    answers = await asyncio.gather(
        *(one.post(link, password=f"{NEW_PASSWORD}{n}", again=f"{NEW_PASSWORD}{n}") for n, one in enumerate(browsers))
    )

    assert sorted(answer.status_code for answer in answers) == [303, 404]


async def test_a_link_ends_after_seven_days_and_with_the_next_one(admin, world, browser_of, clock):
    first = link_in(await invite(admin, world))
    user = await user_by(world, "nina@musterstadt.example")
    second = link_in(await admin.post(f"{PEOPLE}/{user.id}/invitation"))
    browser = await browser_of()

    assert (await browser.get(first)).status_code == 404
    assert (await browser.get(second)).status_code == 200
    clock.now += timedelta(days=7)
    assert (await browser.get(second)).status_code == 404


@pytest.mark.parametrize(
    "password, again, words",
    [
        ("kurz", "kurz", "mindestens zehn Zeichen"),
        ("passwort123", "passwort123", "zu leicht zu erraten"),
        ("Nina Neuling", "Nina Neuling", "weder Ihren Namen"),
        ("nina@musterstadt.example", "nina@musterstadt.example", "weder Ihren Namen"),
        (NEW_PASSWORD, "anders als das davor", "nicht gleich"),
    ],
)
async def test_a_password_that_is_no_good_is_refused_with_the_reason(admin, world, browser_of, password, again, words):
    link = link_in(await invite(admin, world))
    nina = await browser_of()
    await nina.get(link)

    answer = await nina.post(link, password=password, again=again)

    assert answer.status_code == 422 and words in answer.text
    assert (await nina.get(link)).status_code == 200


async def test_an_invitations_form_counts_only_with_its_cookie_and_not_too_often(admin, world, browser_of):
    link = link_in(await invite(admin, world))
    nina = await browser_of()

    answers = [await nina.post(link, password=NEW_PASSWORD, again=NEW_PASSWORD) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]


async def test_a_new_link_is_a_password_reset_and_ends_all_log_ins(admin, anna, world, browser_of):
    link = link_in(await admin.post(f"{PEOPLE}/{world.users['anna']}/invitation"))
    assert (await anna.get("/desk")).status_code == 200
    browser = await browser_of()
    await browser.get(link)

    await browser.post(link, password=NEW_PASSWORD, again=NEW_PASSWORD)

    assert (await anna.get("/desk")).headers["location"] == "/login"
    assert (await anna.log_in("anna@musterstadt.example")).status_code == 422


@pytest.mark.parametrize("email", ["anna@musterstadt.example", "ANNA@Musterstadt.example", "dora@neubeispiel.example"])
async def test_an_e_mail_is_somebodys_once(admin, world, email):
    answer = await invite(admin, world, email=email)

    assert answer.status_code == 422 and "meldet sich schon jemand an" in answer.text


@pytest.mark.parametrize("email", ["keine", "a@b", "a b@c.example", ""])
async def test_what_is_wrong_is_said_beside_the_field(admin, world, email):
    answer = await invite(admin, world, email=email)

    assert answer.status_code == 422
    assert re.search(r'id="email_problem"', answer.text) and 'aria-invalid="true"' in answer.text
    assert "Nina Neuling" in answer.text


async def test_a_hostile_name_is_shown_and_not_run(admin, world):
    await invite(admin, world, name="<img src=x onerror=alert(1)>")
    turned = await invite(admin, world, name="Anna\u202eeginA", email="b@musterstadt.example")

    assert "<img src=x" not in (await admin.get(PEOPLE)).text
    assert "&lt;img src=x" in (await admin.get(PEOPLE)).text
    assert turned.status_code == 422


async def test_roles_are_changed_and_count_at_once(admin, bernd, world):
    chat = await world.waiting(team="ebanking")
    service, ebanking = (world.teams[f"musterstadt/{slug}"] for slug in ("service", "ebanking"))
    details = {"name": "Bernd Beispiel", "email": "bernd@musterstadt.example", "language": "en"}

    places = [f"{service}:advisor", f"{ebanking}:lead", "house:auditor"]
    await admin.post(f"{PEOPLE}/{world.users['bernd']}", **details, places=places)

    roles = await world.all(select(Membership.role).where(Membership.user_id == world.users["bernd"]))
    assert set(roles) == {Role.ADVISOR, Role.LEAD, Role.AUDITOR}
    assert (await bernd.get(f"/desk/chats/{chat}")).status_code == 200
    assert (await bernd.get("/desk/administration/audit")).status_code == 200


async def test_how_many_chats_somebody_is_given_and_in_which_languages_is_set(admin, world):
    path = f"{PEOPLE}/{world.users['bernd']}"
    details = {"name": "Bernd Beispiel", "email": "bernd@musterstadt.example", "language": "en"}
    at_first = (await admin.get(path)).text

    await admin.post(path, **details, places=[], capacity="3", speaks=["de"])

    bernd = await world.get(User, world.users["bernd"])
    assert (bernd.capacity, bernd.speaks) == (3, ["de"])
    assert at_first.count('name="speaks"') == 2 and 'name="speaks" value="en" checked' in at_first
    assert 'name="speaks" value="en" checked' not in (await admin.get(path)).text
    await admin.post(path, **details, places=[], capacity="3", speaks=["de", "en"])
    assert (await world.get(User, world.users["bernd"])).speaks == []
    assert (await admin.post(path, **details, places=[], capacity="99")).status_code == 422


@pytest.mark.parametrize(
    "place", ["{own}:agent {own}:lead", "{foreign}:agent", "house:agent", "{own}:administrator", "x:agent", "house:x"]
)
async def test_a_role_that_is_not_given_there_is_refused(admin, world, place):
    teams = {"own": world.teams["musterstadt/service"], "foreign": world.teams["neubeispiel/service"]}

    answer = await invite(admin, world, *place.format(**teams).split())

    assert answer.status_code == 422 and "Diese Rolle gibt es hier nicht" in answer.text
    assert await user_by(world, "nina@musterstadt.example") is None


async def test_who_has_no_role_with_chats_any_more_gives_them_back(admin, world):
    chat = await world.held("anna")
    details = {"name": "Anna Agentin", "email": "anna@musterstadt.example", "language": "de"}

    await admin.post(f"{PEOPLE}/{world.users['anna']}", **details, places=["house:designer"])

    assert (await world.get(Conversation, chat)).owner is Owner.WAITING


async def test_who_is_disabled_is_out_at_once_and_his_chats_wait_again(admin, anna, world):
    chats = [await world.held("anna"), await world.held("anna", team="ebanking")]
    kept = await world.held("bernd")

    answer = await admin.post(f"{PEOPLE}/{world.users['anna']}/suspension")

    assert answer.status_code == 303
    assert (await anna.get("/desk")).headers["location"] == "/login"
    assert (await anna.log_in("anna@musterstadt.example")).status_code == 422
    assert [(await world.get(Conversation, chat)).owner for chat in chats] == [Owner.WAITING] * 2
    assert (await world.get(Conversation, kept)).owner is Owner.AGENT
    moves = await world.all(select(Handoff).where(Handoff.reason == HandoffReason.PUT_BACK))
    assert {move.from_agent_id for move in moves} == {world.users["anna"]}
    assert await world.all(select(Session).where(Session.user_id == world.users["anna"])) == []


async def test_a_disabled_users_link_holds_no_longer_and_he_gets_no_new_one(admin, world, browser_of):
    link = link_in(await invite(admin, world))
    user = await user_by(world, "nina@musterstadt.example")
    await admin.post(f"{PEOPLE}/{user.id}/suspension")

    refused = await admin.post(f"{PEOPLE}/{user.id}/invitation")

    assert (await (await browser_of()).get(link)).status_code == 404
    assert refused.status_code == 422 and "ist gesperrt" in refused.text


async def test_enabled_again_everything_is_as_before(admin, anna, world):
    await admin.post(f"{PEOPLE}/{world.users['anna']}/suspension")
    await admin.post(f"{PEOPLE}/{world.users['anna']}/suspension")

    await admin.post(f"{PEOPLE}/{world.users['anna']}/reinstatement")

    assert (await anna.log_in("anna@musterstadt.example")).status_code == 303
    acts = await world.all(select(Audit.act).where(Audit.subject == f"user:{world.users['anna']}").order_by(Audit.id))
    assert acts == ["disable_user", "enable_user"]


async def test_the_last_administrator_can_neither_go_nor_be_made_less(admin, world):
    me = world.users["administrator@musterstadt"]
    details = {"name": "A B", "email": "administrator@musterstadt.example", "language": "de"}

    disabled = await admin.post(f"{PEOPLE}/{me}/suspension")
    demoted = await admin.post(f"{PEOPLE}/{me}", **details, places=["house:auditor"])
    # Somebody who can't log in yet would be no help.
    await invite(admin, world, "house:administrator")
    still = await admin.post(f"{PEOPLE}/{me}/suspension")

    assert [answer.status_code for answer in (disabled, demoted, still)] == [422] * 3
    assert all("niemand mehr das Institut verwalten" in answer.text for answer in (disabled, demoted, still))
    user = await world.get(User, me)
    assert (user.disabled_at, user.name) == (None, "Administrator aus Musterstadt")


async def test_with_a_second_administrator_the_first_may_go(admin, world):
    me = world.users["administrator@musterstadt"]
    bernd = {"name": "Bernd Beispiel", "email": "bernd@musterstadt.example", "language": "en"}
    await admin.post(f"{PEOPLE}/{world.users['bernd']}", **bernd, places=["house:administrator"])
    details = {"name": "A B", "email": "administrator@musterstadt.example", "language": "de"}

    answer = await admin.post(f"{PEOPLE}/{me}", **details)

    assert answer.status_code == 303
    assert (await admin.get(PEOPLE)).status_code == 403


async def test_of_two_administrators_who_demote_each_other_at_once_one_stays(admin, world, browser_of):
    bernd = {"name": "Bernd Beispiel", "email": "bernd@musterstadt.example", "language": "en"}
    await admin.post(f"{PEOPLE}/{world.users['bernd']}", **bernd, places=["house:administrator"])
    second = await browser_of("bernd")
    await second.get(PEOPLE)

    answers = await asyncio.gather(
        admin.post(f"{PEOPLE}/{world.users['bernd']}/suspension"),
        second.post(f"{PEOPLE}/{world.users['administrator@musterstadt']}/suspension"),
    )

    admins = select(User.id).join(Membership, Membership.user_id == User.id)
    ours = Membership.institution_id == world.institutions["musterstadt"]
    left = await world.all(admins.where(ours, Membership.role == Role.ADMINISTRATOR, User.disabled_at.is_(None)))
    assert len(left) == 1, [answer.status_code for answer in answers]


async def test_somebody_of_another_organisation_works_as_a_guest(admin, dora, world):
    chat = await world.held("dora")
    team = world.teams["musterstadt/service"]

    answer = await admin.post(f"{PEOPLE}/guests", email="Dora@neubeispiel.example", places=[f"{team}:external_agent"])

    assert answer.status_code == 303
    assert (await dora.get(f"/desk/chats/{chat}")).status_code == 200
    page = await admin.get(f"{PEOPLE}/{world.users['dora']}")
    assert "gehört zu Stadtsparkasse Neubeispiel" in page.text and "Neuen Link" not in page.text


async def test_a_guests_password_and_access_are_not_ours_to_touch(admin, world):
    team, dora = world.teams["musterstadt/service"], world.users["dora"]
    await admin.post(f"{PEOPLE}/guests", email="dora@neubeispiel.example", places=[f"{team}:external_agent"])

    acts = ("invitation", "suspension", "reinstatement", "log-ins/end")
    answers = [await admin.post(f"{PEOPLE}/{dora}/{act}") for act in acts]
    await admin.post(f"{PEOPLE}/{dora}", name="Andere", email="x@y.example", language="de")

    assert {answer.status_code for answer in answers} == {404}
    user = await world.get(User, dora)
    assert (user.name, user.email) == ("Dora Dialog", "dora@neubeispiel.example")
    ours = Membership.institution_id == world.institutions["musterstadt"]
    assert await world.all(select(Membership).where(Membership.user_id == dora, ours)) == []


@pytest.mark.parametrize(
    "email, words",
    [("niemand@nirgends.example", "meldet sich niemand an"), ("anna@musterstadt.example", "gehört zu Ihrem Institut")],
)
async def test_who_can_be_no_guest_is_said(admin, world, email, words):
    place = f"{world.teams['musterstadt/service']}:external_agent"

    answer = await admin.post(f"{PEOPLE}/guests", email=email, places=[place])

    assert answer.status_code == 422 and words in answer.text


async def test_another_institution_named_in_the_address_does_not_exist(admin, world):
    foreign = world.institutions["neubeispiel"]

    answers = [
        await admin.get(f"{PEOPLE}?institution={foreign}"),
        await admin.get(f"{PEOPLE}/{world.users['dora']}?institution={foreign}"),
        await admin.post(f"{PEOPLE}/{world.users['dora']}/suspension?institution={foreign}"),
    ]

    assert {answer.status_code for answer in answers} == {404}


async def test_who_administers_two_institutions_switches_between_them(admin, world):
    async with world.sessions.begin() as session:
        session.add(
            Membership(
                user_id=world.users["administrator@musterstadt"],
                institution_id=world.institutions["neubeispiel"],
                role=Role.ADMINISTRATOR,
            )
        )

    own, other = await admin.get(PEOPLE), await admin.get(f"{PEOPLE}?institution={world.institutions['neubeispiel']}")

    assert "Anna Agentin" in own.text and "Dora Dialog" not in own.text
    assert "Dora Dialog" in other.text and "Anna Agentin" not in other.text


async def test_an_administrator_ends_one_log_in_or_all(admin, anna, world, browser_of):
    second = await browser_of("anna")
    user = world.users["anna"]
    first = (await world.all(select(Session.id).where(Session.user_id == user).order_by(Session.created_at)))[0]

    await admin.post(f"{PEOPLE}/{user}/log-ins/{first}/end")
    answers = [await one.get("/desk") for one in (anna, second)]
    await admin.post(f"{PEOPLE}/{user}/log-ins/end")

    assert sorted(answer.status_code for answer in answers) == [200, 303]
    assert [(await one.get("/desk")).status_code for one in (anna, second)] == [303, 303]


async def test_an_institution_disables_nobody_of_another(world, browser_of):
    stranger = await browser_of("administrator", "neubeispiel")

    await stranger.post(f"{PEOPLE}/{world.users['anna']}/suspension")

    assert (await world.get(User, world.users["anna"])).disabled_at is None


async def test_last_seen_is_the_last_thing_that_somebody_did(admin, anna, world, clock):
    clock.now += timedelta(minutes=5)
    await anna.get("/desk")

    assert (await world.get(User, world.users["anna"])).seen_at == clock()


async def test_who_has_no_chats_comes_to_the_administration_and_sees_no_places_for_them(admin):
    answer = await admin.get("/desk")
    page = await admin.get(answer.headers["location"].replace("administration", "administration/people"))

    assert answer.headers["location"] == "/desk/administration"
    assert 'href="/desk/callbacks"' not in page.text and 'class="place">Chats' not in page.text
    assert 'href="/desk/administration"' in page.text


async def test_without_any_role_the_desk_says_whom_to_ask(anna, world):
    async with world.sessions.begin() as session:
        await session.execute(delete(Membership).where(Membership.user_id == world.users["anna"]))

    assert "Noch kein Team" in (await anna.get("/desk")).text


async def test_who_works_in_a_team_for_another_company_is_not_told_that_he_has_none(browser_of, world):
    xaver = await browser_of("xaver")

    page = (await xaver.get("/desk")).text

    assert "Noch kein Team" not in page
    assert "Links stehen die Chats, die Sie selbst haben, und die, die Ihnen angeboten werden." in page


async def test_the_stream_of_who_has_no_chats_tells_of_the_bar_alone(admin, world):
    await world.waiting(name="Rosa Vorlage")

    async with admin.http.stream("GET", "/desk/stream?callbacks=1") as answer:
        first = await anext(answer.aiter_text())

    assert 'target="figures"' in first
    assert not any(name in first for name in ("waiting", "mine", "looks", "callbacks", "Rosa"))

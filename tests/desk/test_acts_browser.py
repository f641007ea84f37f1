"""Two agents at once in Chromium: what one does, the other sees without doing anything."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select, update

from handoff.models import Author, Colour, Conversation, Label, Message, Owner, Role
from handoff.timers import return_untaken

from .serving import connected, log_in


@pytest.fixture
async def two(new_page, desk):  # noqa: F811
    """Anna's page and Bernd's, both in German."""
    pages = [await new_page(), await new_page()]
    for one, who in zip(pages, ("anna", "emma"), strict=True):
        await log_in(one, desk, who)
    return pages


@pytest.fixture(autouse=True)
async def emma(world):
    await world.hire("emma", "Emma Empfang", Role.AGENT)


async def choose(page, receiver, note):  # noqa: F811
    await page.locator("#menu_transfer summary").click()
    await page.locator("#to").select_option(label=receiver)
    await page.locator("#note").fill(note)


async def test_a_chat_is_passed_on_declined_passed_again_and_taken(two, desk, world, realtime, clock):
    anna, emma = two
    chat = await world.held("anna", name="Rosa Vorlage")
    await anna.goto(f"{desk}/desk/chats/{chat}")

    await choose(anna, "Emma Empfang", "Sie fragt nach dem Limit.")
    await world.message(chat, "Sind Sie noch da?")
    await realtime.publish([chat])
    await expect(anna.locator(".message--customer").last).to_contain_text("Sind Sie noch da?")
    await expect(anna.locator("#note")).to_have_value("Sie fragt nach dem Limit.")
    clock.now += timedelta(seconds=1)
    await anna.get_by_role("button", name="Weitergeben", exact=True).click()
    await expect(anna).to_have_url(f"{desk}/desk")
    await expect(emma.locator("#for_you")).to_contain_text("Anna Agentin gibt Ihnen diesen Chat.")
    await expect(emma.locator("#for_you")).to_contain_text("Sie fragt nach dem Limit.")
    await expect(emma).to_have_title("(1) Chats · Schalter")

    await emma.locator("#for_you").get_by_role("button", name="Ablehnen").click()
    await expect(anna.locator("#mine")).to_contain_text("Abgelehnt")
    await expect(emma.locator("#for_you")).to_be_hidden()

    await anna.goto(f"{desk}/desk/chats/{chat}")
    clock.now += timedelta(seconds=1)
    await choose(anna, "Emma Empfang", "Bitte doch.")
    await anna.get_by_role("button", name="Weitergeben", exact=True).click()
    await emma.locator("#for_you").get_by_role("button", name="Übernehmen").click()
    await expect(emma.locator("#body")).to_be_focused()
    await expect(emma.locator("#chat_head")).to_contain_text("Bitte doch.")
    await expect(anna.locator("#waiting .line")).to_have_count(0)


async def test_not_taken_it_comes_back_on_both_screens(two, desk, world, realtime, clock):
    anna, emma = two
    chat = await world.held("anna", name="Rosa Vorlage")
    await anna.goto(f"{desk}/desk/chats/{chat}")
    await choose(anna, "Emma Empfang", "Eilt.")
    await anna.get_by_role("button", name="Weitergeben", exact=True).click()
    await expect(emma.locator("#for_you")).to_contain_text("Rosa Vorlage")

    clock.now += timedelta(minutes=10)
    async with world.sessions.begin() as session:
        returned = await return_untaken(session, now=clock())
    await realtime.publish(returned)

    await expect(anna.locator("#mine")).to_contain_text("Nicht übernommen")
    await expect(emma.locator("#for_you")).to_be_hidden()


async def test_a_note_that_names_a_colleague_by_the_keyboard_reaches_her(two, desk, world):
    anna, emma = two
    chat = await world.held("anna", name="Rosa Vorlage")
    await anna.goto(f"{desk}/desk/chats/{chat}")

    await anna.locator(".note-switch summary").click()
    text = anna.get_by_label("Interne Notiz")
    await text.press_sequentially("Bitte ansehen, @emp")
    await expect(anna.locator("#note_switch").get_by_role("option")).to_have_text(["Emma Empfang"])
    await text.press("Enter")
    await expect(text).to_have_value("Bitte ansehen, @Emma Empfang ")
    await text.press("Control+Enter")

    await expect(anna.locator(".message--note .mention")).to_have_text("@Emma Empfang")
    await expect(text).to_have_value("")
    await expect(emma.locator("#for_you")).to_contain_text("Anna Agentin hat Sie erwähnt")
    await emma.locator("#for_you a").click()
    await expect(emma.locator(".message--note")).to_contain_text("Bitte ansehen, @Emma Empfang")
    await expect(emma.locator("#for_you")).to_be_hidden()
    await expect(anna.locator(".message--note")).to_have_count(1)


async def test_a_lead_steps_in_before_the_agents_eyes(two, new_page, desk, world):  # noqa: F811
    anna, _ = two
    await world.hire("lena", "Lena Leitung", Role.LEAD)
    lena = await new_page()
    await log_in(lena, desk, "lena")
    chat = await world.held("anna", name="Rosa Vorlage")
    await anna.goto(f"{desk}/desk/chats/{chat}")
    await lena.goto(f"{desk}/desk/chats/{chat}")

    await lena.get_by_role("button", name="Von Anna Agentin übernehmen").click()

    await expect(lena.locator("#body")).to_be_focused()
    await expect(anna.locator("#composer")).to_contain_text("Lena Leitung hat diesen Chat.")
    await expect(anna.locator("#for_you")).to_contain_text("Lena Leitung hat Ihren Chat mit Rosa Vorlage übernommen.")
    await expect(anna.locator("#messages .turn").last).to_contain_text("hat den Chat von Anna Agentin übernommen.")


async def test_that_a_lead_stepped_in_is_put_away_on_all_pages_at_once(two, new_page, desk, world):  # noqa: F811
    anna, _ = two
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Otto Entwurf")
    elsewhere = await new_page()
    await log_in(elsewhere, desk, "anna")
    await world.hire("lena", "Lena Leitung", Role.LEAD)
    lena = await new_page()
    await log_in(lena, desk, "lena")
    await anna.goto(f"{desk}/desk/chats/{other}")
    await lena.goto(f"{desk}/desk/chats/{chat}")
    await lena.get_by_role("button", name="Von Anna Agentin übernehmen").click()
    told = "Lena Leitung hat Ihren Chat mit Rosa Vorlage übernommen."
    await expect(elsewhere.locator("#for_you")).to_contain_text(told)
    await expect(anna.locator("#for_you")).to_contain_text(told)
    await anna.locator("#body").fill("Guten Tag")

    await anna.locator("#for_you").get_by_role("button", name="Verstanden").click()

    await expect(anna.locator("#for_you")).to_be_hidden()
    await expect(elsewhere.locator("#for_you")).to_be_hidden()
    await expect(anna).to_have_url(f"{desk}/desk/chats/{other}")
    await expect(anna.locator("#body")).to_have_value("Guten Tag")
    await anna.reload()
    await expect(anna.locator("#for_you")).to_be_hidden()


async def test_what_is_opened_before_the_answer_to_taking_has_come_stays_open(two, desk, world):
    """The page's stream is quicker than the answer."""
    anna, _ = two
    chat = await world.waiting(name="Rosa Vorlage")
    answered = asyncio.Event()

    async def hold_back(route):
        answer = await route.fetch(max_redirects=0)
        await answered.wait()
        await route.fulfill(response=answer)

    await anna.goto(f"{desk}/desk/chats/{chat}")
    await connected(anna)
    await anna.route("**/assignment", hold_back)
    await anna.evaluate("document.addEventListener('turbo:submit-end', () => document.body.dataset.answered = 'yes')")
    await anna.get_by_role("button", name="Übernehmen").click()
    await anna.locator("#body").press_sequentially("Guten Tag")
    await anna.get_by_role("link", name="Vorlage wählen").click()
    await expect(anna.locator(".picker__sheet")).to_be_visible()
    answered.set()
    await expect(anna.locator("body[data-answered]")).to_be_attached()
    await anna.wait_for_timeout(500)

    await expect(anna.locator(".picker__sheet")).to_be_visible()
    await expect(anna.locator("#body")).to_have_value("Guten Tag")
    await expect(anna).to_have_url(f"{desk}/desk/chats/{chat}")


async def test_a_button_that_goes_with_what_it_did_leaves_the_focus_to_the_reply(two, desk, world):
    anna, _ = two
    chat = await world.held("anna", attention="unreadable")
    await anna.goto(f"{desk}/desk/chats/{chat}")
    await connected(anna)

    await anna.get_by_role("button", name="Angesehen").press("Enter")

    await expect(anna.get_by_role("button", name="Angesehen")).to_have_count(0)
    await expect(anna.locator("#body")).to_be_focused()


async def test_labels_and_snooze_show_at_once(two, desk, world):
    anna, emma = two
    async with world.sessions.begin() as session:
        session.add(Label(institution_id=world.institutions["musterstadt"], name="Beschwerde", colour=Colour.RED))
    chat = await world.held("anna", name="Rosa Vorlage")
    await anna.goto(f"{desk}/desk/chats/{chat}")
    await emma.goto(f"{desk}/desk/chats/{chat}")

    await anna.locator("#menu_labels summary").click()
    await anna.get_by_role("button", name="Beschwerde").first.click()
    await expect(anna.locator("#menu_labels [aria-pressed=true]")).to_have_count(1)
    await expect(emma.locator("#chat_head .head__labels")).to_contain_text("Beschwerde")
    await anna.keyboard.press("Escape")
    await expect(anna.locator("#menu_labels summary")).to_be_focused()

    await anna.locator("#menu_snooze summary").click()
    await anna.get_by_role("button", name="Morgen früh").click()
    await expect(anna.locator("#later")).to_contain_text("Rosa Vorlage")
    await expect(anna.locator("#mine")).not_to_contain_text("Rosa Vorlage")
    assert (await world.get(Conversation, chat)).owner is Owner.AGENT


async def test_a_refused_act_stays_in_its_menu_beside_the_chat_with_what_was_typed(two, desk, world):
    anna, _ = two
    chat = await world.held("anna", name="Rosa Vorlage")
    await world.message(chat, "Sind Sie noch da?")
    await anna.goto(f"{desk}/desk/chats/{chat}")

    await choose(anna, "Emma Empfang", "Die IBAN ist DE89 3704 0044 0532 0130 00.")
    await anna.get_by_role("button", name="Weitergeben", exact=True).click()
    await expect(anna.locator("#note_problem")).to_be_visible()
    await expect(anna.locator("#note")).to_have_value("Die IBAN ist DE89 3704 0044 0532 0130 00.")
    await expect(anna.locator("#note")).to_be_focused()
    await expect(anna.locator("#to option:checked")).to_have_text("Emma Empfang")
    await expect(anna.locator("#messages")).to_contain_text("Sind Sie noch da?")

    await anna.keyboard.press("Escape")
    await anna.locator("#menu_snooze summary").click()
    await anna.locator("#own").fill("2099-01-01T10:00")
    await anna.get_by_role("button", name="Zurückstellen", exact=True).click()
    await expect(anna.locator("#own_problem")).to_be_visible()
    await expect(anna.locator("#own")).to_have_value("2099-01-01T10:00")
    await expect(anna.locator("#own")).to_be_focused()
    await expect(anna).to_have_url(f"{desk}/desk/chats/{chat}")

    await anna.keyboard.press("Escape")
    await anna.locator("#menu_snooze summary").click()
    await expect(anna.locator("#own_problem")).to_have_count(0)
    await anna.get_by_role("button", name="Morgen früh").click()
    await expect(anna.locator("#later")).to_contain_text("Rosa Vorlage")


async def test_a_template_for_a_chat_that_has_gone_to_another_is_not_taken_for_sent(page, desk, world, clock):
    chat = await world.held("anna")
    await world.template()
    clock.now += timedelta(hours=25)
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)
    await page.get_by_role("link", name="Vorlage wählen").click()
    await page.get_by_role("link", name="Auswählen: reply waiting").click()
    await page.get_by_label("Stelle 1 im Text").fill("der Filiale")
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).where(Conversation.id == chat).values(agent_id=world.users["bernd"]))
    await page.get_by_role("button", name="Vorlage senden").click()

    await expect(page.get_by_role("alert").filter(has_text="Bernd Beispiel war schneller")).to_be_visible()
    await expect(page.locator(".picker__sheet")).to_have_count(0)
    await expect(page.locator("#composer")).to_contain_text("Bernd Beispiel")
    await expect(page.locator("#messages")).to_contain_text("Mein Zugang ist gesperrt.")
    assert await world.all(select(Message).where(Message.author == Author.AGENT)) == []

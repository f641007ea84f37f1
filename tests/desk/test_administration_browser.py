"""An institution is set up, in Chromium: what an administrator changes, agents and the audit list show."""

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from handoff.models import Branch, Institution, Number

from .serving import PASSWORD, log_in
from .test_institution_pages import FACTS

BASE = "/desk/administration"


@pytest.fixture
async def house(world):
    """The institution's facts, and a branch."""
    institution_id = world.institutions["musterstadt"]
    branch = Branch(
        institution_id=institution_id,
        slug="mitte",
        name="Filiale Mitte",
        street="Weg 1",
        postcode="00001",
        city="Musterstadt",
        hours="Mo-Fr 09:00-12:00; PH off",
    )
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).where(Institution.id == institution_id).values(facts=FACTS))
        session.add(branch)
    return institution_id


@pytest.fixture
async def adam(page, desk, house):
    """An administrator's page."""
    await page.goto(f"{desk}/login")
    await page.fill("[name=email]", "adam@musterstadt.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.wait_for_url(f"**{BASE}/people")
    return page


@pytest.fixture
async def anna(new_page, desk, house):
    """An agent's page."""
    page = await new_page()
    await log_in(page, desk)
    return page


async def part(page, name):
    """Opens it by its link."""
    await page.locator("#sections").get_by_role("link", name=name, exact=True).click()
    await expect(page.locator("#sections [aria-current]")).to_have_text(name)


async def save(page, name="Speichern"):
    await page.locator("main").get_by_role("button", name=name, exact=True).first.click()


async def audited(page, act, *words):
    """The newest entry of that act says these, found by the list's filter."""
    await part(page, "Änderungsprotokoll")
    await page.get_by_label("Was", exact=True).select_option(act)
    await save(page, "Filtern")
    await page.wait_for_url("**/audit?**")
    newest = page.locator(".audit tbody tr").first
    await expect(newest).to_contain_text(act)
    for word in ("Adam Administration", *words):
        await expect(newest).to_contain_text(word)
    return newest


async def test_a_team_is_made_and_somebody_put_into_it(adam):
    await part(adam, "Teams")
    await adam.get_by_role("link", name="Team anlegen").click()
    await adam.get_by_label("Name").fill("Baufinanzierung")
    await expect(adam.get_by_label("Freitag, von")).to_have_value("08:00")
    await adam.get_by_label("Freitag, bis").fill("")
    await save(adam, "Team anlegen")
    await expect(adam.locator("#Fr_problem")).to_contain_text("Bitte geben Sie Anfang und Ende an.")
    await expect(adam.get_by_label("Freitag, bis")).to_have_attribute("aria-describedby", "Fr_problem")
    await adam.get_by_label("Freitag, bis").fill("14:00")
    await save(adam, "Team anlegen")
    await expect(adam.locator("tr", has_text="Baufinanzierung")).to_contain_text("Mo–Do: 8–18 Uhr")
    await expect(adam.locator(".sheet__saved")).to_have_text("Ihre Änderung ist gespeichert.")

    await part(adam, "Benutzer")
    await adam.get_by_role("link", name="Bernd Beispiel").click()
    await adam.get_by_label("Baufinanzierung").select_option("Teamleitung")
    await save(adam)
    await expect(adam.locator("tr", has_text="Bernd Beispiel")).to_contain_text("Teamleitung Baufinanzierung")

    await part(adam, "Teams")
    await adam.get_by_role("link", name="Baufinanzierung").click()
    await expect(adam.locator(".members")).to_contain_text("Bernd Beispiel Teamleitung")
    await audited(adam, "Team angelegt", "Team Baufinanzierung", "Fr 08:00-14:00")
    await audited(adam, "Rollen geändert", "Benutzer Bernd Beispiel", "Rollen · Baufinanzierung: Teamleitung")


async def test_hours_of_a_special_day_are_what_the_bot_says(adam):
    await part(adam, "Filialen")
    await adam.get_by_role("link", name="Filiale Mitte").click()
    await adam.get_by_label("Erster Tag").fill("Heiligabend")
    await save(adam)
    await expect(adam.locator(".field__problem")).to_have_text(
        "Bitte schreiben Sie den Tag wie 24.12. oder 24.12.2026."
    )
    await adam.get_by_label("Erster Tag").first.fill("24.12.")
    await adam.locator(".special").first.get_by_label("Besonderer Tag, von").fill("09:00")
    await adam.locator(".special").first.get_by_label("Besonderer Tag, bis").fill("11:30")
    await adam.get_by_label("Grund auf Deutsch").first.fill("Heiligabend")
    await adam.get_by_label("Grund auf Englisch").first.fill("Christmas Eve")
    await adam.get_by_role("button", name="Weiterer Tag").click()
    await adam.get_by_label("Erster Tag").last.fill("31.12.")
    await save(adam)
    await expect(adam.locator(".sheet__saved")).to_be_visible()

    await adam.get_by_role("link", name="Was sagt der Bot?").click()
    await adam.get_by_label("Tag", exact=True).fill("2026-12-24")
    await adam.get_by_label("Uhrzeit").fill("10:00")
    await save(adam, "Fragen")
    await expect(adam.locator(".sides [lang=de]")).to_contain_text("9–11.30 Uhr (Heiligabend)")
    await expect(adam.locator(".sides [lang=en]")).to_contain_text("Christmas Eve")

    entry = await audited(adam, "Filiale geändert", "Zeiten:")
    await expect(entry.get_by_role("link")).to_have_text("Filiale Mitte")
    await expect(entry.locator("del")).to_have_text("Mo-Fr 09:00-12:00; PH off")
    await expect(entry.locator("ins")).to_contain_text('Dec 24 09:00-11:30 "Heiligabend / Christmas Eve"; Dec 31 off')


async def test_a_text_of_the_bot_with_a_wrong_variable_is_refused_beside_its_field(adam):
    await part(adam, "Texte des Bots")
    greeting, absence = adam.locator("#utter_greet"), adam.locator("#utter_handed_over_closed")
    await greeting.get_by_label("Deutsch").fill("Hallo bei {bank}!")
    await greeting.get_by_role("button").click()
    await expect(greeting.locator(".field__problem")).to_have_text("Diesen Platzhalter gibt es hier nicht: {bank}")
    await expect(greeting.get_by_label("Deutsch")).to_have_value("Hallo bei {bank}!")

    await greeting.get_by_label("Deutsch").fill("Hallo bei der {institution_name}!")
    await greeting.get_by_role("button").click()
    await expect(adam.locator(".sheet__saved")).to_be_visible()
    await expect(greeting.locator("p.shown").first).to_have_text("Hallo bei der Sparkasse Musterstadt!")
    await absence.get_by_label("Deutsch").fill("Wir sind bald wieder da.")
    await absence.get_by_role("button").click()
    await expect(absence.locator(".field__problem")).to_have_text("Dieser Platzhalter muss vorkommen: {opening}")
    entry = await audited(adam, "Text des Bots geändert", "Begrüßung · Deutsch:")
    await expect(entry.locator("del")).to_contain_text("Guten Tag!")
    await expect(entry.locator("ins")).to_have_text("Hallo bei der {institution_name}!")

    await part(adam, "Texte des Bots")
    await expect(greeting).to_contain_text("eigene Worte")
    await greeting.get_by_label("Deutsch").fill("")
    await greeting.get_by_role("button").click()
    await expect(greeting.get_by_text("eigene Worte")).to_have_count(0)


async def test_an_announcement_runs_and_is_ended(adam, clock):
    await part(adam, "Ankündigungen")
    await adam.get_by_role("link", name="Neue Ankündigung").click()
    await expect(adam.get_by_label("Von", exact=True)).to_have_value("2026-11-23T11:00")
    await adam.get_by_label("Bis", exact=True).fill("2026-11-22T18:00")
    await adam.get_by_label("Deutsch").fill("Heute schließen wir früher.")
    await expect(adam.locator("p.shown").first).to_have_text("Heute schließen wir früher.")
    await adam.get_by_label("Englisch").fill("We close early today.")
    await save(adam)
    await expect(adam.locator("#ends_problem")).to_have_text("Das Ende liegt nicht nach dem Anfang.")
    await adam.get_by_label("Bis", exact=True).fill("2026-11-24T18:00")
    await adam.get_by_label("Tageslimit").check()
    await save(adam)

    running = adam.locator("section", has_text="Läuft gerade")
    await expect(running).to_contain_text("Heute, 11:00 – Morgen, 18:00")
    await expect(running).to_contain_text("Heute schließen wir früher.")
    await audited(
        adam, "Ankündigung geändert", "Ankündigung · Bis: 24.11.26, 18:00", "Ankündigung · Themen: Tageslimit"
    )

    clock.now = clock.now.replace(hour=12)
    await part(adam, "Ankündigungen")
    await adam.get_by_role("button", name="Beenden").click()
    await expect(running).to_contain_text("Gerade kündigt der Bot nichts an.")
    ended = await audited(adam, "Ankündigung beendet")
    await expect(ended.locator("del")).to_have_text("24.11.26, 18:00")
    await expect(ended.locator("ins")).to_have_text("23.11.26, 13:00")


async def test_an_event_is_planned_and_agents_find_it(adam, anna, desk):
    await part(adam, "Veranstaltungen")
    await adam.get_by_role("link", name="Neue Veranstaltung").click()
    for label, words in {
        "Titel auf Deutsch": "Sicher im Netz",
        "Titel auf Englisch": "Safe on the net",
        "Beschreibung auf Deutsch": "Vortrag mit Fragen.",
        "Beschreibung auf Englisch": "Talk with questions.",
        "Beginn": "2026-12-03T18:00",
        "Ende": "2026-12-03T20:00",
        "Ort": "Saal",
    }.items():
        await adam.get_by_label(label, exact=True).fill(words)
    await save(adam)
    await expect(adam.locator("#places_problem")).to_be_visible()
    await adam.get_by_label("Plätze").fill("40")
    await save(adam)
    await expect(adam.locator("tr", has_text="Sicher im Netz")).to_contain_text("Donnerstag, 3. Dezember, 18:00–20:00")

    await anna.goto(f"{desk}/desk/events")
    await expect(anna.get_by_role("link", name="Sicher im Netz")).to_be_visible()
    await audited(adam, "Veranstaltung geplant", "Veranstaltung Sicher im Netz", "Plätze: 40", "Titel · Englisch")

    await part(adam, "Veranstaltungen")
    adam.once("dialog", lambda dialog: dialog.dismiss())
    await adam.get_by_role("button", name="Absagen").click()
    await expect(adam.get_by_role("button", name="Absagen")).to_be_visible()
    adam.once("dialog", lambda dialog: dialog.accept())
    await adam.get_by_role("button", name="Absagen").click()
    await expect(adam.locator("tr", has_text="Sicher im Netz")).to_contain_text("abgesagt")
    await anna.reload()
    await expect(anna.locator("tr", has_text="Sicher im Netz")).to_contain_text("abgesagt")


async def test_labels_and_text_blocks_are_made_here_and_used_there(adam, anna, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await part(adam, "Labels")
    await adam.locator("#name_new").fill("Stammkundin")
    await adam.locator("#colour_new").select_option("Petrol")
    await save(adam, "Anlegen")
    await expect(adam.locator(".label-row")).to_contain_text(["an 0 Chats"])
    await part(adam, "Textbausteine")
    await adam.get_by_role("link", name="Neuer Textbaustein").click()
    await adam.get_by_label("Titel", exact=True).fill("Gruß")
    await adam.get_by_label("Kürzel", exact=True).fill("gruss")
    await adam.get_by_label("Deutsch").fill("Guten Tag {kunde}")
    await save(adam)
    await expect(adam.locator("#de_problem")).to_contain_text("kunde")
    await adam.get_by_label("Deutsch").fill("Guten Tag {customer}, hier ist {agent}.")
    await save(adam)
    await expect(adam.locator("tr", has_text="/gruss")).to_contain_text("Alle Teams")

    await anna.goto(f"{desk}/desk/chats/{chat}")
    await anna.locator("#body").focus()
    await anna.keyboard.type("/")
    await expect(anna.get_by_role("combobox", name="Textbaustein suchen")).to_be_focused()
    await anna.keyboard.type("gruss")
    await expect(anna.locator("#text_blocks").get_by_role("option")).to_have_count(1)
    await anna.keyboard.press("Enter")
    await expect(anna.locator("#body")).to_have_value("Guten Tag Rosa Vorlage, hier ist Anna Agentin.")
    await anna.locator("#menu_labels summary").click()
    await anna.get_by_role("button", name="Stammkundin").first.click()
    await expect(anna.locator("#chat_head .head__labels")).to_contain_text("Stammkundin")

    await audited(adam, "Textbaustein angelegt", "Textbaustein Gruß", "Text · Deutsch: Guten Tag {customer}")
    await part(adam, "Labels")
    await expect(adam.locator(".label-row")).to_contain_text(["an einem Chat"])
    questions = []
    adam.once("dialog", lambda dialog: questions.append(dialog.message) or dialog.accept())
    await adam.get_by_role("button", name="Entfernen").click()
    await expect(adam.locator(".label-row")).to_have_count(0)
    assert "(Chats: 1, Personen: 0)" in questions[0]
    await audited(adam, "Label entfernt", "Label Stammkundin", "Farbe: Petrol")


async def test_what_a_role_may_see_of_customers_counts_at_once(adam, anna, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await anna.goto(f"{desk}/desk/chats/{chat}")
    await expect(anna.locator("#chat_head h1")).to_have_text("Rosa Vorlage")

    await part(adam, "Sicht auf Kundendaten")
    await adam.get_by_role("radio", name="Kundenservice: Nichts", exact=True).check()
    await save(adam)
    await expect(adam.locator(".sheet__saved")).to_be_visible()

    await anna.reload()
    await expect(anna.locator("#chat_head h1")).to_contain_text("Person")
    await expect(anna.locator("body")).not_to_contain_text("Rosa Vorlage")
    entry = await audited(adam, "Sicht auf Kundendaten geändert", "Kundenservice:")
    await expect(entry.locator("del")).to_have_text("Name, Nummer verdeckt")
    await expect(entry.locator("ins")).to_have_text("Nichts")


async def test_the_code_is_seen_kept_and_printed(adam, desk):
    await part(adam, "Link und QR-Code")
    await adam.get_by_label("Worum es geht").select_option("Tageslimit")
    await save(adam, "Anzeigen")
    # The page before has a code, too.
    await expect(adam.get_by_role("link", name="SVG", exact=True)).to_have_attribute("href", re.compile("topic=limit"))
    code = adam.get_by_role("img", name="QR-Code")
    assert await code.evaluate("one => one.decode().then(() => one.naturalWidth)") > 100

    kept = {}
    for kind in ("SVG", "PNG"):
        async with adam.expect_download() as download:
            await adam.get_by_role("link", name=kind, exact=True).click()
        file = await download.value
        with open(await file.path(), "rb") as content:
            kept[file.suggested_filename] = content.read()
    assert sorted(kept) == ["whatsapp-limit-de.png", "whatsapp-limit-de.svg"]
    assert b"<svg" in kept["whatsapp-limit-de.svg"] and kept["whatsapp-limit-de.png"].startswith(b"\x89PNG")

    async with adam.expect_popup() as opened:
        await adam.get_by_role("link", name="Plakat").click()
    poster = await opened.value
    await expect(poster.get_by_role("heading")).to_have_text("Tageslimit")
    assert await poster.get_by_role("img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 100


async def test_the_account_warns_and_the_profile_is_wished_for(adam, world, clock):
    async with world.sessions.begin() as session:
        stopped = {"sending_stopped": "(#190) Access token expired", "stopped_at": clock()}
        await session.execute(update(Number).values(messaging_limit="TIER_10K", **stopped))
    await part(adam, "WhatsApp-Konto")
    await expect(adam.get_by_role("alert")).to_contain_text(
        "Seit 23.11.26, 11:00 Uhr geht von dieser Nummer nichts hinaus."
    )
    await expect(adam.locator("main")).to_contain_text("bis zu 10.000")

    await part(adam, "WhatsApp-Profil")
    await adam.get_by_label("Info").fill("Ihre Sparkasse")
    await adam.get_by_label("Internetseite", exact=True).fill("sparkasse")
    await save(adam)
    await expect(adam.locator("#website_problem")).to_be_visible()
    await adam.get_by_label("Internetseite", exact=True).fill("https://www.sparkasse-musterstadt.example")
    await save(adam)
    await expect(adam.locator("main")).to_contain_text("Ihre Änderung ist auf dem Weg zu Meta.")
    await audited(adam, "WhatsApp-Profil geändert", "Info: Ihre Sparkasse", "Branche: Finanzen")


async def test_the_open_part_is_in_sight_on_a_telephone(adam):
    await adam.set_viewport_size({"width": 390, "height": 800})
    await part(adam, "Änderungsprotokoll")

    await expect(adam.locator("#sections [aria-current]")).to_be_in_viewport(ratio=1)
    await expect(adam.locator("#sections").get_by_role("link", name="Benutzer")).not_to_be_in_viewport()

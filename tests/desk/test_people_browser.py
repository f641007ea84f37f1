"""A colleague comes in, in Chromium: invited, password set, looks chosen, kept out."""

import re

import pytest
from playwright.async_api import expect

from .cast import hire_everyone
from .serving import PASSWORD

PATHS = ("people", "people/new", "people/guests/new", "teams", "teams/new", "audit")
NEW = "Gänseblümchen Traktor 7"


@pytest.fixture
async def everyone(world, password_hash):
    await hire_everyone(world, password_hash)


async def enter(page, desk, who):  # noqa: F811
    await page.goto(f"{desk}/login")
    await page.fill("[name=email]", f"{who}@musterstadt.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/desk/administration/**")


async def invite(page, desk):
    """The way to the invitation of Nina, who shall work for the service."""
    await page.get_by_role("link", name="Einladen").click()
    await page.get_by_label("Name", exact=True).fill("Nina Neuling")
    await page.get_by_label("E-Mail-Adresse").fill("nina@musterstadt.example")
    await page.get_by_label("service", exact=True).select_option("Kundenservice")
    await page.get_by_role("button", name="Einladen").click()
    return re.sub(r"http://[^/]+", desk, await page.get_by_label("Link").input_value())


async def test_from_invitation_to_suspension(page, desk, world, everyone):  # noqa: F811
    await enter(page, desk, "administrator")
    link = await invite(page, desk)

    guest = await (await page.context.browser.new_context(locale="de-DE")).new_page()
    await guest.goto(link)
    for label in ("Passwort", "Passwort noch einmal"):
        await guest.get_by_label(label, exact=True).fill(NEW)
    await guest.get_by_role("button", name="Passwort festlegen").click()
    await guest.wait_for_url("**/desk")
    await guest.locator("#presence summary").click()
    await guest.get_by_role("link", name="Mein Profil").click()
    await guest.get_by_label("Farben").select_option("Dunkel")
    await guest.get_by_role("button", name="Speichern").click()
    await expect(guest.locator("html")).to_have_attribute("data-theme", "dark")
    assert await guest.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"

    await page.get_by_role("link", name="Zu den Benutzern").click()
    await page.get_by_role("link", name="Nina Neuling").click()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Sperren").click()
    await expect(page.locator("h1")).to_contain_text("Gesperrt")
    await guest.goto(f"{desk}/desk")
    await expect(guest).to_have_url(f"{desk}/login")


async def test_every_page_fits_a_small_telephone(page, desk, world, everyone):  # noqa: F811
    await world.held("anna")
    await page.set_viewport_size({"width": 360, "height": 740})
    await enter(page, desk, "administrator")

    widths = {}
    for path in PATHS:
        await page.goto(f"{desk}/desk/administration/{path}")
        widths[path] = await page.evaluate("document.documentElement.scrollWidth")

    assert max(widths.values()) <= 360, widths


async def test_what_is_wrong_with_a_new_password_stands_beside_it(page, desk, world, everyone):  # noqa: F811
    await enter(page, desk, "administrator")
    link = await invite(page, desk)
    await page.goto(link)
    password, again = (page.get_by_label(name, exact=True) for name in ("Passwort", "Passwort noch einmal"))

    await password.fill(NEW)
    await again.fill("etwas anderes")
    await page.get_by_role("button", name="Passwort festlegen").click()

    await expect(again).to_have_accessible_description("Die beiden neuen Passwörter sind nicht gleich.")
    await expect(again).to_be_focused()
    assert await page.locator("label:has([name=again]) + .field__problem").count() == 1

    await password.fill("Nina Neuling")
    await again.fill("Nina Neuling")
    await page.get_by_role("button", name="Passwort festlegen").click()
    words = "Bitte nehmen Sie weder Ihren Namen noch Ihre E-Mail-Adresse."
    await expect(password).to_have_accessible_description(words)
    await expect(password).to_be_focused()

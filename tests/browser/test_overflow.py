"""When the house has its hands full, people of another company help out, and see no more than their own chats."""

import asyncio

from playwright.async_api import expect

HUMAN = "Ich möchte bitte mit einem Menschen schreiben"


async def test_above_what_the_house_takes_the_next_chat_goes_to_the_centre(phone_of, desk_of):
    adam = await desk_of("adam@sparkasse-musterstadt.example")
    await adam.goes_to("/desk/administration/routing")
    await adam.page.get_by_label("Ab so vielen laufenden Chats").fill("1")
    await adam.page.get_by_role("button", name="Speichern").click()
    await expect(adam.page.locator(".sheet__saved")).to_be_visible()
    anna = await desk_of("anna@sparkasse-musterstadt.example")
    emil = await desk_of("emil@beispiel-dialog.example")
    mara, jonas = await phone_of("Mara Beispiel"), await phone_of("Jonas Muster")

    await mara.says(HUMAN)
    await expect(anna.waiting("Mara Beispiel")).to_be_visible()
    await expect(emil.page.locator(".line")).to_have_count(0)
    await anna.takes("Mara Beispiel")
    await anna.answers("Guten Tag, hier ist Anna.")
    await mara.hears("hier ist Anna")
    chat_of_the_house = anna.page.url

    await jonas.says(HUMAN)
    await emil.gets("Jonas Muster")
    await expect(emil.page.locator(".line")).to_have_count(1)
    await emil.opens("Jonas Muster")
    await expect(emil.page.locator("#record")).to_be_hidden()
    await expect(emil.page.locator(".head__number")).to_have_count(0)
    await expect(anna.waiting()).to_have_count(0)
    await emil.answers("Guten Tag, hier ist Emil vom Team der Sparkasse.")
    await jonas.hears("hier ist Emil")
    given = emil.page.url
    await emil.closes()
    assert (await emil.page.goto(chat_of_the_house)).status == 404

    carla = await desk_of("carla@sparkasse-musterstadt.example")
    await carla.page.goto(given)
    await expect(carla.thread).to_contain_text("Der Chat ging an das Team Beispiel-Dialog.")
    await expect(carla.thread).to_contain_text("Emil Extern hat den Chat bekommen.")
    tile = carla.page.locator(".tile", has_text="An externes Team abgegeben").locator(".tile__now")
    async with asyncio.timeout(45):
        while await tile.count() == 0 or (await tile.inner_text()).strip() != "1":
            await carla.goes_to("/desk/statistics?since=2026-11-25&until=2026-11-25")
            await carla.page.wait_for_timeout(1000)

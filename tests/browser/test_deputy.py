"""Who asks for an advisor by name reaches her; while she is away, the deputy whom she has named."""

from datetime import timedelta

from playwright.async_api import expect


async def goes_away(desk, day, *, start, end, deputy):
    await desk.goes_to("/desk/absences")
    form = desk.page.locator("form[action$='/absences']")
    await form.locator("[name=first_day]").fill(day)
    await form.locator("[name=from_time]").fill(start)
    await form.locator("[name=until_time]").fill(end)
    await form.locator("[name=deputy_id]").select_option(label=deputy)
    await form.locator("button").click()
    await expect(desk.page.locator(".absence", has_text=f"Vertretung: {deputy}").first).to_be_visible()


async def test_a_chat_for_an_advisor_who_is_away_goes_to_her_deputy_and_later_to_her(phone_of, desk_of, clock, now):
    maria = await desk_of("maria@sparkasse-musterstadt.example")
    await goes_away(maria, "2026-11-25", start="09:00", end="12:00", deputy="Beate Beratung")
    await maria.goes_to("/desk")
    beate = await desk_of("beate@sparkasse-musterstadt.example")
    mara = await phone_of("Mara Beispiel")

    await mara.says("Kann ich bitte mit Frau Dr. Maria Mustr schreiben?")
    await mara.hears("an Maria Muster weiter, sonst an die Vertretung")
    await beate.gets("Mara Beispiel")
    await expect(beate.notices).to_contain_text("Ein neuer Chat ist für Sie da")

    await beate.opens("Mara Beispiel")
    standing_in = beate.summary.locator("div", has_text="Sie vertreten")
    await expect(standing_in).to_contain_text("Maria Muster, 25. Nov. 2026, 09:00–12:00")
    await beate.answers("Guten Tag, ich bin Beate Beratung und vertrete Frau Muster.")
    await mara.hears("ich bin Beate Beratung und vertrete Frau Muster")
    await expect(maria.mine()).to_have_count(0)
    await expect(maria.waiting()).to_have_count(0)
    await beate.closes()

    clock.move_to(now + timedelta(hours=2, minutes=1))
    await maria.goes_to("/desk")
    await beate.goes_to("/desk")
    await mara.says("Ist Frau Maria Muster jetzt da? Ich möchte mit ihr schreiben")
    await maria.gets("Mara Beispiel")
    await maria.opens("Mara Beispiel")
    await maria.answers("Guten Tag, hier ist Maria Muster.")
    await mara.hears("hier ist Maria Muster")
    await expect(beate.mine()).to_have_count(0)

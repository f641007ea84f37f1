"""Late in the evening nobody is there: the customer waits for the morning or is called, as he likes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from .test_journey import PATIENCE

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def now():
    """A Wednesday late in the evening; on Thursday the service centre opens at eight."""
    return datetime(2026, 11, 25, 23, 15, tzinfo=BERLIN)


@pytest.fixture
async def parked(phone_of, desk_of):
    """The customer's phone, and the desk of somebody who is up late."""
    anna = await desk_of("anna@sparkasse-musterstadt.example")
    mara = await phone_of("Mara Beispiel")
    await mara.says("Ich möchte mit einem Menschen sprechen")
    await mara.hears("Ab Donnerstag, 26. November, 8 Uhr antwortet Ihnen jemand")
    await expect(anna.waiting("Mara Beispiel")).to_contain_text("Wartet auf die Öffnung", timeout=PATIENCE)
    return mara, anna


async def test_who_waits_is_answered_when_the_team_opens(parked, clock):
    mara, anna = parked
    await mara.taps("Ich warte")
    await mara.hears("Gut, so machen wir es.")
    await mara.says("Wo sind eigentlich Ihre Filialen?")
    await mara.hears("Musterplatz 1")
    await expect(mara.heard("Unser Team ist gerade nicht da")).to_have_count(1)

    clock.move_to(datetime(2026, 11, 26, 8, 0, 1, tzinfo=BERLIN))
    await expect(anna.waiting("Mara Beispiel")).to_contain_text("Service ist wieder geöffnet", timeout=PATIENCE)
    await expect(anna.waiting("Mara Beispiel")).to_contain_text("Mit einem Menschen schreiben")
    await anna.takes("Mara Beispiel")
    await expect(anna.thread).to_contain_text("Der Service hat geöffnet. Der Chat wartet.")
    await anna.answers("Guten Morgen, hier ist Anna.")
    await mara.hears("Guten Morgen, hier ist Anna.")
    await expect(mara.heard("Danke für Ihre Geduld")).to_have_count(0)


async def test_who_would_rather_be_called_is_in_the_calendar_and_with_the_bot(parked):
    mara, anna = parked
    await mara.taps("Rückruf")
    await mara.hears("Worum")
    await mara.says("Tageslimit")
    await mara.hears("Nummer")
    await mara.taps("Diese Nummer")
    await mara.hears("Wann")
    await mara.says("morgen zwischen 10 und 12")
    await mara.hears("Donnerstag, 26. November, zwischen 10 und 12 Uhr")
    await mara.taps("Ja")
    await mara.hears("Alles klar, wir rufen Sie an")

    await expect(anna.waiting()).to_have_count(0)
    await anna.goes_to("/desk/callbacks")
    await expect(anna.page.locator(".callback", has_text="Mara Beispiel")).to_contain_text("10")
    await mara.says("Wo sind Ihre Filialen?")
    await mara.hears("Musterplatz 1")

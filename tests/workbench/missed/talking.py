"""Customers who write, or tap, one message after the other."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handoff.catalogue import load_catalogue
from handoff.settings import ROOT
from handoff.workbench.rehearsal import phone as says

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CATALOGUE = load_catalogue(ROOT / "data")


async def talk(service, *texts, wa_id="4915155500001", pause=timedelta(minutes=1)):
    """`[Title]` taps the newest button of this title."""
    phone = service.phone(wa_id)
    for text in texts:
        await service.arrive(phone, tap(service, text[1:-1]) if text.startswith("[") else says.text(text))
        await service.settle()
        service.clock.now += pause


def tap(service, title):
    offered = [button for bubble in service.graph.bubbles for button in bubble.buttons if button.title == title]
    return says.tap(offered[-1].kind, offered[-1].id, title)

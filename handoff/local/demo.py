"""The demo as the simulator and whoever started it need to know it."""

import json

import httpx
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table

from handoff.demo.institutions import demo_institutions
from handoff.settings import Settings


def simulated_numbers(settings: Settings) -> str:
    """The institutions' numbers as JSON, the way the simulator takes them."""
    numbers = [
        {
            "phone_number_id": institution.number.phone_number_id,
            "display_phone_number": institution.number.display_number,
            "waba_id": settings.whatsapp_business_account_id,
            "name": institution.name,
        }
        for institution in demo_institutions()
    ]
    numbers[0]["phone_number_id"] = settings.whatsapp_phone_number_id
    return json.dumps(numbers)


def is_healthy(settings: Settings) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{settings.port}/health", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def greeting(settings: Settings, *, phone: str | None) -> RenderableType:
    """Where to go and who to be; `phone` is the address of the simulated phones."""
    addresses = Table.grid(padding=(0, 2))
    if phone:
        addresses.add_row("Phone", f"[bold]{phone}[/]")
    addresses.add_row("Desk", f"[bold]{settings.base_url}/desk[/]")
    addresses.add_row("Password", settings.demo_password.get_secret_value())
    addresses.add_row("Log in as", "")
    for institution in demo_institutions():
        for user in institution.users:
            addresses.add_row("", f"{user.email}  {user.name}")
    return Panel(addresses, title="Schalter is ready. Ctrl-C ends it.", expand=False, padding=(1, 2))

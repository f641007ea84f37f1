"""The statistics of an invented year, by day and by night."""

import asyncio
import io
import tempfile
from datetime import timedelta
from pathlib import Path

import psycopg
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.database import connect_plainly
from handoff.demo.institutions import demo_institutions
from handoff.local import servers
from handoff.models import Membership, Organisation, Team
from handoff.settings import Settings
from trials.demo import NOW
from trials.picture.browser import chromium
from trials.picture.desk_pages import Theme
from trials.picture.png import save_small
from trials.service import Service, service, set_clock
from trials.statistics.filling import House, fill_counts

SIZE = (1280, 1500)
MESSAGES = 160_000


def draw_statistics(file: Path) -> None:
    _draw(file, "light")


def draw_statistics_by_night(file: Path) -> None:
    _draw(file, "dark")


def _draw(file: Path, theme: Theme) -> None:
    save_small(Image.open(io.BytesIO(photograph(theme, SIZE))), file)


def photograph(theme: Theme, size: tuple[int, int]) -> bytes:
    """The page as a lead sees it, in a home that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="schalter-picture-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        clock = home / "clock.json"
        set_clock(clock, NOW, running=True)
        own = Settings().model_copy(update={"home": home, "database_url": None, "redis_url": None})
        with servers(own) as addressed, service(addressed, clock=clock, now=NOW) as running:
            _fill(running)
            running.start("simulator", "web")
            running.wait_for_web(within=120.0)
            return asyncio.run(_look(running, theme, size))


def _fill(running: Service) -> None:
    url = str(running.settings.database_url)
    engine = connect_plainly(url)
    with Session(engine) as session:
        house = session.scalars(select(Organisation.id).where(Organisation.slug == demo_institutions()[0].slug)).one()
        teams = list(session.scalars(select(Team.id).where(Team.institution_id == house)))
        agents = list(session.scalars(select(Membership.user_id).where(Membership.team_id.in_(teams)).distinct()))
    engine.dispose()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        since, until = NOW.date() - timedelta(days=400), NOW.date()
        fill_counts(connection, [House(house, teams, agents)], messages=MESSAGES, since=since, until=until)


async def _look(running: Service, theme: Theme, size: tuple[int, int]) -> bytes:
    lead = next(user for user in demo_institutions()[0].users if "lead" in user.roles.values())
    async with chromium() as browser:
        width, height = size
        page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme, locale="de-DE")
        await page.goto(f"{running.url}/login")
        await page.fill("input[name=email]", lead.email)
        await page.fill("input[name=password]", running.settings.demo_password.get_secret_value())
        await page.click("form[action='/login'] button")
        await page.wait_for_url("**/desk**")
        await page.goto(f"{running.url}/desk/statistics")
        await page.locator(".plot canvas").last.wait_for()
        await asyncio.sleep(1)
        return await page.screenshot()

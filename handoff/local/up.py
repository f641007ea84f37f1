"""`schalter up`: the whole of Schalter on one machine, with demo institutions and a simulated WhatsApp."""

import asyncio

from handoff.errors import SettingsError
from handoff.local.demo import greeting, is_healthy, simulated_numbers
from handoff.local.environment import metrics_environment, service_environment, simulator_environment
from handoff.local.journal import Journal
from handoff.local.part import Part
from handoff.local.ports import free_port, is_free
from handoff.local.postgres import postgres_server
from handoff.local.redis import redis_private
from handoff.local.running_copy import Addresses, HomeInUse, holding, tell
from handoff.local.server import Server, kept_on_leash
from handoff.local.supervisor import Stopped, Supervisor
from handoff.settings import Settings

START_WITHIN = 180.0


def up(settings: Settings) -> None:
    """Returns after Ctrl-C, SIGTERM or SIGHUP, with everything ended. Raises SettingsError if it can't start."""
    home = settings.home.resolve()
    if not is_free(settings.port):
        raise SettingsError(
            f"Port {settings.port} is taken. Set SCHALTER_PORT to another, for a second copy SCHALTER_HOME too."
        )
    try:
        with holding(home):
            asyncio.run(_up(settings.model_copy(update={"home": home, "demo": True})))
    except HomeInUse as error:
        raise SettingsError(
            f"Schalter already runs in {home}. End it first, or set SCHALTER_HOME and SCHALTER_PORT for a second copy."
        ) from error


async def _up(settings: Settings) -> None:
    journal = Journal(settings.home / "logs")
    supervisor = Supervisor(journal)
    supervisor.listen_to_signals()
    servers: list[Server] = []
    try:
        await _start(settings, supervisor, servers)
        await supervisor.stopping.wait()
    except Stopped:
        pass
    finally:
        journal.event("Ending …")
        await supervisor.stop()
        for server in servers:
            server.clean_up()
        journal.event("Everything has ended.")
        journal.close()


async def _start(settings: Settings, supervisor: Supervisor, servers: list[Server]) -> None:
    settings = await _start_servers(settings, supervisor, servers)
    simulated = settings.whatsapp_graph_url is None
    simulator_port = free_port(settings.port + 1)
    if simulated:
        settings = settings.model_copy(update={"whatsapp_graph_url": f"http://127.0.0.1:{simulator_port}"})
    await _prepare(settings, supervisor)
    if simulated:
        environment = simulator_environment(settings, port=simulator_port, numbers=simulated_numbers(settings))
        supervisor.start(Part("simulator", kept_on_leash("-m", "simulator"), environment))
    run = settings.home / "run"
    for place, (part, command) in enumerate((("web", "serve"), ("worker", "worker"), ("outbox", "outbox"))):
        environment = service_environment(settings) | metrics_environment(settings, place)
        beat = None if part == "web" else run / f"{part}.beat"
        supervisor.start(Part(part, _schalter(command), environment, beat=beat))
    await supervisor.until(
        lambda: is_healthy(settings),
        patience=START_WITHIN,
        look=0.25,
        complaint=f"Schalter is not healthy after {START_WITHIN:.0f} s; {settings.home / 'logs'} says why.",
    )
    supervisor.journal.show(greeting(settings, phone=f"http://127.0.0.1:{simulator_port}/" if simulated else None))


async def _start_servers(settings: Settings, supervisor: Supervisor, servers: list[Server]) -> Settings:
    """Fills in both addresses and lets other commands know them."""
    if not settings.database_url:
        supervisor.journal.event("Starting PostgreSQL …")
        servers.append(postgres_server(settings.home))
        await supervisor.start_server(servers[-1])
        settings = settings.model_copy(update={"database_url": servers[-1].url})
    if not settings.redis_url:
        supervisor.journal.event("Starting Redis …")
        servers.append(redis_private(settings.home))
        await supervisor.start_server(servers[-1])
        settings = settings.model_copy(update={"redis_url": servers[-1].url})
    tell(settings.home, Addresses(str(settings.database_url), str(settings.redis_url)))
    return settings


async def _prepare(settings: Settings, supervisor: Supervisor) -> None:
    environment = service_environment(settings)
    supervisor.journal.event("Bringing the database up to date …")
    await supervisor.step("migrate", _schalter("migrate"), environment)
    supervisor.journal.event("Training the bot, if its data changed …")
    await supervisor.step("train", _schalter("train"), environment)
    supervisor.journal.event("Setting up the demo institutions …")
    await supervisor.step("seed", _schalter("seed"), environment)


def _schalter(command: str) -> tuple[str, ...]:
    return kept_on_leash("-m", "handoff", command)

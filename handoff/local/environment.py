"""What the parts learn from their environment; secrets never stand in a command line, where others may read them."""

import os

from handoff.settings import Settings


def service_environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
        "SCHALTER_DEMO": "true",
        "SCHALTER_HOME": str(settings.home),
        "SCHALTER_PORT": str(settings.port),
        "WHATSAPP_GRAPH_URL": str(settings.whatsapp_graph_url),
        "PYTHONUNBUFFERED": "1",
    }


def metrics_environment(settings: Settings, place: int) -> dict[str, str]:
    """Parts on one machine tell monitors of themselves on ports that follow each other: web, worker, outbox."""
    return {} if settings.metrics_port is None else {"SCHALTER_METRICS_PORT": str(settings.metrics_port + place)}


def simulator_environment(settings: Settings, *, port: int, numbers: str) -> dict[str, str]:
    """`numbers` as JSON, the way the simulator takes them."""
    return {
        **os.environ,
        "SIMULATOR_ACCESS_TOKEN": settings.whatsapp_access_token.get_secret_value(),
        "SIMULATOR_APP_SECRET": settings.whatsapp_app_secret.get_secret_value(),
        "SIMULATOR_HOME": str(settings.home / "simulator"),
        "SIMULATOR_NUMBERS": numbers,
        "SIMULATOR_PORT": str(port),
        "SIMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{settings.port}/webhooks/whatsapp",
        "PYTHONUNBUFFERED": "1",
    }

"""What a process tells monitors of itself, for Prometheus: at /metrics, on a port of its own, if one is set.

A label is a word of ours (a status, a kind, an outcome) or a team's short name; never anything of a customer's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from handoff.errors import SettingsError

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

# Seconds: a webhook and a turn take milliseconds, what waits for others takes longer.
QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

WEBHOOKS = Counter(
    "schalter_webhooks", "Webhooks of WhatsApp, by the status of the answer.", ["status"], registry=REGISTRY
)
WEBHOOK_SECONDS = Histogram(
    "schalter_webhook_seconds", "How long a webhook took until its answer.", buckets=QUICK, registry=REGISTRY
)
STREAMS = Gauge("schalter_open_streams", "Pages of the desk that are open and hear what changes.", registry=REGISTRY)
INBOX = Counter(
    "schalter_inbox_looks",
    "Conversations that the worker looked at: handled, or failed.",
    ["outcome"],
    registry=REGISTRY,
)
INBOX_SECONDS = Histogram(
    "schalter_inbox_seconds",
    "How long the worker took for a conversation's messages.",
    buckets=QUICK,
    registry=REGISTRY,
)
TURNS = Counter("schalter_turns", "Turns of the bot, by what came of them.", ["outcome"], registry=REGISTRY)
SENDS = Counter(
    "schalter_outbox_sends",
    "Messages, reactions and marks that were to be sent, by what became of them.",
    ["outcome"],
    registry=REGISTRY,
)
EVENT_DELIVERIES = Counter(
    "schalter_event_deliveries",
    "Events sent to the institutions' systems: delivered, refused by an answer, or lost without one.",
    ["outcome"],
    registry=REGISTRY,
)
EVENT_SECONDS = Histogram(
    "schalter_event_delivery_seconds",
    "How long a receiver took until its answer, or until there was none.",
    buckets=QUICK,
    registry=REGISTRY,
)
EVENTS = Gauge(
    "schalter_events", "Events that are still to be sent to the institutions' systems.", ["state"], registry=REGISTRY
)
PAUSED_RECEIVERS = Gauge(
    "schalter_paused_event_receivers", "Systems of institutions that nothing is sent to.", ["state"], registry=REGISTRY
)
QUEUE = Gauge(
    "schalter_queue_conversations",
    "Conversations that wait for people, by the short name of the team, whichever institution's.",
    ["team", "state"],
    registry=REGISTRY,
)
OUTBOX = Gauge("schalter_outbox_entries", "What is still to be sent, by state.", ["state"], registry=REGISTRY)
UNHANDLED = Gauge("schalter_unhandled_messages", "Messages of customers that nobody has handled.", registry=REGISTRY)
OLDEST_UNHANDLED = Gauge(
    "schalter_oldest_unhandled_seconds",
    "How long the oldest of them has waited; 0 if there is none.",
    registry=REGISTRY,
)
HEARTBEAT_AGE = Gauge(
    "schalter_heartbeat_age_seconds", "Since a process of that part was last seen.", ["part"], registry=REGISTRY
)
PROCESSES = Gauge("schalter_processes", "Processes of that part that are there.", ["part"], registry=REGISTRY)
CONNECTIONS = Gauge(
    "schalter_database_connections", "Connections of this process's pool, by state.", ["state"], registry=REGISTRY
)


def watch_pool(in_use: Callable[[], int], idle: Callable[[], int]) -> None:
    """Both are asked whenever a monitor asks."""
    CONNECTIONS.labels("in_use").set_function(in_use)
    CONNECTIONS.labels("idle").set_function(idle)


@contextmanager
def exposed(host: str, port: int | None) -> Iterator[None]:
    """Answers monitors while inside, in a thread; without a port nobody. Raises SettingsError if it can't be had."""
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port, addr=host, registry=REGISTRY)
    except OSError as error:
        raise SettingsError(
            f"SCHALTER_METRICS_PORT: {host}:{port} can't be listened on ({error.strerror}). Each process needs its own."
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

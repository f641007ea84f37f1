"""What monitors are told: by each process, and nothing of a customer's."""

import asyncio
import re
import socket
from datetime import timedelta

import httpx
import pytest
from prometheus_client import generate_latest

from handoff.errors import SettingsError
from handoff.local.environment import metrics_environment
from handoff.metrics import REGISTRY, exposed
from handoff.settings import Settings
from handoff.watching import look
from handoff.workbench.rehearsal import phone as says
from simulator.client import Simulator
from tests.desk.serving import free_port
from trials.service import service as whole_service

# All labels that there may be, and what stands in them.
WORDS = re.compile(r"\d{3}|[a-z_]+|\+Inf|\d+(\.\d+)?(e-?\d+)?|[a-z][a-z0-9-]{0,40}")
LABELS = {"status", "outcome", "team", "state", "part", "le", "generation"}
PATIENCE = 60


def samples():
    return [sample for metric in REGISTRY.collect() for sample in metric.samples]


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


def scraped(port):
    return httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text


async def test_what_the_service_does_is_counted(service, mara):
    counters = (
        # There is no bot here, so the turn fails and the customer is told so.
        lambda: value("schalter_turns_total", outcome="failed"),
        lambda: value("schalter_outbox_sends_total", outcome="accepted"),
    )
    before = [counter() for counter in counters]

    await service.arrive(mara, says.text("Hallo"))
    await service.settle()

    assert [counter() - was for counter, was in zip(counters, before, strict=True)] == [1, 1]


async def test_queues_and_what_is_overdue_are_told(service, mara):
    await service.arrive(mara, says.text("Ich möchte mit einem Menschen sprechen"))
    async with service.sessions() as session:
        await look(session, clock=lambda: service.clock.now + timedelta(seconds=90))
    waited = value("schalter_oldest_unhandled_seconds")
    await service.settle()
    await service.arrive(mara, says.text("Bitte"))
    await service.settle()
    async with service.sessions() as session:
        await look(session, clock=lambda: service.clock.now)

    assert waited >= 90 and value("schalter_oldest_unhandled_seconds") == 0
    assert value("schalter_queue_conversations", team="service", state="waiting") == 1
    assert value("schalter_queue_conversations", team="ebanking", state="waiting") == 0
    assert value("schalter_outbox_entries", state="queued") >= 0


async def test_no_label_carries_anything_of_a_customers(service, mara):
    await service.arrive(mara, says.text("Mein Name ist Mara Beispiel, ich möchte mit einem Menschen sprechen"))
    await service.settle()
    async with service.sessions() as session:
        await look(session, clock=lambda: service.clock.now)

    told = generate_latest(REGISTRY).decode()

    assert {label for sample in samples() for label in sample.labels} <= LABELS
    odd = {word for sample in samples() for word in sample.labels.values() if not WORDS.fullmatch(word)}
    assert odd == set()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", told) and not re.search(r"Mara|Beispiel|Mensch|wamid", told)
    labelled = " ".join(word for sample in samples() for word in sample.labels.values())
    assert not re.search(r"\d{5,}", labelled)


def test_without_a_port_nobody_listens_and_a_taken_one_is_told():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with exposed("127.0.0.1", None):
            pass
        with pytest.raises(SettingsError, match=f"SCHALTER_METRICS_PORT: 127.0.0.1:{port}"), exposed("127.0.0.1", port):
            pass


def test_the_port_is_free_again_afterwards():
    port = free_port()
    for _ in range(2):
        with exposed("127.0.0.1", port):
            assert "schalter_webhooks" in httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text


def test_parts_on_one_machine_have_ports_that_follow_each_other():
    watched, unwatched = Settings(SCHALTER_METRICS_PORT=9100), Settings()

    assert [metrics_environment(watched, place) for place in range(3)] == [
        {"SCHALTER_METRICS_PORT": port} for port in ("9100", "9101", "9102")
    ]
    assert metrics_environment(unwatched, 1) == {}


async def test_each_process_answers_a_monitor(database_url, redis_url, models, tmp_path):
    (tmp_path / "models").symlink_to(models.resolve())
    settings = Settings().model_copy(update={"database_url": database_url, "redis_url": redis_url, "home": tmp_path})
    ports = {part: free_port() for part in ("web", "worker", "outbox")}
    with whole_service(settings) as running:
        running.start("simulator")
        for part, port in ports.items():
            running.start(part, SCHALTER_METRICS_PORT=str(port))
        running.wait_until_ready(within=PATIENCE * 2)
        async with Simulator(running.simulator_url) as simulator:
            rosa = await simulator.customer("Rosa Vorlage")
            await rosa.says("Habt ihr heute offen?")
            await rosa.hears(timeout=PATIENCE)
        # It asks the database every ten seconds, and the first time before anybody's heart has beaten.
        for _ in range(PATIENCE):
            told = {part: scraped(port) for part, port in ports.items()}
            if all(f'schalter_processes{{part="{part}"}}' in told["worker"] for part in ("worker", "outbox")):
                break
            await asyncio.sleep(1)

    assert re.search(r'schalter_webhooks_total\{status="200"\} [1-9]', told["web"])
    assert re.search(r"schalter_webhook_seconds_count [1-9]", told["web"])
    assert re.search(r'schalter_turns_total\{outcome="answered"\} [1-9]', told["worker"])
    assert re.search(r'schalter_inbox_looks_total\{outcome="handled"\} [1-9]', told["worker"])
    assert re.search(r'schalter_processes\{part="worker"\} 1', told["worker"])
    assert 'schalter_heartbeat_age_seconds{part="outbox"}' in told["worker"]
    assert re.search(r'schalter_outbox_sends_total\{outcome="accepted"\} [1-9]', told["outbox"])
    for text in told.values():
        assert 'schalter_database_connections{state="in_use"}' in text and "process_resident_memory_bytes" in text
        assert "Rosa" not in text and "offen?" not in text

"""How the simulated Meta behaves: all ordinary by default, each oddity switched on through the control API."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from simulator.errors import Impossible


@dataclass(slots=True)
class Modes:
    """Seconds are real ones. ``wrong_signatures`` and ``reencoded`` count down: so many of the next POSTs are bad.

    ``batch`` above 1 lets so many updates of any kind share a POST; at 1 only statuses of one number do."""

    limits: bool = True
    limits_scale: float = 1.0
    webhook_version: str = "v24"
    user_ids: bool = True
    sent_after: float = 0.05
    delivered_after: float = 0.25
    read_after: float = 1.0
    skip_delivered: float = 0.0
    reorder_statuses: bool = False
    duplicates: int = 0
    parallel: int = 8
    order: str = "fifo"
    batch: int = 1
    batch_wait: float = 0.0
    wrong_signatures: int = 0
    reencoded: int = 0
    retry_base: float = 0.25
    retry_cap: float = 5.0
    timeout: float = 20.0

    def change(self, wanted: dict[str, Any]) -> None:
        """Raises Impossible, and changes nothing then."""
        known = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in wanted.items():
            if name not in known or not _fits(value, known[name]) or value not in CHOICES.get(name, (value,)):
                raise Impossible(f"There is no mode {name} with that value: see simulator/modes.py.", 400)
        for name, value in wanted.items():
            setattr(self, name, value)

    def shown(self) -> dict[str, Any]:
        return asdict(self)


CHOICES: dict[str, tuple[str, ...]] = {
    "webhook_version": ("v23", "v24"),
    "order": ("fifo", "reversed", "shuffled"),
}


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    if kind in (int, float):
        return isinstance(value, int if kind is int else (int, float)) and value >= 0
    return isinstance(value, kind)

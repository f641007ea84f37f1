"""Faults ordered through the control API for the next sends: errors, dropped connections, time-outs."""

from dataclasses import asdict, dataclass
from typing import Any

from simulator.errors import Impossible

KINDS = ("error", "late", "drop", "stall")


@dataclass(slots=True)
class Fault:
    """``error`` refuses; ``late`` accepts and then fails; ``drop`` accepts and cuts the connection unanswered.

    ``stall`` waits ``seconds`` before it answers. With ``accept`` false, drop and stall lose the message (131000).
    ``to`` is a customer's id.
    """

    kind: str = "error"
    code: int = 131000
    times: int = 1
    seconds: float = 0.0
    accept: bool = True
    to: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Impossible(f"A fault is one of {', '.join(KINDS)}.", 400)


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def take(self, customer: str) -> Fault | None:
        """The fault the next send to this customer meets; each is used up after its number of times."""
        for fault in self._faults:
            if fault.to in (None, customer):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]

"""The simulated platform as a whole: what it remembers, and its webhooks on their way out."""

from dataclasses import dataclass
from typing import Any

from simulator.bubbles import Bubble
from simulator.customers import Customer
from simulator.deliveries import Deliveries
from simulator.settings import BusinessNumber, Settings
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Meta:
    world: World
    deliveries: Deliveries

    @classmethod
    def opened(cls, settings: Settings) -> "Meta":
        """Needs a running event loop."""
        world = World(settings)
        return cls(world, Deliveries(world, lambda wamid: _acknowledge(world, wamid)))

    def report(self, number: BusinessNumber, part: str, value: dict[str, Any], **extra: Any) -> None:
        """Queues one entry of `messages[]` or `statuses[]`, or with ``part`` empty a whole ``value``."""
        self.deliveries.add(waba=number.waba_id, metadata=metadata(number), part=part, value=value, **extra)

    def owner(self, bubble: Bubble) -> Customer:
        return self.world.customers[bubble.customer]

    def stamp(self) -> str:
        return str(int(self.world.clock.unix()))


def metadata(number: BusinessNumber) -> dict[str, str]:
    return {"display_phone_number": number.display, "phone_number_id": number.phone_number_id}


def _acknowledge(world: World, wamid: str) -> None:
    bubble = world.bubbles.get(wamid)
    if bubble is not None and bubble.climb("delivered"):
        world.change(bubble)

"""Everything the simulated Meta knows and remembers, and how it is found again after a restart."""

import asyncio
import random
from dataclasses import asdict, replace

from simulator.bubbles import Bubble
from simulator.buckets import Buckets
from simulator.clock import Clock
from simulator.counters import Counters
from simulator.customers import Customer
from simulator.errors import Impossible, unknown_object
from simulator.faults import Faults
from simulator.hub import Hub
from simulator.ids import Ids
from simulator.medium import Medium
from simulator.modes import Modes
from simulator.settings import BusinessNumber, Settings
from simulator.shelf import Shelf
from simulator.template import Template, shipped
from simulator.threads import Thread


class World:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.clock)
        self.shelf = Shelf(settings.home)
        self.ids = Ids(settings.seed, self.shelf)
        self.hub = Hub()
        self.numbers = {number.phone_number_id: number for number in settings.numbers}
        self._begin()
        self._find_again()

    def _find_again(self) -> None:
        for row in self.shelf.rows("customers"):
            self._know(Customer(**row))
        for row in sorted(self.shelf.rows("bubbles"), key=lambda row: row["seq"]):
            self._place(Bubble(**row))
        for row in self.shelf.rows("media"):
            self.media[row["id"]] = Medium(**row)
        for row in self.shelf.rows("templates"):
            self.add_template(Template(**row))
        self.profiles |= dict(self.shelf.rows("profiles"))

    def reset(self) -> None:
        """Forgets customers, threads and faults and goes back to the ordinary modes; ids go on rising."""
        for handle in self.planned:
            handle.cancel()
        self.shelf.clear()
        self._begin()

    def number(self, key: str) -> BusinessNumber:
        if key not in self.numbers:
            raise unknown_object(key)
        return self.numbers[key]

    def customer(self, key: str) -> Customer:
        if key not in self.customers:
            raise Impossible("There is no such customer.", 404)
        return self.customers[key]

    def bubble(self, wamid: str) -> Bubble:
        if wamid not in self.bubbles:
            raise Impossible("There is no message with that id.", 404)
        return self.bubbles[wamid]

    def addressed(self, address: str) -> Customer:
        """The customer behind a phone number in digits or a user id; a stranger without WhatsApp if nobody is."""
        return self._addresses.get(address) or self.add_customer(self._stranger(address))

    def add_customer(self, customer: Customer) -> Customer:
        if customer.id in self.customers or self._taken(customer.wa_id) or self._taken(customer.user_id):
            raise Impossible("Another customer has that id, number or user id.", 409)
        self.save_customer(customer)
        return customer

    def save_customer(self, customer: Customer) -> None:
        for address in self._known_as.get(customer.id, ()):
            if address in self._addresses and self._addresses[address].id == customer.id:
                del self._addresses[address]
        self._know(customer)
        self.shelf.put("customers", customer.id, customer.shown())
        self.hub.wake(customer.id)

    def add(self, bubble: Bubble) -> Bubble:
        self._mark(bubble)
        self._place(bubble)
        self.hub.wake(bubble.customer)
        return bubble

    def change(self, bubble: Bubble) -> None:
        self._mark(bubble)
        self.threads[bubble.customer].changed = bubble.changed
        self.hub.wake(bubble.customer)

    def add_template(self, template: Template) -> None:
        self.templates[template.waba, template.name, template.language] = template
        self.shelf.put("templates", template.id, asdict(template))

    def next_seq(self) -> int:
        return self.ids.number()

    def free_phone(self) -> str:
        phone = self.ids.phone()
        return self.free_phone() if self._taken(phone) else phone

    def _taken(self, address: str | None) -> bool:
        owner = self._addresses.get(address or "")
        return owner is not None and owner.on_whatsapp

    def _begin(self) -> None:
        self.random = random.Random(self.settings.seed)
        self.modes = Modes(limits=self.settings.limits)
        self.counters = Counters()
        self.faults = Faults()
        self.planned: set[asyncio.TimerHandle] = set()
        self.buckets = Buckets()
        self.customers: dict[str, Customer] = {}
        self.threads: dict[str, Thread] = {}
        self.bubbles: dict[str, Bubble] = {}
        self.media: dict[str, Medium] = {}
        self.profiles: dict[str, dict[str, object]] = {}
        self.templates: dict[tuple[str, str, str], Template] = {}
        self._addresses: dict[str, Customer] = {}
        self._known_as: dict[str, list[str]] = {}
        for waba in sorted({number.waba_id for number in self.numbers.values()}):
            for template in shipped(waba):
                self.templates[waba, template.name, template.language] = template

    def _know(self, customer: Customer) -> None:
        self.customers[customer.id] = customer
        self.threads.setdefault(customer.id, Thread())
        self._known_as[customer.id] = [address for address in (customer.wa_id, customer.user_id) if address]
        for address in self._known_as[customer.id]:
            self._addresses[address] = customer

    def _stranger(self, address: str) -> Customer:
        key = self.ids.digits("customer", 8)
        stranger = Customer(id=key, name="", wa_id=address, user_id=self.ids.user(), on_whatsapp=False)
        return stranger if address.isdigit() else replace(stranger, wa_id=None, user_id=address)

    def _mark(self, bubble: Bubble) -> None:
        bubble.changed = self.ids.number()
        self.shelf.put("bubbles", bubble.wamid, bubble.shown())

    def _place(self, bubble: Bubble) -> None:
        self.bubbles[bubble.wamid] = bubble
        fallen = self.threads[bubble.customer].add(bubble)
        if fallen is not None:
            del self.bubbles[fallen.wamid]
            self.shelf.drop("bubbles", fallen.wamid)

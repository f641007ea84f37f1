"""Customers: made, looked at, changed."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, empty, json

from simulator import identity, statuses
from simulator.acts import number_for
from simulator.control.body import read
from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.meta import Meta


async def numbers(request: Request) -> HTTPResponse:
    world = request.app.ctx.meta.world
    shown = [{"phone_number_id": key, "display": it.display, "name": it.name} for key, it in world.numbers.items()]
    return json(shown)


async def index(request: Request) -> HTTPResponse:
    customers = request.app.ctx.meta.world.customers.values()
    return json([customer.shown() for customer in customers if customer.on_whatsapp])


async def create(request: Request) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    wanted = read(request)
    name = wanted.get("name")
    if not isinstance(name, str) or not name:
        raise Impossible("A customer needs a name.", 400)
    ids = meta.world.ids
    customer = Customer(
        id=str(wanted.get("id") or ids.digits("customer", 8)),
        name=name,
        wa_id=str(wanted.get("wa_id") or meta.world.free_phone()).lstrip("+"),
        user_id=str(wanted.get("user_id") or ids.user()),
        username=wanted.get("username"),
        hides_phone=bool(wanted.get("hides_phone", False)),
        receipts=bool(wanted.get("receipts", True)),
        online=bool(wanted.get("online", True)),
        on_whatsapp=bool(wanted.get("on_whatsapp", True)),
        number=str(wanted.get("number") or ""),
    )
    return json(meta.world.add_customer(customer).shown(), status=201)


async def show(request: Request, key: str) -> HTTPResponse:
    return json(request.app.ctx.meta.world.customer(key).shown())


async def update(request: Request, key: str) -> HTTPResponse:
    """Changes name, receipts, online, hides_phone, number; going online brings what had waited."""
    meta: Meta = request.app.ctx.meta
    customer, wanted = meta.world.customer(key), read(request)
    for name, value in wanted.items():
        if name not in CHANGEABLE or not isinstance(value, CHANGEABLE[name]):
            raise Impossible(f"A customer's {name} cannot be changed to that.", 400)
    for name, value in wanted.items():
        setattr(customer, name, value)
    meta.world.save_customer(customer)
    if wanted.get("online"):
        for bubble in meta.world.threads[key].bubbles:
            if bubble.outbound and bubble.status == "sent":
                statuses.schedule(meta, bubble)
    return json(customer.shown())


CHANGEABLE: dict[str, type] = {"name": str, "receipts": bool, "online": bool, "hides_phone": bool, "number": str}


async def change_number(request: Request, key: str) -> HTTPResponse:
    meta, customer, wanted = _asked(request, key)
    wa_id = str(wanted["wa_id"]).lstrip("+") if wanted.get("wa_id") else None
    identity.change_number(meta, customer, number_for(meta, customer, wanted), wa_id=wa_id)
    return json(customer.shown())


async def change_user_id(request: Request, key: str) -> HTTPResponse:
    meta, customer, wanted = _asked(request, key)
    identity.change_user_id(meta, customer, number_for(meta, customer, wanted))
    return json(customer.shown())


async def prefer(request: Request, key: str) -> HTTPResponse:
    meta, customer, wanted = _asked(request, key)
    identity.prefer(meta, customer, number_for(meta, customer, wanted), value=str(wanted.get("value")))
    return empty()


def _asked(request: Request, key: str) -> tuple[Meta, Customer, dict[str, Any]]:
    meta: Meta = request.app.ctx.meta
    return meta, meta.world.customer(key), read(request)

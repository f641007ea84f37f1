"""The control API: customers act, modes change, tests look. For this machine only; other web pages are kept out."""

from urllib.parse import urlsplit

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from simulator.control import customers, messages, modes, stream, webhooks
from simulator.errors import Impossible

control = Blueprint("control", url_prefix="/control")
control.add_route(customers.numbers, "/numbers", methods=["GET"], name="customers_numbers")
control.add_route(customers.index, "/customers", methods=["GET"], name="customers_index")
control.add_route(customers.create, "/customers", methods=["POST"], name="customers_create")
control.add_route(customers.show, "/customers/<key>", methods=["GET"], name="customers_show")
control.add_route(customers.update, "/customers/<key>", methods=["PATCH"], name="customers_update")
control.add_route(customers.change_number, "/customers/<key>/number", methods=["POST"], name="customers_change_number")
control.add_route(
    customers.change_user_id, "/customers/<key>/user_id", methods=["POST"], name="customers_change_user_id"
)
control.add_route(customers.prefer, "/customers/<key>/preference", methods=["POST"], name="customers_prefer")
control.add_route(messages.create, "/customers/<key>/messages", methods=["POST"], name="messages_create")
control.add_route(messages.upload, "/customers/<key>/files", methods=["POST"], name="messages_upload")
control.add_route(messages.thread, "/customers/<key>/thread", methods=["GET"], name="messages_thread")
control.add_route(messages.medium, "/media/<key>", methods=["GET"], name="messages_medium")
control.add_route(modes.show, "/modes", methods=["GET"], name="modes_show")
control.add_route(modes.update, "/modes", methods=["PATCH"], name="modes_update")
control.add_route(modes.faults, "/faults", methods=["GET"], name="modes_faults")
control.add_route(modes.order, "/faults", methods=["POST"], name="modes_order")
control.add_route(modes.template, "/templates", methods=["PATCH"], name="modes_template")
control.add_route(modes.counters, "/counters", methods=["GET"], name="modes_counters")
control.add_route(modes.reset, "/reset", methods=["POST"], name="modes_reset")
control.add_route(webhooks.create, "/webhooks", methods=["POST"], name="webhooks_create")
control.add_route(webhooks.verify, "/webhooks/verification", methods=["POST"], name="webhooks_verify")
control.add_route(webhooks.pending, "/webhooks/pending", methods=["GET"], name="webhooks_pending")
control.add_route(stream.show, "/stream", methods=["GET"], name="stream_show")


@control.on_request
async def keep_others_out(request: Request) -> HTTPResponse | None:
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc == request.host:
        return None
    return json({"error": "The control API answers no other web page."}, status=403)


async def on_impossible(request: Request, impossible: Impossible) -> HTTPResponse:
    return json({"error": impossible.message}, status=impossible.status)

"""The templates of an account, paged as Meta pages them; a new one is approved at once."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, json

from simulator.checks.fields import objects_at, words
from simulator.errors import Refusal, unknown_object
from simulator.graph.body import read
from simulator.meta import Meta
from simulator.template import Template


async def index(request: Request, version: str, key: str) -> HTTPResponse:
    """Cursors are plain places in the list."""
    meta: Meta = request.app.ctx.meta
    _check_account(meta, key)
    found = [it for it in meta.world.templates.values() if it.waba == key and _fits(it, request)]
    start, size = _place(request.args.get("after")), min(_place(request.args.get("limit") or "25"), 100)
    page = found[start : start + size]
    paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + len(page))}}
    if start + size < len(found):
        path = f"{version}/{key}/message_templates"
        paging["next"] = f"{meta.world.settings.url}/{path}?limit={size}&after={start + size}"
    return json({"data": [template.shown() for template in page], "paging": paging})


async def create(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    _check_account(meta, key)
    body = read(request)
    components = [part | {"type": str(part["type"]).upper()} for part in objects_at(body, "components", most=20)]
    template = Template(
        id=meta.world.ids.digits("template", 15),
        waba=key,
        name=words(body, "name", limit=512),
        language=words(body, "language", limit=16),
        category=words(body, "category", limit=40).upper(),
        components=components,
        parameter_format=str(body.get("parameter_format") or "POSITIONAL").upper(),
    )
    meta.world.add_template(template)
    return json({"id": template.id, "status": template.status, "category": template.category})


def _check_account(meta: Meta, key: str) -> None:
    if key not in {number.waba_id for number in meta.world.numbers.values()}:
        raise unknown_object(key)


def _fits(template: Template, request: Request) -> bool:
    wanted = {name: request.args.get(name) for name in ("name", "status", "language")}
    return all(value is None or getattr(template, name) == value for name, value in wanted.items())


def _place(text: str | None) -> int:
    if text is not None and not text.isdigit():
        raise Refusal(100, "Param limit and after must be numbers from an earlier page.")
    return int(text or 0)

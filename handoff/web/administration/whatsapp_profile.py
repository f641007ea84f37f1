"""The business profile that customers see in WhatsApp; the outbox process hands changes to Meta."""

import re
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints, field_validator
from pydantic_core import PydanticCustomError
from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.account import Account, accounts_of, wish_profile
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/whatsapp-profile"
# As Meta calls them (contract, §9).
VERTICALS = ("FINANCE", "PROF_SERVICES", "GOVT", "NONPROFIT", "OTHER")
_LINK = re.compile(r"https?://[^\s/]+\.\S+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ProfileForm(Form):
    about: Annotated[str, StringConstraints(min_length=1, max_length=139)]
    description: Annotated[str, StringConstraints(max_length=512)] = ""
    address: Annotated[str, StringConstraints(max_length=256)] = ""
    email: Annotated[str, StringConstraints(max_length=128)] = ""
    website: Annotated[str, StringConstraints(max_length=256)] = ""
    website_2: Annotated[str, StringConstraints(max_length=256)] = ""
    vertical: str = VERTICALS[0]

    @field_validator("website", "website_2")
    @classmethod
    def _link(cls, value: str) -> str:
        if not _LINK.fullmatch(value):
            raise PydanticCustomError("link", "no link")
        return value

    @field_validator("email")
    @classmethod
    def _email(cls, value: str) -> str:
        if not _EMAIL.fullmatch(value):
            raise PydanticCustomError("email", "no address")
        return value

    @field_validator("vertical")
    @classmethod
    def _vertical(cls, value: str) -> str:
        if value not in VERTICALS:
            raise PydanticCustomError("choose_one", "not one of them")
        return value

    def profile(self) -> dict[str, Any]:
        """As Meta takes it; what is empty is emptied there."""
        plain = self.model_dump(exclude={"website", "website_2"})
        return plain | {"websites": [site for site in (self.website, self.website_2) if site]}


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.CHANNEL)
    routes.page("POST", f"{PATH}/<number_id:uuid>", update, right=Right.CHANNEL)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _page(desk, request, viewer, {})


async def update(desk: Desk, request: Request, viewer: Viewer, number_id: UUID) -> HTTPResponse:
    filled = read_form(request, ProfileForm)
    if filled.form is None:
        return await _page(desk, request, viewer, {number_id: filled})
    async with desk.sessions.begin() as session:
        await wish_profile(session, number_id, filled.form.profile(), user=viewer.user, now=desk.clock())
        house = await read_house(session, request, viewer, Right.CHANNEL)
    return saved(PATH, house)


async def _page(desk: Desk, request: Request, viewer: Viewer, refused: dict[UUID, Filled[ProfileForm]]) -> HTTPResponse:
    async with desk.sessions() as session:
        house: House = await read_house(session, request, viewer, Right.CHANNEL)
        numbers = await accounts_of(session, house.id)
        if refused.keys() - {number.id for number in numbers}:
            raise NotFound("no such number")
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "whatsapp_profile",
            "whatsapp_profile.html",
            status=422 if refused else 200,
            numbers=[(number, refused.get(number.id) or _filled(number)) for number in numbers],
            verticals=VERTICALS,
            path=PATH,
        )


def _filled(number: Account) -> Filled[ProfileForm]:
    profile = number.profile_wanted or number.profile or {}
    sites = [*(profile.get("websites") or []), "", ""]
    given = {name: profile.get(name) or "" for name in ProfileForm.model_fields}
    return Filled(given | {"website": sites[0], "website_2": sites[1]}, None, {})

"""The link and the QR code that open the chat, with a first message by topic; and a poster to print."""

from dataclasses import dataclass

from sanic import Request
from sanic.response import HTTPResponse, raw
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.account import Account, accounts_of
from handoff.institutions.click_to_chat import GENERAL, chat_link, presets, qr_png, qr_svg
from handoff.institutions.facts import facts_of
from handoff.language import LANGUAGES
from handoff.web.administration.house import House, read_house, sheet
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

PATH = "/desk/administration/click-to-chat"
SVG, PNG = "image/svg+xml", "image/png"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text`: what the customer's first message says, in `language`. `query`: of the addresses of code and poster."""

    number: Account
    topic: str
    language: str
    text: str
    link: str
    query: str


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.CHANNEL)
    routes.page("GET", f"{PATH}/code.svg", show_svg, right=Right.CHANNEL)
    routes.page("GET", f"{PATH}/code.png", show_png, right=Right.CHANNEL)
    routes.page("GET", f"{PATH}/poster", show_poster, right=Right.CHANNEL)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.CHANNEL)
        numbers = await accounts_of(session, house.id)
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "click_to_chat",
            "click_to_chat.html",
            wanted=await _wanted(session, request, house) if numbers else None,
            numbers=numbers,
            topics=[(topic, _title(desk, topic, viewer.language)) for topic in presets()],
            path=PATH,
        )


async def show_svg(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _code(desk, request, viewer, SVG)


async def show_png(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _code(desk, request, viewer, PNG)


async def show_poster(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """In the language of the poster, whatever the viewer's is."""
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.CHANNEL)
        wanted = await _wanted(session, request, house)
        return page(
            desk.pages,
            request,
            viewer,
            "administration/poster.html",
            wanted=wanted,
            words=texts_in(wanted.language),
            facts=facts_of(house.institution),
            topic=None if wanted.topic == GENERAL else desk.catalogue.title(wanted.topic, wanted.language),
            path=PATH,
        )


async def _code(desk: Desk, request: Request, viewer: Viewer, kind: str) -> HTTPResponse:
    """`download` in the address: to be kept as a file."""
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.CHANNEL)
        wanted = await _wanted(session, request, house)
    content = qr_svg(wanted.link) if kind == SVG else qr_png(wanted.link)
    name = f"whatsapp-{wanted.topic}-{wanted.language}.{'svg' if kind == SVG else 'png'}"
    headers = {"Content-Disposition": f'{"attachment" if "download" in request.args else "inline"}; filename="{name}"'}
    return raw(content, content_type=kind, headers=headers)


async def _wanted(session: AsyncSession, request: Request, house: House) -> Wanted:
    """Raises NotFound for a number that isn't the institution's."""
    numbers = await accounts_of(session, house.id)
    chosen = request.args.get("number")
    number = next((one for one in numbers if chosen in (None, str(one.id))), None)
    if number is None:
        raise NotFound("no such number")
    topic = request.args.get("topic") if request.args.get("topic") in presets() else GENERAL
    language = request.args.get("language") if request.args.get("language") in LANGUAGES else LANGUAGES[0]
    assert topic is not None and language is not None
    text = presets()[topic][language]
    query = f"?institution={house.id}&number={number.id}&topic={topic}&language={language}"
    return Wanted(number, topic, language, text, chat_link(number.display_number, text), query)


def _title(desk: Desk, topic: str, language: str) -> str:
    """Empty for what is about nothing in particular."""
    return "" if topic == GENERAL else desk.catalogue.title(topic, language)

"""The bot's texts that an institution may say in its own words, and which channels the first contact names."""

from collections.abc import Mapping
from dataclasses import dataclass

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.channels import CHANNELS, channels_in, with_channels
from handoff.institutions.facts import facts_of
from handoff.institutions.record import change_text
from handoff.institutions.texts import OwnText, faults, filled, own_texts
from handoff.language import LANGUAGES
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of, fields_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/bot-texts"
WITH_CHANNELS = "utter_first_contact"
# Shown in place of what only the bot can know.
EXAMPLES = {"de": {"opening": "Montag, 8 Uhr"}, "en": {"opening": "Monday, 8 am"}}


@dataclass(frozen=True, slots=True)
class Row:
    """`shown`: as a customer reads it, by language; `is_own`: in the institution's words."""

    own: OwnText
    form: Filled[Form]
    shown: Mapping[str, str]
    is_own: bool
    channels: tuple[str, ...] | None


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<text:str>", update, right=Right.INSTITUTION)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        return await _page(desk, request, viewer, session, house, {})


async def update(desk: Desk, request: Request, viewer: Viewer, text: str) -> HTTPResponse:
    """What is left empty is said in the bot's own words again."""
    own = own_texts().get(text)
    if own is None:
        raise NotFound("no such text")
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        texts = _given(request, own)
        if problems := _problems(texts, own, facts_of(house.institution)):
            return await _page(desk, request, viewer, session, house, {text: Filled(texts, None, problems)})
        await change_text(session, house.id, text, texts, user=viewer.user, now=desk.clock())
    return saved(PATH, house, f"#{text}")


def _given(request: Request, own: OwnText) -> dict[str, str]:
    texts = {}
    for language in LANGUAGES:
        written = field_of(request, language).replace("\r\n", "\n").strip() or own.usual[language]
        if own.name == WITH_CHANNELS:
            written = with_channels(written, fields_of(request, "channels"), language)
        texts[language] = written
    return texts


def _problems(texts: Mapping[str, str], own: OwnText, facts: Mapping[str, str]) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    for language, text in texts.items():
        for fault in faults(text, own, language, facts):
            names = ", ".join(f"{{{name}}}" for name in fault.names)
            problems.setdefault(language, Problem(fault.key, {"names": names} if names else {}))
    if own.name == WITH_CHANNELS and not channels_in(texts[LANGUAGES[0]]):
        problems["channels"] = Problem("no_channel")
    return problems


async def _page(
    desk: Desk, request: Request, viewer: Viewer, session: AsyncSession, house: House, refused: dict[str, Filled[Form]]
) -> HTTPResponse:
    rows = [_row(own, house, refused.get(name)) for name, own in own_texts().items()]
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "bot_texts",
        "bot_texts.html",
        status=422 if refused else 200,
        rows=rows,
        channels=list(CHANNELS),
        path=PATH,
    )


def _row(own: OwnText, house: House, refused: Filled[Form] | None) -> Row:
    kept = house.institution.texts.get(own.name, {})
    texts = {language: str(kept.get(language) or own.usual[language]) for language in LANGUAGES}
    form = refused or Filled(texts, None, {})
    facts = facts_of(house.institution)
    return Row(
        own=own,
        form=form,
        shown={one: filled(str(form.given[one]), facts | EXAMPLES[one]) for one in LANGUAGES},
        is_own=bool(kept),
        channels=tuple(channels_in(str(form.given[LANGUAGES[0]]))) if own.name == WITH_CHANNELS else None,
    )

"""A callback that an agent promises from the chat."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import CustomerView, Right
from handoff.callbacks import Window, open_callback
from handoff.desk import Call, promise_call, window_is_open
from handoff.handing_over import own_team
from handoff.language import LANGUAGES
from handoff.models import Callback, Conversation, Institution, Team
from handoff.phone import parse_phone
from handoff.web.calendar.tabs import tabs_of
from handoff.web.calendar.windows import Shift, shift_of
from handoff.web.chats.chat import read_conversation
from handoff.web.customers import number_to_call, read_shown, shown_number
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, read_form
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer

# Nobody is called about these.
NO_SUBJECTS = frozenset("human language help smalltalk out_of_scope".split())


class CallForm(Form):
    number: Literal["own", "other"]
    phone: str = ""
    team: UUID
    topic: str
    language: Literal["de", "en"]
    day: date
    start: time
    end: time
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What the form is filled in for. `own`: the customer's number, `view`: how much of it the viewer may see."""

    conversation: Conversation
    institution: Institution
    teams: list[Team]
    former: Callback | None
    own: str | None
    view: CustomerView

    @property
    def own_shown(self) -> str | None:
        return shown_number(self.own, self.view) if self.own else None

    def team(self, team_id: UUID) -> Team | None:
        return next((team for team in self.teams if team.id == team_id), None)


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/callback/new", new, right=Right.CALLBACKS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/callback", create, right=Right.CALLBACKS)


async def new(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _page(desk, request, viewer, chat_id)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    filled = read_form(request, CallForm)
    async with desk.sessions() as session:
        setting = await _setting(session, desk, viewer, chat_id)
    call = _call(desk, setting, filled.form, viewer.language) if filled.form else filled.problems
    if isinstance(call, dict):
        return await _page(desk, request, viewer, chat_id, filled=Filled(filled.given, None, call))
    async with desk.sessions.begin() as session:
        await promise_call(session, chat_id, call, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


def _call(desk: Desk, setting: Setting, form: CallForm, language: str) -> Call | dict[str, Problem]:
    """Or what is wrong, by field."""
    problems: dict[str, Problem] = {}
    phone = setting.own if form.number == "own" else _typed(form.phone)
    if phone is None:
        problems["phone"] = Problem("phone")
    team = setting.team(form.team)
    if team is None:
        problems["team"] = Problem("other")
    if form.topic not in desk.catalogue.rules:
        problems["topic"] = Problem("other")
    window = None
    if team is not None:
        shift = shift_of(team, setting.institution, desk.clock())
        window = shift.window(form.day, form.start, form.end, language=language)
    if isinstance(window, Problem):
        problems["day"] = window
    if problems or team is None or phone is None or not isinstance(window, Window):
        return problems
    return Call(team.id, form.topic, desk.vault.seal(phone), form.language, window, form.tells)


def _typed(text: str) -> str | None:
    phone = parse_phone(text)
    return phone.e164 if phone else None


async def _setting(session: AsyncSession, desk: Desk, viewer: Viewer, chat_id: UUID) -> Setting:
    conversation = await read_conversation(session, viewer, chat_id)
    institution = conversation.institution
    viewer.access.demand(Right.CALLBACKS, institution.id)
    teams = select(Team).where(Team.institution_id == institution.id).order_by(Team.name)
    return Setting(
        conversation,
        institution,
        list(await session.scalars(teams)),
        await open_callback(session, customer_id=conversation.customer_id, now=desk.clock()),
        await number_to_call(session, desk, conversation.customer_id),
        viewer.access.customer_view(institution.id),
    )


async def _page(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, *, filled: Filled[CallForm] | None = None
) -> HTTPResponse:
    async with desk.sessions() as session:
        setting = await _setting(session, desk, viewer, chat_id)
        given = await _proposed(session, desk, setting)
        who = await read_shown(session, desk, viewer, setting.conversation.customer)
        frame = await read_frame(session, desk, viewer)
    topics = [
        (topic, rule.title[viewer.language]) for topic, rule in desk.catalogue.rules.items() if topic not in NO_SUBJECTS
    ]
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/promise.html",
        status=422 if filled else 200,
        frame=frame,
        chat_id=chat_id,
        name=who.name,
        setting=setting,
        zone=setting.institution.zone,
        topics=sorted(topics, key=lambda topic: topic[1]),
        languages=LANGUAGES,
        can_tell=window_is_open(setting.conversation, now=desk.clock()),
        filled=filled or Filled(given, None, {}),
        tabs=tabs_of(viewer.access),
        tab="callbacks",
    )


async def _proposed(session: AsyncSession, desk: Desk, setting: Setting) -> dict[str, object]:
    conversation, now = setting.conversation, desk.clock()
    topic = conversation.topic if conversation.topic not in NO_SUBJECTS else None
    team = await own_team(session, setting.institution, topic=topic, catalogue=desk.catalogue)
    shift: Shift = shift_of(team, setting.institution, now)
    return {
        "number": "own" if setting.own else "other",
        "team": team.id,
        "topic": topic or "callback",
        "language": conversation.language,
        "tells": "1" if window_is_open(conversation, now=now) else "",
        **shift.proposed(),
    }

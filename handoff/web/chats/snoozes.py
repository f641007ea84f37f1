"""Putting a chat off until later."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import snooze, snooze_times, wake
from handoff.errors import ConversationMoved
from handoff.web.chats.act_pages import act_page
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.holding import chat_again, gone_page
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

LONGEST = timedelta(days=90)


class SnoozeForm(Form):
    """`until`: a name of snooze_times, or "own" for the time in `own`, by the clock on the institution's wall."""

    until: str = "own"
    own: datetime | None = None


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/snooze", show, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/snooze", create, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/waking", create_waking, right=Right.CHATS)


async def show(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _form(desk, request, viewer, chat_id, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    now, filled = desk.clock(), read_form(request, SnoozeForm)
    async with desk.sessions() as session:
        zone = (await read_conversation(session, viewer, chat_id)).institution.zone
    until = _chosen(filled.form, zone, now=now) if filled.form else None
    problem = _problem(until, now=now)
    if until is None or problem is not None:
        filled = refused(filled, own=problem or "no_moment")
        return await _form(desk, request, viewer, chat_id, filled, status=422)
    try:
        async with desk.sessions.begin() as session:
            await snooze(session, chat_id, until=until, user=viewer.user, now=now)
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect("/desk", status=303)


async def create_waking(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            await wake(session, chat_id, user=viewer.user)
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return await chat_again(desk, request, viewer, chat_id)


def _chosen(form: SnoozeForm, zone: str, *, now: datetime) -> datetime | None:
    if form.until != "own":
        return snooze_times(now, zone).get(form.until)
    if form.own is None or form.own.tzinfo is not None:
        return form.own
    return form.own.replace(tzinfo=ZoneInfo(zone))


def _problem(until: datetime | None, *, now: datetime) -> str | None:
    if until is None:
        return "no_moment"
    if until <= now:
        return "past"
    return "far" if until > now + LONGEST else None


async def _form(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, filled: Filled[SnoozeForm], *, status: int = 200
) -> HTTPResponse:
    now = desk.clock()
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        zone = conversation.institution.zone
        earliest = (now + timedelta(minutes=1)).astimezone(ZoneInfo(zone))
        values = {"filled": filled, "times": snooze_times(now, zone), "earliest": f"{earliest:%Y-%m-%dT%H:%M}"}
        return await act_page(session, desk, request, viewer, conversation, "snooze", status=status, **values)

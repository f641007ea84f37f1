"""The calendar file behind the link in an appointment's confirmation. The link itself is the permission."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, raw
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from handoff.appointments import as_ics
from handoff.errors import NotFound
from handoff.models import Advisor, Appointment, Conversation, Institution
from handoff.web.desk import Desk
from handoff.web.gate import Routes


def add_to(routes: Routes) -> None:
    routes.public("GET", r"/termin/<token:([\w.-]+)\.ics>", show, errors="calendar/no_file.html")


async def show(desk: Desk, request: Request, token: str) -> HTTPResponse:
    appointment_id = desk.links.read_appointment(token.removesuffix(".ics"), now=desk.clock())
    appointment, institution, language = await _read(desk, appointment_id)
    ics = as_ics(appointment, institution=institution, language=language, now=desk.clock())
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"', "X-Robots-Tag": "noindex"}
    return raw(ics, content_type="text/calendar; charset=utf-8", headers=headers)


async def _read(desk: Desk, appointment_id: UUID) -> tuple[Appointment, Institution, str]:
    async with desk.sessions() as session:
        row: Any = await session.execute(
            select(Appointment, Institution, Conversation.language)
            .join(Institution, Institution.id == Appointment.institution_id)
            .outerjoin(Conversation, Conversation.id == Appointment.conversation_id)
            .where(Appointment.id == appointment_id)
            .options(joinedload(Appointment.advisor).joinedload(Advisor.branch))
        )
        found = row.one_or_none()
    if found is None:
        raise NotFound("no such appointment")
    appointment, institution, language = found
    return appointment, institution, language or "de"

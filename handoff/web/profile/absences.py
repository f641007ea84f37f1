"""When somebody is away, and who stands in: his own page, and the same for who may write it down for him."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences import (
    Wanted,
    absences_between,
    add_absence,
    can_stand_in_for,
    change_absence,
    coming_absences,
    find_absence,
    find_person,
    remove_absence,
    stands_in_for,
)
from handoff.errors import NotFound
from handoff.models import Absence, Institution, Membership, User
from handoff.people import Fault
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form, refused
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.profile.absence_words import Names, Said, problem_of, said
from handoff.web.viewer import Viewer

OWN = "/desk/absences"


class AbsenceForm(Form):
    """Without a last day it is the first. Times are for a part of one day."""

    first_day: date
    last_day: date | None = None
    from_time: time | None = None
    until_time: time | None = None
    deputy_id: UUID | None = None

    def wanted(self) -> Wanted:
        return Wanted(self.first_day, self.last_day or self.first_day, self.from_time, self.until_time, self.deputy_id)


def add_to(routes: Routes) -> None:
    routes.page("GET", OWN, index)
    routes.page("GET", "/desk/people/<user_id:uuid>/absences", index_of)
    routes.page("POST", "/desk/people/<user_id:uuid>/absences", create)
    routes.page("GET", f"{OWN}/<absence_id:uuid>", edit)
    routes.page("POST", f"{OWN}/<absence_id:uuid>", update)
    routes.page("POST", f"{OWN}/<absence_id:uuid>/removal", create_removal)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _page(desk, request, viewer, viewer.user.id)


async def index_of(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    return await _page(desk, request, viewer, user_id)


async def create(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    filled = read_form(request, AbsenceForm)
    try:
        async with desk.sessions.begin() as session:
            user = await find_person(session, viewer.access, user_id)
            institution = await _institution(session, viewer, user)
            if filled.form is not None:
                await add_absence(
                    session,
                    user,
                    filled.form.wanted(),
                    institution_id=institution.id,
                    zone=institution.zone,
                    institutions=viewer.access.institutions,
                    by=viewer.user,
                    now=desk.clock(),
                )
    except Fault as fault:
        filled = await _refused(desk, viewer, filled, fault)
    if filled.form is None or filled.problems:
        return await _page(desk, request, viewer, user_id, filled=filled, status=422)
    return await _done(desk, viewer, user_id, institution.id)


async def edit(desk: Desk, request: Request, viewer: Viewer, absence_id: UUID) -> HTTPResponse:
    return await _edit_page(desk, request, viewer, absence_id)


async def update(desk: Desk, request: Request, viewer: Viewer, absence_id: UUID) -> HTTPResponse:
    filled = read_form(request, AbsenceForm)
    try:
        async with desk.sessions.begin() as session:
            absence = await find_absence(session, viewer.access, absence_id)
            if filled.form is not None:
                await change_absence(
                    session,
                    absence,
                    await find_person(session, viewer.access, absence.user_id),
                    filled.form.wanted(),
                    zone=(await session.get_one(Institution, absence.institution_id)).zone,
                    institutions=viewer.access.institutions,
                    by=viewer.user,
                    now=desk.clock(),
                )
    except Fault as fault:
        filled = await _refused(desk, viewer, filled, fault)
    if filled.form is None or filled.problems:
        return await _edit_page(desk, request, viewer, absence_id, filled=filled, status=422)
    return await _done(desk, viewer, absence.user_id, absence.institution_id)


async def create_removal(desk: Desk, request: Request, viewer: Viewer, absence_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        absence = await find_absence(session, viewer.access, absence_id)
        await remove_absence(session, absence, by=viewer.user, now=desk.clock())
    return await _done(desk, viewer, absence.user_id, absence.institution_id)


async def _done(desk: Desk, viewer: Viewer, user_id: UUID, institution_id: UUID) -> HTTPResponse:
    """Open plans show it at once."""
    await desk.realtime.publish([institution_id])
    return redirect(f"{_path(viewer, user_id)}?saved=1", status=303)


def _path(viewer: Viewer, user_id: UUID) -> str:
    return OWN if user_id == viewer.user.id else f"/desk/people/{user_id}/absences"


async def _refused(desk: Desk, viewer: Viewer, filled: Filled[AbsenceForm], fault: Fault) -> Filled[AbsenceForm]:
    links = getattr(fault, "links", ())
    async with desk.sessions() as session:
        names = await _names(session, [person for one in links for person in (one.deputy_id, one.user_id)])
    return refused(filled, **{fault.field: problem_of(fault, names=names, language=viewer.language)})


async def _institution(session: AsyncSession, viewer: Viewer, user: User) -> Institution:
    """Whose clocks count: the person's own house, or else one where both work. Raises NotFound."""
    works_at = await session.scalars(select(Membership.institution_id).where(Membership.user_id == user.id))
    shared = viewer.access.institutions & {user.organisation_id, *works_at}
    if not shared:
        raise NotFound("works for no institution")
    return await session.get_one(Institution, user.organisation_id if user.organisation_id in shared else min(shared))


async def _page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    user_id: UUID,
    *,
    filled: Filled[AbsenceForm] | None = None,
    status: int = 200,
) -> HTTPResponse:
    async with desk.sessions() as session:
        user = await find_person(session, viewer.access, user_id)
        institution = await _institution(session, viewer, user)
        coming = await coming_absences(session, user.id, now=desk.clock())
        standing_in = await stands_in_for(session, user.id, now=desk.clock())
        values: dict[str, Any] = {
            "absences": await in_words(session, viewer, coming, institution.zone),
            "standing_in": await in_words(session, viewer, standing_in, institution.zone),
            **await _around(session, desk, viewer, user),
        }
    given = filled or Filled({}, None, {})
    return page(
        desk.pages,
        request,
        viewer,
        "profile/absences.html",
        status=status,
        filled=given,
        is_saved="saved" in request.args,
        **values,
    )


async def _edit_page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    absence_id: UUID,
    *,
    filled: Filled[AbsenceForm] | None = None,
    status: int = 200,
) -> HTTPResponse:
    async with desk.sessions() as session:
        absence = await find_absence(session, viewer.access, absence_id)
        user = await find_person(session, viewer.access, absence.user_id)
        values = await _around(session, desk, viewer, user)
    given = filled or Filled(_given(absence), None, {})
    return page(
        desk.pages, request, viewer, "profile/absence.html", status=status, filled=given, absence=absence, **values
    )


async def _around(session: AsyncSession, desk: Desk, viewer: Viewer, user: User) -> dict[str, Any]:
    """What both pages need."""
    deputies = await can_stand_in_for(session, user.id, institutions=viewer.access.institutions)
    return {
        "person": user,
        "is_own": user.id == viewer.user.id,
        "path": _path(viewer, user.id),
        "deputies": [(one.id, one.name) for one in deputies],
        "frame": await read_frame(session, desk, viewer),
    }


async def in_words(session: AsyncSession, viewer: Viewer, absences: Iterable[Absence], zone: str) -> tuple[Said, ...]:
    """Each, with its deputy, and when that one is away himself."""
    known = list(absences)
    if not known:
        return ()
    deputies = {one.deputy_id for one in known if one.deputy_id}
    start, end = min(one.starts_at for one in known), max(one.ends_at for one in known)
    others: dict[UUID, list[Absence]] = {}
    for one in await absences_between(session, deputies, start=start, end=end):
        others.setdefault(one.user_id, []).append(one)
    told = [*known, *(one for ones in others.values() for one in ones)]
    names = await _names(session, [person for one in told for person in (one.user_id, one.deputy_id) if person])
    return tuple(said(one, names=names, others=others, zone=zone, language=viewer.language) for one in known)


async def _names(session: AsyncSession, ids: Iterable[UUID]) -> Names:
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(set(ids))))
    return {user_id: name for user_id, name in rows}


def _given(absence: Absence) -> dict[str, Any]:
    """As the form shows it."""
    return {
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat() if absence.last_day != absence.first_day else "",
        "from_time": f"{absence.from_time:%H:%M}" if absence.from_time else "",
        "until_time": f"{absence.until_time:%H:%M}" if absence.until_time else "",
        "deputy_id": absence.deputy_id or "",
    }

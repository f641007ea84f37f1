"""What the people of each role see of a customer."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import CUSTOMER_VIEWS, CustomerView, Right
from handoff.institutions.record import change_customer_views
from handoff.models import Role
from handoff.web.administration.house import read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/customer-views"
# The others see no customer at all.
ROLES = (Role.AGENT, Role.EXTERNAL_AGENT, Role.LEAD, Role.ADVISOR)


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.INSTITUTION)
    routes.page("POST", PATH, update, right=Right.INSTITUTION)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _page(desk, request, viewer, None)


async def update(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    given = {role.value: field_of(request, role.value) for role in ROLES}
    wrong = {name: Problem("choose_one") for name, value in given.items() if value not in set(CustomerView)}
    if wrong:
        return await _page(desk, request, viewer, Filled(given, None, wrong))
    views = {Role(name): CustomerView(value) for name, value in given.items()}
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        await change_customer_views(session, house.id, views, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def _page(desk: Desk, request: Request, viewer: Viewer, refused: Filled[Form] | None) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        kept = house.institution.customer_views
        now = {role.value: kept.get(role.value, CUSTOMER_VIEWS[role].value) for role in ROLES}
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "customer_views",
            "customer_views.html",
            status=422 if refused else 200,
            filled=refused or Filled(now, None, {}),
            roles=[role.value for role in ROLES],
            views=[view.value for view in CustomerView],
            usual={role.value: CUSTOMER_VIEWS[role].value for role in ROLES},
            path=PATH,
        )

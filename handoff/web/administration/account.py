"""How it stands with the WhatsApp account: quality, limit, last webhook, failed sends, templates."""

from dataclasses import dataclass
from datetime import timedelta

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.institutions.account import Failure, accounts_of, failures_of, templates_of
from handoff.web.administration.house import read_house, sheet
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer
from handoff.whatsapp.api_errors import GIVE_UP, Remedy, rule_for

PATH = "/desk/administration/account"
# On a day with customers a silence so long means that webhooks don't arrive.
QUIET = timedelta(days=1)
LIMITS = {"TIER_250": 250, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000}


@dataclass(frozen=True, slots=True)
class Reason:
    """`remedy`: of the words for what to do."""

    failure: Failure
    remedy: str


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.CHANNEL)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    now = desk.clock()
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.CHANNEL)
        numbers = await accounts_of(session, house.id)
        failures = await failures_of(session, house.id, now=now)
        accounts = dict.fromkeys(number.business_account_id for number in numbers)
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "account",
            "account.html",
            numbers=numbers,
            reasons=[Reason(one, _remedy(one).value) for one in failures],
            templates=[template for account in accounts for template in await templates_of(session, account)],
            limits=LIMITS,
            quiet_since=now - QUIET,
            now=now,
        )


def _remedy(failure: Failure) -> Remedy:
    return (rule_for(failure.code) if failure.code is not None else GIVE_UP).remedy

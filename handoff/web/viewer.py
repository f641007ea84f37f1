"""Who looks at a page: a user with a log-in, or somebody who only has a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access, Right, access_of
from handoff.language import LANGUAGES
from handoff.models import User
from handoff.notices import silenceable
from handoff.web.administration.sections import Section, sections_of
from handoff.web.cookies import LANGUAGE, LOG_IN, read_cookie
from handoff.web.csrf import csrf_token
from handoff.web.desk import Desk
from handoff.web.log_in.keys import find_log_in
from handoff.web.reader import Guest


@dataclass(frozen=True)
class Viewer:
    """`token` is the log-in cookie's value; pages see only the form token made of it. `list_filter`: kept with the
    log-in.
    """

    user: User
    access: Access
    token: str
    list_filter: Mapping[str, str]

    @property
    def language(self) -> str:
        return self.user.language if self.user.language in LANGUAGES else LANGUAGES[0]

    @property
    def theme(self) -> str:
        return self.user.theme.value

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the administration that are open to him."""
        return sections_of(self.access)

    @property
    def notice_kinds(self) -> tuple[str, ...]:
        """What he can switch off."""
        return silenceable(self.access)

    def may(self, right: str) -> bool:
        return self.access.may(Right(right))

    @cached_property
    def csrf(self) -> str:
        return csrf_token(self.token)


def start_of(access: Access) -> str:
    """Where somebody begins: an advisor who works for no team with his customers, everybody else with the chats."""
    return "/desk/customers" if access.may(Right.CUSTOMERS) and not access.crews else "/desk"


async def viewer_of(request: Request, desk: Desk) -> Viewer | None:
    token = read_cookie(request, LOG_IN, is_secure=desk.is_secure)
    if token is None:
        return None
    async with desk.sessions.begin() as session:
        return await find_viewer(session, desk, token, touch=request.path != "/desk/stream")


async def find_viewer(session: AsyncSession, desk: Desk, token: str, *, touch: bool) -> Viewer | None:
    """`touch`: the user does something; an open page alone keeps no log-in alive."""
    found = await find_log_in(session, token, now=desk.clock(), touch=touch)
    if found is None:
        return None
    access = await access_of(session, found.user.id, now=desk.clock())
    return Viewer(user=found.user, access=access, token=token, list_filter=found.list_filter)


def reader_of(request: Request, desk: Desk) -> Guest:
    """The language chosen here before, else the browser's."""
    chosen = read_cookie(request, LANGUAGE, is_secure=desk.is_secure)
    if chosen in LANGUAGES:
        return Guest(chosen)
    accepted = [
        part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    ]
    return Guest(next((language for language in accepted if language in LANGUAGES), LANGUAGES[0]))

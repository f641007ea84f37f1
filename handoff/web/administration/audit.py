"""The audit list: who changed what, from which value to which; on a page and as a file."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.appointments.labels import TOPICS
from handoff.models import Mover
from handoff.records import CORE_SYSTEM
from handoff.web.administration.audit_csv import lines_of
from handoff.web.administration.audit_list import Entries, before_of, read_entries, wanted_of
from handoff.web.administration.audit_words import Entry, Words
from handoff.web.administration.house import House, named_house, read_house, sheet
from handoff.web.administration.people_list import read_people
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.spreadsheets import MARK, as_csv
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

PATH = "/desk/administration/audit"
# Entries that are read and sent at a time.
AT_ONCE = 500
COLUMNS = ("at", "who", "act", "subject", "key", "field", "before", "after")


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.AUDIT)
    routes.page("GET", f"{PATH}/file", show_file, right=Right.AUDIT, streams=True)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    wanted = wanted_of(request)
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.AUDIT)
        entries = await read_entries(session, house, wanted, language=viewer.language, before=before_of(request))
        people = await read_people(session, house)
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "audit",
            "audit.html",
            entries=_in_words(desk, viewer, house, entries),
            wanted=wanted,
            people=[(str(person.id), person.name) for person in people],
            others=[*(mover.value for mover in Mover if mover is not Mover.AGENT), CORE_SYSTEM],
            acts=_known(viewer, "audit.act."),
            subjects=_known(viewer, "audit.subject."),
            following=wanted.query(house, before=entries.last) if entries.last else None,
            file=f"{PATH}/file?{wanted.query(house)}",
        )


async def show_file(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse | None:
    """However long it is: read and sent piece by piece."""
    house = await named_house(desk, request, viewer, Right.AUDIT)
    texts = texts_in(viewer.language)
    headers = {"Content-Disposition": f'attachment; filename="audit-{desk.clock():%Y-%m-%d}.csv"'}
    response = await request.respond(content_type="text/csv; charset=utf-8", headers=headers)
    assert isinstance(response, HTTPResponse)
    await response.send(MARK + as_csv([[texts(f"audit.column.{column}") for column in COLUMNS]]))
    before: int | None = None
    while True:
        entries = await desk.finish(_piece(desk, request, viewer, house, before))
        await response.send(as_csv(lines_of(_in_words(desk, viewer, house, entries))))
        if (before := entries.last) is None:
            break
    await response.send(end_stream=True)
    return None


async def _piece(desk: Desk, request: Request, viewer: Viewer, house: House, before: int | None) -> Entries:
    async with desk.sessions() as session:
        return await read_entries(
            session, house, wanted_of(request), language=viewer.language, before=before, limit=AT_ONCE
        )


def _in_words(desk: Desk, viewer: Viewer, house: House, entries: Entries) -> list[Entry]:
    language = viewer.language
    topics = {topic: words[language] for topic, words in TOPICS.items()}
    topics |= {topic: desk.catalogue.title(topic, language) for topic in desk.catalogue.rules}
    words = Words(texts_in(language), language, house.zone, entries.names, topics)
    return [words.entry(row) for row in entries.rows]


def _known(viewer: Viewer, group: str) -> list[tuple[str, str]]:
    """What there are words for, by these."""
    texts = texts_in(viewer.language)
    found = [(key.removeprefix(group), texts(key)) for key in texts.keys() if key.startswith(group)]
    return sorted(found, key=lambda pair: pair[1].casefold())

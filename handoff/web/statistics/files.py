"""The numbers of a chart, or of all, as a file for spreadsheets."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.errors import NotFound
from handoff.statistics.figures import Figure, figures
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.spreadsheets import MARK, as_csv
from handoff.web.statistics.charts import Chart
from handoff.web.statistics.numbers import raw
from handoff.web.statistics.overview import PATH, drawn, read_answer
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

FIGURES = "figures"


def add_to(routes: Routes) -> None:
    routes.page("GET", f"{PATH}/file", show, right=Right.STATISTICS)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """Without `chart`, all in one: a line a number, with what it belongs to. Raises NotFound."""
    async with desk.sessions() as session:
        asked, found = await read_answer(session, desk, request, viewer)
    drawings, language = drawn(desk, viewer, asked, found), viewer.language
    wanted = request.args.get("chart") or ""
    if not wanted:
        lines = _all(drawings, figures(found), language)
    elif wanted == FIGURES:
        lines = _figures(figures(found), language)
    else:
        chart = next((chart for chart in drawings if chart.key == wanted), None)
        if chart is None:
            raise NotFound("no such chart")
        lines = [list(chart.columns), *chart.raw(language)]
    name = f"statistics-{wanted or 'all'}-{asked.question.since}-{asked.question.until}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HTTPResponse(MARK + as_csv(lines), content_type="text/csv; charset=utf-8", headers=headers)


def _figures(found: tuple[Figure, ...], language: str) -> list[list[str]]:
    texts = texts_in(language)
    head = [texts(f"statistics.column.{name}") for name in ("figure", "unit", "number", "before")]
    return [
        head,
        *(
            [*_named(one, language), raw(one.now, one.unit, language), raw(one.before, one.unit, language)]
            for one in found
        ),
    ]


def _all(drawings: tuple[Chart, ...], found: tuple[Figure, ...], language: str) -> list[list[str]]:
    texts = texts_in(language)
    lines = [[texts(f"statistics.column.{name}") for name in ("chart", "row", "column", "number")]]
    for name, unit, now, before in _figures(found, language)[1:]:
        title = texts("statistics.figures")
        lines.append([title, f"{name} ({unit})" if unit else name, texts("statistics.column.number"), now])
        lines.append([title, f"{name} ({unit})" if unit else name, texts("statistics.column.before"), before])
    for chart in drawings:
        title = texts(f"statistics.chart.{chart.key}.title")
        for row, *numbers in chart.raw(language):
            lines += [[title, row, column, one] for column, one in zip(chart.columns[1:], numbers, strict=True)]
    return lines


def _named(figure: Figure, language: str) -> tuple[str, str]:
    texts = texts_in(language)
    return texts(f"statistics.figure.{figure.key}"), texts(f"statistics.in.{figure.unit}")

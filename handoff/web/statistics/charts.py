"""Each chart as a table of numbers, from which the page draws, screen readers read and spreadsheets reckon."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from handoff.models import Ending, Hands, Measure, Promise, Speaker
from handoff.statistics.figures import Unit, number, within
from handoff.statistics.reading import Answer
from handoff.web.statistics.numbers import raw, step_name, told, weekday, whole_step
from handoff.web.texts import Texts, texts_in

SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    value: float | None
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what it is about, its short name below a chart, and a number a column."""

    name: str
    short: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind`: "lines", "bars" or "week". `series`: how each column is drawn (plot.js); one without isn't."""

    key: str
    kind: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    series: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(cell.value for line in self.lines for cell in line.cells)

    @property
    def longest(self) -> float:
        """The greatest number of the first column."""
        return max((line.cells[0].value or 0 for line in self.lines), default=0)

    def table(self, language: str) -> list[list[str]]:
        """As people read it, without the head."""
        return [[line.name, *(told(cell.value, cell.unit, language) for cell in line.cells)] for line in self.lines]

    def raw(self, language: str) -> list[list[str]]:
        """As spreadsheets reckon with it, without the head."""
        return [[line.name, *(raw(cell.value, cell.unit, language) for cell in line.cells)] for line in self.lines]

    def plot(self, language: str) -> dict[str, Any]:
        """What the browser draws. Times are in minutes."""
        seconds = any(cell.unit is Unit.SECONDS for line in self.lines for cell in line.cells)
        columns = zip(*(line.cells for line in self.lines), strict=True)
        return {
            "about": self.columns[0],
            "labels": [line.short for line in self.lines],
            "names": [line.name for line in self.lines],
            "unit": texts_in(language)("statistics.minutes") if seconds else "",
            "series": [
                {"label": name, "look": look, "values": [_drawn(cell, seconds) for cell in cells]}
                for name, look, cells in zip(self.columns[1:], self.series, columns, strict=True)
                if look
            ],
        }

    def width(self, line: Line) -> int:
        """Of its bar, of a hundred."""
        return round(100 * (line.cells[0].value or 0) / self.longest) if self.longest else 0

    def shade(self, cell: Cell) -> int:
        """From 0, for nothing, to SHADES, for the most."""
        most = max(cell.value or 0 for line in self.lines for cell in line.cells[:-1])
        return -int(-SHADES * (cell.value or 0) // most) if most else 0


def _drawn(cell: Cell, seconds: bool) -> float | None:
    if cell.value is None:
        return None
    return round(cell.value / 60 if seconds else cell.value, 1)


def charts(answer: Answer, *, language: str, topic: Callable[[str], str], until: tuple[date, int]) -> tuple[Chart, ...]:
    """`topic`: what one is called. `until`: the day and hour that it is, after which nothing is open yet."""
    texts = texts_in(language)
    return (
        _messages(answer, texts, language),
        _week(answer, texts, language),
        _shares(answer, texts, "topics", Measure.OPENED, topic),
        _shares(answer, texts, "closed", Measure.CLOSED, _words(texts, "ending"), order=tuple(Ending)),
        _shares(answer, texts, "handoffs", Measure.HANDOFFS, lambda reason: texts.of("reason", reason)),
        _answers(answer, texts, language),
        _open(answer, texts, language, until),
        _shares(answer, texts, "callbacks", Measure.CALLBACKS, _words(texts, "promise"), order=tuple(Promise)),
    )


def _head(texts: Texts, key: str, *names: str) -> tuple[str, ...]:
    return tuple(texts(f"statistics.column.{name}") for name in (key, *names))


def _words(texts: Texts, group: str) -> Callable[[str], str]:
    return lambda detail: texts(f"statistics.{group}.{detail}")


def _steps(answer: Answer, language: str, cells: Callable[[Any], Iterable[Cell]]) -> tuple[Line, ...]:
    step = answer.question.step
    return tuple(
        Line(whole_step(day, step, language), step_name(day, step, language), tuple(cells(answer.series.get(day, {}))))
        for day in answer.question.steps
    )


def _messages(answer: Answer, texts: Texts, language: str) -> Chart:
    lines = _steps(answer, language, lambda t: (Cell(number(t, Measure.MESSAGES, who)) for who in Speaker))
    return Chart("messages", "lines", _head(texts, answer.question.step, *Speaker), lines, tuple(Speaker))


def _answers(answer: Answer, texts: Texts, language: str) -> Chart:
    asked = [(measure, share) for measure in (Measure.FIRST_ANSWER, Measure.WAITING) for share in (0.5, 0.9)]
    lines = _steps(answer, language, lambda t: (Cell(within(t, *one), Unit.SECONDS) for one in asked))
    names = ("first_answer", "first_answer_90", "waiting", "waiting_90")
    return Chart("answers", "lines", _head(texts, answer.question.step, *names), lines, names)


def _week(answer: Answer, texts: Texts, language: str) -> Chart:
    lines = []
    for day in range(7):
        hours = [answer.week.get((day, hour), 0) for hour in range(24)]
        cells = tuple(Cell(count) for count in (*hours, sum(hours)))
        lines.append(Line(weekday(day, language), weekday(day, language, short=True), cells))
    head = (texts("statistics.column.weekday"), *(str(hour) for hour in range(24)), texts("statistics.column.sum"))
    return Chart("week", "week", head, tuple(lines))


def _shares(
    answer: Answer,
    texts: Texts,
    key: str,
    measure: Measure,
    named: Callable[[str], str],
    order: tuple[str, ...] = (),
) -> Chart:
    counts, former = answer.totals.get(measure, {}), answer.before.get(measure, {})
    details = order or sorted(counts, key=lambda detail: (-counts[detail], named(detail)))
    whole = sum(counts.values())
    lines = tuple(
        Line(
            named(detail),
            named(detail),
            (
                Cell(counts.get(detail, 0)),
                Cell(counts.get(detail, 0) / whole if whole else None, Unit.SHARE),
                Cell(former.get(detail, 0)),
            ),
        )
        for detail in details
        if whole
    )
    return Chart(key, "bars", _head(texts, key, "number", "share", "before"), lines)


def _open(answer: Answer, texts: Texts, language: str, until: tuple[date, int]) -> Chart:
    """The mean of all days of the period, hour by hour. Those with the bot are told, not drawn: they stay open for days
    after the last word, and all others would lie on the ground.
    """
    past = {at: hands for at, hands in answer.open.items() if at <= until}
    lines = []
    for hour in range(24):
        levels = [hands for (_, clock), hands in past.items() if clock == hour]
        means = (sum(level[hands] for level in levels) / len(levels) if levels else None for hands in Hands)
        name = texts("statistics.until_hour", hour=(hour + 1) % 24)
        lines.append(Line(name, str(hour), tuple(Cell(mean) for mean in means)))
    head = _head(texts, "hour", *(f"open_{hands}" for hands in Hands))
    looks = ("", "queue", "people")
    return Chart("open", "lines", head, tuple(lines), looks)

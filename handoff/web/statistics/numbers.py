"""Numbers, shares, times and days, as people read them in their language."""

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from handoff.statistics.figures import Figure, Unit
from handoff.web.texts import texts_in

LOCALES = {"de": "de_DE", "en": "en_GB"}
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def told(value: float | None, unit: Unit, language: str) -> str:
    """An en dash where there is nothing to tell."""
    if value is None:
        return "–"
    if unit is Unit.SHARE:
        return format_percent(value, "#,##0\u00a0%" if language == "de" else "#,##0%", locale=LOCALES[language])
    # A number and its unit stay on one line.
    return duration(value, language).replace(" ", "\u00a0") if unit is Unit.SECONDS else decimal(value, language)


def decimal(value: float, language: str) -> str:
    """With one digit behind the comma if it isn't whole."""
    return format_decimal(round(value, 1), "#,##0.#", locale=LOCALES[language])


def duration(seconds: float, language: str) -> str:
    """In the unit that leaves the fewest digits: "45 s", "4,2 Min.", "3 Std."."""
    for least, length, key in ((2 * DAY, DAY, "days"), (1.5 * HOUR, HOUR, "hours"), (1.5 * MINUTE, MINUTE, "minutes")):
        if seconds >= least:
            value = seconds / length
            return texts_in(language)(
                f"statistics.unit.{key}", number=decimal(value if value < 10 else round(value), language)
            )
    return texts_in(language)("statistics.unit.seconds", number=decimal(round(seconds), language))


def change(figure: Figure, language: str) -> str:
    """With its sign: "+12 %", "−3 Punkte"; empty where nothing can be compared."""
    if figure.change is None:
        return ""
    percent = round(figure.change * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    number = decimal(abs(percent), language)
    key = "points" if figure.unit is Unit.SHARE else "percent"
    return texts_in(language)(f"statistics.change.{key}", number=f"{sign}{number}")


def raw(value: float | None, unit: Unit, language: str) -> str:
    """For spreadsheets, which reckon with it: seconds and percent as plain numbers, a German comma for Germans."""
    if value is None:
        return ""
    number = value * 100 if unit is Unit.SHARE else value
    written = f"{number:.1f}".removesuffix(".0")
    return written.replace(".", ",") if language == "de" else written


def step_name(day: date, step: str, language: str) -> str:
    """Short, below a chart: "2. Nov.", "2 Nov", "Nov. 26"."""
    if step == "month":
        return format_date(day, "MMM yy", locale=LOCALES[language])
    return format_date(day, "d. MMM" if language == "de" else "d MMM", locale=LOCALES[language])


def whole_step(day: date, step: str, language: str) -> str:
    """In a table: "Mo., 2. November 2026", "Woche ab 2. November 2026", "November 2026"."""
    if step == "month":
        return format_date(day, "MMMM y", locale=LOCALES[language])
    if step == "week":
        return texts_in(language)("statistics.week_of", day=whole_day(day, language))
    return format_date(day, "EEE, d. MMM y" if language == "de" else "EEE d MMM y", locale=LOCALES[language])


def whole_day(day: date, language: str) -> str:
    return format_date(day, "d. MMMM y" if language == "de" else "d MMMM y", locale=LOCALES[language])


def weekday(number: int, language: str, *, short: bool = False) -> str:
    """Monday is 0."""
    monday = date(2024, 1, 1)
    return format_date(monday.replace(day=1 + number), "EEE" if short else "EEEE", locale=LOCALES[language])

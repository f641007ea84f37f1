from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from handoff.when import When, understand

_TABLE = yaml.safe_load((Path(__file__).parent / "expressions.yml").read_text(encoding="utf-8"))
_ROWS = [(*section.split(" ", 1), *row.split(" => ")) for section, rows in _TABLE.items() for row in rows]


def expected(told: str) -> When | None:
    if told in ("nothing", "impossible"):
        return None if told == "nothing" else When(None, None, None)
    day = last = start = end = None
    for word in told.removesuffix("soonest").split():
        if ":" in word:
            start, end = [*map(time.fromisoformat, word.split("-")), None][:2]
        else:
            day, last = [*map(date.fromisoformat, word.split("..")), None][:2]
    return When(day, start, end, last, told.endswith("soonest"))


@pytest.mark.parametrize(("language", "now", "message", "told"), _ROWS, ids=[f"{row[1]} {row[2]}" for row in _ROWS])
def test_what_people_write_is_understood(language, now, message, told):
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin"))

    assert understand(message, now=moment, language=language) == expected(told)


def test_the_table_is_large_enough_to_mean_something():
    assert sum(row[0] == "de" for row in _ROWS) >= 150
    assert sum(row[0] == "en" for row in _ROWS) >= 80

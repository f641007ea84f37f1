"""What customers wrote at the front door comes out in groups, as the guard left it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from handoff.catalogue import load_catalogue
from handoff.database import connect_plainly
from handoff.errors import SettingsError
from handoff.settings import ROOT
from handoff.workbench.missed.aside import checksum, laid_aside, lay_aside
from handoff.workbench.missed.command import start_of
from handoff.workbench.missed.grouping import group
from handoff.workbench.missed.reading import Missed, read_missed
from handoff.workbench.rehearsal import phone as says
from handoff.workbench.rehearsal.stage import stage

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CATALOGUE = load_catalogue(ROOT / "data")


@pytest_asyncio.fixture
async def service(house, bot):
    with house.database() as own:
        async with stage(own, bot=bot, catalogue=CATALOGUE, now=NOW) as one:
            yield one


async def talk(service, *texts, wa_id="4915155500001", pause=timedelta(minutes=1)):
    phone = service.phone(wa_id)
    for text in texts:
        await service.arrive(phone, says.text(text))
        await service.settle()
        service.clock.now += pause


def missed(service, **options):
    engine = connect_plainly(str(service.settings.database_url))
    try:
        with engine.connect() as connection:
            return list(read_missed(connection, CATALOGUE, since=NOW - timedelta(days=1), **options))
    finally:
        engine.dispose()


async def test_what_was_not_understood_is_read_masked_and_what_was_understood_is_not(service):
    await talk(service, "qwrtz pflx vrrbl DE89 3704 0044 0532 0130 00", "wann habt ihr offen")

    (one,) = missed(service)
    assert "3704" not in one.text and "⟦IBAN⟧" in one.text
    assert (one.intent, one.then) == ("out_of_scope", None)


async def test_who_asks_for_a_person_right_after_an_answer_was_missed(service):
    await talk(service, "wann habt ihr offen", "ich will mit einem menschen sprechen")

    (one,) = missed(service)
    assert (one.text, one.then) == ("wann habt ihr offen", "ask_human")


async def test_who_asks_for_a_person_much_later_was_not(service):
    await talk(service, "wann habt ihr offen", "ich will mit einem menschen sprechen", pause=timedelta(minutes=10))

    assert missed(service) == []


async def test_two_questions_one_after_the_other_are_no_rephrasing(service):
    await talk(service, "wann habt ihr offen", "mein online banking ist gesperrt")

    assert missed(service) == []


async def test_only_the_institution_that_is_named(service):
    await talk(service, "xqzt vrrbl grmpf")

    assert len(missed(service, institution="musterstadt")) == 1
    assert missed(service, institution="neubeispiel") == []
    with pytest.raises(SettingsError, match="no institution nowhere; there is musterstadt"):
        missed(service, institution="nowhere")


def say(text, *, language="de", at=NOW):
    return Missed(text, at, language, "nlu_fallback")


def test_like_texts_are_one_group_and_the_largest_comes_first():
    later = NOW + timedelta(days=2)
    groups = group(
        [
            say("wo ist der parkplatz"),
            say("Fahrradständer vorhanden?"),
            say("fahrradstaender vorhanden", at=later),
            say("fahradständer vorhanden"),
            say("fahrradständer vorhanden", language="en"),
        ]
    )

    assert (groups[0].count, groups[0].language) == (3, "de")
    assert sorted((one.count, one.language) for one in groups[1:]) == [(1, "de"), (1, "en")]
    assert (groups[0].first, groups[0].last) == (NOW, later)
    assert len(groups[0].folded) == 2


def test_what_is_laid_aside_is_remembered_without_its_words(tmp_path):
    lay_aside({"wo ist der parkplatz"}, tmp_path)

    assert laid_aside(tmp_path) == {checksum("wo ist der parkplatz")}
    assert "parkplatz" not in (tmp_path / "missed-aside.txt").read_text()


def test_since_is_days_or_a_date():
    assert start_of("7", NOW) == NOW - timedelta(days=7)
    assert start_of("2026-11-01").isoformat() == "2026-11-01T00:00:00+01:00"
    with pytest.raises(SettingsError, match="not yesterday"):
        start_of("yesterday")

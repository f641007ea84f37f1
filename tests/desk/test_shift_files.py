"""A plan from a file and to a file, through the front door: looked through first, then all of it or nothing."""

import pytest
from sqlalchemy import select

from handoff.models import Audit, Role, Shift

from .planning import local, shift

PATH = "/desk/shifts/import"
SERVICE, EBANKING = "musterstadt/service", "musterstadt/ebanking"
ANNA, BERND = "anna@musterstadt.example", "bernd@musterstadt.example"
PLAN = (
    f"Datum;Von;Bis;Team;E-Mail\r\n24.11.2026;08:00;16:00;service;{ANNA}\r\n2026-11-24;12:00;20:00;SERVICE;{BERND}\r\n"
)


@pytest.fixture
async def carla(world, browser_of):
    await world.promote("carla", "musterstadt", {"ebanking": Role.LEAD})
    return await browser_of("carla")


async def send(browser, world, content, *, team=SERVICE):
    """Looks a file through."""
    await browser.get(f"{PATH}?team={world.teams[team]}")
    content = content.encode() if isinstance(content, str) else content
    return await browser.http.post(
        PATH,
        data={"csrf": browser.csrf, "team": str(world.teams[team])},
        files={"file": ("plan.csv", content, "text/csv")},
    )


async def confirm(browser, world, text, *, team=SERVICE):
    await browser.get(f"{PATH}?team={world.teams[team]}")
    return await browser.post(PATH, team=str(world.teams[team]), confirmed="1", text=text)


async def planned(world):
    names = {user: who for who, user in world.users.items()}
    rows = await world.all(select(Shift).order_by(Shift.starts_at, Shift.ends_at))
    return [(names[one.user_id], one.starts_at) for one in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
async def test_a_file_is_looked_through_first_and_changes_nothing(carla, world, encoding):
    await shift(world, "anna", "2026-11-24 06:00", "2026-11-24 10:00")

    answer = await send(carla, world, PLAN.encode(encoding))

    assert answer.status_code == 200
    assert "Die Datei ist in Ordnung und enthält 2 Schichten." in answer.text
    assert "Sie betrifft einen Tag: 24. Nov. 2026." in answer.text
    assert "service: An diesen Tagen waren 1 Schichten geplant, danach sind es 2." in answer.text
    assert len(await planned(world)) == 1


async def test_confirmed_it_replaces_the_days_of_the_teams_that_it_names_and_nothing_else(carla, world):
    await shift(world, "anna", "2026-11-24 06:00", "2026-11-24 10:00")
    await shift(world, "xaver", "2026-11-24 22:00", "2026-11-25 06:00")
    await shift(world, "anna", "2026-11-25 08:00", "2026-11-25 16:00")
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00", team=EBANKING)

    answer = await confirm(carla, world, PLAN)

    assert answer.status_code == 303 and "week=2026-W48" in answer.headers["location"]
    assert "2 Schichten sind eingelesen" in (await carla.get(answer.headers["location"])).text
    assert await planned(world) == [
        ("anna", local("2026-11-24 08:00")),
        ("anna", local("2026-11-24 08:00")),
        ("bernd", local("2026-11-24 12:00")),
        ("anna", local("2026-11-25 08:00")),
    ]


async def test_it_may_name_several_teams_and_is_in_the_audit_list_of_each(carla, adam, world):
    text = f"2026-12-24;08:00;12:00;service;{ANNA}\n2026-12-31;08:00;12:00;ebanking;{ANNA}\n"

    await confirm(carla, world, text)

    rows = await world.all(select(Audit).order_by(Audit.id))
    assert {(row.act, row.subject) for row in rows} == {
        ("import_shifts", f"team:{world.teams[team]}") for team in (SERVICE, EBANKING)
    }
    assert rows[0].after == {"shifts": 1, "first_day": "2026-12-24", "last_day": "2026-12-31"}
    page = (await adam.get("/desk/administration/audit")).text
    assert "Dienstplan eingelesen" in page and "24. Dez. 2026" in page


LINE = f"2026-11-24;08:00;16:00;service;{ANNA}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.11.2026;08:00;16:00;service;x", "Zeile 1: „31.11.2026“ ist kein Datum."),
        (f"{LINE}\n2026-11-25;8;26;service;x", "Zeile 2: „26“ ist keine Uhrzeit."),
        (f"{LINE}\n\n2026-11-25;8;8:00;service;x", "Zeile 3: Anfang und Ende sind gleich: 8."),
        (f"2026-11-24;08:00;16:00;nord;{ANNA}", "Ein Team „nord“ gibt es nicht. Es gibt: ebanking, service."),
        ("2026-11-24;08:00;16:00;service;niemand@x.example", "„niemand@x.example“ arbeitet nicht im Team service."),
        (f"2026-11-24;08:00;16:00;ebanking;{BERND}", f"„{BERND}“ arbeitet nicht im Team ebanking."),
        ("2026-11-24;08:00;16:00;service;adam@musterstadt.example", "arbeitet nicht im Team"),
        (f"2036-11-24;08:00;16:00;service;{ANNA}", "24. Nov. 2036 liegt zu weit weg."),
        (f"2026-03-29;02:30;16:00;service;{ANNA}", "02:30 Uhr gibt es am 29. März 2026 nicht"),
        (f"{LINE}\n2026-11-24;15:00;18:00;service;{ANNA}", "Zeile 2: Diese Person ist zu dieser Zeit schon in Zeile 1"),
        ("2026-11-24;08:00;16:00;service", "Zeile 1: Hier fehlen Spalten: 5 werden gebraucht, 4 sind da."),
        ("Datum;Von;Bis;Team\nx;y;z;a", "Zeile 1: Die Spalte „E-Mail“ fehlt."),
        (";;;;", "Die Datei enthält keine Schicht."),
        ('"x', "Die Anführungszeichen gehen nicht auf."),
    ],
)
async def test_what_is_wrong_is_told_by_line_and_nothing_is_written(carla, world, text, sentence):
    looked = await send(carla, world, text)
    confirmed = await confirm(carla, world, text)

    assert (looked.status_code, confirmed.status_code) == (422, 422)
    assert sentence in looked.text and sentence in confirmed.text
    assert "Plan ersetzen" not in looked.text
    assert await planned(world) == []


async def test_no_file_and_no_table_are_told_too(carla, world):
    await carla.get(PATH)

    assert "Bitte wählen Sie eine Datei." in (await carla.post(PATH, team=str(world.teams[SERVICE]))).text
    assert "Das ist keine CSV-Datei." in (await send(carla, world, b"PK\x03\x04\x00\x00")).text


async def test_a_night_that_stays_may_not_meet_what_is_read_in(carla, world):
    await shift(world, "anna", "2026-11-23 22:00", "2026-11-24 09:00")

    answer = await send(carla, world, LINE)

    assert answer.status_code == 422 and "Zeile 1: Diese Person ist zu dieser Zeit schon an einem Tag" in answer.text


async def test_of_many_faults_the_first_are_shown(carla, world):
    answer = await send(carla, world, "\n".join(["x;08:00;16:00;service;y"] * 60))

    assert answer.text.count("ist kein Datum") == 50 and "Dazu kommen 10 weitere Stellen." in answer.text


async def test_a_team_that_one_does_not_lead_cannot_be_written(world, browser_of):
    carla = await browser_of("carla")

    answer = await send(carla, world, f"2026-11-24;08:00;16:00;ebanking;{ANNA}")

    assert answer.status_code == 422 and "Das Team „ebanking“ leiten Sie nicht." in answer.text


async def test_what_is_typed_in_a_file_is_shown_as_text(carla, world):
    answer = await send(carla, world, "<script>x</script>;08:00;16:00;service;y")

    assert "<script>x" not in answer.text and "&lt;script&gt;x" in answer.text


async def test_a_week_is_taken_away_as_a_file_that_can_be_read_in_again(carla, world):
    await shift(world, "anna", "2026-12-31 22:00", "2027-01-01 06:00")
    await shift(world, "bernd", "2026-12-28 08:00", "2026-12-29 00:00")
    before = await planned(world)

    answer = await carla.get(f"/desk/shifts/file?team={world.teams[SERVICE]}&week=2026-W53")
    again = await confirm(carla, world, answer.text)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="service-2026-W53.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "date;from;to;team;e-mail;name",
        f"2026-12-28;08:00;00:00;service;{BERND};Bernd Beispiel",
        f"2026-12-31;22:00;06:00;service;{ANNA};Anna Agentin",
    ]
    assert again.status_code == 303 and await planned(world) == before


async def test_an_agent_takes_his_teams_week_away(anna, world):
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")

    assert ANNA in (await anna.get(f"/desk/shifts/file?team={world.teams[SERVICE]}")).text
    assert (await anna.get(f"/desk/shifts/file?team={world.teams['neubeispiel/service']}")).status_code == 404

"""The customer file: tried, taken, counted; its tokens; and what never gets in."""

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from handoff.models import Audit, Record, RecordAssignment, RecordImport, RecordToken
from handoff.records import token_holder
from handoff.web.administration.record_file import LARGEST, PATH

HEADER = "Kundennummer;Anrede;Name;Ort;Berater"


async def upload(browser, text, *, kind="partial", name="kunden.csv"):
    await browser.get(PATH)
    content = text if isinstance(text, bytes) else text.encode()
    return await browser.http.post(
        f"{PATH}/trials",
        data={"csrf": browser.csrf, "kind": kind},
        files={"file": (name, content, "text/csv")},
        timeout=120,
    )


async def take(browser, trial):
    found = re.search(r'name="import" value="([0-9a-f-]+)"', trial.text)
    assert found, trial.text
    return await browser.post(f"{PATH}/imports", **{"import": found[1]})


async def people(world):
    records = await world.all(select(Record).order_by(Record.customer_number))
    return [(one.customer_number, one.title, one.name, one.city) for one in records]


async def test_a_file_is_tried_and_taken(world, adam):
    advisor = await world.advisor(who="bernd")
    text = f"{HEADER}\n1004711;Frau;Mara Muster;Köln;muster\n1004712;;Otto Beispiel;;bernd@musterstadt.example\n"

    trial = await upload(adam, text)
    assert trial.status_code == 200 and "Noch ist nichts übernommen" in trial.text
    assert await people(world) == []
    answer = await take(adam, trial)

    assert answer.status_code == 303
    assert await people(world) == [
        ("1004711", "Frau", "Mara Muster", "Köln"),
        ("1004712", None, "Otto Beispiel", None),
    ]
    assert set(await world.all(select(Record.advisor_id))) == {advisor.id}
    page = (await adam.get(answer.headers["location"])).text
    assert "2 Personen in der Kundendatei" in page and "2 neu, 0 geändert, 0 entfernt" in page
    assert "Mara" not in page


def numbers_of(trial):
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", trial.text)]


async def test_the_trial_counts_what_taking_it_does(world, adam):
    await world.record("1001", "Mara Muster", city="Köln")
    await world.record("1002", "Otto Beispiel")
    await world.record("1003", "Ute Unverändert")
    text = f"{HEADER}\n1001;;Mara Muster;Bonn;\n1003;;Ute Unverändert;;\n1004;;Neu Hier;;\n"

    partial, complete = await upload(adam, text), await upload(adam, text, kind="complete")

    assert numbers_of(partial) == [1, 1, 0]
    assert re.findall(r'examples">(.*?)</dd>', complete.text) == ["1004", "1001", "1002"]
    assert numbers_of(complete) == [1, 1, 1] and "1 Person steht nicht in der Datei" in complete.text
    await take(adam, partial)
    assert [number for number, *_ in await people(world)] == ["1001", "1002", "1003", "1004"]
    await take(adam, await upload(adam, text, kind="complete"))
    assert [number for number, *_ in await people(world)] == ["1001", "1003", "1004"]


async def test_a_second_time_it_changes_nothing(world, adam):
    text = f"{HEADER}\n1001;;Mara Muster;Köln;\n"
    await take(adam, await upload(adam, text))
    (before,) = await world.all(select(Record.changed_at))
    world.clock.now += timedelta(minutes=5)

    again = await upload(adam, text, kind="complete")
    await take(adam, again)

    assert numbers_of(again) == [0, 0, 0]
    assert await world.all(select(Record.changed_at)) == [before]


async def test_who_goes_from_the_file_takes_his_assignment_along(world, adam):
    record, chat = await world.record("1001", "Mara Muster"), await world.held("anna")
    await world.assigned(chat, record)

    await take(adam, await upload(adam, f"{HEADER}\n1002;;Otto Beispiel;;\n", kind="complete"))

    assert await world.all(select(RecordAssignment)) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("12;;Mara;;", ["Zeile 3, Spalte „Kundennummer“", "keine Kundennummer"]),
        ("1002;;;;", ["Zeile 3, Spalte „Name“", "fehlt"]),
        ("1002;;Mara DE02 1203 0000 0000 2020 51;;", ["Zeile 3, Spalte „Name“", "Konto- oder Kartennummer"]),
        ("1002;;Mara;;niemand", ["Zeile 3, Spalte „Berater“", "gibt es in Schalter nicht"]),
        ("1001;;Mara;;", ["Zeile 3", "steht schon in Zeile 2"]),
        ("1002;;Mara", ["Zeile 3", "3 Zellen, in der Kopfzeile sind es 5"]),
    ],
)
async def test_with_one_fault_nothing_is_taken_or_kept(world, adam, line, words):
    answer = await upload(adam, f"{HEADER}\n1001;;Ute;;\n{line}\n")

    assert answer.status_code == 422
    assert all(word in answer.text for word in words)
    assert "2020 51" not in answer.text
    assert await people(world) == [] and await world.all(select(RecordImport)) == []


async def test_a_column_of_accounts_is_refused_in_plain_words(world, adam):
    answer = await upload(adam, "Kundennummer;Name;IBAN\n1001;Mara;\n")

    assert answer.status_code == 422 and "Diese Spalte sieht nach Kontodaten aus" in answer.text


async def test_hostile_columns_become_no_html(world, adam):
    answer = await upload(adam, "Kundennummer;Name;<script>alert(1)</script>\n1001;Mara;\n")

    assert answer.status_code == 200 and "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text


async def test_no_file_and_one_too_large_are_told_so(world, adam):
    await adam.get(PATH)
    none = await adam.http.post(f"{PATH}/trials", data={"csrf": adam.csrf}, files={"file": ("", b"")})
    large = await upload(adam, b"x" * (LARGEST + 1))

    assert (none.status_code, large.status_code) == (422, 422)
    assert "wählen Sie eine Datei" in none.text and "größer als 20 MB" in large.text
    huge = await upload(adam, b"x" * (LARGEST + 2 * 1024 * 1024))
    assert huge.status_code == 413


async def test_a_trial_is_taken_once_by_who_made_it_and_within_the_hour(world, adam, nora):
    trial = await upload(adam, f"{HEADER}\n1001;;Mara;;\n")
    await nora.get(PATH)

    assert (await take(nora, trial)).status_code == 409
    assert (await take(adam, trial)).status_code == 303
    assert (await take(adam, trial)).status_code == 409
    late = await upload(adam, f"{HEADER}\n1002;;Otto;;\n")
    world.clock.now += timedelta(hours=1)
    answer = await take(adam, late)
    assert answer.status_code == 409 and "vor mehr als einer Stunde" in answer.text
    assert [number for number, *_ in await people(world)] == ["1001"]


async def test_of_a_file_nothing_is_kept_when_it_has_been_taken(world, adam):
    trial = await upload(adam, f"{HEADER}\n1001;;Mara Muster;;\n")
    assert len(await world.all(select(RecordImport.content))) == 1

    await take(adam, trial)

    assert await world.all(select(RecordImport.content)) == [None]
    rows = await world.all(select(Audit).where(Audit.act == "put_records"))
    assert [(row.user_id, row.after) for row in rows] == [
        (world.users["adam"], {"added": 1, "changed": 0, "removed": 0})
    ]
    assert "Kundendatei geändert" in (await adam.get("/desk/administration/audit")).text


async def test_another_institutions_file_stays_as_it_is(world, adam):
    await world.record("1001", "Mara Muster", institution="neubeispiel")

    await take(adam, await upload(adam, f"{HEADER}\n1001;;Otto Beispiel;;\n", kind="complete"))
    await adam.get(PATH)
    foreign = await adam.post(f"{PATH}/imports", institution=str(world.institutions["neubeispiel"]))

    assert foreign.status_code == 404
    assert sorted(name for _, _, name, _ in await people(world)) == ["Mara Muster", "Otto Beispiel"]


async def test_open_desks_hear_that_a_persons_chat_shows_something_else(world, adam, realtime):
    record, chat = await world.record("1001", "Mara Muster"), await world.held("anna")
    await world.assigned(chat, record)
    trial = await upload(adam, f"{HEADER}\n1001;;Mara Beispiel;;\n1002;;Otto;;\n")
    heard = realtime.changes(patience=0.2)
    assert await anext(heard) is None

    await take(adam, trial)

    assert chat in await anext(heard)
    await heard.aclose()


@pytest.mark.timeout(240)
async def test_fifty_thousand_lines_are_taken_in_well_under_a_minute(world, adam):
    await world.advisor()
    lines = "\n".join(f"7{n:07};Frau;Mara Muster {chr(97 + n % 26)};Musterstadt {n % 90};muster" for n in range(50_000))
    began = time.monotonic()

    answer = await take(adam, await upload(adam, f"{HEADER}\n{lines}\n", kind="complete"))

    assert answer.status_code == 303
    assert time.monotonic() - began < 40
    assert len(await world.all(select(Record.id))) == 50_000


async def test_a_token_is_shown_once_and_kept_as_a_hash(world, adam):
    await adam.get(PATH)

    answer = await adam.post(f"{PATH}/tokens", name="Kernbanksystem")

    (token,) = re.findall(r'value="(schalter_[\w-]+)"', answer.text)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    page = (await adam.get(PATH)).text
    assert "Kernbanksystem" in page and token not in page and "noch nie" in page
    (kept,) = await world.all(select(RecordToken))
    assert token.encode() not in kept.token_hash and len(kept.token_hash) == 32
    async with world.sessions.begin() as session:
        holder = await token_holder(session, token, slug="musterstadt", now=world.clock())
        assert (holder.institution_id, holder.name) == (world.institutions["musterstadt"], "Kernbanksystem")
        assert await token_holder(session, token, slug="neubeispiel", now=world.clock()) is None
        assert await token_holder(session, token + "x", slug="musterstadt", now=world.clock()) is None


async def test_a_withdrawn_token_opens_nothing_and_stays_in_the_list(world, adam, nora):
    await adam.get(PATH)
    made = await adam.post(f"{PATH}/tokens", name="Kernbanksystem")
    (token,) = re.findall(r'value="(schalter_[\w-]+)"', made.text)
    (key,) = await world.all(select(RecordToken.id))
    await nora.get(PATH)
    assert (await nora.post(f"{PATH}/tokens/{key}/withdrawal")).status_code == 404

    answer = await adam.post(f"{PATH}/tokens/{key}/withdrawal")

    assert answer.status_code == 303
    assert "Zurückgezogen" in (await adam.get(PATH)).text
    async with world.sessions.begin() as session:
        assert await token_holder(session, token, slug="musterstadt", now=world.clock()) is None
    acts = await world.all(select(Audit.act).where(Audit.subject == f"record_token:{key}").order_by(Audit.id))
    assert acts == ["make_record_token", "withdraw_record_token"]


async def test_a_token_needs_a_name(world, adam):
    await adam.get(PATH)

    assert (await adam.post(f"{PATH}/tokens", name=" ")).status_code == 422
    assert await world.all(select(RecordToken)) == []


async def test_nobody_but_the_administration_gets_there(world, anna, carla):
    for browser in (anna, carla):
        assert (await browser.get(PATH)).status_code == 403

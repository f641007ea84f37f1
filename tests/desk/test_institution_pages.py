"""The administration of an institution: who gets in, and what each part changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from handoff.demo.institutions import HERE
from handoff.hours import Hours
from handoff.institutions.file import read_institution
from handoff.models import (
    Advisor,
    Audit,
    Branch,
    ConversationLabel,
    Event,
    Institution,
    Label,
    Number,
    Role,
    Team,
    TextBlock,
)
from handoff.row_security import locked, seen_by
from handoff.web.administration.sections import SECTIONS

from .files import DOCX

BASE = "/desk/administration"
FACTS = read_institution(HERE / "musterstadt.yml").facts.model_dump()
BRANCH = {"name": "Filiale Süd", "street": "Südweg 1", "postcode": "00004", "city": "Musterstadt"}
WEEK = {f"{day}_{part}": time for day in ("Mo", "Tu") for part, time in enumerate(("09:00", "12:30", "14:00", "18:00"))}


@pytest.fixture
async def musterstadt(world):
    """With facts, two branches and an advisor at one of them."""
    institution_id = world.institutions["musterstadt"]
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).where(Institution.id == institution_id).values(facts=FACTS))
        branches = [
            Branch(institution_id=institution_id, slug=slug, name=f"Filiale {slug.title()}", street="Weg 1",
                   postcode="00001", city="Musterstadt", hours="Mo-Fr 09:00-12:00; PH off")
            for slug in ("mitte", "nord")
        ]  # fmt: skip
        session.add_all(branches)
        await session.flush()
        advisor = Advisor(
            institution_id=institution_id,
            branch_id=branches[0].id,
            slug="muster",
            name="Maria Muster",
            topics=["credit"],
            meetings=["branch"],
            hours="Mo-Fr 09:00-12:00",
        )
        session.add(advisor)
    return {"mitte": branches[0].id, "nord": branches[1].id, "advisor": advisor.id, "institution": institution_id}


async def institution(world):
    return await world.get(Institution, world.institutions["musterstadt"])


async def audited(world, act):
    return [(row.before, row.after) for row in await world.all(select(Audit).where(Audit.act == act))]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
async def test_each_part_opens_for_an_administrator(adam, musterstadt, section):
    answer = await adam.get(section.path)

    assert answer.status_code == 200, answer.text[-2000:]
    assert 'aria-current="page"' in answer.text


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
async def test_no_part_opens_for_an_agent(anna, section):
    assert (await anna.get(section.path)).status_code == 403
    assert (await anna.post(section.path)).status_code in (403, 405)


async def test_a_lead_has_the_texts_and_nothing_else(carla, musterstadt):
    answers = {section.key: (await carla.get(section.path)).status_code for section in SECTIONS}

    assert {key for key, status in answers.items() if status == 200} == {"text_blocks", "labels"}
    assert set(answers.values()) == {200, 403}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
async def test_another_institution_is_not_there(nora, musterstadt, section):
    address = f"{section.path}?institution={musterstadt['institution']}"

    assert (await nora.get(address)).status_code == 404
    own = await nora.get(section.path)
    assert own.status_code == 200
    assert "sparkasse-musterstadt" not in own.text and "Maria Muster" not in own.text


async def test_facts_change_and_the_audit_list_says_what(adam, world, musterstadt):
    names = ("appointment_url", "appointment_cost", "appointment_cost_en", "event_cost", "event_cost_en")
    fields = {name: str(FACTS[name]) for name in names} | {"event_cost": "zehn Euro"}
    await adam.get(f"{BASE}/profile")

    answer = await adam.post(f"{BASE}/profile", group="meetings", **fields)

    assert answer.status_code == 303
    assert (await institution(world)).facts == FACTS | {"event_cost": "zehn Euro"}
    assert await audited(world, "change_facts") == [({"event_cost": "kostenlos"}, {"event_cost": "zehn Euro"})]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("privacy_url", "http://unsicher.example", "https://"),
        ("privacy_email", "kein At", "E-Mail-Adresse"),
        ("retention_days", "0", "von 1 bis 3660"),
        ("consent_url", "", "füllen Sie dieses Feld aus"),
    ],
)
async def test_what_is_wrong_with_a_fact_stands_beside_it(adam, world, musterstadt, field, value, words):
    names = ("privacy_url", "privacy_email", "consent_url", "retention_days")
    fields = {name: str(FACTS[name]) for name in names} | {"notice_version": "2"} | {field: value}
    await adam.get(f"{BASE}/profile")

    answer = await adam.post(f"{BASE}/profile", group="privacy", **fields)

    assert answer.status_code == 422
    assert f'id="{field}_problem"' in answer.text and words in answer.text
    assert (await institution(world)).facts == FACTS


async def test_another_version_of_the_notice_is_kept_and_audited(adam, world, musterstadt):
    names = ("privacy_url", "privacy_email", "consent_url", "retention_days")
    await adam.get(f"{BASE}/profile")

    await adam.post(
        f"{BASE}/profile", group="privacy", notice_version="2027-01", **{name: str(FACTS[name]) for name in names}
    )

    assert (await institution(world)).notice_version == "2027-01"
    assert (await institution(world)).facts["retention_days"] == 365
    assert await audited(world, "change_notice") == [({"notice_version": "1"}, {"notice_version": "2027-01"})]


async def test_a_text_in_own_words_is_kept_and_an_empty_one_is_the_bots_again(adam, world, musterstadt):
    path = f"{BASE}/bot-texts/utter_handed_over_open"
    await adam.get(f"{BASE}/bot-texts")

    await adam.post(path, de="Gleich ist jemand von der {institution_name} für Sie da.", en="")
    first = (await institution(world)).texts
    await adam.post(path, de="", en="")

    assert first == {"utter_handed_over_open": {"de": "Gleich ist jemand von der {institution_name} für Sie da."}}
    assert (await institution(world)).texts == {}
    assert len(await audited(world, "change_text")) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wir sind bald wieder da.", "muss vorkommen: {opening}"),
        ("Ab {opening}, {nonsense}", "gibt es hier nicht: {nonsense}"),
        ("Ab {opening} {", "Klammer"),
        ("Ab {opening} " + "x" * 1000, "1000 Zeichen"),
    ],
)
async def test_placeholders_and_length_are_checked(adam, world, musterstadt, text, words):
    await adam.get(f"{BASE}/bot-texts")

    answer = await adam.post(f"{BASE}/bot-texts/utter_handed_over_closed", de=text, en="From {opening}")

    assert answer.status_code == 422 and words in answer.text
    assert (await institution(world)).texts == {}


async def test_the_first_contact_names_the_channels_that_are_chosen(adam, world, musterstadt):
    await adam.get(f"{BASE}/bot-texts")

    answer = await adam.post(f"{BASE}/bot-texts/utter_first_contact", de="", en="", channels=["email", "website"])
    none = await adam.post(f"{BASE}/bot-texts/utter_first_contact", de="", en="")

    kept = (await institution(world)).texts["utter_first_contact"]
    assert answer.status_code == 303 and none.status_code == 422
    assert "{service_phone}" not in kept["de"] and "Internet: {website}" in kept["de"]
    assert "Website: {website}" in kept["en"] and "{privacy_url}" in kept["en"]


async def test_a_branch_is_added_with_hours_from_the_form(adam, world, musterstadt):
    await adam.get(f"{BASE}/branches/new")
    special = {"special_first": "24.12.", "special_last": "26.12.", "special_de": "Weihnachten"}
    special |= {f"special_{part}": "" for part in ("0", "1", "2", "3", "en")}

    answer = await adam.post(f"{BASE}/branches", **BRANCH, **WEEK, **special)

    assert answer.status_code == 303, answer.text
    (branch,) = await world.all(select(Branch).where(Branch.name == "Filiale Süd"))
    assert branch.slug == "filiale-sued"
    assert branch.hours == 'Mo-Tu 09:00-12:30,14:00-18:00; PH off; Dec 24-Dec 26 off "Weihnachten"'
    ((before, after),) = await audited(world, "add_branch")
    assert before is None and after["hours"] == branch.hours


async def test_of_several_special_days_each_keeps_its_own_fields(adam, world, musterstadt):
    await adam.get(f"{BASE}/branches/new")
    rows = {
        "special_first": ["24.12.", "2.1.2027"],
        "special_last": ["", "3.1.2027"],
        "special_0": ["09:00", ""],
        "special_1": ["12:00", ""],
        "special_2": ["", ""],
        "special_3": ["", ""],
        "special_de": ["", "Umzug"],
        "special_en": ["", "Moving"],
    }

    await adam.post(f"{BASE}/branches", **BRANCH, **WEEK, **rows)

    (branch,) = await world.all(select(Branch).where(Branch.name == "Filiale Süd"))
    assert branch.hours.endswith('Dec 24 09:00-12:00; 2027 Jan 02-2027 Jan 03 off "Umzug / Moving"')


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Mo_1": ""}, "Bitte geben Sie Anfang und Ende an"),
        ({"Mo_1": "08:00"}, "vor dem Anfang"),
        ({"Mo_2": "12:00"}, "überschneiden sich"),
        ({"postcode": "12"}, "fünf Ziffern"),
        ({"name": ""}, "füllen Sie dieses Feld aus"),
        ({"special_first": "31.2."} | {f"special_{part}": "" for part in ("last", 0, 1, 2, 3, "de", "en")}, "24.12."),
        ({"hours_mode": "raw", "hours_raw": "Mo-Fr 9-12"}, "Uhrzeiten brauchen Minuten"),
    ],
)
async def test_what_is_wrong_with_a_branch_is_said(adam, world, musterstadt, fields, words):
    await adam.get(f"{BASE}/branches/new")

    answer = await adam.post(f"{BASE}/branches", **BRANCH | WEEK | fields)

    assert answer.status_code == 422 and words in answer.text
    assert await world.all(select(Branch).where(Branch.name == "Filiale Süd")) == []


async def test_a_branch_changes_and_keeps_the_name_by_which_the_bot_knows_it(adam, world, musterstadt):
    page = await adam.get(f"{BASE}/branches/{musterstadt['nord']}")
    assert 'value="Filiale Nord"' in page.text and 'name="Mo_0" value="09:00"' in page.text

    await adam.post(f"{BASE}/branches/{musterstadt['nord']}", **BRANCH, **WEEK)

    branch = await world.get(Branch, musterstadt["nord"])
    assert (branch.slug, branch.name) == ("nord", "Filiale Süd")


async def test_hours_that_are_richer_than_the_form_are_shown_as_they_are(adam, world, musterstadt):
    async with world.sessions.begin() as session:
        await session.execute(update(Branch).values(hours="Sa[1] 10:00-13:00"))

    page = await adam.get(f"{BASE}/branches/{musterstadt['nord']}")

    assert 'name="hours_raw"' in page.text and "Sa[1] 10:00-13:00" in page.text


async def test_a_branch_with_an_advisor_stays(adam, world, musterstadt):
    await adam.get(f"{BASE}/branches")

    refused = await adam.post(f"{BASE}/branches/{musterstadt['mitte']}/removal")
    removed = await adam.post(f"{BASE}/branches/{musterstadt['nord']}/removal")

    assert refused.status_code == 409 and "Maria Muster" in refused.text
    assert removed.status_code == 303
    assert [branch.slug for branch in await world.all(select(Branch))] == ["mitte"]
    assert len(await audited(world, "remove_branch")) == 1


async def test_the_preview_says_what_the_bot_says(adam, world, musterstadt):
    async with world.sessions.begin() as session:
        await session.execute(update(Team).values(hours="Mo-Fr 08:00-18:00; Dec 24 off"))

    page = await adam.get(f"{BASE}/preview?place=branch:mitte&day=2026-12-24&at=10:00")
    holiday = await adam.get(f"{BASE}/preview?place=branch:mitte&day=2026-12-25")

    assert "Donnerstag, 24. Dezember" in page.text and "9–12 Uhr, jetzt geöffnet" in page.text
    assert "9 am–12 noon" in page.text
    assert "Ab Freitag, 25. Dezember, 8 Uhr antwortet Ihnen jemand" in page.text
    assert "geschlossen (Erster Weihnachtstag)" in holiday.text and "closed (Christmas Day)" in holiday.text


ANNOUNCEMENT = {"starts": "2026-11-23T08:00", "ends": "2026-12-01T12:00", "de": "Wir ziehen um.", "en": "We move."}


async def test_an_announcement_is_made_changed_and_ended(adam, world, musterstadt, clock):
    await adam.get(f"{BASE}/announcements/new")
    made = await adam.post(f"{BASE}/announcements", **ANNOUNCEMENT, topics=["unlock", "limit"])
    (entry,) = (await institution(world)).announcements
    path = f"{BASE}/announcements/{entry['slug']}"

    changed = await adam.post(path, **ANNOUNCEMENT | {"de": "Wir sind umgezogen."}, topics=["unlock"])
    page = await adam.get(f"{BASE}/announcements")
    ended = await adam.post(f"{path}/end")

    (over,) = (await institution(world)).announcements
    assert {made.status_code, changed.status_code, ended.status_code} == {303}
    assert entry["topics"] == ["unlock", "limit"] and entry["from"] == "2026-11-23T08:00:00"
    assert "Wir sind umgezogen." in page.text
    assert over["until"] == "2026-11-23T11:00:00"
    assert len(await audited(world, "change_announcement")) == 2 and len(await audited(world, "end_announcement")) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends": "2026-11-22T08:00"}, "nicht nach dem Anfang"),
        ({"starts": "morgen"}, "Tag und Uhrzeit"),
        ({"en": ""}, "füllen Sie dieses Feld aus"),
        ({"de": "x" * 401}, "höchstens 400"),
        ({"topics": ["unlok"]}, "Thema gibt es nicht"),
    ],
)
async def test_what_is_wrong_with_an_announcement_is_said(adam, world, musterstadt, fields, words):
    await adam.get(f"{BASE}/announcements/new")

    answer = await adam.post(f"{BASE}/announcements", **ANNOUNCEMENT | fields)

    assert answer.status_code == 422 and words in answer.text
    assert (await institution(world)).announcements == []


ADVISOR = {"name": "Viktor Vorlage", "branch": "mitte", "minutes": "60", "topics": ["credit"], "meetings": ["phone"]}


async def test_an_advisor_comes_and_belongs_to_a_log_in(adam, world, musterstadt):
    await adam.get(f"{BASE}/advisors/new")

    answer = await adam.post(f"{BASE}/advisors", **ADVISOR, **WEEK, user=str(world.users["anna"]))

    (advisor,) = await world.all(select(Advisor).where(Advisor.name == "Viktor Vorlage"))
    assert answer.status_code == 303
    assert (advisor.minutes, advisor.meetings, advisor.user_id) == (60, ["phone"], world.users["anna"])
    assert advisor.branch_id == musterstadt["mitte"]


async def test_an_advisors_absence_is_a_special_day(adam, world, musterstadt):
    await adam.get(f"{BASE}/advisors/{musterstadt['advisor']}")
    special = {"special_first": "1.12.2026", "special_last": "4.12.2026", "special_de": "Urlaub"}
    special |= {f"special_{part}": "" for part in ("0", "1", "2", "3", "en")}

    await adam.post(f"{BASE}/advisors/{musterstadt['advisor']}", **ADVISOR, **WEEK, **special)

    advisor = await world.get(Advisor, musterstadt["advisor"])
    hours = Hours(advisor.hours, "NW")
    assert hours.spans((world.clock() + timedelta(days=7)).date())
    assert not hours.spans((world.clock() + timedelta(days=8)).date())


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"minutes": "5"}, 422), ({"topics": []}, 422), ({"meetings": []}, 422), ({"branch": "nirgends"}, 404)],
)
async def test_what_is_wrong_with_an_advisor_is_said(adam, world, musterstadt, fields, status):
    await adam.get(f"{BASE}/advisors/new")

    assert (await adam.post(f"{BASE}/advisors", **ADVISOR | fields, **WEEK)).status_code == status


async def test_an_advisor_can_not_be_somebody_of_another_institution(adam, world, musterstadt):
    await adam.get(f"{BASE}/advisors/new")

    answer = await adam.post(f"{BASE}/advisors", **ADVISOR, **WEEK, user=str(world.users["dora"]))

    assert answer.status_code == 404


EVENT = {
    "title_de": "Bauen",
    "title_en": "Building",
    "description_de": "Vortrag",
    "description_en": "Talk",
    "place": "Saal",
    "starts": "2026-12-10T18:00",
    "ends": "2026-12-10T20:00",
    "places": "40",
}


async def test_an_event_is_planned_changed_and_called_off_once(adam, world, musterstadt):
    await adam.get(f"{BASE}/events/new")
    planned = await adam.post(f"{BASE}/events", **EVENT)
    (event,) = await world.all(select(Event))

    changed = await adam.post(f"{BASE}/events/{event.id}", **EVENT | {"places": "50"})
    off = await adam.post(f"{BASE}/events/{event.id}/cancellation")
    await adam.post(f"{BASE}/events/{event.id}/cancellation")
    late = await adam.post(f"{BASE}/events/{event.id}", **EVENT)

    now = await world.get(Event, event.id)
    assert (planned.status_code, changed.status_code, off.status_code, late.status_code) == (303, 303, 303, 422)
    assert event.starts_at.isoformat() == "2026-12-10T17:00:00+00:00"
    assert (now.places, now.cancelled_at) == (50, world.clock())
    assert len(await audited(world, "call_off_event")) == 1
    assert await audited(world, "change_event") == [({"places": 40}, {"places": 50})]


async def test_places_do_not_go_below_those_taken(adam, world, musterstadt):
    await adam.get(f"{BASE}/events/new")
    await adam.post(f"{BASE}/events", **EVENT)
    (event,) = await world.all(select(Event))
    async with world.sessions.begin() as session:
        await session.execute(update(Event).values(taken=12))

    answer = await adam.post(f"{BASE}/events/{event.id}", **EVENT | {"places": "11"})

    assert answer.status_code == 422 and "schon 12 Plätze" in answer.text


async def test_what_agents_see_of_customers_is_set_by_role(adam, world, musterstadt):
    await adam.get(f"{BASE}/customer-views")
    views = {"agent": "name", "external_agent": "nothing", "lead": "number", "advisor": "number"}

    answer = await adam.post(f"{BASE}/customer-views", **views)
    wrong = await adam.post(f"{BASE}/customer-views", **views | {"lead": "everything"})

    assert (answer.status_code, wrong.status_code) == (303, 422)
    assert (await institution(world)).customer_views == {"agent": "name", "external_agent": "nothing"}
    assert len(await audited(world, "change_customer_views")) == 1


BLOCK = {"title": "Begrüßung", "shortcut": "Hallo-1", "de": "Guten Tag {customer}, hier ist {agent}.", "en": ""}
PDF = b"%PDF-1.7\n..."


async def test_a_text_block_is_written_found_and_removed(carla, world, musterstadt):
    await carla.get(f"{BASE}/text-blocks/new")
    made = await carla.post(f"{BASE}/text-blocks", **BLOCK)
    (block,) = await world.all(select(TextBlock))

    again = await carla.post(f"{BASE}/text-blocks", **BLOCK)
    found = await carla.get(f"{BASE}/text-blocks?q=grüß")
    missed = await carla.get(f"{BASE}/text-blocks?q=%25")
    removed = await carla.post(f"{BASE}/text-blocks/{block.id}/removal")

    assert (made.status_code, again.status_code, removed.status_code) == (303, 422, 303)
    assert (block.shortcut, block.bodies) == ("hallo-1", {"de": BLOCK["de"]})
    assert "anderer Baustein" in again.text
    assert "/hallo-1" in found.text and "/hallo-1" not in missed.text
    assert await world.all(select(TextBlock)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shortcut": "zwei Worte"}, "Nur Buchstaben"),
        ({"de": "Liebe {kundin}"}, "Die Variable {kundin} gibt es nicht."),
        ({"de": ""}, "füllen Sie dieses Feld aus"),
        ({"topic": "nichts"}, "Thema gibt es nicht"),
    ],
)
async def test_what_is_wrong_with_a_text_block_is_said(carla, world, musterstadt, fields, words):
    await carla.get(f"{BASE}/text-blocks/new")

    answer = await carla.post(f"{BASE}/text-blocks", **BLOCK | fields)

    assert answer.status_code == 422 and words in answer.text
    assert await world.all(select(TextBlock)) == []


async def test_a_file_is_what_its_content_says(carla, world, musterstadt):
    await carla.get(f"{BASE}/text-blocks/new")

    async def send(name, content):
        fields = {"csrf": carla.csrf} | BLOCK
        return await carla.http.post(f"{BASE}/text-blocks", data=fields, files={"file": (name, content)})

    page, large = await send("preise.pdf", b"<html>"), await send("p.pdf", PDF + b"x" * 5 * 1024 * 1024)
    lies, word = await send("Preise.exe", PDF), await send("Preise.docx", DOCX)
    made = await send("../Preise\n2026", PDF)
    (block,) = await world.all(select(TextBlock))
    file = await carla.get(f"{BASE}/text-blocks/{block.id}/file")

    assert [answer.status_code for answer in (page, large, lies, word, made)] == [422, 422, 422, 422, 303]
    assert "weder ein JPEG- oder PNG-Bild noch ein PDF" in page.text and "größer als 5 MB" in large.text
    assert "passt nicht zu ihrem Inhalt" in lies.text and "weder ein JPEG- oder PNG-Bild" in word.text
    assert block.file_name.endswith(".pdf") and not set(block.file_name) & set("/\n")
    assert block.mime_type == "application/pdf"
    assert file.content == PDF
    assert file.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in file.headers["content-security-policy"]


async def test_a_file_stays_until_another_comes_or_it_is_taken_off(carla, world, musterstadt):
    await carla.get(f"{BASE}/text-blocks/new")
    fields = {"csrf": carla.csrf} | BLOCK
    await carla.http.post(f"{BASE}/text-blocks", data=fields, files={"file": ("a.pdf", PDF)})
    (block,) = await world.all(select(TextBlock))

    await carla.post(f"{BASE}/text-blocks/{block.id}", **BLOCK | {"title": "Anders"})
    kept = await world.get(TextBlock, block.id)
    await carla.post(f"{BASE}/text-blocks/{block.id}", **BLOCK, without_file="true")

    assert (kept.title, kept.file_name) == ("Anders", "a.pdf")
    assert (await world.get(TextBlock, block.id)).file_name is None


async def test_a_text_block_of_a_foreign_team_is_refused(carla, world, musterstadt):
    await carla.get(f"{BASE}/text-blocks/new")

    answer = await carla.post(f"{BASE}/text-blocks", **BLOCK, team=str(world.teams["neubeispiel/service"]))

    assert answer.status_code == 404


async def test_a_label_is_made_renamed_and_says_where_it_is_before_it_goes(carla, adam, world, musterstadt):
    await carla.get(f"{BASE}/labels")
    await carla.post(f"{BASE}/labels", name="Umzug", colour="teal")
    (label,) = await world.all(select(Label))
    same = await carla.post(f"{BASE}/labels", name="UMZUG", colour="red")
    await carla.post(f"{BASE}/labels/{label.id}", name="Umzug 2026", colour="red")
    chat = await world.held("anna")
    async with world.sessions.begin() as session:
        session.add(ConversationLabel(conversation_id=chat, label_id=label.id))

    page = await adam.get(f"{BASE}/labels")
    await adam.post(f"{BASE}/labels/{label.id}/removal")

    assert same.status_code == 422 and "anderes Label" in same.text
    assert "Umzug 2026" in page.text and "an einem Chat" in page.text
    assert await world.all(select(Label)) == []
    assert len(await audited(world, "remove_label")) == 1


async def test_hostile_names_are_shown_as_text(carla, musterstadt):
    await carla.get(f"{BASE}/labels")
    await carla.post(f"{BASE}/labels", name="<b onclick=x>", colour="grey")

    page = await carla.get(f"{BASE}/labels")

    assert "<b onclick" not in page.text and "&lt;b onclick=x&gt;" in page.text


async def test_the_account_tells_how_it_stands_and_no_secret(adam, world, musterstadt, clock):
    async with world.sessions.begin() as session:
        await session.execute(
            update(Number).values(
                quality="YELLOW",
                messaging_limit="TIER_2K",
                heard_at=clock() - timedelta(days=2),
                sending_stopped="Meta refused: error 190",
                stopped_at=clock(),
                access_token=b"secret token",
            )
        )
    chat = await world.held("anna")
    for code in (131026, 131026, 131047):
        await world.message(chat, author="agent", status=4, failure_code=code, failure_reason="x")
    await world.message(chat, author="agent", status=4, failure_code=1, sent_at=clock() - timedelta(days=8))

    page = await adam.get(f"{BASE}/account")

    assert "mittel" in page.text and "bis zu 2.000" in page.text
    assert "seit über einem Tag nichts" in page.text and "error 190" in page.text
    assert "Meta-Code 131026" in page.text and "Meta-Code 1<" not in page.text
    assert "secret" not in page.text and "Mara" not in page.text


async def test_an_agents_log_in_opens_no_number_even_to_the_database(world, start):
    sessions = locked(world.sessions)
    seen = {}
    for who in ("anna", "adam", "nora"):
        with seen_by(world.users[who]):
            async with sessions() as session:
                rows = await session.scalars(text("SELECT phone_number_id FROM numbers"))
                seen[who] = sorted(rows)

    assert seen == {"anna": [], "adam": ["pn-musterstadt"], "nora": ["pn-neubeispiel"]}


PROFILE = {"about": "Ihre Sparkasse", "description": "", "email": "info@musterstadt.example", "vertical": "FINANCE"}


async def test_a_profile_is_wished_for_and_audited(adam, world, musterstadt):
    number = world.numbers["musterstadt"]
    await adam.get(f"{BASE}/whatsapp-profile")

    answer = await adam.post(f"{BASE}/whatsapp-profile/{number}", **PROFILE, website="https://musterstadt.example")
    wrong = await adam.post(f"{BASE}/whatsapp-profile/{number}", **PROFILE | {"about": "x" * 140}, website="nein")
    page = await adam.get(f"{BASE}/whatsapp-profile")

    wanted = (await world.get(Number, number)).profile_wanted
    assert (answer.status_code, wrong.status_code) == (303, 422)
    assert wanted["about"] == "Ihre Sparkasse" and wanted["websites"] == ["https://musterstadt.example"]
    assert "auf dem Weg zu Meta" in page.text
    assert len(await audited(world, "change_whatsapp_profile")) == 1


async def test_a_profile_of_another_institutions_number_is_not_there(nora, world, musterstadt):
    await nora.get(f"{BASE}/whatsapp-profile")

    answer = await nora.post(f"{BASE}/whatsapp-profile/{world.numbers['musterstadt']}", **PROFILE)

    assert answer.status_code == 404
    assert (await world.get(Number, world.numbers["musterstadt"])).profile_wanted is None


async def test_the_code_is_a_picture_to_keep_and_the_poster_speaks_its_language(adam, musterstadt):
    query = "?topic=limit&language=en"
    page = await adam.get(f"{BASE}/click-to-chat{query}")
    svg = await adam.get(f"{BASE}/click-to-chat/code.svg{query}")
    png = await adam.get(f"{BASE}/click-to-chat/code.png{query}&download=1")
    poster = await adam.get(f"{BASE}/click-to-chat/poster{query}")

    assert "https://wa.me/49?text=I%20want%20to%20change%20my%20limit" in page.text
    assert svg.headers["content-type"] == "image/svg+xml" and b"<svg" in svg.content
    assert png.content.startswith(b"\x89PNG") and "attachment" in png.headers["content-disposition"]
    assert "Daily limit" in poster.text and "Scan with your phone" in poster.text


async def test_who_administers_several_institutions_chooses_in_the_address(adam, world, musterstadt):
    await world.promote("adam", "neubeispiel", {None: Role.ADMINISTRATOR})
    other = world.institutions["neubeispiel"]

    page = await adam.get(f"{BASE}/customer-views?institution={other}")
    views = {"agent": "number", "external_agent": "nothing", "lead": "number", "advisor": "number"}
    answer = await adam.post(f"{BASE}/customer-views", institution=str(other), **views)

    assert f'<option value="{other}" selected>' in page.text
    assert all(f'href="{section.path}?institution={other}"' in page.text for section in SECTIONS)
    assert str(other) in answer.headers["location"]
    assert (await world.get(Institution, other)).customer_views["agent"] == "number"
    assert (await institution(world)).customer_views == {}

"""An institution's file, read, made and brought up to date."""

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.administration import add_person
from handoff.database import connect_plainly
from handoff.demo.institutions import HERE
from handoff.errors import SettingsError
from handoff.institutions import create_institution, read_institution, renew_institution
from handoff.models import (
    Advisor,
    Branch,
    Institution,
    Label,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    Team,
    TextBlock,
    User,
)
from handoff.settings import Settings
from handoff.vault import Vault

ANNOUNCEMENT = {
    "slug": "moving",
    "topics": ["unlock"],
    "from": "2026-12-05 18:00",
    "until": "2026-12-06 12:00",
    "de": "Das Online-Banking zieht um.",
    "en": "Online banking is being moved.",
}


BLOCK = {"shortcut": "hallo", "title": "Begrüßung", "topic": "contact", "de": "Guten Tag {customer}"}


@pytest.fixture
def bank(tmp_path):
    """Writes the demonstration's file with these changes, and returns where."""
    content = yaml.safe_load((HERE / "musterstadt.yml").read_text(encoding="utf-8"))

    def write(**changes):
        path = tmp_path / "bank.yml"
        path.write_text(yaml.safe_dump(content | changes, allow_unicode=True), encoding="utf-8")
        return path

    return write


@pytest.fixture
def session(database_url):
    engine = connect_plainly(database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_facts_branches_and_announcements_change_and_nobody_is_lost(bank, session):
    file = read_institution(bank())
    create_institution(session, file, vault=Vault("a key for tests"), password="Beispiel-Passwort 1")
    people = len(session.scalars(select(User)).all())
    first, *others = [branch.model_dump() for branch in file.branches]
    facts = file.facts.model_dump() | {"email": "neu@sparkasse-musterstadt.example"}
    new = first | {"slug": "west", "name": "Filiale West"}

    renewed = read_institution(
        bank(facts=facts, branches=[first | {"street": "Musterplatz 2"}, new], announcements=[ANNOUNCEMENT])
    )
    renew_institution(session, renewed)
    renew_institution(session, renewed)
    session.expire_all()

    institution = session.scalars(select(Institution)).one()
    streets = {branch.slug: branch.street for branch in session.scalars(select(Branch))}
    assert institution.facts["email"] == "neu@sparkasse-musterstadt.example"
    assert institution.announcements[0]["from"] == "2026-12-05T18:00:00"
    assert streets["mitte"] == "Musterplatz 2"
    assert streets.keys() == {"west", first["slug"], *(branch["slug"] for branch in others)}
    assert len(session.scalars(select(User)).all()) == people


def test_text_blocks_and_labels_are_made_and_renewed_and_their_uses_stay(bank, session):
    file = read_institution(bank(text_blocks=[BLOCK], labels=[{"name": "Wichtig", "colour": "red"}]))
    create_institution(session, file, vault=Vault("a key for tests"), password="Beispiel-Passwort 1")
    block = session.scalars(select(TextBlock)).one()
    block.uses = 7
    before = block.changed_at
    session.flush()

    later = before + timedelta(days=1)
    renew_institution(session, file, now=later)
    session.flush()
    assert block.changed_at == before
    changed = bank(text_blocks=[BLOCK | {"de": "Neu"}], labels=[{"name": "Wichtig", "colour": "green"}])
    renew_institution(session, read_institution(changed), now=later)
    session.flush()

    assert (block.bodies, block.uses, block.changed_at) == ({"de": "Neu"}, 7, later)
    assert [(label.name, label.colour.value) for label in session.scalars(select(Label))] == [("Wichtig", "green")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"de": "Guten Tag {kunde}"}, "no variable {kunde}"),
        ({"de": "Guten Tag {customer"}, "brace"),
        ({"topic": "unlok"}, "no topic unlok"),
        ({"shortcut": "mit leer"}, "shortcut"),
    ],
)
def test_what_is_wrong_with_a_text_block_is_said(bank, change, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read_institution(bank(text_blocks=[BLOCK | change]))


def test_a_text_block_of_a_team_that_is_not_there_is_refused(bank, session):
    file = read_institution(bank(text_blocks=[BLOCK | {"team": "nobody"}]))

    with pytest.raises(SettingsError, match="no team nobody"):
        create_institution(session, file, vault=Vault("a key for tests"), password="Beispiel-Passwort 1")


def test_an_institution_that_is_not_there_is_not_renewed(bank, session):
    with pytest.raises(SettingsError, match="create-institution"):
        renew_institution(session, read_institution(bank()))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"topics": ["unlok"]}, "no topic unlok"),
        ({"until": "2026-12-05 17:00"}, "later than"),
        ({"from": "tomorrow"}, "from"),
        ({"en": ""}, "en"),
        ({"de": "x" * 500}, "400"),
    ],
)
def test_what_is_wrong_with_an_announcement_is_said(bank, change, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read_institution(bank(announcements=[ANNOUNCEMENT | change]))


@pytest.fixture
def founded(bank, session):
    """The demonstration's institution, made from its file."""
    create_institution(
        session, read_institution(bank()), vault=Vault("a key for tests"), password="Beispiel-Passwort 1"
    )
    return session.scalars(select(Institution)).one()


def create(session, path):
    create_institution(session, read_institution(path), vault=Vault("a key for tests"), password="Beispiel-Passwort 1")
    session.flush()


def renew(session, path, **options):
    kept = renew_institution(session, read_institution(path), **options)
    session.flush()
    session.expire_all()
    return kept


def branch(session, slug):
    return session.scalar(select(Branch).where(Branch.slug == slug))


def test_what_the_desk_has_changed_stays_when_the_same_file_is_read_again(bank, session, founded):
    founded.facts = founded.facts | {"service_phone": "0555 999"}
    branch(session, "mitte").hours = "Mo-Fr 10:00-12:00; PH off"
    founded.announcements = [ANNOUNCEMENT | {"slug": "storm"}]
    session.delete(session.scalar(select(Advisor).where(Advisor.slug == "probe")))

    kept = renew(session, bank())

    assert kept == []
    assert founded.facts["service_phone"] == "0555 999"
    assert branch(session, "mitte").hours == "Mo-Fr 10:00-12:00; PH off"
    assert [entry["slug"] for entry in founded.announcements] == ["storm"]
    assert session.scalar(select(Advisor).where(Advisor.slug == "probe")) is None


def test_what_the_file_says_anew_comes_beside_it(bank, session, founded):
    founded.facts = founded.facts | {"service_phone": "0555 999"}
    facts = read_institution(bank()).facts.model_dump() | {"email": "neu@sparkasse-musterstadt.example"}

    kept = renew(session, bank(facts=facts))

    assert kept == []
    assert founded.facts["service_phone"] == "0555 999"
    assert founded.facts["email"] == "neu@sparkasse-musterstadt.example"


def test_where_both_have_changed_it_the_desk_stays_and_it_is_said_once(bank, session, founded):
    founded.facts = founded.facts | {"email": "desk@sparkasse-musterstadt.example"}
    facts = read_institution(bank()).facts.model_dump() | {"email": "file@sparkasse-musterstadt.example"}

    first, second = renew(session, bank(facts=facts)), renew(session, bank(facts=facts))
    email = founded.facts["email"]
    overwritten = renew(session, bank(facts=facts), overwrite=True)

    assert (first, second, overwritten) == (["facts.email"], [], [])
    assert email == "desk@sparkasse-musterstadt.example"
    assert founded.facts["email"] == "file@sparkasse-musterstadt.example"


def test_an_announcement_that_leaves_the_file_ends_unless_the_desk_has_changed_it(bank, session, founded):
    renew(session, bank(announcements=[ANNOUNCEMENT, ANNOUNCEMENT | {"slug": "storm"}]))
    moving, storm = founded.announcements
    founded.announcements = [moving, storm | {"en": "Changed at the desk."}]

    kept = renew(session, bank(announcements=[]))

    assert kept == ["announcements.storm"]
    assert [entry["en"] for entry in founded.announcements] == ["Changed at the desk."]


CENTRE = {
    "slug": "abends",
    "name": "Abendteam",
    "hours": "Mo-Fr 08:00-22:00",
    "company": "Musterruf GmbH",
    "answer_minutes": 5,
}
AGENT_ELSEWHERE = {
    "email": "Ruth@Musterruf.example",
    "name": "Ruth Ruf",
    "company": "musterruf gmbh",
    "roles": {"abends": "external_agent"},
}


@pytest.fixture
def content():
    return yaml.safe_load((HERE / "musterstadt.yml").read_text(encoding="utf-8"))


@pytest.fixture
def with_centre(bank, content):
    """The file with a team of another company more, and one of its people."""

    def write(**changes):
        teams, users = [*content["teams"], CENTRE], [*content["users"], AGENT_ELSEWHERE]
        return bank(**({"teams": teams, "users": users} | changes))

    return write


def team(session, slug):
    return session.scalar(select(Team).where(Team.slug == slug))


def user(session, email):
    return session.scalar(select(User).where(User.email == email))


def test_a_team_of_another_company_has_its_people_and_they_are_agents_of_nobody_else(with_centre, session):
    create(session, with_centre())

    centre, ruth = team(session, "abends"), user(session, "ruth@musterruf.example")
    company = session.get(Organisation, centre.staffed_by_id)
    (role,) = session.scalars(select(Membership).where(Membership.user_id == ruth.id))
    assert (company.kind, company.name) == (OrganisationKind.EXTERNAL_CENTRE, "Musterruf GmbH")
    assert (ruth.organisation_id, role.team_id, role.role) == (company.id, centre.id, Role.EXTERNAL_AGENT)
    assert centre.answer_minutes == 5


def test_a_company_that_works_for_two_institutions_and_its_people_are_there_once(with_centre, session, content):
    create(session, with_centre())
    number = content["number"] | {"phone_number_id": "200000000000009"}
    second = with_centre(slug="zweitstadt", users=[AGENT_ELSEWHERE], advisors=[], number=number, routing=None)
    create(session, second)

    ruth = user(session, "ruth@musterruf.example")
    companies = session.scalars(select(Organisation).where(Organisation.name.ilike("musterruf%"))).all()
    houses = session.scalars(select(Membership.institution_id).where(Membership.user_id == ruth.id)).all()
    assert len(companies) == 1 and len(set(houses)) == 2


def test_who_logs_in_elsewhere_is_not_made_an_agent_of_another_institution(bank, session, content):
    create(session, bank())
    number = content["number"] | {"phone_number_id": "200000000000009"}

    with pytest.raises(SettingsError, match="Somebody else logs in with anna@sparkasse-musterstadt.example"):
        create(session, bank(slug="zweitstadt", advisors=[], number=number))


def test_what_the_file_says_of_routing_is_laid_down_and_kept_by_the_desk(with_centre, session):
    rules = [{"team": "abends", "when": "above", "above": 4, "topics": ["hours"]}]
    create(session, with_centre(routing={"teams": {"limit": "service"}, "outsourcing": rules}))
    institution = session.scalars(select(Institution)).one()
    laid_down = institution.routing

    institution.routing = laid_down | {"return_days": 9}
    renew(session, with_centre(routing={"outsourcing": [{"team": "abends", "when": "closed"}]}))

    assert laid_down == {"teams": {"limit": "service"}, "return_days": 3, "outsourcing": rules}
    assert institution.routing == {
        "teams": {},
        "return_days": 9,
        "outsourcing": [{"team": "abends", "when": "closed"}],
    }


def test_an_advisor_has_the_log_in_that_the_file_names(bank, session, content):
    create(session, bank())
    advisors = {advisor.slug: advisor.user_id for advisor in session.scalars(select(Advisor))}

    assert advisors["muster"] == user(session, "maria@sparkasse-musterstadt.example").id
    assert advisors["vorlage"] is None


def test_a_log_in_that_the_desk_gave_or_whose_email_it_changed_stays(bank, session, founded):
    vorlage = session.scalar(select(Advisor).where(Advisor.slug == "vorlage"))
    beate, maria = (user(session, f"{who}@sparkasse-musterstadt.example") for who in ("beate", "maria"))
    vorlage.user_id, maria.email = beate.id, "mm@sparkasse-musterstadt.example"

    kept = renew(session, bank(), password="Beispiel-Passwort 1")

    muster = session.scalar(select(Advisor).where(Advisor.slug == "muster"))
    assert kept == []
    assert (vorlage.user_id, muster.user_id) == (beate.id, maria.id)
    assert user(session, "maria@sparkasse-musterstadt.example") is None


def test_the_file_of_before_that_knew_no_routing_gets_what_it_says_now(bank, session, content):
    """As the demonstrations that were started before."""
    new = {"push", "capacity", "answer_minutes", "company"}
    teams = [{key: one[key] for key in one.keys() - new} for one in content["teams"] if "company" not in one]
    advisors = [{key: one[key] for key in one.keys() - {"email"}} for one in content["advisors"]]
    users = [one for one in content["users"] if one["name"] in ("Anna Agentin", "Beate Beratung")]
    for one in users:
        one["roles"].pop("overflow", None)
    create(session, bank(teams=teams, advisors=advisors, users=users, routing=None))
    institution = session.scalars(select(Institution)).one()
    forgotten = ("users.", "routing.", *(f"teams.{one['slug']}.{name}" for one in teams for name in new))
    institution.from_file = {
        key: value
        for key, value in institution.from_file.items()
        if not key.startswith(forgotten) and not key.endswith(".email")
    }
    team(session, "service").answer_minutes = 20
    session.flush()

    kept = renew(session, bank(), password="Beispiel-Passwort 1")

    assert kept == []
    ebanking = team(session, "ebanking")
    assert (ebanking.push, ebanking.capacity, team(session, "service").answer_minutes) == (True, 8, 20)
    assert team(session, "overflow").staffed_by_id is not None
    assert institution.routing["outsourcing"] == [{"team": "overflow", "when": "above", "above": 3}]
    muster = session.scalar(select(Advisor).where(Advisor.slug == "muster"))
    assert muster.user_id == user(session, "maria@sparkasse-musterstadt.example").id
    assert user(session, "fatma@beispiel-dialog.example") is not None


def test_people_are_made_once_and_never_without_a_password(bank, session, founded, content):
    new = {"email": "neu@sparkasse-musterstadt.example", "name": "Neu Hier", "roles": {"service": "agent"}}
    path = bank(users=[*content["users"], new])

    renew(session, path)
    without = user(session, new["email"])
    renew(session, path, password="Beispiel-Passwort 1")
    made = user(session, new["email"])
    made.email = "anders@sparkasse-musterstadt.example"
    renew(session, path, password="Beispiel-Passwort 1")

    assert without is None and made.name == "Neu Hier"
    assert user(session, new["email"]) is None


def test_an_operator_makes_a_log_in_for_somebody_of_another_company(with_centre, session, database_url, redis_url):
    create(session, with_centre())
    session.commit()
    settings = Settings().model_copy(update={"database_url": database_url, "redis_url": redis_url})
    entry = {"email": "rolf@musterruf.example", "name": "Rolf Ruf", "roles": {"abends": "external_agent"}}

    add_person(settings, "musterstadt", entry | {"company": "Musterruf GmbH"}, password="Beispiel-Passwort 1")

    assert user(session, "rolf@musterruf.example").organisation_id == team(session, "abends").staffed_by_id
    with pytest.raises(SettingsError, match="no company Fremdruf"):
        other = entry | {"email": "rita@fremdruf.example", "company": "Fremdruf"}
        add_person(settings, "musterstadt", other, password="Beispiel-Passwort 1")


def change_of(content, where, slug, **change):
    return {where: [one | change if one.get("slug") == slug else one for one in content[where]]}


@pytest.mark.parametrize(
    ("where", "slug", "change", "sentence"),
    [
        ("teams", "ebanking", {"capacity": 0}, "capacity"),
        ("teams", "ebanking", {"answer_minutes": 500}, "answer_minutes"),
        ("teams", "overflow", {"company": ""}, "company"),
        ("teams", "overflow", {"company": "Andere GmbH"}, "no team is of the company that emil@"),
        ("advisors", "muster", {"email": "maria"}, "email"),
    ],
)
def test_what_is_wrong_with_a_team_or_an_advisor_is_said(bank, content, where, slug, change, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read_institution(bank(**change_of(content, where, slug, **change)))


@pytest.mark.parametrize(
    ("routing", "sentence"),
    [
        ({"outsourcing": [{"team": "overflow", "when": "above"}]}, "above how many chats"),
        ({"outsourcing": [{"team": "overflow", "when": "closed", "above": 3}]}, "above how many chats"),
        ({"outsourcing": [{"team": "overflow", "when": "sometimes"}]}, "when"),
        ({"outsourcing": [{"team": "service", "when": "always"}]}, "no team service is of another company"),
        ({"outsourcing": [{"team": "overflow", "when": "always"}] * 2}, "more than one rule for the team overflow"),
        ({"outsourcing": [{"team": "overflow", "when": "always", "topics": ["unlok"]}]}, "no topic unlok"),
        ({"teams": {"limit": "overflow"}}, "the house has no team overflow"),
        ({"teams": {"limmit": "service"}}, "no topic limmit"),
        ({"return_days": 99}, "return_days"),
    ],
)
def test_what_is_wrong_with_the_routing_is_said(bank, routing, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read_institution(bank(routing=routing))


def test_who_works_for_another_company_is_an_external_agent(with_centre, content):
    wrong = AGENT_ELSEWHERE | {"roles": {"abends": "agent"}}

    with pytest.raises(SettingsError, match="“abends: agent” must be “abends: external_agent”"):
        read_institution(with_centre(users=[*content["users"], wrong]))


@pytest.mark.parametrize("email", ["nobody@sparkasse-musterstadt.example", "rita@sparkasse-musterstadt.example"])
def test_an_advisor_whose_log_in_is_not_there_or_takes_no_chats_is_refused(bank, session, content, email):
    file = bank(**change_of(content, "advisors", "muster", email=email))

    with pytest.raises(SettingsError, match=f"advisor muster: nobody logs in with {email}"):
        create(session, file)

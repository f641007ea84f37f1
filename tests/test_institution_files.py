"""An institution's file, read, made and brought up to date."""

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.database import connect_plainly
from handoff.demo.institutions import HERE
from handoff.errors import SettingsError
from handoff.institutions import create_institution, read_institution, renew_institution
from handoff.models import Advisor, Branch, Institution, Label, TextBlock, User
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

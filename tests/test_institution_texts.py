"""What an institution sets up at the desk, as the bot takes it up at the next message."""

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select, update

from handoff.calling_off import tell_called_off
from handoff.catalogue import load_catalogue
from handoff.institutions.click_to_chat import GENERAL, presets
from handoff.institutions.file import Facts
from handoff.institutions.texts import own_texts
from handoff.models import Branch, Callback, Conversation, Event, Institution, SignUp, SignUpState, Team
from handoff.settings import ROOT
from handoff.vault import Vault
from handoff.web.administration.facts import GROUPS
from handoff.workbench.rehearsal import phone as says


async def hear(service, text):
    heard = len(service.graph.bubbles)
    await service.arrive(service.phone("4915155500001"), says.text(text))
    await service.settle()
    return "\n".join(bubble.text for bubble in service.graph.bubbles[heard:])


async def put(service, **values):
    async with service.sessions.begin() as session:
        await session.execute(update(Institution).values(**values))


def test_each_fact_has_its_place_in_the_form_once():
    placed = [name for names in GROUPS.values() for name in names]

    assert sorted(placed) == sorted(Facts.model_fields)


def test_each_text_that_may_be_replaced_is_one_of_the_bots():
    for own in own_texts().values():
        assert own.usual.keys() == {"de", "en"}
        assert own.must <= set(own.may("de"))


async def test_own_words_are_said_from_the_next_message_on(service):
    await hear(service, "Hallo")
    texts = {"de": "Sofort, sagt die {institution_name}.", "en": "At once, says {institution_name}."}
    await put(service, texts={"utter_handed_over_open": texts})

    said = await hear(service, "Ich möchte mit einem Menschen sprechen")

    assert "Sofort, sagt die Sparkasse Musterstadt." in said


async def test_words_that_name_what_nobody_gives_do_no_harm(service):
    await put(service, texts={"utter_handed_over_open": {"de": "Bis {nowhen}!"}})
    await hear(service, "Hallo")

    said = await hear(service, "Ich möchte mit einem Menschen sprechen")

    assert "Unser Team weiß Bescheid" in said


async def test_hours_and_facts_change_without_a_restart(service):
    await hear(service, "Hallo")
    async with service.sessions.begin() as session:
        await session.execute(update(Branch).values(hours="Mo-Su 05:00-06:00"))

    assert "5–6 Uhr" in await hear(service, "Wann haben Sie geöffnet?")


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_preset_of_a_poster_is_understood_as_its_topic(bot, language):
    catalogue = load_catalogue(ROOT / "data")

    understood = {
        topic: catalogue.topic_of(bot.parse(texts[language], language).intent) for topic, texts in presets().items()
    }

    assert understood == {topic: topic for topic in presets()}


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_preset_of_a_poster_is_an_example_of_its_topic(language):
    for topic, texts in presets().items():
        nlu = yaml.safe_load((ROOT / "data" / topic / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
        examples = {
            line.removeprefix("- ").casefold() for entry in nlu for line in entry.get("examples", "").split("\n")
        }
        assert topic == GENERAL or texts[language].casefold() in examples, topic


def vault_of(service):
    return Vault(service.settings.secret_key.get_secret_value())


async def call_off(service):
    async with service.sessions.begin() as session:
        await session.execute(update(Event).values(cancelled_at=service.clock()))
    async with service.sessions.begin() as session:
        return await tell_called_off(
            session, catalogue=load_catalogue(ROOT / "data"), vault=vault_of(service), now=service.clock()
        )


async def sign_up(service):
    await hear(service, "Hallo")
    async with service.sessions.begin() as session:
        conversation = await session.scalar(select(Conversation))
        events = select(Event).where(Event.institution_id == conversation.institution_id).order_by(Event.starts_at)
        event = (await session.scalars(events)).first()
        session.add(
            SignUp(
                institution_id=conversation.institution_id,
                event_id=event.id,
                customer_id=conversation.customer_id,
                people=2,
                state=SignUpState.COMING,
                created_at=service.clock(),
            )
        )
    return event


async def test_who_had_signed_up_hears_in_the_chat_that_it_is_off_and_only_once(service):
    event = await sign_up(service)
    heard = len(service.graph.bubbles)

    told, again = await call_off(service), await call_off(service)
    await service.settle()

    said = [bubble.text for bubble in service.graph.bubbles[heard:]]
    assert (len(told), again) == (1, [])
    assert len(said) == 1 and event.title["de"] in said[0] and "findet nicht statt" in said[0]
    async with service.sessions() as session:
        assert (await session.scalar(select(SignUp.state))) is SignUpState.CANCELLED
        assert (await session.get_one(Event, event.id)).taken == 0
    assert event.title["de"] not in await hear(service, "Welche Veranstaltungen gibt es?")


async def test_a_call_is_for_the_team_that_the_institution_has_chosen_for_events(service):
    await sign_up(service)
    await put(service, routing={"teams": {"event": "ebanking"}})
    service.clock.now += timedelta(hours=25)

    await call_off(service)

    async with service.sessions() as session:
        callback = await session.scalar(select(Callback))
        assert (await session.get_one(Team, callback.team_id)).slug == "ebanking"


async def test_whom_we_may_not_write_to_gets_a_call(service):
    await sign_up(service)
    service.clock.now += timedelta(hours=25)

    await call_off(service)

    async with service.sessions() as session:
        callback = await session.scalar(select(Callback))
        assert vault_of(service).unseal(callback.phone) == "+4915155500001"
        assert callback.topic == "event" and callback.earliest >= service.clock()

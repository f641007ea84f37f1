"""For whom the chat is, when a customer asks for an advisor."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import func, select

from actions.advisor.reaching import ReachAdvisor
from actions.handoff import HandOver
from handoff.demo.institutions import demo_records
from handoff.models import Advisor, Organisation, Record, RecordAssignment, User

DOMAIN = {"slots": {}}


def heard(text, intent="reach_advisor"):
    return Tracker("one", {}, {"intent": {"name": intent}, "text": text, "entities": []}, [], False, None, {}, None)


async def reached(text, action=None, intent="reach_advisor"):
    dispatcher = CollectingDispatcher()
    events = await (action or ReachAdvisor()).run(dispatcher, heard(text, intent), DOMAIN)
    return [message["response"] for message in dispatcher.messages], events


@pytest.fixture
async def log_in(turn):
    """Maria Muster's."""
    user = await turn.session.scalar(select(User).where(User.email == "beate@sparkasse-musterstadt.example"))
    advisor = await turn.session.scalar(select(Advisor).where(Advisor.slug == "muster"))
    advisor.user_id = user.id
    await turn.session.flush()
    return user.id


async def assign(turn, number, *, undone=False):
    record = await turn.session.scalar(
        select(Record).where(Record.customer_number == number, Record.institution_id == turn.institution.id)
    )
    user = await turn.session.scalar(select(User.id).limit(1))
    turn.session.add(
        RecordAssignment(
            institution_id=turn.institution.id,
            customer_id=turn.customer.id,
            record_id=record.id,
            assigned_by_id=user,
            assigned_at=turn.now,
            undone_by_id=user if undone else None,
            undone_at=turn.now if undone else None,
        )
    )
    await turn.session.flush()


async def test_who_is_named_is_whom_the_chat_is_for(turn, log_in):
    responses, _ = await reached("ich möchte maria mustr sprechen")

    assert responses[0] == "utter_advisor_named"
    assert (turn.wish.named, turn.wish.topic) == (log_in, "advisor")
    assert turn.wish.gathered == {"advisor_name": "Maria Muster"}


async def test_who_has_no_log_in_is_told_to_the_team_by_name(turn):
    await reached("Herr Vorlage bitte")

    assert (turn.wish.named, turn.wish.gathered) == (None, {"advisor_name": "Viktor Vorlage"})


async def test_without_a_name_it_is_the_advisor_of_ones_record_whose_name_is_not_told(turn, log_in):
    await assign(turn, "1004711")

    responses, _ = await reached("mein berater bitte")

    assert responses[0] == "utter_advisor"
    assert (turn.wish.named, turn.wish.gathered) == (log_in, {"advisor_name": "Maria Muster"})


@pytest.mark.parametrize("number", ["1009001", None])
async def test_without_record_or_advisor_it_is_for_the_team(turn, number):
    if number:
        await assign(turn, number)

    await reached("mein berater bitte")

    assert (turn.wish.named, turn.wish.gathered) == (None, {})


async def test_an_assignment_that_was_undone_counts_no_longer(turn, log_in):
    await assign(turn, "1004711", undone=True)

    await reached("mein berater bitte")

    assert turn.wish.named is None


async def test_who_asks_for_a_person_and_names_an_advisor_wants_that_one(turn):
    _, events = await reached("ein mensch bitte, frau probe", HandOver(), "ask_human")
    assert [event["name"] for event in events] == ["action_reach_advisor"]

    responses, _ = await reached("ein mensch bitte, frau becker", HandOver(), "ask_human")
    assert turn.wish.topic == "human" and len(responses) == 1


async def test_another_institutions_advisors_are_nobody_here(turn):
    responses, events = await reached("Frau Entwurf bitte")

    assert (responses, turn.wish) == ([], None)
    assert events[-1]["name"] == "advisor_form"


async def test_the_demo_institutions_have_their_records(turn):
    counted = select(Organisation.slug, func.count()).join(Record, Record.institution_id == Organisation.id)
    rows = await turn.session.execute(counted.group_by(Organisation.slug))

    assert {slug: number for slug, number in rows} == {slug: len(rows) for slug, rows in demo_records().items()}

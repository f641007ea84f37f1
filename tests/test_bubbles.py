"""At most two bubbles, and nothing lost that could be kept."""

from bot.turn import Button, Choice, Reply
from handoff.inbox.bubbles import bubbles_of, squeeze
from handoff.sending import Bubble, Offer

PERSON = Offer("Mit Menschen chatten", "ask_human")


def bubble(name, body="Text", **more):
    return Bubble(body, response_name=name, **more)


def test_a_text_alone_joins_what_follows():
    said = squeeze([bubble("notice", "Willkommen."), bubble("answer", "Gern.", offers=(PERSON,)), bubble("question")])

    assert [one.response_name for one in said] == ["notice+answer", "question"]
    assert (said[0].body, said[0].offers) == ("Willkommen.\n\nGern.", (PERSON,))


def test_a_link_that_joins_stays_as_an_address():
    said = squeeze(
        [bubble("answer", link=("Mehr", "https://x.example")), bubble("offer", offers=(PERSON,)), bubble("q")]
    )

    assert [one.response_name for one in said] == ["answer+offer", "q"]
    assert "https://x.example" in said[0].body


def test_what_would_be_too_long_together_joins_elsewhere_or_not_at_all():
    long = "x" * 900

    said = squeeze([bubble("notice", long), bubble("answer", long, offers=(PERSON,)), bubble("question")])
    alone = squeeze(
        [bubble("a", long, offers=(PERSON,)), bubble("b", long, offers=(PERSON,)), bubble("c", long, offers=(PERSON,))]
    )

    assert [one.response_name for one in said] == ["notice", "answer+question"]
    assert [one.response_name for one in alone] == ["a", "b", "c"]


def test_two_bubbles_are_left_as_they_are():
    said = [bubble("a"), bubble("b")]

    assert squeeze(said) == said


def test_a_person_can_be_asked_for_when_the_form_is_long_over():
    buttons = (Button("Mit Menschen chatten", Choice("ask_human")), Button("Diese Nummer", Choice("inform")))

    [said] = bubbles_of([Reply("utter_not_here", "Text", buttons)], form_run=7)

    assert [offer.form_run for offer in said.offers] == [None, 7]

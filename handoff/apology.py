"""What a customer is told when the bot can't say anything itself: it failed, or there is no model."""

from handoff.sending import Bubble, Offer

FAILED = {
    "de": "Entschuldigung, das hat gerade nicht geklappt. Möchten Sie mit einem Menschen aus unserem Team schreiben?",
    "en": "Sorry, that didn't work just now. Would you like to chat with a person from our team?",
}
HANDED_OVER = {
    "de": "Entschuldigung, ich komme hier nicht weiter. Ich habe Ihr Anliegen an unser Team gegeben. "
    "Es meldet sich hier im Chat bei Ihnen.",
    "en": "Sorry, I can't get any further here. I have passed your request on to our team. "
    "They will reply to you here in this chat.",
}
PERSON = {"de": "Ja, bitte", "en": "Yes, please"}

FAILURE = "utter_failure"
PERSON_INTENT = "ask_human"


def offer_of_a_person(language: str) -> Bubble:
    return Bubble(FAILED[language], offers=(Offer(PERSON[language], PERSON_INTENT),), response_name=FAILURE)


def handed_over(language: str) -> Bubble:
    return Bubble(HANDED_OVER[language], response_name="utter_failure_handed_over")

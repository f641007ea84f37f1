"""Which language a message is in, and when the conversation's own is kept."""

import time
from statistics import median

import pytest

from handoff.language import detect

GERMAN = """
Hallo, ich habe meine PIN vergessen
mein online banking login geht nicht mehr
ich brauche bitte eine neue card pin
Wann haben Sie am Samstag geöffnet?
wann habt ihr heute offen
koennen sie mir einen termin geben fuer naechste woche
Ich moechte mein Limit erhoehen
wo ist die naechste filiale
Guten Tag, mein Zugang ist gesperrt
die app zeigt immer error an
pushTAN geht nicht seit gestern
hab ein neues handy und pushtan klappt nich
meine kreditkarte ist weg hilfe
Ich würde gern am Event teilnehmen
Kann ich mich für das Webinar anmelden?
bitte rufen Sie mich zurück unter
ich will mit einem menschen reden
könnt ihr mir helfen bitte danke
Push TAN Reset bitte für mein Smartphone
brauche termin bei berater morgen
Wie hoch ist mein Online Banking Limit?
ich komm am Montag nicht, bitte verschieben
der termin morgen passt mir leider nicht
ich verspäte mich um zehn minuten
Danke, das hat super geklappt!
das war sehr hilfreich vielen dank
haben sie am 24 dezember auf
Login Daten falsch, App Update gemacht, nix geht
habt ihr auch Apple Pay und Google Pay
Mein Name ist John Smith und ich brauche Hilfe
wie kann ich das password resetten
ich hab meine Credit Card verloren
Frage zu meinem Konto bei Ihnen
was kostet ein giro konto bei euch
moin moin wie gehts euch so
""".strip().splitlines()

ENGLISH = """
Hello, I forgot my PIN
my online banking login does not work
I need a new card please
When are you open on Saturday?
what time do you close today
can I get an appointment next week
I would like to raise my limit
where is the nearest branch
Good morning, my access is locked
the app keeps showing an error
pushTAN stopped working since yesterday
i got a new phone and pushtan doesnt work
my credit card is gone, help
I'd like to join the event
can i sign up for the webinar
please call me back tomorrow
i want to talk to a human
could you help me please thanks
how high is my daily limit
i cant come on monday please move it
the appointment tomorrow doesn't suit me
I'm running ten minutes late
Thanks, that worked great!
that was very helpful thank you
are you open on december 24
need appointment with advisor tomorow
my acount is bloked wat can i do
How do I reset my password
do you have apple pay
my name is Hans Müller and I need help
is the Sparkasse in Musterstadt open today
i moved to a new adress, what now
i live at Hauptstraße 5 and need a branch
pls cancel my apointment on friday
""".strip().splitlines()

MIXED_GERMAN = """
mein Online Banking Account ist locked, was tun
Online Banking App Login Error seit Update
Push TAN Reset bitte für mein Smartphone
Login Daten falsch, App Update gemacht, nix geht
Service Center Support Hotline bitte um Feedback
""".strip().splitlines()


@pytest.mark.parametrize("current", [None, "de", "en"])
@pytest.mark.parametrize("text", GERMAN)
def test_german_sentences_are_german(text, current):
    assert detect(text, current=current) == "de"


@pytest.mark.parametrize("current", [None, "de", "en"])
@pytest.mark.parametrize("text", ENGLISH)
def test_english_sentences_are_english(text, current):
    assert detect(text, current=current) == "en"


@pytest.mark.parametrize("current", [None, "de"])
@pytest.mark.parametrize("text", MIXED_GERMAN)
def test_german_full_of_the_banks_english_stays_german(text, current):
    assert detect(text, current=current) == "de"


@pytest.mark.parametrize("current", ["de", "en"])
@pytest.mark.parametrize("text", ["ok", "hello", "hallo", "danke", "thanks!", "PIN vergessen", "my card", "Moin moin"])
def test_below_four_words_the_conversations_language_is_kept(text, current):
    assert detect(text, current=current) == current


@pytest.mark.parametrize("current", ["de", "en"])
@pytest.mark.parametrize(
    "text",
    ["", "👍", "😀😀😀 🎉", "12345", "0151 55512345", "?!", "24.12. 14:30", "⟦IBAN⟧ ⟦PIN⟧ ⟦TAN⟧ ⟦CARD⟧", "a@example.de"]
    + ["https://www.example.de/das/ist/die/adresse/der/seite", "PIN TAN IBAN BIC", "App Login Password Reset"],
)
def test_what_has_no_language_keeps_the_conversations(text, current):
    assert detect(text, current=current) == current


@pytest.mark.parametrize(
    "text",
    ["Hello", "hi there", "thanks", "thank you!", "Good morning", "opening hours?", "help", "my pin"]
    + [
        "on Friday",
        "no",
        "tomorrow at 10",
        "a loan",
        "I am locked",
        "who am i",
        "card was stolen",
        "account was hacked",
    ],
)
def test_a_first_short_message_is_english_if_unmistakably_so(text):
    assert detect(text, current=None) == "en"


@pytest.mark.parametrize(
    "text",
    ["Hallo", "moin", "Guten Tag", "hi", "hey", "PIN vergessen", "👍", "", "ok", "Termin", "Login"]
    + ["Karte is weg", "App is kaputt", "is offen heut", "Do 14 Uhr", "Problem mit IT", "am Freitag", "im Mai", "was"],
)
def test_a_first_short_message_is_german_otherwise(text):
    assert detect(text, current=None) == "de"


@pytest.mark.parametrize("usual", ["de", "en"])
def test_a_first_message_that_tells_nothing_is_taken_for_what_the_customer_wrote_earlier(usual):
    assert [detect(text, current=None, usual=usual) for text in ("ok", "👍", "12", "Login")] == [usual] * 4
    assert detect("Guten Tag", current=None, usual=usual) == "de"
    assert detect("good morning", current=None, usual=usual) == "en"


def test_capitals_change_nothing():
    assert detect("WARUM GEHT MEINE KARTE NICHT", current="en") == "de"
    assert detect("WHY DOES MY CARD NOT WORK", current="de") == "en"


def test_once_loaded_a_call_takes_under_a_millisecond():
    detect("This loads what is needed", current=None)

    def seconds(text):
        start = time.perf_counter()
        detect(text, current="de")
        return time.perf_counter() - start

    assert median(seconds(text) for text in GERMAN + ENGLISH) < 0.001

"""PIN, TAN, passwords, log-ins, account numbers, papers, dates of birth: found by the name they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.guard import Kind, mask

SECRETS = {
    Kind.PIN: """
        meine PIN ist «1234»
        pin: «12345»
        PIN lautet «eins zwei drei vier»
        PIN lautet «einszweidreivier»
        meine pin lautet «zwölf vierunddreißig»
        meine pin ist «zwoelf vierunddreissig»
        my pin is «1234»
        my PIN is «one two three four»
        pin «double three four five»
        pin «twelve thirty-four»
        PIN=«4711»
        PIN lautet «eins fu\u0308nf drei zwei»
        PIN «4711» eingegeben, geht nicht
        «1234» ist meine PIN
        «1234» is my pin
        Geheimzahl «4711»
        meine Karten-PIN: «4711»
        die Online-Banking-PIN lautet «12345»
        Online Banking PIN ist «Hund7x»
        PIN war glaube ich «1234»
        die alte Pin «1234» geht nicht mehr
        PIN «12 34»
        PIN «1-2-3-4»
        P\u200bIN «12\u200b34»
        PIN: «１２３４»
        PIN 'ist' «1234»
        neue PIN für mein Konto ist «1234»
        meine neue pin soll «4711» sein
        ich möchte meine PIN auf «4711» ändern
        p i n «1234»
        *PIN*: «1234»
        _pin_ «1234»
        PIN («1234»)
        meine PIN ist «1 2 3 4» und meine Nummer 0151 55512345
        """,
    Kind.TAN: """
        tan «123456»
        die TAN «123-456»
        die TAN «123 456» geht nicht
        pushTAN: «123456»
        SMS-TAN lautet «eins zwei drei vier fünf sechs»
        TAN-Nummer «123456»
        «123456» ist die TAN
        tan: «123 456 78»
        TAN eingegeben: «123456»
        the TAN I got is «123456»
        meine tan ist «A1B2C3»
        the tan is «123456»
        Freigabecode «123456»
        my verification code is «123456»
        """,
    Kind.PASSWORD: """
        mein passwort ist «Sommer2024!»
        Kennwort: «geheimnis»
        Kennwort «Sommer2024»
        password is «hunter2»
        pw «abc12345»
        PW: «hallo!welt»
        mein Passwort lautet «schatzi»
        mein Passwort ist «schatzi»
        Mein Passwort lautet "«blauer Hund»"
        das Passwort ist «12345678», bitte ändern
        my password is «sunshine».
        my new password: «P@ssw0rd»
        Passwort «Pa$$wort»
        """,
    Kind.ACCOUNT: """
        Kontonummer «1234567890»
        meine Kontonummer lautet «123 456 789»
        Kto.-Nr.: «123456789»
        Kto «1234567»
        Ktnr. «1234567»
        BLZ 37040044 Konto «532013000»
        mein Konto «1234567»
        account number «12345678»
        my account no. is «12345678»
        «1234567890» ist meine Kontonummer
        Kontonummer «0123456789»
        Kontonummer «eins zwei drei vier fünf sechs sieben»
        """,
    Kind.LOGIN: """
        Anmeldename «max.muster1»
        Anmeldename: «mbeispiel»
        mein Anmeldename lautet «mara_b»
        Legitimations-ID «1234567»
        Legitimations-ID: «12345ABC»
        Benutzername «mara80»
        my username is «mara80»
        user id: «4711mara»
        Benutzer: «mara80»
        """,
    Kind.TAX_ID: """
        Steuer-ID «36 574 261 809»
        meine Steueridentifikationsnummer ist «12345678901»
        «36574261809»
        «36 574 261 809»
        tax id: «36574261809»
        Steuerident «12 345 678 901»
        Steuernummer «12/345/67890»
        """,
    Kind.ID_CARD: """
        meine Ausweisnummer ist «L01X00T471»
        «L01X00T471»
        Personalausweis «T22000129»
        Reisepass: «C01X00T478»
        passport number «C01X00T47»
        """,
    Kind.BIRTH_DATE: """
        geboren am «1.2.1980»
        Geburtsdatum «01.02.80»
        Geburtsdatum: «01021980»
        geb. «01.02.1980»
        geb.dat. «01.02.1980»
        geb. am «1. Februar 1980»
        mein Geburtsdatum ist der «1.2.1980»
        ich bin am «1. Februar 1980» geboren
        «1.2.1980» ist mein Geburtsdatum
        born on «February 1, 1980»
        I was born on «1st of February 1980»
        date of birth: «01/02/1980»
        DOB «1980-02-01»
        Mein Geburtstag: «29.02.1980»
        """,
}
CASES = [(kind, line.strip()) for kind, lines in SECRETS.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("kind", "marked"), CASES)
def test_what_is_named_is_masked_and_nothing_else(kind, marked):
    head, rest = marked.split("«")
    secret, tail = rest.split("»")

    masked = mask(head + secret + tail)

    assert masked.text == head + kind.placeholder + tail


@given(
    st.from_regex(r"[1-9][0-9]{3,5}", fullmatch=True), st.sampled_from(["PIN {}", "pin: {}", "Meine PIN lautet {}!"])
)
def test_any_pin_is_masked(pin, sentence):
    assert mask(sentence.format(pin)).text == sentence.format("⟦PIN⟧")


@given(st.from_regex(r"(?=[A-Za-z]*[0-9])[A-Za-z0-9]{6,16}", fullmatch=True))
def test_any_cryptic_password_is_masked(password):
    assert password not in mask(f"mein Passwort ist {password} und es geht nicht").text


def test_two_numbers_in_one_sentence_are_both_masked():
    assert mask("PIN für die Karte 1234 lautet 5678").text == "PIN für die Karte ⟦PIN⟧ lautet ⟦PIN⟧"

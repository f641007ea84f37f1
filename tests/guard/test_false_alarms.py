"""What people of a savings bank write every day and what must stay readable."""

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from handoff.guard import Expected, mask

SENTENCES = """
0151 55512345
Rückruf bitte unter 0151/555 12 345 oder +49 (0)30 1234567
+49 151 55512345
0049 151 55512345
49 151 55512345
4915155512345
030-1234567-0
null eins fünf eins fünf fünf fünf eins zwei drei vier fünf
am 24.12.2024 um 14:30
Termine: 24.12.2024 14.01.2025
24.12.2024 14:30 - 15:30 Uhr
am 24. Dezember um halb drei
Geht Dienstag 14 Uhr oder Mittwoch 15.30 Uhr?
29.02.2028
1.234,56 €
12.500,00 EUR am 01.03.2025
2500 Euro
1.000.000 Euro
Ich möchte das Limit auf 5000 erhöhen
Limit 5.000 statt 1.000
PLZ 12345
12345 Musterstadt, Musterstraße 12
Bestellnummer 123456789012345
Ticket 123456789012
Rechnungsnummer: 2024-4711-0815
geöffnet Mo-Fr 09:00-12:30 14:00-18:00
TAN-Verfahren
pushTAN geht nicht
pushTAN 2.0
pushTAN seit 2024 kaputt
Ich brauche eine TAN für 250 Euro
Die TAN kommt nicht an
chipTAN Generator kostet 12,90 Euro
PIN vergessen
neue PIN
Neue PIN bitte an 12345 Musterstadt
ich habe 3 mal die PIN falsch eingegeben
PIN 3x falsch
PIN Brief dauert 5 Tage
PIN-Brief kam am 12.03.2024 nicht an
PIN vergessen, Rückruf 0151 2345678
neue PIN 0151 5551234
mit der PIN 1000 Euro abgehoben
Meine PIN hat 5 Stellen
PIN ist gesperrt
Wie ändere ich die PIN?
passwort vergessen
Passwort 3x falsch eingegeben
Mein Passwort ist falsch
mein passwort ist leider abgelaufen
Passwort: wie ändere ich das?
Das Passwort wird nicht akzeptiert
passwort ist weg!!
Passwort Reset
Passwort/PIN vergessen
Kennwort funktioniert nicht
my password is not working
my password is wrong
I forgot my password
password reset please
Anmeldename vergessen
mein Benutzername ist gesperrt
Was ist eine Legitimations-ID?
Personalausweis verlängern 2025
Brauche ich den Personalausweis für den Termin am 24.12.2024?
Kontonummer vergessen. Tel 0151 55512345
Konto 2500 Euro
konto für 3 Kinder
meine Karte wurde am 12.03.2024 um 14:30 gesperrt
Kartennummer weiß ich nicht
Geburtstag am 24.12. offen?
ich wurde am 24.12.2024 angerufen
ich bin 1980 geboren
bis 31.12.2025 2 Personen
wir kommen zu acht
Nr. 7 und 8
https://www.example.de/123/456
Wir sind 12 Erwachsene und 8 Kinder
Call me at (212) 555-0123 tomorrow at 3:30 pm
I need 2,500.00 dollars by 12/24/2024
Steuer-ID nicht zur Hand
Die BLZ ist 37040044
PIN nach 3 Versuchen gesperrt
PIN-Eingabe um 14:30 fehlgeschlagen
Ich möchte meine PIN am 24.12. ändern
4 oder 6stellige PIN?
pushTAN-Registrierung dauert 10 Minuten
TAN Liste seit 14.09.2019 ungültig
SMS TAN an 0151 55512345 senden
Neue Nummer für pushTAN: 0151 55512345
Konto seit 1998 bei Ihnen
Kontostand 1234
account opening on 12/24/2024
Das Passwort ist mir entfallen
mein passwort ist seit gestern gesperrt
Passwort muss 8 Zeichen haben
Anmeldename: weiß ich nicht
Login: geht nicht
Personalausweis 10.10.2025 abgelaufen
Tel. 0049-30-1234567
116116
Auftrag 4711-0815-1234-5678
Vorgangsnummer VN-2024-000123
Sendungsnummer 00340434161094022115
Mo 9-12, 14-16; Di 9-12, 14-18; Mi 9-12
350 000 Euro, 20 Jahre, 3,5 %
6 Richtige: 3 12 17 24 33 45
WKN 840400, ISIN DE0008404005
iPhone 15 Pro Max 256GB, App-Version 6.12.3
Fehlercode 12345678
Mein Konto: 1.234,56 € im Minus
seit 1.2.1980 Kunde
abgebucht 24.12. 14.01. 12.02. 13.03. je 50
""".strip().splitlines()


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("expected", Expected)
def test_everyday_sentences_stay(text, expected):
    assert mask(text, expected=expected).text == text


NUMBERS = [
    number
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    if (number := phonenumbers.example_number_for_type(region, kind))
]
STYLES = [
    lambda n: phonenumbers.format_number(n, PhoneNumberFormat.E164),
    lambda n: phonenumbers.format_number(n, PhoneNumberFormat.INTERNATIONAL),
    lambda n: phonenumbers.format_number(n, PhoneNumberFormat.NATIONAL),
    lambda n: phonenumbers.format_number(n, PhoneNumberFormat.E164).replace("+", "00"),
    lambda n: phonenumbers.format_number(n, PhoneNumberFormat.INTERNATIONAL).replace(" ", "/"),
    lambda n: phonenumbers.format_number(n, PhoneNumberFormat.INTERNATIONAL).replace(" ", "-"),
]
PHRASES = [
    "{}",
    "Bitte rufen Sie unter {} zurück",
    "PIN vergessen, Tel. {}",
    "my number is {}.",
    "Handy: {}\n24.12.2024 10 Uhr",
]


@given(st.sampled_from(NUMBERS), st.sampled_from(STYLES), st.sampled_from(PHRASES))
def test_phone_numbers_of_all_regions_stay(number, style, phrase):
    text = phrase.format(style(number))

    assert mask(text, expected=Expected.PHONE).text == text


GERMAN_AREAS = st.sampled_from("030 040 089 0221 0551 03643 036458 0151 0160 0176".split())


@given(GERMAN_AREAS, st.from_regex(r"[1-9][0-9]{4,7}", fullmatch=True), st.sampled_from([" ", "/", "-", " / ", ""]))
def test_german_phone_numbers_stay_whatever_was_expected(area, number, gap):
    for text in (f"{area}{gap}{number}", f"+49 {area[1:]}{gap}{number}", f"+49 (0){area[1:]}{gap}{number}"):
        assert mask(text).text == text


@given(
    st.integers(1, 9_999_999),
    st.integers(0, 99),
    st.sampled_from(["{} €", "{} Euro", "EUR {}", "Überweisung über {}€"]),
)
def test_amounts_stay(euros, cents, phrase):
    amount = f"{euros:,}".replace(",", ".") + f",{cents:02}"

    assert mask(phrase.format(amount)).text == phrase.format(amount)
    assert mask(phrase.format(euros)).text == phrase.format(euros)


@given(
    st.datetimes(),
    st.sampled_from(["%d.%m.%y", "%d.%m.2026 um %H:%M", "%H.%M Uhr", "2026-%m-%d", "am %d.%m. %H:%M Uhr"]),
)
def test_dates_and_times_stay(moment, style):
    text = moment.strftime(f"Termin {style} bitte, Tel. 0151 55512345")

    assert mask(text, expected=Expected.DATE).text == text


@given(st.integers(1000, 99999), st.sampled_from(["PLZ {:05}", "{:05} Musterstadt", "Wohne in {:05}", "{:05}"]))
def test_postcodes_stay(postcode, phrase):
    assert mask(phrase.format(postcode)).text == phrase.format(postcode)


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüß ,.!?", max_size=120))
def test_a_text_without_digits_and_names_stays(text):
    assume(not any(name in text for name in ("pass", "kenn", "pw", "login", "user", "name", "pin", "wort")))
    masked = mask(text)

    assert masked.text == text


@given(
    st.integers(1, 9_999_999),
    st.integers(0, 99),
    st.sampled_from(["{} €", "EUR {}", "{} EUR", "${}", "I paid {} dollars", "£{}"]),
)
def test_amounts_in_english_writing_stay(whole, cents, phrase):
    assert mask(phrase.format(f"{whole:,}.{cents:02}")).text == phrase.format(f"{whole:,}.{cents:02}")


@given(
    st.integers(10**5, 10**18),
    st.sampled_from(["Bestellnummer {}", "Auftrag {}", "Ticket #{}", "Vorgangsnummer: {}", "order no. {}", "ISBN {}"]),
)
def test_numbers_of_orders_and_tickets_stay(number, phrase):
    assert mask(phrase.format(number)).text == phrase.format(number)


HOURS = st.integers(0, 23)


@given(
    st.lists(st.tuples(HOURS, HOURS), min_size=1, max_size=7),
    st.sampled_from(["{}-{}", "{:02}:00-{:02}:30", "{}.00-{}.30 Uhr", "{} - {} Uhr", "{} bis {}"]),
    st.sampled_from([", ", "; ", " und ", " / "]),
)
def test_opening_hours_stay(spans_, style, between):
    days = "Mo Di Mi Do Fr Sa So".split()
    text = between.join(f"{day} {style.format(*hours)}" for day, hours in zip(days, spans_, strict=False))

    assert mask(text).text == text

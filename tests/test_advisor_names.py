"""Advisors by their names, as customers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.advisor_names import HONORIFICS, Named, which_is_meant, who_is_meant

MARIA = Named("maria", "Maria Muster", "Filiale Mitte")
MAX = Named("max", "Max Muster", "Filiale Beispielhausen")
SABINE = Named("sabine", "Dr. Sabine Muster-Mann", "Filiale Nord")
KARL = Named("karl", "Karl Schmidt", "Filiale Mitte")
KARLA = Named("karla", "Karla Schmitt", "Filiale Nord")
VIKTOR = Named("viktor", "Viktor Vorlage", "Filiale Mitte")
WILMA = Named("wilma", "Wilma Will", "Filiale Nord")
OLGA = Named("olga", "Olga von der Probe", "Filiale Mitte")
ALL = [MARIA, MAX, SABINE, KARL, KARLA, VIKTOR, WILMA, OLGA]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("ist herr schmidt da", ("karl",)),
        ("ich möchte zu Frau Schmitt", ("karla",)),
        ("Herrn Schmid bitte", ("karl",)),
        ("frau dr. muster-mann", ("sabine",)),
        ("Frau Mustermann?", ("sabine",)),
        ("FRAU MUSTER MANN BITTE", ("sabine",)),
        ("Frau Mann betreut mich", ("sabine",)),
        ("frau dr sabine mustermann", ("sabine",)),
        ("Frau Muster", ("maria", "max")),
        ("Frau Muster, Maria", ("maria",)),
        ("Frau Muster aus Beispielhausen", ("max",)),
        ("kann ich mit frau mustr aus der filiale mitte reden", ("maria",)),
        ("max muster", ("max",)),
        ("ich will max muster sprechen", ("max",)),
        ("mein berater heisst vorlage", ("viktor",)),
        ("mit Vorlage bitte", ("viktor",)),
        ("Vorlage", ("viktor",)),
        ("herr vorlahe", ("viktor",)),
        ("Herrn Vorlages Vertretung", ("viktor",)),
        ("is Mr Vorlage's deputy there", ("viktor",)),
        ("could I speak to Mrs Will", ("wilma",)),
        ("frau will", ("wilma",)),
        ("Frau von der Probe", ("olga",)),
        ("frau probe", ("olga",)),
        ("Herr Doktor Schmidt", ("karl",)),
        ("Hr. Schmidt", ("karl",)),
    ],
)
def test_who_is_named_is_found(text, keys):
    assert who_is_meant(text, ALL).keys == keys


@pytest.mark.parametrize(
    "text", ["ist frau becker im büro", "Herrn Wagner bitte", "Mr Miller please", "frau krause-lehmann", "frau xu"]
)
def test_a_name_of_nobody_is_known_to_be_one(text):
    meant = who_is_meant(text, ALL)

    assert (meant.keys, meant.is_named, meant.is_announced) == ((), True, True)


@pytest.mark.parametrize(
    "text",
    [
        "mein berater",
        "ich hätte lieber eine Frau als Beraterin",
        "eine frau wäre mir lieber",
        "Sehr geehrte Damen und Herren, wer ist mein Ansprechpartner",
        "die frau die immer unsere sachen macht",
        "my advisor please, can you call her back",
        "kann ich die Vorlage für den Antrag bekommen",
        "er will nicht",
        "",
        "???",
    ],
)
def test_who_names_nobody_is_not_taken_to(text):
    meant = who_is_meant(text, ALL)

    assert (meant.keys, meant.is_named, meant.is_announced) == ((), False, False)


@pytest.mark.parametrize(
    ("text", "is_announced"),
    [("Vorlage", False), ("mit Vorlage", False), ("herr vorlage", True), ("v. viktor vorlage", True)],
)
def test_a_name_that_may_be_a_word_is_told_from_one_that_is_announced(text, is_announced):
    meant = who_is_meant(text, ALL)

    assert (meant.keys, meant.is_announced) == (("viktor",), is_announced)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Maria", ("maria",)),
        ("die aus der Filiale Mitte", ("maria",)),
        ("in beispielhausen", ("max",)),
        ("beispielhauen", ("max",)),
        ("Max Muster", ("max",)),
        ("der max", ("max",)),
        ("Muster", ("maria", "max")),
        ("weiß ich nicht", ()),
        ("", ()),
    ],
)
def test_of_several_one_is_told_by_name_or_place(text, keys):
    assert which_is_meant(text, [MARIA, MAX]) == keys


letters = st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüß")
names = st.text(letters, min_size=4, max_size=12).map(str.title)


@st.composite
def houses(draw):
    families = draw(st.lists(names, min_size=1, max_size=6, unique_by=str.casefold))
    return [Named(place, f"{draw(names)} {family}", "Filiale") for place, family in enumerate(families)]


@given(houses(), st.sampled_from(sorted(HONORIFICS)), st.sampled_from(["", "Dr. ", "Prof. Dr. "]), st.data())
def test_whoever_is_named_rightly_is_among_those_found(house, honorific, title, data):
    one = data.draw(st.sampled_from(house))

    assert one.key in who_is_meant(f"ich möchte zu {honorific} {title}{one.name.split()[1]}", house).keys


@given(st.from_regex("[A-Z][a-z]{6,11}", fullmatch=True), st.data())
def test_one_wrong_letter_in_a_long_name_does_no_harm(family, data):
    place = data.draw(st.integers(1, len(family) - 1))
    written = family[:place] + data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz")) + family[place + 1 :]

    assert who_is_meant(f"Frau {written}", [Named("one", f"Ute {family}", "Filiale")]).keys == ("one",)


@given(st.text(max_size=80), houses())
def test_no_text_breaks_anything_and_only_the_house_is_found(text, house):
    keys = {one.key for one in house}

    assert set(who_is_meant(text, house).keys) <= keys
    assert set(which_is_meant(text, house)) <= keys


@given(st.text(max_size=40), houses())
def test_in_which_order_the_house_stands_changes_nothing(text, house):
    assert set(who_is_meant(text, house).keys) == set(who_is_meant(text, house[::-1]).keys)

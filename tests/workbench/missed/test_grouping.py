"""Like texts stand together, whatever their spelling; what is laid aside stays there."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.emojis import words
from handoff.errors import SettingsError
from handoff.workbench.folding import folded, is_heard
from handoff.workbench.missed.aside import checksum, laid_aside, lay_aside
from handoff.workbench.missed.command import start_of
from handoff.workbench.missed.grouping import group
from handoff.workbench.missed.reading import Missed
from tests.workbench.missed.talking import NOW


def say(text, *, language="de", at=NOW):
    return Missed(text, at, language, "nlu_fallback")


def test_like_texts_are_one_group_and_the_largest_comes_first():
    later = NOW + timedelta(days=2)
    groups = group(
        [
            say("wo ist der parkplatz"),
            say("Fahrradständer vorhanden?"),
            say("fahrradstaender vorhanden", at=later),
            say("fahradständer vorhanden"),
            say("fahrradständer vorhanden", language="en"),
        ]
    )

    assert (groups[0].count, groups[0].language) == (3, "de")
    assert sorted((one.count, one.language) for one in groups[1:]) == [(1, "de"), (1, "en")]
    assert (groups[0].first, groups[0].last) == (NOW, later)
    assert len(groups[0].folded) == 2


def test_the_order_of_the_words_is_nothing_to_it():
    (one,) = group([say("parkplatz am dom frei"), say("am dom parkplatz frei?")])

    assert one.count == 2


def test_what_was_said_most_often_is_shown():
    (one,) = group(map(say, ["wo parkt mann", "wo parkt man", "wo parkt man"]))

    assert (one.text, one.count) == ("wo parkt man", 3)


@given(st.lists(st.text("abcdeä !?🎉", min_size=1), max_size=60))
def test_no_message_is_lost(said):
    groups = group(map(say, said))

    assert sum(one.count for one in groups) == sum(one.made.total() for one in groups) == len(said)
    assert {words for one in groups for words in one.folded} == set(map(folded, said))
    assert sum(len(one.folded) for one in groups) == len(set(map(folded, said)))


def test_texts_without_words_are_told_apart():
    assert len(group([say("🎉"), say("🚲"), say("???")])) == 3


@pytest.mark.parametrize(
    ("one", "other"), [("Grüße!", "gruesse"), ("konto 🔄", "Konto"), ("💳 weg", "karte  weg"), ("u\u0308ber", "über")]
)
def test_what_nlu_hears_alike_is_folded_alike(one, other):
    assert folded(one) == folded(other)


def test_an_emoji_without_a_meaning_is_not_heard():
    assert [is_heard(text) for text in ("💳", "🚲", "???", "weg")] == [True, False, False, True]


@pytest.mark.parametrize("sign", ["©", "®", "☎", "📅", "2️⃣"])
def test_an_emoji_is_folded_to_its_meaning_wherever_it_stands_in_unicode(sign):
    assert folded(f"frei {sign} heute") == " ".join(folded(f"frei {words(sign)} heute").split())


def test_what_is_laid_aside_is_remembered_without_its_words(tmp_path):
    lay_aside({"wo ist der parkplatz"}, tmp_path)

    assert laid_aside(tmp_path) == {checksum("wo ist der parkplatz")}
    assert "parkplatz" not in (tmp_path / "missed-aside.txt").read_text()


def test_since_is_days_or_a_date():
    assert start_of("7", NOW) == NOW - timedelta(days=7)
    assert start_of("2026-11-01").isoformat() == "2026-11-01T00:00:00+01:00"
    for odd in ("yesterday", "9" * 20, "-3"):
        with pytest.raises(SettingsError, match=f"not {odd}"):
            start_of(odd)
